import { z } from "zod";
import { defineJob, type HandledJob, handleJob } from "../../jobs/job.ts";
import type { LeavingService } from "./service.ts";

export const forgetTeamJob = defineJob({
  name: "leaving.forget",
  schema: z.object({ teamId: z.string() }),
  retry: { limit: 20, delaySeconds: 5, backoff: true, maxDelaySeconds: 3_600 },
});

export const createLeavingJobs = (service: LeavingService): readonly HandledJob[] => [
  handleJob(forgetTeamJob, { run: ({ teamId }) => service.forget(teamId) }),
];
