import { z } from "zod";
import { defineJob, defineMessage, MESSAGE_RETRY } from "./job.ts";

/** Jobs that one feature sends and another does: the way features work together without knowing each other. */

/** Posts the card of a share where the sharer wanted it; without a destination, to the sharer. Goes in that line. */
export const cardMessage = defineMessage({
  name: "share-card.post",
  schema: z.object({
    teamId: z.string(),
    shareId: z.string(),
    destination: z.string().optional(),
    /** Somebody wants a share that is there posted; left out, it is posted as it was made. */
    post: z.object({ id: z.string(), confirmed: z.boolean() }).optional(),
  }),
  retry: MESSAGE_RETRY,
});

/** Brings every card of a share up to date with its row: after any change, from wherever. Send it with the share id as its singleton key. */
export const refreshCardsJob = defineJob({
  name: "share-card.refresh",
  schema: z.object({ teamId: z.string(), shareId: z.string() }),
  retry: { limit: 10, delaySeconds: 2, backoff: true, maxDelaySeconds: 300 },
  // One waiting a share is enough: it shows what is true when it runs.
  policy: "stately",
  concurrency: 4,
});

/** Draws a person's Home tab anew, if they have one open or ever had. Send it with the user id as its singleton key. */
export const refreshHomeJob = defineJob({
  name: "app-home.refresh",
  schema: z.object({ teamId: z.string(), userId: z.string() }),
  retry: { limit: 3, delaySeconds: 2, backoff: true, maxDelaySeconds: 60 },
  policy: "stately",
  concurrency: 2,
});

/** Reads the drive's list of a person's shares, so that those made outside Slack are known, then draws their Home tab. */
export const readSharesJob = defineJob({
  name: "share-list.read",
  schema: z.object({ teamId: z.string(), userId: z.string(), traceId: z.string() }),
  // The next look at the Home tab asks again.
  retry: { limit: 2, delaySeconds: 5, backoff: true, maxDelaySeconds: 60 },
  concurrency: 2,
});

const goal = z.enum(["package", "save"]);

/** Opens somebody's link in a modal that stands open, to have its files packaged or saved. */
export const openLinkJob = defineJob({
  name: "share-open.open",
  schema: z.object({ teamId: z.string(), userId: z.string(), viewId: z.string(), shortCode: z.string(), goal }),
  // Somebody waits before an open modal: what does not work soon is told there.
  retry: { limit: 1, delaySeconds: 1 },
  concurrency: 4,
});

/** Turns an open modal into `task_create`, for files of a link that the person has opened; no files: all at its top. */
export const taskFormJob = defineJob({
  name: "task-watch.form",
  schema: z.object({
    teamId: z.string(),
    userId: z.string(),
    viewId: z.string(),
    sessionId: z.string(),
    goal,
    fileIds: z.array(z.string()),
  }),
  retry: { limit: 2, delaySeconds: 1 },
  concurrency: 4,
});

/** Makes the share that an intent asks for. Another feature may ask for one: it records the intent itself. */
export const createShareJob = defineJob({
  name: "share-create.perform",
  schema: z.object({ intentId: z.string(), lookFirst: z.boolean().optional() }),
  // About twenty minutes in all: longer than a restart of the drive, shorter than people's patience.
  retry: { limit: 8, delaySeconds: 3, backoff: true, maxDelaySeconds: 300 },
  concurrency: 8,
});

/** The share that was to take another's place has been made, or was not: its change goes on. */
export const replacedShareJob = defineJob({
  name: "share-card.replaced",
  schema: z.object({ changeId: z.string() }),
  retry: { limit: 8, delaySeconds: 3, backoff: true, maxDelaySeconds: 300 },
  concurrency: 2,
});

/** Says something to one person, as it was put into words when it was sent. Nothing that may not stand in the database. */
export const sayMessage = defineMessage({
  name: "say",
  schema: z.object({
    userId: z.string(),
    text: z.string(),
    blocks: z.array(z.custom<object>((block) => typeof block === "object" && block !== null)),
    key: z.string(),
  }),
  retry: MESSAGE_RETRY,
});
