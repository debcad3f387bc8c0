import type { AppError } from "../lib/errors.ts";
import type { StoredFailure } from "./tables.ts";

/**
 * Text that PostgreSQL takes: it refuses the character zero, and in jsonb half a surrogate pair
 * too. Names typed by people or sent by the drive can hold either.
 */
export const storableText = (text: string): string => text.toWellFormed().replaceAll("\0", "\uFFFD");

/** The text of a jsonb value. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) => (typeof item === "string" ? storableText(item) : item));

/** For 8-byte integers, which the two backends hand over differently. Exact up to 2^53. */
export const toNumber = (value: string | number | bigint): number => Number(value);

/** What of an error may be stored: its kind and references, never its message or cause. */
export const toStoredFailure = (error: AppError): StoredFailure => ({
  code: error.code,
  operation: error.operation,
  reference: error.reference,
  field: error.field,
  remoteCode: error.remote?.code,
});
