import { readSharesJob, refreshHomeJob } from "../../jobs/handoffs.ts";
import type { Queue } from "../../jobs/queue.ts";
import { BUTTONS, MODALS } from "../../slack/action-ids.ts";
import type { Feature } from "../../slack/feature.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import { createAppHomeHandlers } from "./handlers.ts";
import { createAppHomeJobs } from "./jobs.ts";
import { type AppHomeServiceDeps, createAppHomeService } from "./service.ts";

export type AppHomeDeps = Omit<AppHomeServiceDeps, "sendRefresh" | "sendReading"> & {
  readonly messenger: Messenger;
  readonly people: People;
  readonly send: Queue["send"];
};

/** The Home tab: what ends soon, what lives, what is under way, the account, and what people choose for themselves. */
export const createAppHomeFeature = (deps: AppHomeDeps): Feature => {
  const service = createAppHomeService({
    ...deps,
    sendRefresh: async (tx, person) => {
      await deps.send(tx, refreshHomeJob, person, { singletonKey: person.userId });
    },
    sendReading: async (tx, { teamId, userId, traceId }) => {
      await deps.send(tx, readSharesJob, { teamId, userId, traceId });
    },
  });
  const handlers = createAppHomeHandlers({ ...deps, service });
  return {
    name: "app-home",
    events: { app_home_opened: handlers.opened },
    buttons: {
      [BUTTONS.homePrevious]: handlers.turn,
      [BUTTONS.homeNext]: handlers.turn,
      [BUTTONS.homeSettings]: handlers.settings,
    },
    modals: { [MODALS.homeSettings]: { submit: handlers.saveSettings } },
    jobs: createAppHomeJobs({ ...deps, service }),
  };
};
