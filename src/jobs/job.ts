import type { z } from "zod";
import { AppError, type FailureCode } from "../lib/errors.ts";

/** As much of a logger as is needed here; pino's fits. */
export type JobLogger = {
  readonly info: (fields: Readonly<Record<string, unknown>>, message: string) => void;
  readonly warn: (fields: Readonly<Record<string, unknown>>, message: string) => void;
  readonly error: (fields: Readonly<Record<string, unknown>>, message: string) => void;
};

/**
 * Which jobs of one kind exclude each other, within one `singletonKey` (or all, without one). `standard`: none.
 * `short`: one waiting at most, a second is refused. `singleton`: one running at most. `stately`: both.
 * `exclusive`: one waiting or running at most. `key_strict_fifo`: in the order sent, one after the other.
 */
export type JobPolicy = "standard" | "short" | "singleton" | "stately" | "exclusive" | "key_strict_fifo";

export type JobRetry = {
  /** How often it is tried again after the first time. */
  readonly limit: number;
  readonly delaySeconds: number;
  /** Doubles the delay each time, with some chance in it. */
  readonly backoff?: boolean;
  readonly maxDelaySeconds?: number;
};

export type JobSettings = {
  /** Letters, digits, `-`, `_`, `.`, `/`. Jobs waiting in the database carry it: never rename. */
  readonly name: string;
  readonly retry: JobRetry;
  /** Cannot change once the name is in use: give the job a new name instead. */
  readonly policy?: JobPolicy;
  /** How many run at a time in this process; 1 when not given. */
  readonly concurrency?: number;
  /** One attempt is given up after so long; 900 when not given. */
  readonly timeoutSeconds?: number;
};

/** A kind of job: what is sent, without what it does. */
export type Job<P> = JobSettings & { readonly schema: z.ZodType<P> };

/** A kind of job that says something in a conversation, in that conversation's line: see `outbox.ts`. */
export type Message<P> = Job<P> & { readonly isMessage: true };

/** Where something is said: a channel, or a person's conversation with this app. */
export type Conversation = { readonly teamId: string; readonly to: string };

export type JobContext = {
  readonly jobId: string;
  /** Fires when the process stops, or when the attempt has taken too long. */
  readonly signal: AbortSignal;
  /** 1 for the first. A wait that the other side asked for (`limited`) does not count as a retry, but here it does. */
  readonly attempt: number;
  readonly logger: JobLogger;
};

/** Why a job was given up: how its last attempt ended. */
export type GivenUp = {
  readonly jobId: string;
  readonly message: string;
  /** Undefined when it was not an `AppError`, or the process died during the attempt. */
  readonly code: FailureCode | undefined;
  readonly reference: string | undefined;
};

export type JobHandler<P> = {
  /**
   * Does the job. May run more than once for one job: after a crash, a hang or a throw. A thrown `AppError` with
   * `retryAfterMs` is tried again when that time is over.
   */
  readonly run: (payload: P, context: JobContext) => Promise<void>;
  /** Runs when all retries are used up, as a job of its own with retries of its own. */
  readonly onGivenUp?: (payload: P, failure: GivenUp, context: JobContext) => Promise<void>;
};

/** A kind of job together with what it does, its payload's type closed over. */
export type HandledJob = JobSettings & {
  readonly isMessage?: boolean;
  /** How many different keys one look at the queue takes along; 1 when not given. */
  readonly batch?: number;
  /** Whether an attempt's end leaves nothing to hope for: the job is given up at once, whatever its retries. */
  readonly isHopeless?: (error: unknown, attempt: number) => boolean;
  /** Undefined when the payload cannot be read: it was sent by another version, and no retry will help. */
  readonly prepare: (payload: unknown) => PreparedJob | undefined;
};

export type PreparedJob = {
  /** Part of the payload means nothing to this version: it is not run here. */
  readonly isUnreadable?: boolean;
  readonly run: (context: JobContext) => Promise<void>;
  readonly giveUp: (failure: GivenUp, context: JobContext) => Promise<void>;
};

/** Names a kind of job. Its payload must survive JSON; what it does is said by `handleJob`. */
export const defineJob = <P extends object>(job: Job<P>): Job<P> => job;

/**
 * For a day at least: Slack may be away that long, and nothing that people wait for is to be lost. Once a minute at
 * least: what waits in line behind it comes no later than that once Slack is back.
 */
export const MESSAGE_RETRY: JobRetry = { limit: 3_000, delaySeconds: 3, backoff: true, maxDelaySeconds: 60 };

/**
 * Names a kind of message. It is sent with `sendMessage`, stands in one line with everything else that is said in that
 * conversation, and what it says is decided when it runs. What cannot be said is set aside after a few tries.
 */
export const defineMessage = <P extends object>(message: Job<P>): Message<P> => ({ ...message, isMessage: true });

/** Says what a kind of job does. */
export const handleJob = <P>({ schema, ...settings }: Job<P>, handler: JobHandler<P>): HandledJob => ({
  ...settings,
  prepare: (payload) => {
    const parsed = schema.safeParse(payload);
    if (!parsed.success) return undefined;
    return {
      run: (context) => handler.run(parsed.data, context),
      giveUp: async (failure, context) => handler.onGivenUp?.(parsed.data, failure, context),
    };
  },
});

/** Throws `AppError` (`bug`) when the payload breaks the job's own schema: better here than where it runs. */
export const checkPayload = <P>(job: Job<P>, payload: P): void => {
  const parsed = job.schema.safeParse(payload);
  if (parsed.success) return;
  const fields = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
  throw new AppError("bug", `the payload of ${job.name} breaks its schema in: ${fields}`, { operation: "jobs.send" });
};
