import type { Clock } from "../../lib/clock.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { Store } from "../../store/store.ts";

export type LeavingServiceDeps = {
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  /** In the caller's transaction: has everything of the workspace removed. */
  readonly sendForget: (tx: Transaction, teamId: string) => Promise<void>;
};

export type LeavingService = {
  /** The workspace has removed the app. Slack says so twice, in any order, and may repeat itself. */
  readonly leave: (teamId: string) => Promise<void>;
  readonly forget: (teamId: string) => Promise<void>;
};

export const createLeavingService = ({ database, store, clock, sendForget }: LeavingServiceDeps): LeavingService => ({
  leave: (teamId) => database.transaction((tx) => sendForget(tx, teamId)),
  forget: (teamId) =>
    database.transaction(async (tx) => {
      const rows = await store.leaving.forgetTeam(tx, teamId);
      // The second of the two events finds nothing, and is no act of its own.
      if (rows === 0) return;
      await store.audit.recordAudit(tx, {
        teamId,
        userId: "",
        at: clock.now(),
        act: "app.leave",
        subject: {},
        result: "done",
        reference: undefined,
        details: { rows },
      });
    }),
});
