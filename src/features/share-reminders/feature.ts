import type { Queue } from "../../jobs/queue.ts";
import { BUTTONS } from "../../slack/action-ids.ts";
import type { Feature } from "../../slack/feature.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import { createShareRemindersHandlers } from "./handlers.ts";
import { closeJob, createShareRemindersJobs, reminderJobKey, remindMessage } from "./jobs.ts";
import { createShareReminders, type ShareRemindersDeps } from "./service.ts";

export type ShareRemindersFeatureDeps = Omit<ShareRemindersDeps, "profileOf" | "sendReminder" | "sendClosing"> & {
  readonly messenger: Messenger;
  readonly people: People;
  readonly send: Queue["send"];
  readonly sendMessage: Queue["sendMessage"];
};

/** Tells the owner of a share before it ends, when and as often as they like. */
export const createShareRemindersFeature = (deps: ShareRemindersFeatureDeps): Feature => {
  const reminders = createShareReminders({
    ...deps,
    profileOf: deps.people.profile,
    sendReminder: async (tx, key) => {
      const payload = { ...key, expiresAt: key.expiresAt.toISOString() };
      const share = await deps.store.shares.getShare(tx, key);
      if (share === undefined) return;
      const conversation = { teamId: key.teamId, to: share.ownerUserId };
      // It is sent again as long as it is true and not said: one in the line is enough.
      await deps.sendMessage(tx, remindMessage, conversation, payload, { waitingKey: reminderJobKey(payload) });
    },
    sendClosing: async (tx, key) => {
      await deps.send(tx, closeJob, { ...key, expiresAt: key.expiresAt.toISOString() });
    },
  });
  const handlers = createShareRemindersHandlers({ ...deps, reminders });
  return {
    name: "share-reminders",
    buttons: { [BUTTONS.reminderLetEnd]: handlers.letEnd },
    ...createShareRemindersJobs({ ...deps, reminders }),
  };
};
