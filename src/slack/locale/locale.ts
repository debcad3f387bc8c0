/** The languages people can read this app in. */
export type Locale = "en" | "zh";

/** What Slack calls a reader's language (`zh-CN`, `en-GB` …) → one of ours; English when unknown. */
export const localeOf = (slackLocale: string | undefined): Locale =>
  typeof slackLocale === "string" && slackLocale.toLowerCase().startsWith("zh") ? "zh" : "en";

/** The tag for the platform's own formatters. */
export const formatTag = (locale: Locale): string => (locale === "zh" ? "zh-CN" : "en-GB");

/** A day and time in the reader's zone, in words: `Sat, 28 Nov 2026, 10:15`. */
export const formatMoment = (moment: Date, locale: Locale, timeZone: string): string =>
  new Intl.DateTimeFormat(formatTag(locale), {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    timeZone,
  }).format(moment);

/** A time zone as people call it, `Eastern Time`; its id (`America/New_York`) where it has no name. */
export const formatZone = (timeZone: string, moment: Date, locale: Locale): string =>
  new Intl.DateTimeFormat(formatTag(locale), { timeZone, timeZoneName: "longGeneric" })
    .formatToParts(moment)
    .find(({ type }) => type === "timeZoneName")?.value ?? timeZone;

/** A calendar day (`yyyy-MM-dd`) in words. */
export const formatDay = (day: string, locale: Locale): string =>
  new Intl.DateTimeFormat(formatTag(locale), { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** A size in bytes as people say it: `3.4 MB`. */
export const formatSize = (bytes: number, locale: Locale): string => {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return new Intl.NumberFormat(formatTag(locale), {
    style: "unit",
    unit: UNITS[power] ?? "byte",
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: value < 10 && power > 0 ? 1 : 0,
  }).format(value);
};

/** A span as people say it: `1 min 5 s`, `2 h 10 min`. */
export const formatSpan = (milliseconds: number, locale: Locale): string => {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const parts: readonly (readonly [number, Intl.NumberFormatOptions["unit"]])[] =
    seconds >= 3600
      ? [
          [Math.floor(seconds / 3600), "hour"],
          [Math.floor((seconds % 3600) / 60), "minute"],
        ]
      : seconds >= 60
        ? [
            [Math.floor(seconds / 60), "minute"],
            [seconds % 60, "second"],
          ]
        : [[seconds, "second"]];
  return parts
    .filter(([amount], index) => amount > 0 || index === 0)
    .map(([amount, unit]) =>
      new Intl.NumberFormat(formatTag(locale), { style: "unit", unit, unitDisplay: "short" }).format(amount),
    )
    .join(" ");
};
