import { AppError } from "./errors.ts";

export type LogFields = Readonly<Record<string, unknown>>;

/** Held against the key in lower case without `_` and `-`, so every spelling of a name is met. */
const SECRET_KEYS = [
  "accesscode",
  "apikey",
  "authorization",
  "authcode",
  "cookie",
  "credential",
  "customcode",
  "databaseurl",
  "downloadurl",
  "email",
  "encryptionkey",
  "extractcode",
  "passcode",
  "passwd",
  "password",
  "phone",
  "privatekey",
  "privatemetadata",
  "responseurl",
  "sealed",
  "secret",
  "signature",
  "token",
  "uploadurl",
  "verifycode",
];

/** Secrets that give themselves away by their shape, wherever they stand. */
const SECRET_SHAPES: readonly (readonly [RegExp, string])[] = [
  // Slack's own tokens, rotated ones included.
  [/\bx(?:ox[a-z]|app|oxe\.xox[a-z])-[\w-]+/gi, "[secret]"],
  [/\b(Bearer|Basic|AT)([ +])[\w.~+/=-]{8,}/g, "$1$2[secret]"],
  [/\bSignature=[0-9a-f]+/gi, "Signature=[secret]"],
  // The way to answer as the app for half an hour.
  [/https:\/\/hooks\.slack\.com\/[^\s"'<>]*/g, "https://hooks.slack.com/[secret]"],
  // Name and password before the host; then whatever follows a question mark: tokens, signatures, codes.
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/"'<>@]*@/gi, "$1[secret]@"],
  [/([a-z][a-z0-9+.-]*:\/\/[^\s"'<>?#]*)[?#][^\s"'<>]*/gi, "$1?[secret]"],
  [/((?:^|\s)\/[^\s"'<>?]*)\?[^\s"'<>]*/g, "$1?[secret]"],
];

/** Something of this stands in every text that has one of the shapes, and in few others: most are then done at once. */
const mayHoldSecret = (text: string): boolean =>
  /xox|xapp|signature=|:\/\/|\?/i.test(text) || /Bearer|Basic|AT[ +]/.test(text);

const MAX_TEXT = 4_000;
const MAX_ITEMS = 100;
const MAX_DEPTH = 8;

// The same few keys stand in every line; keys that come from data must not fill the memory.
const MAX_KEYS_KEPT = 1_000;
const judgedKeys = new Map<string, boolean>();

const isSecretKey = (key: string): boolean => {
  const judged = judgedKeys.get(key);
  if (judged !== undefined) return judged;
  const plain = key.toLowerCase().replace(/[_-]/g, "");
  const isSecret = SECRET_KEYS.some((secret) => plain.includes(secret));
  if (judgedKeys.size < MAX_KEYS_KEPT) judgedKeys.set(key, isSecret);
  return isSecret;
};

/** Takes out what looks like a secret, and cuts what is too long for a log. */
export const cleanText = (text: string): string => {
  const short = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)} [cut]` : text;
  if (!mayHoldSecret(short)) return short;
  return SECRET_SHAPES.reduce((cleaned, [shape, instead]) => cleaned.replace(shape, instead), short);
};

/** Other people's errors carry whole requests with them, so only what is known to be harmless is taken. */
const errorFields = (error: Error): LogFields => ({
  type: error.name,
  message: error.message,
  ...(error instanceof AppError
    ? {
        code: error.code,
        operation: error.operation,
        reference: error.reference,
        field: error.field,
        remote: error.remote,
        retryAfterMs: error.retryAfterMs,
      }
    : { code: "code" in error && typeof error.code === "string" ? error.code : undefined }),
  stack: error.stack,
  errors: error instanceof AggregateError ? error.errors : undefined,
  cause: error.cause,
});

const cleanObject = (object: object, seen: readonly object[]): unknown => {
  if (object instanceof Date) return Number.isNaN(object.getTime()) ? "[no date]" : object.toISOString();
  if (object instanceof URL) return cleanText(object.href);
  if (ArrayBuffer.isView(object) || object instanceof ArrayBuffer) return "[bytes]";
  if (seen.includes(object)) return "[circular]";
  if (seen.length >= MAX_DEPTH) return "[too deep]";
  const within = [...seen, object];
  if (object instanceof Map) return cleanObject(Object.fromEntries(object), within);
  if (Array.isArray(object) || object instanceof Set) {
    const items = [...object];
    const rest = items.length > MAX_ITEMS ? [`[${items.length - MAX_ITEMS} more]`] : [];
    return [...items.slice(0, MAX_ITEMS).map((item) => clean(item, within)), ...rest];
  }
  const fields = object instanceof Error ? errorFields(object) : object;
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, isSecretKey(key) ? "[secret]" : clean(value, within)]),
  );
};

const clean = (value: unknown, within: readonly object[]): unknown => {
  if (typeof value === "string") return cleanText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function" || typeof value === "symbol") return undefined;
  return typeof value === "object" && value !== null ? cleanObject(value, within) : value;
};

/** A copy that can be written to a log: no secrets, errors as plain fields, bounded in depth and length. */
export const cleanFields = (fields: LogFields): LogFields =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, isSecretKey(key) ? "[secret]" : clean(value, [])]),
  );
