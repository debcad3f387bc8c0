import type { Handle } from "./database.ts";
import { summaryColumns, type TaskSummary } from "./tasks.ts";

/** Remembers where a task's progress is shown, and what it shows; a new message takes the old one's place. */
export const setTaskMessage = async (
  handle: Handle,
  id: string,
  message: { readonly channel: string; readonly ts: string; readonly shown: string | null },
  now: Date,
): Promise<void> => {
  await handle
    .updateTable("tasks")
    .set({ messageChannel: message.channel, messageTs: message.ts, shown: message.shown, editedAt: now })
    .where("id", "=", id)
    .execute();
};

/**
 * True when the message shows something else than `shown` and was not edited for `minGapMs`: the caller edits it now,
 * nobody else does.
 */
export const claimEdit = async (
  handle: Handle,
  id: string,
  { now, minGapMs, shown }: { readonly now: Date; readonly minGapMs: number; readonly shown: string },
): Promise<boolean> => {
  const claimed = await handle
    .updateTable("tasks")
    .set({ shown, editedAt: now })
    .where("id", "=", id)
    .where("shown", "is distinct from", shown)
    .where((eb) => eb.or([eb("editedAt", "is", null), eb("editedAt", "<=", new Date(now.getTime() - minGapMs))]))
    .returning("id")
    .executeTakeFirst();
  return claimed !== undefined;
};

/** What was claimed to be shown may never have been: whatever the message shows, it counts as out of date. */
export const forgetShown = async (handle: Handle, id: string): Promise<void> => {
  await handle.updateTable("tasks").set({ shown: null }).where("id", "=", id).execute();
};

/** `again`: somebody claimed it before and may have sent it; look before sending. */
export type NoticeClaim = "first" | "again";

/**
 * The caller alone may send the notice of this task now. Undefined when it is not due, was sent, or is being sent by
 * somebody else, who claimed it less than `retakeAfterMs` ago.
 */
export const claimNotice = async (
  handle: Handle,
  id: string,
  { now, retakeAfterMs }: { readonly now: Date; readonly retakeAfterMs: number },
): Promise<NoticeClaim | undefined> => {
  const claim = handle.updateTable("tasks").set({ noticeState: "sending", noticeAt: now }).where("id", "=", id);
  const first = await claim.where("noticeState", "=", "due").returning("id").executeTakeFirst();
  if (first !== undefined) return "first";
  const again = await claim
    .where("noticeState", "=", "sending")
    .where("noticeAt", "<=", new Date(now.getTime() - retakeAfterMs))
    .returning("id")
    .executeTakeFirst();
  return again === undefined ? undefined : "again";
};

/** `sending` → `sent`. False when it was sent before. */
export const markNoticeSent = async (handle: Handle, id: string, now: Date): Promise<boolean> =>
  moveNotice(handle, id, "sent", now);

/** `sending` → `due`: it certainly was not sent. */
export const releaseNotice = async (handle: Handle, id: string, now: Date): Promise<boolean> =>
  moveNotice(handle, id, "due", now);

const moveNotice = async (handle: Handle, id: string, to: "sent" | "due", now: Date): Promise<boolean> => {
  const moved = await handle
    .updateTable("tasks")
    .set({ noticeState: to, noticeAt: now })
    .where("id", "=", id)
    .where("noticeState", "=", "sending")
    .returning("id")
    .executeTakeFirst();
  return moved !== undefined;
};

/** Notices that are due, or were claimed and not reported sent, since before that moment; oldest first. */
export const listUnfinishedNotices = async (
  handle: Handle,
  { before, limit = 100 }: { readonly before: Date; readonly limit?: number },
): Promise<readonly TaskSummary[]> =>
  handle
    .selectFrom("tasks")
    .select(summaryColumns)
    .where("noticeState", "in", ["due", "sending"])
    .where("noticeAt", "<=", before)
    .orderBy("noticeAt")
    .limit(limit)
    .execute();
