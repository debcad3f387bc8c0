import { z } from "zod";
import { defineJob, type HandledJob, handleJob } from "../../jobs/job.ts";
import { defineTicker, type Ticker } from "../../jobs/ticker.ts";
import { type CardJobsDeps, createCardJobs } from "./jobs-cards.ts";
import { type ChangeJobsDeps, createChangeJobs } from "./jobs-changes.ts";
import { createThreadJobs } from "./jobs-thread.ts";
import type { ShareWatch } from "./service-watch.ts";

export const checkJob = defineJob({
  name: "share-card.check",
  schema: z.object({ teamId: z.string(), shareId: z.string() }),
  retry: { limit: 3, delaySeconds: 10, backoff: true, maxDelaySeconds: 300 },
  // The daily look and the end of the share may fall together.
  policy: "stately",
  concurrency: 2,
});

const EVERY_MS = 60_000;
const TIDY_EVERY_MS = 60 * 60_000;
// What has piled up while nobody ran is worked off over several minutes.
const MOST_BATCHES = 5;

export const createShareCardJobs = (
  deps: CardJobsDeps & ChangeJobsDeps & { readonly watch: ShareWatch },
): { readonly jobs: readonly HandledJob[]; readonly tickers: readonly Ticker[] } => {
  const { watch } = deps;
  return {
    jobs: [
      ...createCardJobs(deps),
      ...createThreadJobs(deps),
      ...createChangeJobs(deps),
      handleJob(checkJob, { run: (share) => watch.check(share) }),
    ],
    tickers: [
      defineTicker({
        name: "share-card.time",
        everyMs: EVERY_MS,
        run: async (now, signal) => {
          for (let batch = 0; batch < MOST_BATCHES && !signal.aborted; batch++) {
            if (!(await watch.followTime(now))) return;
          }
        },
      }),
      defineTicker({ name: "share-card.check", everyMs: EVERY_MS, run: (now) => watch.checkDue(now) }),
      defineTicker({ name: "share-card.tidy", everyMs: TIDY_EVERY_MS, run: (now) => watch.tidy(now) }),
    ],
  };
};
