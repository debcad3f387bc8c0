import { type FindDriveUser, type Person, UNLINKED } from "../../domain/person.ts";
import type { KooDrive } from "../../koodrive/client.ts";
import type { Clock } from "../../lib/clock.ts";
import { type AppError, type FailureFacts, failureFacts, settle, shortReference } from "../../lib/errors.ts";
import type { IdMaker } from "../../lib/ids.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { PackageExpiryChange } from "../../store/package-expiry.ts";
import type { Store } from "../../store/store.ts";

export type PackageExpiryServiceDeps = {
  readonly drive: KooDrive;
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: IdMaker;
  readonly findDriveUser: FindDriveUser;
  /** In the caller's transaction: has the drive told. */
  readonly sendPerform: (tx: Transaction, changeId: string) => Promise<void>;
};

/** What was last set from this workspace, by whom and when. */
export type LastExpiry = { readonly days: number; readonly userId: string; readonly setAt: Date };

export type ExpiryOutcome =
  | { readonly kind: "done" | "superseded" | "unknown"; readonly change: PackageExpiryChange }
  | { readonly kind: "refused"; readonly change: PackageExpiryChange; readonly failure: FailureFacts }
  | { readonly kind: "not-admin"; readonly change: PackageExpiryChange }
  /** It will be tried again. */
  | { readonly kind: "later"; readonly change: PackageExpiryChange; readonly error: AppError }
  | { readonly kind: "gone" };

export type PackageExpiryService = {
  readonly last: (teamId: string) => Promise<LastExpiry | undefined>;
  readonly getChange: (changeId: string) => Promise<PackageExpiryChange | undefined>;
  /** Records the wish and the job that tells the drive, together. Local. Does nothing the second time for one modal. */
  readonly start: (wish: {
    readonly person: Person;
    readonly driveUserId: string;
    readonly days: number;
    readonly viewId: string;
    readonly traceId: string;
  }) => Promise<void>;
  /**
   * Tells the drive. Safe to call again at any time: setting the same value twice is harmless, and a value that was
   * overtaken by a later one is not sent any more.
   * @param isAdmin at this moment
   */
  readonly perform: (changeId: string, isAdmin: boolean) => Promise<ExpiryOutcome>;
  /** No more tries. */
  readonly giveUp: (changeId: string, failure: FailureFacts) => Promise<ExpiryOutcome>;
  /** Somebody asked who may not. */
  readonly recordRefused: (person: Person, traceId: string) => Promise<void>;
};

const ACT = "package-expiry.set";
export const NOT_ADMIN = "package-expiry.not-admin";
const TRY_AGAIN = new Set(["limited", "unavailable", "unknown-outcome"]);

export const createPackageExpiryService = (deps: PackageExpiryServiceDeps): PackageExpiryService => {
  const { drive, database, store, clock } = deps;

  const record = async (
    tx: Transaction,
    change: Pick<PackageExpiryChange, "id" | "teamId" | "userId" | "days">,
    result: string,
    reference: string | undefined,
    details?: Readonly<Record<string, unknown>>,
  ): Promise<void> =>
    store.audit.recordAudit(tx, {
      teamId: change.teamId,
      at: clock.now(),
      userId: change.userId,
      act: ACT,
      subject: { changeId: change.id, days: change.days },
      result,
      reference,
      details,
    });

  const end = async (
    change: PackageExpiryChange,
    state: "done" | "refused" | "unknown" | "superseded",
    failure?: FailureFacts,
  ): Promise<void> =>
    database.transaction(async (tx) => {
      if (!(await store.packageExpiry.settlePackageExpiry(tx, change.id, { state, failure }, clock.now()))) return;
      const why = failure === undefined ? undefined : { code: failure.code, remoteCode: failure.remoteCode };
      await record(tx, change, state, failure?.reference, why);
    });

  const refuse = async (change: PackageExpiryChange, failure: FailureFacts): Promise<ExpiryOutcome> => {
    await end(change, "refused", failure);
    return { kind: "refused", change, failure };
  };

  const settled = (change: PackageExpiryChange | undefined): ExpiryOutcome => {
    switch (change?.state) {
      case "done":
      case "superseded":
      case "unknown":
        return { kind: change.state, change };
      case "refused":
        if (change.failure === null) return { kind: "gone" };
        return change.failure.operation === NOT_ADMIN
          ? { kind: "not-admin", change }
          : { kind: "refused", change, failure: change.failure };
      default:
        return { kind: "gone" };
    }
  };

  return {
    last: (teamId) => store.packageExpiry.lastPackageExpiry(database.db, teamId),
    getChange: (changeId) => store.packageExpiry.getPackageExpiry(database.db, changeId),

    start: async ({ person, driveUserId, days, viewId, traceId }) => {
      const { teamId, userId } = person;
      const change = { id: deps.ids.uuid(), teamId, userId, driveUserId, days, viewId };
      await database.transaction(async (tx) => {
        if (!(await store.claims.claimOnce(tx, teamId, `package-expiry:${viewId}`, clock.now()))) return;
        await store.packageExpiry.insertPackageExpiry(tx, change, clock.now());
        await record(tx, change, "asked", shortReference(traceId));
        await deps.sendPerform(tx, change.id);
      });
    },

    perform: async (changeId, isAdmin) => {
      const change = await store.packageExpiry.getPackageExpiry(database.db, changeId);
      if (change?.state !== "pending") return settled(change);
      if (!isAdmin) {
        await end(change, "refused", { ...UNLINKED, operation: NOT_ADMIN });
        return { kind: "not-admin", change };
      }
      if ((await deps.findDriveUser(change)) !== change.driveUserId) return refuse(change, UNLINKED);
      if (await store.packageExpiry.hasNewerPackageExpiry(database.db, change)) {
        await end(change, "superseded");
        return { kind: "superseded", change };
      }
      const set = await settle(drive.setPackageExpiry({ userId: change.driveUserId }, { days: change.days }));
      if (set.ok) {
        await end(change, "done");
        return { kind: "done", change };
      }
      if (TRY_AGAIN.has(set.error.code)) return { kind: "later", change, error: set.error };
      if (set.error.code !== "protocol") return refuse(change, failureFacts(set.error));
      await end(change, "unknown", failureFacts(set.error));
      return { kind: "unknown", change };
    },

    giveUp: async (changeId, failure) => {
      const change = await store.packageExpiry.getPackageExpiry(database.db, changeId);
      if (change?.state !== "pending") return settled(change);
      const nothingHappened = failure.code === "limited" || failure.code === "unavailable";
      if (nothingHappened) return refuse(change, failure);
      await end(change, "unknown", failure);
      return { kind: "unknown", change };
    },

    recordRefused: (person, traceId) =>
      store.audit.recordAudit(database.db, {
        ...person,
        at: clock.now(),
        act: ACT,
        subject: {},
        result: "refused",
        reference: shortReference(traceId),
        details: { why: "not-admin" },
      }),
  };
};
