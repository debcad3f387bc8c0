/** Days are text, `2026-08-21`: a calendar has no time zone. Reckoned in UTC, where every day has 24 hours. */
const DAY_MS = 86_400_000;

const toUtc = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const toDay = (at: number): string => new Date(at).toISOString().slice(0, 10);

export const addDays = (day: string, count: number): string => toDay(toUtc(day) + count * DAY_MS);

/** The same day of another month, or that month's last day. */
export const addMonths = (day: string, count: number): string => {
  const [year = 1970, month = 1, date = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return toDay(Date.UTC(year, month - 1 + count, Math.min(date, last)));
};

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: string): number => new Date(toUtc(day)).getUTCDay() || 7;

/** The weeks of the month that holds this day, filled up with days of the months around it. */
export const monthWeeks = (day: string, firstWeekday: number): readonly (readonly string[])[] => {
  const first = `${day.slice(0, 7)}-01`;
  const start = addDays(first, -((weekdayOf(first) - firstWeekday + 7) % 7));
  const weeks: string[][] = [];
  for (let week = start; week < addMonths(first, 1); week = addDays(week, 7)) {
    weeks.push(Array.from({ length: 7 }, (_, index) => addDays(week, index)));
  }
  return weeks;
};

/** Reads a day as people write it: `2026-8-1`, `2026/08/01`, `2026.8.1`, `20260801`. `undefined` when it is none. */
export const parseDay = (text: string): string | undefined => {
  const match = /^\s*(\d{4})(?:[-/.年\s]+(\d{1,2})[-/.月\s]+(\d{1,2})日?|(\d\d)(\d\d))\s*$/.exec(text);
  if (match === null) return undefined;
  const month = (match[2] ?? match[4] ?? "").padStart(2, "0");
  const date = (match[3] ?? match[5] ?? "").padStart(2, "0");
  const day = `${match[1]}-${month}-${date}`;
  return Number.isNaN(toUtc(day)) || toDay(toUtc(day)) !== day ? undefined : day;
};

/** How a locale writes that day; `options` as for `Intl.DateTimeFormat`. */
export const writeDay = (day: string, locale: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(new Date(toUtc(day)));
