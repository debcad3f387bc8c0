import type { Queue } from "../../jobs/queue.ts";
import { BUTTONS, MODALS } from "../../slack/action-ids.ts";
import type { Feature } from "../../slack/feature.ts";
import { type ChannelSettingsHandlersDeps, createChannelSettingsHandlers } from "./handlers.ts";
import { FIELDS } from "./input.ts";
import { changedMessage, createChannelSettingsJobs, saveChannelJob } from "./jobs.ts";
import { type ChannelSettingsServiceDeps, createChannelSettingsService } from "./service.ts";

export type ChannelSettingsDeps = Omit<ChannelSettingsServiceDeps, "sendSave" | "sendChanged"> &
  Omit<ChannelSettingsHandlersDeps, "service"> &
  Pick<Queue, "send" | "sendMessage">;

/** `/koodrive settings`: what a conversation has chosen, for any of its members. */
export const createChannelSettingsFeature = (deps: ChannelSettingsDeps): Feature => {
  const service = createChannelSettingsService({
    ...deps,
    sendSave: async (tx, { teamId, userId, channel, choices, viewId, traceId }) => {
      await deps.send(tx, saveChannelJob, { teamId, userId, channel, choices, viewId, traceId });
    },
    sendChanged: async (tx, wish) => {
      await deps.sendMessage(tx, changedMessage, { teamId: wish.teamId, to: wish.channel }, wish);
    },
  });
  const handlers = createChannelSettingsHandlers({ ...deps, service });
  return {
    name: "channel-settings",
    commands: { settings: handlers.open },
    buttons: { [BUTTONS.channelSettings]: handlers.open },
    modals: {
      [MODALS.channelSettings]: { submit: handlers.submit, fields: { [FIELDS.channel]: handlers.choose } },
    },
    jobs: createChannelSettingsJobs({ ...deps, service }),
  };
};
