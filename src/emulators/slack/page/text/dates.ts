import { TZDate } from "@date-fns/tz";

/** How a reader writes dates: their locale and IANA time zone. */
export type Reader = { readonly locale: string; readonly tz: string };

const usable = <T>(make: () => T): T | undefined => {
  try {
    return make();
  } catch {
    return undefined;
  }
};

/** Formats in the reader's locale and zone; an unknown locale or zone falls back to en-US and UTC. */
const format = (at: number, reader: Reader, options: Intl.DateTimeFormatOptions): string => {
  const locale = usable(() => Intl.getCanonicalLocales(reader.locale.replaceAll("_", "-"))[0]) ?? "en-US";
  const formatter =
    usable(() => new Intl.DateTimeFormat(locale, { ...options, timeZone: reader.tz })) ??
    new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  return formatter.format(new Date(at));
};

const zoned = (at: number, tz: string): TZDate => {
  const date = new TZDate(at, tz);
  return Number.isNaN(date.getHours()) ? new TZDate(at, "UTC") : date;
};

const two = (value: number) => String(value).padStart(2, "0");

/** The calendar day in the reader's zone, as `2026-08-21`. */
export const dayKey = (at: number, tz: string): string => {
  const date = zoned(at, tz);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

const daysApart = (at: number, now: number, tz: string): number =>
  Math.round((Date.parse(dayKey(at, tz)) - Date.parse(dayKey(now, tz))) / 86_400_000);

const relativeDay = (at: number, now: number, reader: Reader): string | undefined => {
  const days = daysApart(at, now, reader.tz);
  if (Math.abs(days) > 1) return undefined;
  const words = usable(() => new Intl.RelativeTimeFormat(reader.locale, { numeric: "auto" }));
  return (words ?? new Intl.RelativeTimeFormat("en-US", { numeric: "auto" })).format(days, "day");
};

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** `9:41 AM`, `09:41`. */
export const clockTime = (at: number, reader: Reader): string => format(at, reader, { timeStyle: "short" });

/** `Today`, `Yesterday`, `Friday, August 21`. */
export const dayTitle = (at: number, now: number, reader: Reader): string => {
  const near = relativeDay(at, now, reader);
  if (near !== undefined) return capital(near);
  const sameYear = dayKey(at, reader.tz).slice(0, 4) === dayKey(now, reader.tz).slice(0, 4);
  return format(at, reader, {
    weekday: "long",
    month: "long",
    day: "numeric",
    ...(sameYear ? {} : { year: "numeric" as const }),
  });
};

/** With date, time and zone: for a tooltip. */
export const fullMoment = (at: number, reader: Reader): string =>
  format(at, reader, {
    weekday: "long",
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });

const ago = (at: number, now: number, reader: Reader): string => {
  const words =
    usable(() => new Intl.RelativeTimeFormat(reader.locale, { numeric: "auto" })) ??
    new Intl.RelativeTimeFormat("en-US", { numeric: "auto" });
  const seconds = Math.round((at - now) / 1000);
  const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ];
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(seconds, "second");
};

/**
 * Fills a `<!date^…>` format (https://docs.slack.dev/messaging/formatting-message-text#date-formatting)
 * in the reader's locale and zone. `undefined` when the moment is none, so that the fallback is shown.
 */
export const fillDate = (epochSeconds: number, pattern: string, now: number, reader: Reader): string | undefined => {
  const at = epochSeconds * 1000;
  if (Math.abs(at) > 8.64e15) return undefined;
  const date = (dateStyle: "full" | "long" | "medium") => format(at, reader, { dateStyle });
  const pretty = (plain: string, index: number) => {
    const near = relativeDay(at, now, reader);
    if (near === undefined) return plain;
    return index === 0 ? capital(near) : near;
  };
  return pattern.replaceAll(/\{([a-z_]+)\}/g, (whole, name: string, index: number) => {
    switch (name) {
      case "date_num":
        return dayKey(at, reader.tz);
      case "date_slash":
        return format(at, reader, { year: "numeric", month: "2-digit", day: "2-digit" });
      case "date":
        return date("long");
      case "date_short":
        return date("medium");
      case "date_long":
        return date("full");
      case "date_pretty":
        return pretty(date("long"), index);
      case "date_short_pretty":
        return pretty(date("medium"), index);
      case "date_long_pretty":
        return pretty(date("full"), index);
      case "time":
        return clockTime(at, reader);
      case "time_secs":
        return format(at, reader, { timeStyle: "medium" });
      case "ago":
        return ago(at, now, reader);
      default:
        return whole;
    }
  });
};

/** Turns `2026-08-21T09:30` on the wall clock of a zone into seconds since 1970. */
export const wallToEpoch = (wall: string, tz: string): number | undefined => {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(wall);
  if (match === null) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = match.slice(1).map(Number);
  const at = new TZDate(year, month - 1, day, hour, minute, tz).getTime();
  return Number.isNaN(at) ? undefined : Math.floor(at / 1000);
};

/** The other way round. */
export const epochToWall = (epochSeconds: number, tz: string): string => {
  const date = zoned(epochSeconds * 1000, tz);
  return `${dayKey(epochSeconds * 1000, tz)}T${two(date.getHours())}:${two(date.getMinutes())}`;
};
