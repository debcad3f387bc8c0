import { z } from "zod";
import { AppError } from "../lib/errors.ts";
import {
  type Conversation,
  type GivenUp,
  type HandledJob,
  type JobLogger,
  type JobSettings,
  MESSAGE_RETRY,
} from "./job.ts";

/**
 * One line a conversation for all that this app says there, whichever feature says it: the next message is begun when
 * the one before it has been posted, has been found to be needless, or has been set aside.
 */
const settings: JobSettings = {
  name: "outbox",
  // Each message brings its own; this is for what a message does not say.
  retry: MESSAGE_RETRY,
  policy: "key_strict_fifo",
  concurrency: 4,
  timeoutSeconds: 300,
};
// So many conversations at a time for each of the workers: most of them wait, for Slack or for their second.
const BATCH = 16;
// What fails for no reason that passes by itself holds up its conversation for so many tries, some forty seconds.
const MOST_TRIES = 5;
// Some ten minutes.
const MOST_UNCLEAR = 15;
const LATELY_MS = 2 * 60_000;

const envelope = z.object({
  kind: z.string(),
  teamId: z.string(),
  to: z.string(),
  body: z.unknown(),
  waitingKey: z.string().optional(),
});

/** A message as it stands in the queue. */
export type Envelope = z.infer<typeof envelope>;

export const OUTBOX = settings;

export const conversationKey = ({ teamId, to }: Conversation): string => `${teamId}:${to}`;

/** A message that was given up, and what stood in its way. */
export type SetAside = Pick<Envelope, "kind" | "teamId" | "to"> & GivenUp;

export type OutboxDeps = {
  readonly kinds: readonly HandledJob[];
  readonly logger: JobLogger;
  /** Told once of each message that was set aside. Those behind it have gone on by then. */
  readonly onSetAside: (message: SetAside) => Promise<void>;
};

/** Slack not there, or asking for patience: no fault of the message's. */
const PASSING: ReadonlySet<string> = new Set(["limited", "unavailable", "not-signed-in"]);

type Others = { readonly wereSaid: boolean };

/**
 * A refusal of the message itself will be repeated each time; other faults get a few tries. No clear answer may be Slack's
 * trouble, which passes, or with this message alone: that shows when others are said meanwhile.
 */
const isHopeless = (error: unknown, attempt: number, others: Others): boolean => {
  if (error instanceof AppError && error.code === "unknown-outcome") return others.wereSaid && attempt >= MOST_UNCLEAR;
  if (error instanceof AppError && PASSING.has(error.code)) return false;
  const isRefusal = error instanceof AppError && error.remote !== undefined;
  return isRefusal || attempt >= MOST_TRIES;
};

/** The job that does all kinds of messages. */
export const createOutbox = ({ kinds, logger, onSetAside }: OutboxDeps): HandledJob => {
  const known = new Map(kinds.map((kind) => [kind.name, kind]));
  let lastSaid = Number.NEGATIVE_INFINITY;
  return {
    ...settings,
    batch: BATCH,
    isHopeless: (error, attempt) => isHopeless(error, attempt, { wereSaid: performance.now() - lastSaid < LATELY_MS }),
    prepare: (payload) => {
      const read = envelope.safeParse(payload);
      if (!read.success) return undefined;
      const { kind: name, teamId, to, body } = read.data;
      const kind = known.get(name);
      const prepared = kind?.prepare(body);
      return {
        isUnreadable: prepared === undefined,
        run: async (context) => {
          await prepared?.run(context);
          lastSaid = performance.now();
        },
        giveUp: async (failure, context) => {
          const { jobId, code, message, reference } = failure;
          const fields = { kind: name, to, jobId, code, reason: message, reference };
          if (context.attempt === 1) logger.error(fields, "message set aside");
          await prepared?.giveUp(failure, context);
          await onSetAside({ kind: name, teamId, to, ...failure });
        },
      };
    },
  };
};
