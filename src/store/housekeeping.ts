import { purgeClaims } from "./claims.ts";
import type { Handle } from "./database.ts";
import { purgePostSlots } from "./post-slots.ts";
import { purgeSeenFiles } from "./seen-files.ts";
import { wipeStaleCodes } from "./share-intents.ts";
import { purgeReminders } from "./share-reminders.ts";
import { purgeViewPlaces } from "./view-places.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Forgets what is no longer needed: sealed codes of shares that nobody tried again within a day, file names offered a
 * month ago, claims on double clicks of a week ago, reminders of ends a month ago, yesterday's pace of messages, and
 * where yesterday's modals were opened. Safe at any time, from several processes at once.
 */
export const forgetOld = async (handle: Handle, now: Date): Promise<void> => {
  const ago = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
  await wipeStaleCodes(handle, ago(1));
  await purgeSeenFiles(handle, ago(30));
  await purgeClaims(handle, ago(7));
  await purgeReminders(handle, ago(30));
  await purgePostSlots(handle, ago(1));
  await purgeViewPlaces(handle, ago(1));
};
