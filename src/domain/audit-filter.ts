import { TZDate } from "@date-fns/tz";
import { parseShareReference } from "./share-reference.ts";
import { calendarDay } from "./validity.ts";

/** Which entries of the audit log are wanted; what is left out is not asked about. */
export type AuditFilter = {
  /** A Slack user. */
  readonly userId?: string | undefined;
  /** A share id, or the short code of its link. */
  readonly share?: string | undefined;
  /** An act (`share.create`), or all of a kind (`share`). */
  readonly act?: string | undefined;
  /** From that moment on. */
  readonly from?: Date | undefined;
  /** Before that moment. */
  readonly to?: Date | undefined;
  /** By which surface it was done, e.g. `command`. */
  readonly surface?: string | undefined;
  /** In which conversation. */
  readonly channel?: string | undefined;
};

export type AuditFilterResult =
  | { readonly kind: "ok"; readonly filter: AuditFilter }
  | { readonly kind: "not-understood"; readonly word: string };

const HOUR_MS = 60 * 60 * 1000;
const SPANS: Readonly<Record<string, number>> = { h: HOUR_MS, d: 24 * HOUR_MS, w: 7 * 24 * HOUR_MS };
const MAX_SPAN = 9_999;

/**
 * Reads what follows `/koodrive audit`, in any order: a person (`<@U…>` or an id), a share (id or link), an act, a time
 * (`7d`, `24h`, `2026-05-01`, `2026-05-01..2026-05-31`, both days included), a surface (`via:command`), a conversation (`<#C…>` or
 * `in:C…`). The first word that is none is named.
 *
 * @param timeZone of the reader: the days are theirs
 */
export const parseAuditFilter = (text: string, now: Date, timeZone: string): AuditFilterResult => {
  let filter: AuditFilter = {};
  for (const word of text.split(/\s+/).filter((one) => one !== "")) {
    const read = readWord(word, now, timeZone);
    if (read === undefined) return { kind: "not-understood", word };
    filter = { ...filter, ...read };
  }
  return { kind: "ok", filter };
};

const readWord = (word: string, now: Date, timeZone: string): AuditFilter | undefined => {
  const person = /^<@([UW][0-9A-Z]{2,30})(?:\|[^>]*)?>$/.exec(word)?.[1] ?? /^[UW][0-9A-Z]{6,30}$/.exec(word)?.[0];
  if (person !== undefined) return { userId: person };
  const span = /^(\d{1,4})([hdw])$/i.exec(word);
  if (span !== null) {
    const milliseconds = Math.min(MAX_SPAN, Number(span[1])) * (SPANS[span[2]?.toLowerCase() ?? ""] ?? 0);
    return { from: new Date(now.getTime() - milliseconds), to: undefined };
  }
  const days = /^(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?$/.exec(word);
  if (days !== null) return readDays(days[1] ?? "", days[2] ?? days[1] ?? "", timeZone);
  const surface = /^via:([a-z-]{3,15})$/.exec(word)?.[1];
  if (surface !== undefined) return { surface };
  const channel =
    /^<#([CDG][0-9A-Z]{2,14})(?:\|[^>]*)?>$/.exec(word)?.[1] ?? /^in:([CDG][0-9A-Z]{2,14})$/.exec(word)?.[1];
  if (channel !== undefined) return { channel };
  if (/^[a-z][a-z-]{1,15}(\.[a-z.-]{1,24})?$/.test(word)) return { act: word };
  const reference = parseShareReference(word);
  return reference.kind === "code" ? { share: reference.code } : undefined;
};

const readDays = (first: string, last: string, timeZone: string): AuditFilter | undefined => {
  const from = startOfDay(first, timeZone, 0);
  const to = startOfDay(last, timeZone, 1);
  return from === undefined || to === undefined || to <= from ? undefined : { from, to };
};

/** The moment at which a calendar day begins in the zone, so many days later; undefined for a day that does not exist. */
const startOfDay = (day: string, timeZone: string, daysLater: number): Date | undefined => {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const begin = new TZDate(year, month - 1, date, timeZone);
  if (Number.isNaN(begin.getTime()) || calendarDay(begin, timeZone) !== day) return undefined;
  return new Date(new TZDate(year, month - 1, date + daysLater, timeZone).getTime());
};
