import { TZDate } from "@date-fns/tz";
// One by one: the package's index makes Node parse its 200 kB package.json once for each of 250 files (2 s, 200 MB).
import { addDays } from "date-fns/addDays";
import { differenceInCalendarDays } from "date-fns/differenceInCalendarDays";
import { isValid } from "date-fns/isValid";
import { parseISO } from "date-fns/parseISO";

/** The drive's bounds of `validDays` (create share). */
export const MIN_VALID_DAYS = 1;
export const MAX_VALID_DAYS = 365;

export const VALIDITY_PRESETS = [1, 7, 30, 90, 365] as const;
export const DEFAULT_VALID_DAYS = 7;

/** How somebody says how long a link shall live: so many days, or until a calendar day (`yyyy-MM-dd`) of their own zone. */
export type ValidityChoice =
  | { readonly kind: "days"; readonly days: number }
  | { readonly kind: "until"; readonly date: string };

export type ValidityResult =
  | { readonly kind: "ok"; readonly validDays: number; readonly endsAt: Date }
  | { readonly kind: "not-a-date" }
  /** Today or earlier; `earliest` is the first day that works (`yyyy-MM-dd`). */
  | { readonly kind: "too-early"; readonly earliest: string }
  | { readonly kind: "too-late"; readonly latest: string };

/**
 * What a choice means from this moment on. The drive counts whole days of 24 hours from the call, so a link chosen
 * "until a day" ends on that day at this time of day, give or take the hour that clocks are moved by meanwhile. Only
 * where the drive's bounds leave no choice (the first day, the 365th) can that hour move the end past midnight.
 *
 * @param timeZone IANA name of the person's zone
 */
export const resolveValidity = (choice: ValidityChoice, now: Date, timeZone: string): ValidityResult => {
  const earliest = calendarDay(now, timeZone, MIN_VALID_DAYS);
  const latest = calendarDay(now, timeZone, MAX_VALID_DAYS);
  const days = choice.kind === "days" ? choice.days : daysUntil(choice.date, now, timeZone);
  if (days === undefined || !Number.isInteger(days)) return { kind: "not-a-date" };
  if (days < MIN_VALID_DAYS) return { kind: "too-early", earliest };
  if (days > MAX_VALID_DAYS) return { kind: "too-late", latest };
  return { kind: "ok", validDays: days, endsAt: endOfValidity(now, days) };
};

/** When a period that starts now is over: so many times 24 hours later, whatever clocks do meanwhile. */
export const endOfValidity = (now: Date, days: number): Date => new Date(now.getTime() + days * 24 * 60 * 60 * 1000);

/** The calendar day (`yyyy-MM-dd`) that it is in the zone so many days from now. */
export const calendarDay = (now: Date, timeZone: string, daysLater = 0): string => {
  const day = addDays(new TZDate(now, timeZone), daysLater);
  return [
    String(day.getFullYear()).padStart(4, "0"),
    String(day.getMonth() + 1).padStart(2, "0"),
    String(day.getDate()).padStart(2, "0"),
  ].join("-");
};

/** Whether a text is the name of a time zone that this machine knows. */
export const isTimeZone = (text: string): boolean => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
};

const daysUntil = (date: string, now: Date, timeZone: string): number | undefined => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  const chosen = parseISO(date);
  // `parseISO` refuses 30 February; without the check a bad day would silently become another.
  if (!isValid(chosen)) return undefined;
  const days = differenceInCalendarDays(chosen, parseISO(calendarDay(now, timeZone)));
  const endsThatDay = (count: number): boolean => calendarDay(endOfValidity(now, count), timeZone) === date;
  // Near midnight a moved clock puts the end into the day before or after: one day of 24 hours less or more mends it.
  const mended = [days, days - 1, days + 1].find(endsThatDay) ?? days;
  return mended >= MIN_VALID_DAYS && mended <= MAX_VALID_DAYS ? mended : days;
};
