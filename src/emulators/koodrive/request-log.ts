import type { Fault } from "./fault.ts";

/** A request as it came in, and what it was answered. */
export type RecordedRequest = {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; the text itself when it is not JSON; undefined when empty. */
  readonly body: unknown;
  readonly rawBody: string;
  /** When it came, by the drive's clock. */
  readonly at: Date;
  /** Undefined while it is held, and where the connection was closed instead. */
  readonly status: number | undefined;
  readonly fault: Fault["kind"] | undefined;
};

// A demo may run for weeks.
const MOST_KEPT = 10_000;

export type RequestLog = {
  /** Oldest first; of very many, the latest 10,000. */
  readonly all: () => readonly RecordedRequest[];
  /** Those whose path ends so, e.g. `to("/share/tasks")`. */
  readonly to: (path: string, method?: string) => readonly RecordedRequest[];
  readonly clear: () => void;
};

export type RequestRecorder = RequestLog & {
  /** Answers how to note the status later. */
  readonly record: (request: RecordedRequest) => (status: number) => void;
};

export const createRequestLog = (): RequestRecorder => {
  let entries: RecordedRequest[] = [];
  return {
    all: () => [...entries],
    to: (path, method) =>
      entries.filter((entry) => entry.path.endsWith(path) && (method === undefined || entry.method === method)),
    clear: () => {
      entries = [];
    },
    record: (request) => {
      let current = request;
      entries.push(current);
      if (entries.length > MOST_KEPT) entries.shift();
      return (status) => {
        const at = entries.lastIndexOf(current);
        current = { ...current, status };
        if (at !== -1) entries[at] = current;
      };
    },
  };
};

const SECRET = /^(authorization|cookie|extractCode|password|captchaToken|kdstoken|refreshToken|accessToken)$/i;

/** The same value with secrets struck out: what other processes may see. */
export const withoutSecrets = (value: unknown): unknown => {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inside]) => [key, SECRET.test(key) ? "…" : withoutSecrets(inside)]),
  );
};
