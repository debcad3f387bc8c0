import type { Queue } from "../../jobs/queue.ts";
import type { Feature } from "../../slack/feature.ts";
import { createLeavingHandlers } from "./handlers.ts";
import { createLeavingJobs, forgetTeamJob } from "./jobs.ts";
import { createLeavingService, type LeavingServiceDeps } from "./service.ts";

export type LeavingDeps = Omit<LeavingServiceDeps, "sendForget"> & { readonly send: Queue["send"] };

/** When a workspace removes the app: what is kept of it goes, save the audit log. */
export const createLeavingFeature = (deps: LeavingDeps): Feature => {
  const service = createLeavingService({
    ...deps,
    sendForget: async (tx, teamId) => {
      await deps.send(tx, forgetTeamJob, { teamId });
    },
  });
  const handlers = createLeavingHandlers({ service });
  return {
    name: "leaving",
    events: { app_uninstalled: handlers.uninstalled, tokens_revoked: handlers.revoked },
    jobs: createLeavingJobs(service),
  };
};
