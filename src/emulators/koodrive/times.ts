/** `2025-05-27T01:37:49.052Z` */
export const isoTime = (time: number): string => new Date(time).toISOString();

/** `20250527013749`, as share tasks and jobs give their times. */
export const compactTime = (time: number): string => isoTime(time).slice(0, 19).replaceAll(/[-:T]/g, "");

const X_DATE = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

/** Reads `20251103T070140Z`; undefined when it is not that. */
export const parseXDate = (text: string): number | undefined => {
  const match = X_DATE.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const time = Date.parse(iso);
  // Date.parse refuses most impossible dates; the round trip catches 30 February.
  return Number.isNaN(time) || isoTime(time) !== iso ? undefined : time;
};

/** `expireTime` of a request: the table's `yyyy-MM-dd HH:mm:ss` or the examples' ISO form with `Z`. */
export const isRequestTime = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2}|T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z)$/.test(text) &&
  !Number.isNaN(Date.parse(text.endsWith("Z") ? text : `${text.replace(" ", "T")}Z`));

export const DAY_MS = 86_400_000;
export const MINUTE_MS = 60_000;
