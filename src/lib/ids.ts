import { randomBytes, randomUUID } from "node:crypto";

/** Makes new ids. Handed in, so that tests can foretell them. */
export type IdMaker = {
  /** A new row's id: a UUID. */
  readonly uuid: () => string;
  /** `length` characters out of letters and digits, unpredictable: fit for an access code or a trace id. */
  readonly alphanumeric: (length: number) => string;
};

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

// Asking for many bytes costs hardly more than for a few. Each is used once.
const pool = { bytes: Buffer.alloc(0), used: 0 };

const nextRandomByte = (): number => {
  if (pool.used === pool.bytes.length) {
    pool.bytes = randomBytes(4_096);
    pool.used = 0;
  }
  return pool.bytes.readUInt8(pool.used++);
};

export const randomIds: IdMaker = {
  uuid: () => randomUUID(),
  alphanumeric: (length) => {
    let text = "";
    // Bytes past the last whole multiple of the alphabet are dropped, so that no character is likelier than another.
    const limit = 256 - (256 % ALPHABET.length);
    while (text.length < length) {
      const byte = nextRandomByte();
      if (byte < limit) text += ALPHABET.charAt(byte % ALPHABET.length);
    }
    return text;
  },
};

/** Ids that count up, for tests: the same run gives the same ids. */
export const createCountingIds = (): IdMaker => {
  let count = 0;
  return {
    uuid: () => `00000000-0000-4000-8000-${String(++count).padStart(12, "0")}`,
    alphanumeric: (length) => String(++count).padStart(length, "A").slice(-length),
  };
};
