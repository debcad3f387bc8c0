import { EVEN_HALF, greatestPollLoad, type PollDemand, pollLoad } from "../../domain/poll-budget.ts";
import { POLL_CEILING_MS } from "../../domain/poll-plan.ts";
import type { Metrics } from "../../lib/metrics.ts";
import type { Database } from "../../store/database.ts";
import type { Store } from "../../store/store.ts";

/** How many looks at tasks the drive is asked for, and how they are shared out between people. */
export type PollBudget = {
  /** For all bots together. */
  readonly perSecond: number;
  /** How much less often than they would a person's tasks are looked at, who asks for so many looks per second. */
  readonly loadOf: (personAsks: number) => number;
  /** Sums up what is asked for; what was planned while it was more comes sooner. */
  readonly measure: (now: Date) => Promise<void>;
};

export type PollBudgetDeps = {
  readonly database: Database;
  readonly store: Store;
  readonly metrics: Pick<Metrics, "pollBudget">;
  /** What the drive may get in all. */
  readonly driveCallsPerSecond: number;
};

// The rest is for what people wait for.
const SHARE_FOR_LOOKS = 0.75;
// Planned for less than there may be, so that what piled up while no bot ran, or many began at once, is worked off.
const SHARE_PLANNED = 0.85;
// What is planned moves with every look; only what is far beyond it was planned in another time.
const SPARE = 1.5;

export const createPollBudget = ({ database, store, metrics, driveCallsPerSecond }: PollBudgetDeps): PollBudget => {
  const perSecond = driveCallsPerSecond * SHARE_FOR_LOOKS;
  const planned = perSecond * SHARE_PLANNED;
  let demand: PollDemand = { total: 0, evenShare: undefined };
  return {
    perSecond,
    loadOf: (personAsks) => pollLoad(personAsks, demand, planned),
    measure: async (now) => {
      demand = await store.pollBudget.measurePollDemand(database.db, planned * EVEN_HALF);
      metrics.pollBudget({ perSecond, demand: demand.total });
      const withinMs = POLL_CEILING_MS * greatestPollLoad(demand, planned) * SPARE;
      await store.pollBudget.hastenPolls(database.db, { now, withinMs });
    },
  };
};
