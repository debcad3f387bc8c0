/**
 * Why something did not work, in the few kinds that matter to what happens next.
 *
 * - `not-signed-in`: the credential was refused.
 * - `not-allowed`: known, but without the right.
 * - `not-found`: the thing is not there (any more).
 * - `invalid`: the input breaks a rule; `field` says which, where that is known.
 * - `conflict`: the thing is in a state that forbids it.
 * - `limited`: too many calls; `retryAfterMs` where the other side said so. Nothing happened.
 * - `unavailable`: could not be reached, or says that it is broken. Nothing happened.
 * - `unknown-outcome`: it may have happened or not; look before doing it again.
 * - `protocol`: the answer cannot be understood.
 * - `bug`: a fault of this program.
 */
export type FailureCode =
  | "not-signed-in"
  | "not-allowed"
  | "not-found"
  | "invalid"
  | "conflict"
  | "limited"
  | "unavailable"
  | "unknown-outcome"
  | "protocol"
  | "bug";

export type AppErrorOptions = {
  /** What was being done, e.g. `drive.createShare`. */
  readonly operation: string;
  /** A short reference that is also in the log, e.g. a trace id. */
  readonly reference?: string | undefined;
  /** Which input is at fault, where known. */
  readonly field?: string | undefined;
  /** The other side's own error code and message, never a secret. */
  readonly remote?: { readonly code: string; readonly message: string } | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
};

/** The one error this program throws on purpose. Its message is for the log, not for people. */
export class AppError extends Error {
  override readonly name: string = "AppError";
  readonly code: FailureCode;
  readonly operation: string;
  readonly reference: string | undefined;
  readonly field: string | undefined;
  readonly remote: { readonly code: string; readonly message: string } | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: FailureCode, message: string, options: AppErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.operation = options.operation;
    this.reference = options.reference;
    this.field = options.field;
    this.remote = options.remote;
    this.retryAfterMs = options.retryAfterMs;
  }
}

export type Settled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError };

/**
 * Waits for a call and turns an `AppError` into a value, for callers to whom a failure is an
 * expected outcome. Anything else (a bug) is thrown on.
 */
export const settle = async <T>(call: Promise<T>): Promise<Settled<T>> => {
  try {
    return { ok: true, value: await call };
  } catch (error) {
    if (error instanceof AppError) return { ok: false, error };
    throw error;
  }
};

/** For the `default` of a switch that must cover every case. */
export const unreachable = (value: never): never => {
  throw new AppError("bug", `unexpected case: ${JSON.stringify(value)}`, { operation: "switch" });
};

/** What of an error may be stored and told later: no secret, nothing of the request. */
export type FailureFacts = {
  readonly code: FailureCode;
  readonly operation: string;
  /** The short form that people are told and that finds the log line. */
  readonly reference: string | undefined;
  readonly field: string | undefined;
  readonly remoteCode: string | undefined;
};

export const failureFacts = (error: AppError): FailureFacts => ({
  code: error.code,
  operation: error.operation,
  reference: error.reference === undefined ? undefined : shortReference(error.reference),
  field: error.field,
  remoteCode: error.remote?.code,
});

/** The part of a trace id that people pass on: enough to find it in the log. */
export const shortReference = (traceId: string): string => traceId.slice(0, 12);

// PostgreSQL's classes 08 (connection), 53 (disk full, too many connections), 57P (shut down); and the network's own.
const AWAY = /^(08...|53...|57P..|25006|E(CONN\w+|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|AI_AGAIN))$/;
const LOST = /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout)/;

/** Whether an error of the database's says that it cannot be used now; what was asked may be right. */
export const isDatabaseAway = (error: unknown): boolean => {
  if (!(error instanceof Error) || error instanceof AppError) return false;
  return ("code" in error && typeof error.code === "string" && AWAY.test(error.code)) || LOST.test(error.message);
};
