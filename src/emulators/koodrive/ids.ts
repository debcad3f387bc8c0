import { createHash, createHmac } from "node:crypto";

/** Makes the drive's ids. The same key gives the same ids in the same order. */
export type IdSource = {
  /** 19 digits, each one more than the last, beyond what a double can hold. */
  readonly number: () => string;
  /** Like `FryfD0bDk0aWSfrlCgZVJG7hxDMCY5hkl`. */
  readonly fileId: () => string;
  /** Lowercase hex, foretold only by who knows the key. */
  readonly secret: (bytes: number) => string;
};

// The share id of the documents' example, so that a fresh drive answers with the example's ids.
const FIRST_NUMBER = 1689743054514187776n;

/** The file id that belongs to a name: the seed's files keep their ids whatever is added around them. */
export const fileIdOf = (name: string): string =>
  `F${createHash("sha256").update(`file:${name}`).digest("base64url").slice(0, 32)}`;

/** Like `IAABh_RdhS8bOg0cA1684711052660690818`. */
export const containerIdOf = (name: string, digits: string): string =>
  `IAAB${createHash("sha256").update(`space:${name}`).digest("base64url").replaceAll("-", "x").slice(0, 13)}${digits}`;

/** @param key what makes this run's file ids and secrets differ from another's */
export const createIdSource = (key: string): IdSource => {
  let numbers = 0n;
  let files = 0;
  let secrets = 0;
  return {
    number: () => {
      const next = FIRST_NUMBER + numbers;
      numbers += 1n;
      return next.toString();
    },
    fileId: () => {
      files += 1;
      return fileIdOf(`${key}#${files}`);
    },
    secret: (bytes) => {
      secrets += 1;
      return createHmac("sha512", key)
        .update(`secret:${secrets}`)
        .digest("hex")
        .slice(0, bytes * 2);
    },
  };
};
