import type { ShareStatus } from "./share.ts";
import { MAX_VALID_DAYS } from "./validity.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** Days later that an end can be moved to with one press. */
export const EXTENSION_PRESETS = [7, 30, 90] as const;

/** What a share is at a moment: the drive calls one live whose end has passed. */
export const statusAt = (
  { status, expiresAt }: { readonly status: ShareStatus; readonly expiresAt: Date | undefined },
  now: Date,
): ShareStatus => (status === "live" && expiresAt !== undefined && expiresAt <= now ? "expired" : status);

// The drive gives one end to the millisecond here and to the second there.
const SAME_END_MS = 60_000;

/** Whether two ends are one and the same, told more and less exactly. */
export const isSameEnd = (one: Date | undefined, other: Date | undefined): boolean =>
  one === undefined || other === undefined ? one === other : Math.abs(one.getTime() - other.getTime()) <= SAME_END_MS;

/** How long a share still works, as coarsely as people say it. */
export type Remaining =
  | { readonly kind: "ended" }
  /** Less than an hour. */
  | { readonly kind: "hour" }
  /** Less than a day. */
  | { readonly kind: "day" }
  /** About so many days, to the nearest. */
  | { readonly kind: "days"; readonly days: number };

export const remainingUntil = (end: Date, now: Date): Remaining => {
  const left = end.getTime() - now.getTime();
  if (left <= 0) return { kind: "ended" };
  if (left < HOUR_MS) return { kind: "hour" };
  if (left < DAY_MS) return { kind: "day" };
  return { kind: "days", days: Math.round(left / DAY_MS) };
};

/** The first moment at which `remainingUntil` says something else; undefined when it never does again. */
export const remainingChangesAt = (end: Date, now: Date): Date | undefined => {
  const left = end.getTime() - now.getTime();
  if (left <= 0) return undefined;
  if (left < HOUR_MS) return end;
  if (left < DAY_MS) return new Date(end.getTime() - HOUR_MS + 1);
  const half = (Math.round(left / DAY_MS) - 0.5) * DAY_MS;
  return new Date(end.getTime() - Math.max(half, DAY_MS) + 1);
};

/** Days of 24 hours from now that reach an end, rounded up so that nobody loses the link early. */
export const daysToReach = (end: Date, now: Date): number => Math.ceil((end.getTime() - now.getTime()) / DAY_MS);

export type Extension =
  | { readonly kind: "ok"; readonly endsAt: Date }
  /** It has no end that could be moved. */
  | { readonly kind: "no-end" }
  | { readonly kind: "ended" }
  /** `maxDays` is how many days later the end may be at most; 0: not at all. */
  | { readonly kind: "too-long"; readonly maxDays: number };

/** Moves an end so many days of 24 hours later; the drive takes ends up to 365 days from now. */
export const extendEnd = (end: Date | undefined, days: number, now: Date): Extension => {
  if (end === undefined) return { kind: "no-end" };
  if (end <= now) return { kind: "ended" };
  const endsAt = new Date(end.getTime() + days * DAY_MS);
  if (daysToReach(endsAt, now) <= MAX_VALID_DAYS) return { kind: "ok", endsAt };
  return { kind: "too-long", maxDays: Math.max(0, MAX_VALID_DAYS - daysToReach(end, now)) };
};
