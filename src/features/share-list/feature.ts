import { refreshHomeJob } from "../../jobs/handoffs.ts";
import type { Queue } from "../../jobs/queue.ts";
import { BUTTONS } from "../../slack/action-ids.ts";
import type { Feature } from "../../slack/feature.ts";
import { createShareListHandlers, type ShareListHandlersDeps } from "./handlers.ts";
import { createShareListJobs } from "./jobs.ts";
import { createShareListService, type ShareListServiceDeps } from "./service.ts";

export type ShareListDeps = ShareListServiceDeps &
  Omit<ShareListHandlersDeps, "service"> & { readonly send: Queue["send"] };

/** `/koodrive shares`: my live shares, wherever they were made. */
export const createShareListFeature = (deps: ShareListDeps): Feature => {
  const service = createShareListService(deps);
  const handlers = createShareListHandlers({ ...deps, service });
  return {
    name: "share-list",
    commands: { shares: handlers.command },
    buttons: {
      [BUTTONS.sharesPrevious]: handlers.turn,
      [BUTTONS.sharesNext]: handlers.turn,
    },
    jobs: createShareListJobs({
      ...deps,
      service,
      sendHome: async (person) => {
        await deps.send(deps.database.db, refreshHomeJob, person, { singletonKey: person.userId });
      },
    }),
  };
};
