import { BUTTONS } from "../../slack/action-ids.ts";
import type { Feature } from "../../slack/feature.ts";
import { createHelpHandlers, type HelpHandlersDeps } from "./handlers.ts";

/** Usage, privately, for everybody who asks or mistypes. */
export const createHelpFeature = (deps: HelpHandlersDeps): Feature => {
  const handlers = createHelpHandlers(deps);
  return {
    name: "help",
    commands: { help: handlers.command },
    buttons: { [BUTTONS.helpShow]: handlers.button },
  };
};
