import type { Queue } from "../../jobs/queue.ts";
import { BUTTONS, MODALS } from "../../slack/action-ids.ts";
import type { Feature } from "../../slack/feature.ts";
import { createSharingPolicyHandlers, type SharingPolicyHandlersDeps } from "./handlers.ts";
import { POLICY_FIELDS } from "./input.ts";
import {
  askExceptionJob,
  createSharingPolicyJobs,
  exceptionMessage,
  type SharingPolicyJobsDeps,
  savePolicyJob,
  tellExceptionJob,
} from "./jobs.ts";
import { createPolicyService, type PolicyServiceDeps } from "./service.ts";

export type SharingPolicyDeps = Omit<PolicyServiceDeps, "sendAsk" | "sendTell" | "sendSave"> &
  Omit<SharingPolicyHandlersDeps, "service"> &
  Omit<SharingPolicyJobsDeps, "service" | "sendRequests"> & {
    readonly send: Queue["send"];
    readonly sendMessage: Queue["sendMessage"];
  };

/** `/koodrive policy`, for administrators: what may be shared with whom, and exceptions from it. */
export const createSharingPolicyFeature = (deps: SharingPolicyDeps): Feature => {
  const service = createPolicyService({
    ...deps,
    sendSave: async (tx, wanted) => {
      const { outsideGroup, ...rules } = wanted.rules;
      const channels = Object.fromEntries(
        Object.entries(rules.channels).map(([id, own]) => [id, { ...own, scopes: [...own.scopes] }]),
      );
      await deps.send(tx, savePolicyJob, {
        ...wanted,
        rules: {
          ...rules,
          scopes: [...rules.scopes],
          channels,
          ...(outsideGroup === undefined ? {} : { outsideGroup }),
        },
      });
    },
    sendAsk: async (tx, request) => {
      await deps.send(tx, askExceptionJob, request);
    },
    sendTell: async (tx, { teamId, id }) => {
      await deps.send(tx, tellExceptionJob, { teamId, id });
    },
  });
  const sendRequests: SharingPolicyJobsDeps["sendRequests"] = (requests) =>
    deps.database.transaction(async (tx) => {
      for (const request of requests) {
        const { teamId, id, userId: to } = request;
        if (!(await deps.store.claims.claimOnce(tx, teamId, `exception:${id}:ask:${to}`, deps.clock.now()))) continue;
        await deps.sendMessage(tx, exceptionMessage, { teamId, to }, request);
      }
    });
  const handlers = createSharingPolicyHandlers({ ...deps, service });
  return {
    name: "sharing-policy",
    commands: { policy: handlers.command },
    buttons: {
      [BUTTONS.exceptionAsk]: handlers.askException,
      [BUTTONS.exceptionApprove]: handlers.approve,
      [BUTTONS.exceptionRefuse]: handlers.refuse,
    },
    modals: {
      [MODALS.sharingPolicy]: {
        submit: handlers.submit,
        fields: { [POLICY_FIELDS.channel]: handlers.chooseChannel },
      },
      [MODALS.exceptionRequest]: { submit: handlers.submitException },
    },
    ...createSharingPolicyJobs({ ...deps, service, sendRequests }),
  };
};
