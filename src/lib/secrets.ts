import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { AppError } from "./errors.ts";

/** Seals and opens secrets for storage (AES-256-GCM). */
export type SecretBox = {
  /** Plain text in; text that is safe to store out, different each time. */
  readonly seal: (plain: string) => string;
  /** Throws `AppError` (`bug`) when the text was changed or sealed with another key. */
  readonly open: (sealed: string) => string;
};

const VERSION = "1";

/** @param key exactly 32 bytes */
export const createSecretBox = (key: Buffer): SecretBox => {
  if (key.length !== 32) throw new AppError("bug", "an encryption key has 32 bytes", { operation: "secrets.create" });
  return {
    seal: (plain) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, nonce);
      const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return [VERSION, nonce.toString("base64"), cipher.getAuthTag().toString("base64"), body.toString("base64")].join(
        ".",
      );
    },
    open: (sealed) => {
      const [version, nonce, tag, body] = sealed.split(".");
      if (version !== VERSION || nonce === undefined || tag === undefined || body === undefined) {
        throw new AppError("bug", "not a sealed secret", { operation: "secrets.open" });
      }
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
        decipher.setAuthTag(Buffer.from(tag, "base64"));
        return Buffer.concat([decipher.update(Buffer.from(body, "base64")), decipher.final()]).toString("utf8");
      } catch (cause) {
        throw new AppError("bug", "a stored secret cannot be opened: was ENCRYPTION_KEY changed?", {
          operation: "secrets.open",
          cause,
        });
      }
    },
  };
};
