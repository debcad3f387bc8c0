import type { Metrics } from "../../lib/metrics.ts";
import type { Database } from "../../store/database.ts";
import type { PollDemand } from "../../store/poll-budget.ts";
import type { Store } from "../../store/store.ts";

/** How many looks at tasks the drive is asked for, and how they are shared out between people. */
export type PollBudget = {
  /** For all bots together. */
  readonly perSecond: number;
  /**
   * How much less often than they would, at least 1, the tasks of a person are looked at who asks for so many looks per
   * second.
   */
  readonly loadOf: (personAsks: number) => number;
  /** Sums up what is asked for. */
  readonly measure: () => Promise<void>;
};

// The rest is for what people wait for.
const SHARE_FOR_LOOKS = 0.75;

export type PollBudgetDeps = {
  readonly database: Database;
  readonly store: Store;
  readonly metrics: Pick<Metrics, "pollBudget">;
  /** What the drive may get in all. */
  readonly driveCallsPerSecond: number;
};

export const createPollBudget = (deps: PollBudgetDeps): PollBudget => {
  const perSecond = deps.driveCallsPerSecond * SHARE_FOR_LOOKS;
  let demand: PollDemand = { total: 0, fairShare: undefined };
  return {
    perSecond,
    loadOf: (personAsks) => (demand.fairShare === undefined ? 1 : Math.max(1, personAsks / demand.fairShare)),
    measure: async () => {
      demand = await deps.store.pollBudget.measurePollDemand(deps.database.db, perSecond);
      deps.metrics.pollBudget({ perSecond, demand: demand.total });
    },
  };
};
