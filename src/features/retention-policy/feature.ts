import type { Queue } from "../../jobs/queue.ts";
import { MODALS } from "../../slack/action-ids.ts";
import type { Feature } from "../../slack/feature.ts";
import type { Say } from "../../slack/sayings.ts";
import { createRetentionHandlers, type RetentionHandlersDeps } from "./handlers.ts";
import { createRetentionJobs, performJob } from "./jobs.ts";
import { createRetentionService, type RetentionServiceDeps } from "./service.ts";

export type RetentionPolicyDeps = Omit<RetentionServiceDeps, "sendPerform"> &
  Omit<RetentionHandlersDeps, "service" | "edition"> & { readonly send: Queue["send"]; readonly say: Say };

/** Administrators switch a carrier's retention policies on and off: `/koodrive retention`. */
export const createRetentionPolicyFeature = (deps: RetentionPolicyDeps): Feature => {
  const service = createRetentionService({
    ...deps,
    sendPerform: async (tx, changeId) => {
      await deps.send(tx, performJob, { changeId });
    },
  });
  const handlers = createRetentionHandlers({ ...deps, service, edition: deps.drive.edition });
  return {
    name: "retention-policy",
    commands: { retention: handlers.command },
    modals: { [MODALS.retentionPolicy]: { submit: handlers.submit } },
    jobs: createRetentionJobs({ ...deps, service }),
  };
};
