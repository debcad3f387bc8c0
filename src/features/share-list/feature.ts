import { BUTTONS } from "../../slack/action-ids.ts";
import type { Feature } from "../../slack/feature.ts";
import { createShareListHandlers, type ShareListHandlersDeps } from "./handlers.ts";
import { createShareListService, type ShareListServiceDeps } from "./service.ts";

export type ShareListDeps = ShareListServiceDeps & Omit<ShareListHandlersDeps, "service">;

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
  };
};
