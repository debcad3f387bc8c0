import type { DriveEdition } from "./entities.ts";

/**
 * The documents contradict themselves (api.md 14). Each choice here is one of their readings, so
 * that a client can be tried against all of them.
 */
export type Readings = {
  /** Success `code`: the bare 0 of every example, or the type of the page's table ("0" on String pages). */
  readonly codes: "as-in-examples" | "as-in-tables";
  /**
   * HTTP status of a business failure: share pages document 200 only and the central list says 400
   * (`by-page`), or one of them everywhere.
   */
  readonly failureStatus: "by-page" | 200 | 400;
  readonly linkUrl: "full-url" | "short-code";
  readonly taskInfos: "array" | "object";
  readonly taskDetail: "current" | "2024";
  /** Whether `POST /cancel`, the page for batch jobs, takes the id of a share task too: no page says. */
  readonly cancelTakesShareTasks: boolean;
  /** What `refreshToken` answers: `data.sessionInfo` (example) or `data` itself (table). */
  readonly refreshedSession: "in-session-info" | "in-data";
  /** Cursor lists may answer with empty pages before the end: one before each further page. */
  readonly emptyPages: boolean;
};

/** The carrier's examples put the bare short code into `linkUrl`. */
export const defaultReadings = (edition: DriveEdition): Readings => ({
  codes: "as-in-examples",
  failureStatus: "by-page",
  linkUrl: edition === "carrier" ? "short-code" : "full-url",
  taskInfos: "array",
  taskDetail: "current",
  cancelTakesShareTasks: true,
  refreshedSession: "in-session-info",
  emptyPages: false,
});
