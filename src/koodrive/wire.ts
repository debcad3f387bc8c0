import { z } from "zod";

/*
 * How single values of the drive's answers are read. The pages contradict each other (numbers as text, one
 * object for a list), so a value that cannot be read counts as not sent; what an operation cannot do without
 * is `required`.
 */

/** An id of the answer was rounded when it was parsed: to be parsed again, the exact way. */
export class RoundedNumber extends Error {
  override readonly name = "RoundedNumber";
}

/** What an answer cannot do without is missing. */
class Unreadable extends Error {
  override readonly name = "Unreadable";
  readonly field: string;

  constructor(field: string) {
    super(`${field} is missing`);
    this.field = field;
  }
}

export const toText = (value: unknown): string | undefined => {
  if (typeof value === "string") return value;
  if (typeof value !== "number") return undefined;
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw new RoundedNumber();
  return String(value);
};

export const toNumber = (value: unknown): number | undefined => {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || !/^\s*-?\d+(\.\d+)?\s*$/.test(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
};

export const toFlag = (value: unknown): boolean | undefined => {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === 1 || value === "1") return true;
  return value === "false" || value === 0 || value === "0" ? false : undefined;
};

/** Years 1970 to 9999: outside them a `Date` is of no use to anybody, and some are not valid at all. */
const asDate = (milliseconds: number): Date | undefined =>
  milliseconds >= 0 && milliseconds < 253_402_300_800_000 ? new Date(milliseconds) : undefined;

const ZONELESS = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(\.\d+)?$/;
const FOURTEEN_DIGITS = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;
const USUAL = /^2\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;
const EPOCH_MILLISECONDS = /^\d{13}$/;

/** Nearly all are of this form and come by the hundred: `Date.parse` takes four times as long over them. */
const usualTime = (text: string): Date => {
  const two = (at: number): number => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
  const milliseconds = two(20) * 10 + text.charCodeAt(22) - 48;
  return new Date(Date.UTC(two(0) * 100 + two(2), two(5) - 1, two(8), two(11), two(14), two(17), milliseconds));
};

/** All forms in which the pages write a moment. One without a zone is read as UTC: no page names another. */
export const toTime = (value: unknown): Date | undefined => {
  if (typeof value === "string" && USUAL.test(value)) return usualTime(value);
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && !EPOCH_MILLISECONDS.test(String(value)) && !FOURTEEN_DIGITS.test(String(value))) {
    return undefined;
  }
  const text = toText(value)?.trim() ?? "";
  if (WITH_ZONE.test(text)) return asDate(Date.parse(text));
  if (EPOCH_MILLISECONDS.test(text)) return asDate(Number(text));
  const parts = FOURTEEN_DIGITS.exec(text) ?? ZONELESS.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  return asDate(Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`));
};

export const toFilledText = (value: unknown): string | undefined => {
  const text = toText(value);
  return text === "" ? undefined : text;
};

/** Text; a number is taken as the text it was written as. */
export const text = z.transform(toText);
/** Text that says something: an empty one counts as not sent. */
export const filledText = z.transform(toFilledText);
export const number = z.transform(toNumber);
export const time = z.transform(toTime);

/** An id or another text that the answer is worth nothing without. */
export const requiredText = z.unknown().transform((value, context) => {
  const read = toFilledText(value);
  if (read !== undefined) return read;
  context.addIssue({ code: "custom", message: "missing" });
  return z.NEVER;
});

/** A list; nothing is an empty one, and a single object is a list of one: some pages type it so. */
export const list = <Item extends z.ZodType>(item: Item) =>
  z
    .union([
      z.array(item),
      z
        .unknown()
        .refine((value) => value === undefined || value === null)
        .transform((): z.output<Item>[] => []),
      item.transform((one): z.output<Item>[] => [one as z.output<Item>]),
    ])
    .optional()
    .transform((items): readonly z.output<Item>[] => items ?? []);

/** Texts; whatever in the list is none is left out. */
export const toTexts = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((one) => toFilledText(one) ?? []);

export const texts = z.transform(toTexts);

export type Fields = Readonly<Record<string, unknown>>;

/** Only within `thing`: the answer lacks this field, which it is worth nothing without. */
export const unreadable = (field: string): never => {
  throw new Unreadable(field);
};

/** A text that the answer is worth nothing without; only within `thing`. */
export const needed = (fields: Fields, field: string): string => toFilledText(fields[field]) ?? unreadable(field);

/**
 * One of the drive's things, read field by field by a function. For what comes in lists of hundreds: taken apart
 * by zod, such a list costs more than parsing it did.
 */
export const thing = <Thing>(read: (fields: Fields) => Thing) =>
  z.transform((value: unknown, context): Thing => {
    const input = value;
    if (typeof input !== "object" || input === null || Array.isArray(input)) {
      context.issues.push({ code: "custom", message: "not an object", input });
      return z.NEVER;
    }
    try {
      return read(input as Fields);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      context.issues.push({ code: "custom", message: "missing", path: [error.field], input });
      return z.NEVER;
    }
  });

/** The frame round every answer, as far as it says whether the call worked. */
export type Envelope = {
  /** Undefined when the body has no code at all. */
  readonly code: string | undefined;
  readonly ok: boolean;
  readonly message: string;
};

export const readEnvelope = (body: Fields): Envelope => {
  // The gateway's frame first: a body with `error_code` is never a success.
  const gatewayCode = toFilledText(body["error_code"]);
  if (gatewayCode !== undefined) {
    return { code: gatewayCode, ok: false, message: toText(body["error_msg"]) ?? "" };
  }
  const code = toFilledText(body["code"])?.trim();
  // `msg` on success is `OK`, `Success.` or the Chinese word, by page: it is never compared.
  return { code, ok: code === undefined || /^[+-]?0+$/.test(code), message: toText(body["msg"]) ?? "" };
};

/** An answer that has nothing to tell but that it worked: it must say so. */
export const acknowledged = z.object({ code: requiredText }).transform((): void => undefined);
