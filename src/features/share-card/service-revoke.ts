import type { KooDrive } from "../../koodrive/client.ts";
import type { Clock } from "../../lib/clock.ts";
import { AppError, type FailureFacts, failureFacts, settle } from "../../lib/errors.ts";
import type { Database } from "../../store/database.ts";
import type { ShareChange } from "../../store/share-changes.ts";
import type { ShareRow } from "../../store/shares.ts";
import type { Store } from "../../store/store.ts";
import type { ShareAccess } from "./service-access.ts";
import { linesOf } from "./service-history.ts";
import type { ShareTellers } from "./service-sync.ts";

export type ShareRevokeDeps = Pick<ShareTellers, "sendRefresh" | "sendHistory"> & {
  readonly drive: Pick<KooDrive, "shareDetail" | "cancelShares">;
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly access: ShareAccess;
};

/** How revoking one share ended on the drive. */
export type RevokeResult =
  | { readonly kind: "revoked" }
  | { readonly kind: "refused"; readonly failure: FailureFacts }
  /** Nothing is certain; doing it again is harmless. */
  | { readonly kind: "later"; readonly error: AppError };

export type RevokeOutcome = {
  readonly change: ShareChange;
  readonly share: ShareRow;
};

/** Each share's row as it is now; `error` while some are still to be done. */
export type BatchOutcome = { readonly results: readonly RevokeOutcome[]; readonly error: AppError | undefined };

export type ShareRevoke = {
  /** Revokes shares of one drive user, each with a result of its own. Doing it again is harmless. */
  readonly cancel: (
    driveUserId: string,
    shareIds: readonly string[],
  ) => Promise<readonly (readonly [string, RevokeResult])[]>;
  /** Carries out what was asked for in one go. Safe to call again at any time. */
  readonly performBatch: (batchId: string) => Promise<BatchOutcome>;
  /** No more tries: what is open ends as refused, or as unknown if the drive may have done it. */
  readonly giveUpBatch: (batchId: string, failure: FailureFacts) => Promise<BatchOutcome>;
};

export const createShareRevoke = (deps: ShareRevokeDeps): ShareRevoke => {
  const { drive, database, store, clock, access } = deps;

  /** What the drive says of a share that it gave no clear answer for. */
  const look = async (driveUserId: string, shareId: string, unclear: AppError): Promise<RevokeResult> => {
    const seen = await settle(drive.shareDetail({ userId: driveUserId }, shareId));
    if (!seen.ok) {
      return seen.error.code === "not-found" ? { kind: "revoked" } : { kind: "later", error: seen.error };
    }
    return seen.value.share.status === "revoked" ? { kind: "revoked" } : { kind: "later", error: unclear };
  };

  const cancel: ShareRevoke["cancel"] = async (driveUserId, shareIds) => {
    const sent = await settle(drive.cancelShares({ userId: driveUserId }, shareIds));
    const results: (readonly [string, RevokeResult])[] = [];
    for (const [index, shareId] of shareIds.entries()) {
      results.push([shareId, await resultOf(shareId, index)]);
    }
    return results;

    async function resultOf(shareId: string, index: number): Promise<RevokeResult> {
      if (!sent.ok) {
        const { error } = sent;
        if (error.code === "unknown-outcome" || error.code === "protocol") return look(driveUserId, shareId, error);
        if (error.code === "limited" || error.code === "unavailable") return { kind: "later", error };
        return { kind: "refused", failure: failureFacts(error) };
      }
      const outcome = sent.value[index]?.outcome ?? { kind: "unconfirmed" };
      if (outcome.kind === "cancelled") return { kind: "revoked" };
      const code = outcome.kind === "refused" ? outcome.code : "unknown-outcome";
      const remote = outcome.kind === "refused" ? outcome.remote : undefined;
      const error = new AppError(code, "a share was not revoked", { operation: "drive.cancelShares", remote });
      // A share that is not there (any more) may be one that was revoked before.
      if (outcome.kind === "refused" && code !== "not-found" && code !== "conflict") {
        return { kind: "refused", failure: failureFacts(error) };
      }
      const seen = await look(driveUserId, shareId, error);
      const refused = seen.kind === "later" && outcome.kind === "refused" && seen.error === error;
      return refused ? { kind: "refused", failure: failureFacts(error) } : seen;
    }
  };

  const load = async (batchId: string): Promise<readonly RevokeOutcome[]> => {
    const results: RevokeOutcome[] = [];
    for (const change of await store.shareChanges.listBatch(database.db, batchId)) {
      const share = await store.shares.getShare(database.db, change);
      if (share !== undefined) results.push({ change, share });
    }
    return results;
  };

  const end = async (
    { change, share }: RevokeOutcome,
    settlement: Parameters<Store["shareChanges"]["settleChange"]>[2],
  ): Promise<void> => {
    const { teamId, userId, shareId, request } = change;
    await database.transaction(async (tx) => {
      const now = clock.now();
      if (!(await store.shareChanges.settleChange(tx, change.id, settlement, now))) return;
      const { failure } = settlement;
      await store.audit.recordAudit(tx, {
        teamId,
        userId,
        at: now,
        act: "share.revoke",
        subject: { shareId, changeId: change.id },
        result: settlement.state,
        reference: failure?.reference,
        details: failure === undefined ? undefined : { code: failure.code, remoteCode: failure.remoteCode },
      });
      if (settlement.state !== "done") return;
      await store.shareLife.endShare(tx, share, "revoked", now);
      await deps.sendRefresh(tx, share);
      await deps.sendHistory(tx, { teamId, shareId, userId, lines: linesOf(request, undefined) });
    });
  };

  const isOpen = ({ change }: RevokeOutcome): boolean => change.state === "pending" || change.state === "sending";

  /** Asked again at the moment of the act: the person may have lost the right since they pressed. */
  const allowed = async (open: readonly RevokeOutcome[]): Promise<readonly RevokeOutcome[]> => {
    const ready: RevokeOutcome[] = [];
    for (const one of open) {
      const { change, share } = one;
      if (!(await access.may({ teamId: change.teamId, userId: change.userId }, "revoke", share))) {
        await end(one, { state: "refused", outcome: { kind: "not-allowed" } });
      } else if ((await access.actingFor(share)) === undefined) {
        await end(one, { state: "refused", outcome: { kind: "not-connected" } });
      } else {
        await store.shareChanges.claimChange(database.db, change.id, clock.now());
        ready.push(one);
      }
    }
    return ready;
  };

  return {
    cancel,
    performBatch: async (batchId) => {
      const ready = await allowed((await load(batchId)).filter(isOpen));
      let error: AppError | undefined;
      for (const driveUserId of new Set(ready.map(({ change }) => change.driveUserId))) {
        const own = ready.filter(({ change }) => change.driveUserId === driveUserId);
        const ids = own.map(({ change }) => change.shareId);
        const results = new Map(await cancel(driveUserId, ids));
        for (const one of own) {
          const result = results.get(one.change.shareId);
          if (result?.kind === "revoked") await end(one, { state: "done" });
          else if (result?.kind === "refused") await end(one, { state: "refused", failure: result.failure });
          else error = result?.error ?? error;
        }
      }
      return { results: await load(batchId), error };
    },
    giveUpBatch: async (batchId, failure) => {
      for (const one of (await load(batchId)).filter(isOpen)) {
        await end(one, { state: one.change.state === "pending" ? "refused" : "unknown", failure });
      }
      return { results: await load(batchId), error: undefined };
    },
  };
};
