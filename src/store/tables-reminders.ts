import type { Generated } from "kysely";

/**
 * `sending`: a message may be under way or posted; `passed`: a later one took its place, or there was nothing to
 * remind of any more; `dropped`: the owner lets the share end.
 */
export type ReminderState = "due" | "sending" | "sent" | "passed" | "dropped";

export type ShareRemindersTable = {
  teamId: string;
  shareId: string;
  expiresAt: Date;
  hours: number;
  ownerUserId: string;
  dueAt: Date;
  wakeAt: Date;
  state: ReminderState;
  channel: string | null;
  ts: string | null;
  closed: Generated<boolean>;
  createdAt: Date;
  updatedAt: Date;
};

export type HomeViewsTable = { teamId: string; userId: string; position: number; openedAt: Date };
