import { createHash } from "node:crypto";

/** A short stand-in for a text, to tell later whether it is still the same. Not for secrets: short ones can be guessed. */
export const fingerprint = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);
