import { type DestinationStream, pino, stdTimeFunctions } from "pino";
import { cleanFields, cleanText, type LogFields } from "./log-cleaning.ts";

export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

type Log = {
  (message: string): void;
  /** An error goes under `err`. */
  (fields: LogFields, message: string): void;
};

/** Whatever goes in, no secret comes out: see `log-cleaning.ts` for what counts as one. */
export type Logger = { readonly [Level in LogLevel]: Log } & {
  /** The same logger with fields that stand in each of its lines. */
  readonly child: (fields: LogFields) => Logger;
  readonly isEnabled: (level: LogLevel) => boolean;
};

export type LoggerOptions = {
  readonly level: LogLevel;
  /** Standard output when not given. */
  readonly destination?: DestinationStream | undefined;
};

/** Writes one line of JSON for each entry. */
export const createLogger = ({ level, destination }: LoggerOptions): Logger =>
  wrap(
    pino(
      {
        level,
        base: null,
        timestamp: stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
        // Errors have been turned into plain fields before they get here.
        serializers: { err: (value) => value },
      },
      destination ?? pino.destination({ fd: 1, sync: true }),
    ),
  );

/** `own`: cleaned, in each line. pino's children would write them out at once, for the many that never say anything. */
const wrap = (inner: pino.Logger, own: LogFields = {}): Logger => {
  const at =
    (level: LogLevel): Log =>
    (first: string | LogFields, message?: string) => {
      // Cleaning costs more than the check, and most entries of the lower levels are never written.
      if (!inner.isLevelEnabled(level)) return;
      if (typeof first === "string") inner[level](own, cleanText(first));
      else inner[level]({ ...own, ...cleanFields(first) }, cleanText(message ?? ""));
    };
  return {
    fatal: at("fatal"),
    error: at("error"),
    warn: at("warn"),
    info: at("info"),
    debug: at("debug"),
    trace: at("trace"),
    child: (fields) => wrap(inner, { ...own, ...cleanFields(fields) }),
    isEnabled: (level) => inner.isLevelEnabled(level),
  };
};
