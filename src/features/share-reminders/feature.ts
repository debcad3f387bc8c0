import type { Queue } from "../../jobs/queue.ts";
import { BUTTONS } from "../../slack/action-ids.ts";
import type { Feature } from "../../slack/feature.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import { createShareRemindersHandlers } from "./handlers.ts";
import { closeJob, createShareRemindersJobs, reminderJobKey, remindJob } from "./jobs.ts";
import { createShareReminders, type ShareRemindersDeps } from "./service.ts";

export type ShareRemindersFeatureDeps = Omit<ShareRemindersDeps, "profileOf" | "sendReminder" | "sendClosing"> & {
  readonly messenger: Messenger;
  readonly people: People;
  readonly send: Queue["send"];
};

/** Tells the owner of a share before it ends, when and as often as they like. */
export const createShareRemindersFeature = (deps: ShareRemindersFeatureDeps): Feature => {
  const reminders = createShareReminders({
    ...deps,
    profileOf: deps.people.profile,
    sendReminder: async (tx, key) => {
      const payload = { ...key, expiresAt: key.expiresAt.toISOString() };
      await deps.send(tx, remindJob, payload, { singletonKey: reminderJobKey(payload) });
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
