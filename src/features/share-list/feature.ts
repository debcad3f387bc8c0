import { postCardJob } from "../../jobs/handoffs.ts";
import type { Queue } from "../../jobs/queue.ts";
import { BUTTONS } from "../../slack/action-ids.ts";
import type { Feature } from "../../slack/feature.ts";
import { createShareListHandlers, type ShareListHandlersDeps } from "./handlers.ts";
import { createShareListService, type ShareListServiceDeps } from "./service.ts";

export type ShareListDeps = Omit<ShareListServiceDeps, "sendCard"> &
  Omit<ShareListHandlersDeps, "service"> & { readonly send: Queue["send"] };

/** `/koodrive shares`: my live shares, wherever they were made. */
export const createShareListFeature = (deps: ShareListDeps): Feature => {
  const service = createShareListService({
    ...deps,
    sendCard: async (tx, card) => {
      await deps.send(tx, postCardJob, card);
    },
  });
  const handlers = createShareListHandlers({ ...deps, service });
  return {
    name: "share-list",
    commands: { shares: handlers.command },
    buttons: {
      [BUTTONS.sharesPrevious]: handlers.turn,
      [BUTTONS.sharesNext]: handlers.turn,
      [BUTTONS.sharesPost]: handlers.post,
    },
  };
};
