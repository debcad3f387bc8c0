import { type FindDriveUser, type Person, UNLINKED } from "../../domain/person.ts";
import { inParts, mergePolicies, POLICIES_A_CALL, type Policy } from "../../domain/retention.ts";
import type { Acting, KooDrive } from "../../koodrive/client.ts";
import type { Clock } from "../../lib/clock.ts";
import { type AppError, type FailureFacts, failureFacts, settle, shortReference } from "../../lib/errors.ts";
import type { IdMaker } from "../../lib/ids.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { RetentionChange } from "../../store/retention-changes.ts";
import type { Store } from "../../store/store.ts";
import type { RetentionPart, ShownPolicy } from "../../store/tables-accounts.ts";

export type RetentionServiceDeps = {
  readonly drive: KooDrive;
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: IdMaker;
  readonly findDriveUser: FindDriveUser;
  /** In the caller's transaction: has the drive told. */
  readonly sendPerform: (tx: Transaction, changeId: string) => Promise<void>;
};

export type Choosing = {
  readonly changeId: string;
  readonly policies: readonly Policy[];
  /** Policies of the catalogue that the drive gives no id of its own. */
  readonly unusable: number;
};

export type WishOutcome =
  | { readonly kind: "changes"; readonly changes: readonly ShownPolicy[] }
  | { readonly kind: "no-changes" }
  /** Not this person's, or too long ago. */
  | { readonly kind: "gone" };

export type PerformOutcome =
  | { readonly kind: "done"; readonly change: RetentionChange }
  /** It goes on: a part was done, or it will be tried again. */
  | { readonly kind: "later"; readonly change: RetentionChange; readonly error: AppError }
  | { readonly kind: "gone" };

export type RetentionService = {
  /** Asks the drive what is in force and what there is, and remembers it as what this person was shown. */
  readonly load: (person: Person, as: Acting, viewId: string) => Promise<Choosing>;
  /** What is to change against what was shown; kept until it is confirmed. Local. */
  readonly wish: (person: Person, changeId: string, ticked: ReadonlySet<string>) => Promise<WishOutcome>;
  /** The person means it: has it done. Local. Only once. Undefined when it is not theirs, or too long ago. */
  readonly confirm: (
    person: Person,
    changeId: string,
    traceId: string,
  ) => Promise<readonly RetentionPart[] | undefined>;
  readonly getChange: (changeId: string) => Promise<RetentionChange | undefined>;
  /**
   * Tells the drive, part by part, and asks it afterwards how the policies stand. Safe to call again at any time:
   * setting a policy twice is harmless, and parts that were done are not sent again.
   * @param isAdmin at this moment
   */
  readonly perform: (changeId: string, isAdmin: boolean) => Promise<PerformOutcome>;
  /** No more tries. */
  readonly giveUp: (changeId: string, failure: FailureFacts) => Promise<PerformOutcome>;
  /** Somebody asked who may not. */
  readonly recordRefused: (person: Person, traceId: string) => Promise<void>;
};

const ACT = "retention.change";
export const NOT_ADMIN = "retention.not-admin";
const TRY_AGAIN = new Set(["limited", "unavailable", "unknown-outcome"]);
const DRAFT_LIVES_MS = 24 * 60 * 60 * 1000;

export const createRetentionService = (deps: RetentionServiceDeps): RetentionService => {
  const { drive, database, store, clock } = deps;

  const record = async (
    tx: Transaction,
    change: Pick<RetentionChange, "id" | "teamId" | "userId" | "changes">,
    result: string,
    more: { readonly reference?: string | undefined; readonly details?: Readonly<Record<string, unknown>> } = {},
  ): Promise<void> =>
    store.audit.recordAudit(tx, {
      teamId: change.teamId,
      at: clock.now(),
      userId: change.userId,
      act: ACT,
      subject: {
        changeId: change.id,
        switchedOn: change.changes.filter(({ enabled }) => enabled).map(({ policyId }) => policyId),
        switchedOff: change.changes.filter(({ enabled }) => !enabled).map(({ policyId }) => policyId),
      },
      result,
      reference: more.reference,
      details: more.details,
    });

  const own = async (person: Person, changeId: string): Promise<RetentionChange | undefined> => {
    const change = await store.retentionChanges.getRetentionChange(database.db, changeId);
    return change?.teamId === person.teamId && change.userId === person.userId ? change : undefined;
  };

  const end = async (
    change: RetentionChange,
    parts: readonly RetentionPart[],
    readBack: readonly ShownPolicy[] | undefined,
  ): Promise<PerformOutcome> => {
    await database.transaction(async (tx) => {
      if (!(await store.retentionChanges.endRetentionChange(tx, change.id, { parts, readBack }, clock.now()))) return;
      const outcomes = new Set(parts.map(({ outcome }) => outcome));
      const [only] = outcomes;
      const failed = parts.find(({ failure }) => failure !== undefined)?.failure;
      await record(tx, change, outcomes.size === 1 && only !== undefined ? only : "partly", {
        reference: failed?.reference,
        details: { parts: parts.map(({ outcome }) => outcome), code: failed?.code, readBack: readBack !== undefined },
      });
    });
    const ended = await store.retentionChanges.getRetentionChange(database.db, change.id);
    return ended === undefined ? { kind: "gone" } : { kind: "done", change: ended };
  };

  const refuseAll = (change: RetentionChange, failure: FailureFacts): Promise<PerformOutcome> =>
    end(
      change,
      change.parts.map((part) => (part.outcome === "waiting" ? { ...part, outcome: "refused", failure } : part)),
      undefined,
    );

  const sendParts = async (change: RetentionChange, as: Acting) => {
    const wanted = new Map(change.changes.map((policy) => [policy.policyId, policy]));
    const parts = [...change.parts];
    for (const [index, part] of parts.entries()) {
      if (part.outcome !== "waiting") continue;
      const policies = part.policyIds.flatMap((policyId) => wanted.get(policyId) ?? []);
      const set = await settle(
        drive.setRetentionPolicies(
          as,
          policies.map(({ policyId, enabled }) => ({ policyId, enabled })),
        ),
      );
      if (!set.ok && TRY_AGAIN.has(set.error.code)) return { kind: "later", error: set.error } as const;
      const failure = set.ok ? undefined : failureFacts(set.error);
      const outcome = set.ok ? "done" : set.error.code === "protocol" ? "unknown" : "refused";
      parts[index] = { ...part, outcome, failure };
      await store.retentionChanges.saveRetentionParts(database.db, change.id, parts, clock.now());
    }
    return { kind: "sent", parts } as const;
  };

  const toShown = (policies: readonly Policy[]): readonly ShownPolicy[] =>
    policies.map(({ policyId, name, enabled }) => ({ policyId, name, enabled }));

  return {
    load: async ({ teamId, userId }, as, viewId) => {
      const [inForce, catalogue] = await Promise.all([drive.retentionPolicies(as), drive.retentionCatalogue(as)]);
      const { policies, unusable } = mergePolicies(inForce, catalogue);
      const changeId = deps.ids.uuid();
      const now = clock.now();
      await database.transaction(async (tx) => {
        await store.retentionChanges.purgeRetentionDrafts(tx, new Date(now.getTime() - DRAFT_LIVES_MS));
        const draft = { id: changeId, teamId, userId, driveUserId: as.userId, shown: toShown(policies), viewId };
        await store.retentionChanges.insertRetentionDraft(tx, draft, now);
      });
      return { changeId, policies, unusable };
    },

    wish: async (person, changeId, ticked) => {
      const change = await own(person, changeId);
      if (change === undefined) return { kind: "gone" };
      const changes = change.shown
        .filter(({ policyId, enabled }) => ticked.has(policyId) !== enabled)
        .map((policy) => ({ ...policy, enabled: !policy.enabled }));
      if (changes.length === 0) return { kind: "no-changes" };
      const kept = await store.retentionChanges.setRetentionWish(database.db, changeId, changes, clock.now());
      return kept ? { kind: "changes", changes } : { kind: "gone" };
    },

    confirm: async (person, changeId, traceId) => {
      const change = await own(person, changeId);
      if (change === undefined || change.changes.length === 0) return undefined;
      if (change.state !== "draft") return change.parts;
      const parts = inParts(change.changes, POLICIES_A_CALL).map(
        (policies): RetentionPart => ({
          policyIds: policies.map(({ policyId }) => policyId),
          outcome: "waiting",
          failure: undefined,
        }),
      );
      return database.transaction(async (tx) => {
        if (!(await store.retentionChanges.confirmRetentionChange(tx, changeId, parts, clock.now()))) return parts;
        await record(tx, change, "asked", { reference: shortReference(traceId) });
        await deps.sendPerform(tx, changeId);
        return parts;
      });
    },

    getChange: (changeId) => store.retentionChanges.getRetentionChange(database.db, changeId),

    perform: async (changeId, isAdmin) => {
      const change = await store.retentionChanges.getRetentionChange(database.db, changeId);
      if (change?.state === "done") return { kind: "done", change };
      if (change?.state !== "pending") return { kind: "gone" };
      if (!isAdmin) return refuseAll(change, { ...UNLINKED, operation: NOT_ADMIN });
      if ((await deps.findDriveUser(change)) !== change.driveUserId) return refuseAll(change, UNLINKED);
      const as = { userId: change.driveUserId };
      const sent = await sendParts(change, as);
      if (sent.kind === "later") return { ...sent, change };
      const present = await settle(drive.retentionPolicies(as));
      if (!present.ok && TRY_AGAIN.has(present.error.code)) return { kind: "later", change, error: present.error };
      const readBack = present.ok ? toShown(mergePolicies(present.value, []).policies) : undefined;
      return end(change, sent.parts, readBack);
    },

    giveUp: async (changeId, failure) => {
      const change = await store.retentionChanges.getRetentionChange(database.db, changeId);
      if (change?.state !== "pending") return change === undefined ? { kind: "gone" } : { kind: "done", change };
      const outcome = failure.code === "limited" || failure.code === "unavailable" ? "refused" : "unknown";
      const parts = change.parts.map(
        (part): RetentionPart => (part.outcome === "waiting" ? { ...part, outcome, failure } : part),
      );
      return end(change, parts, undefined);
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
