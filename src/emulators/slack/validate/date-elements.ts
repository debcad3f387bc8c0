import type { JsonObject } from "../entities.ts";
import type { Issues } from "./issues.ts";

/** Whether a text is a day of the calendar in the form YYYY-MM-DD. */
export const isDay = (text: unknown): text is string => {
  if (typeof text !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
};

export const isTime = (text: unknown): text is string =>
  typeof text === "string" && /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

/** The first values of date and time pickers. */
export const checkDateElement = (issues: Issues, at: string, element: JsonObject): void => {
  const { initial_date: date, initial_time: time, initial_date_time: moment } = element;
  if (date !== undefined && !isDay(date)) issues.add(`${at}/initial_date`, "must be a date in the form YYYY-MM-DD");
  if (time !== undefined && !isTime(time)) issues.add(`${at}/initial_time`, "must be a time in the form HH:mm");
  if (moment !== undefined && !(Number.isInteger(moment) && String(moment).length === 10)) {
    issues.add(`${at}/initial_date_time`, "must be a UNIX timestamp of 10 digits");
  }
};
