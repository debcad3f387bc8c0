import { TZDate } from "@date-fns/tz";

/** Hours of a person's own day, 0 to 23; `from` may be later than `to`, and belongs to them, `to` does not. */
export type QuietHours = { readonly from: number; readonly to: number };

const MINUTE_MS = 60 * 1000;
// With less than this left nobody gets to a link in time.
const TIME_TO_ACT_MS = 60 * MINUTE_MS;
// What has to come before quiet hours is not carried into them by a queue that is busy for a while.
const BEFORE_MS = 10 * MINUTE_MS;

/** @param timeZone IANA name of the person's zone */
export const isQuiet = (moment: Date, quiet: QuietHours | undefined, timeZone: string): boolean => {
  if (quiet === undefined || quiet.from === quiet.to) return false;
  const hour = new TZDate(moment.getTime(), timeZone).getHours();
  return quiet.from < quiet.to ? hour >= quiet.from && hour < quiet.to : hour >= quiet.from || hour < quiet.to;
};

/**
 * When to remind somebody of an end, if not at `dueAt` because those hours are quiet: when they are over, as long as
 * there is time to act then; otherwise shortly before they begin, since a reminder too early can still be acted on and
 * one too late cannot.
 */
export const reminderMoment = ({
  dueAt,
  endsAt,
  quiet,
  timeZone,
}: {
  readonly dueAt: Date;
  readonly endsAt: Date;
  readonly quiet: QuietHours | undefined;
  readonly timeZone: string;
}): Date => {
  if (quiet === undefined || !isQuiet(dueAt, quiet, timeZone)) return dueAt;
  const today = fullHour(dueAt, timeZone, quiet.to);
  const over = today > dueAt ? today : fullHour(dueAt, timeZone, quiet.to, 1);
  if (endsAt.getTime() - over.getTime() >= TIME_TO_ACT_MS) return over;
  const latest = fullHour(dueAt, timeZone, quiet.from);
  const began = latest <= dueAt ? latest : fullHour(dueAt, timeZone, quiet.from, -1);
  return new Date(began.getTime() - BEFORE_MS);
};

/** A full hour of the calendar day that it is in the zone, or of another so many days later. */
const fullHour = (moment: Date, timeZone: string, hour: number, daysLater = 0): Date => {
  const day = new TZDate(moment.getTime(), timeZone);
  const there = new TZDate(day.getFullYear(), day.getMonth(), day.getDate() + daysLater, hour, 0, 0, timeZone);
  return new Date(there.getTime());
};
