import { z } from "zod";
import { defineJob } from "../../src/jobs/job.ts";

export const fragile = defineJob({
  name: "test.fragile",
  schema: z.object({ asked: z.string() }),
  retry: { limit: 1, delaySeconds: 1 },
});
