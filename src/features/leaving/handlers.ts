import type { EventCall } from "../../slack/feature.ts";
import { readBotRevoked } from "./input.ts";
import type { LeavingService } from "./service.ts";

export const createLeavingHandlers = ({ service }: { readonly service: LeavingService }) => ({
  uninstalled: (call: EventCall): Promise<void> => service.leave(call.person.teamId),

  revoked: async (call: EventCall): Promise<void> => {
    if (readBotRevoked(call.event)) await service.leave(call.person.teamId);
  },
});
