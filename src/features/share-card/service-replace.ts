import type { Clock } from "../../lib/clock.ts";
import type { AppError, FailureFacts } from "../../lib/errors.ts";
import type { Database } from "../../store/database.ts";
import type { ShareChange } from "../../store/share-changes.ts";
import type { ShareRow } from "../../store/shares.ts";
import type { Store } from "../../store/store.ts";
import { linesOf } from "./service-history.ts";
import type { ShareRevoke } from "./service-revoke.ts";
import type { ShareTellers } from "./service-sync.ts";

export type ShareReplaceDeps = Pick<ShareTellers, "sendRefresh" | "sendHistory"> & {
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly revoke: Pick<ShareRevoke, "cancel">;
};

export type ReplaceOutcome =
  | { readonly kind: "gone" }
  | ({ readonly change: ShareChange; readonly share: ShareRow } & (
      | { readonly kind: "replaced" }
      /** The new link is there; the old one still works. */
      | { readonly kind: "replaced-half"; readonly failure: FailureFacts }
      /** There is no new link, so the old one was left alone. */
      | { readonly kind: "replace-failed" }
      | { readonly kind: "replace-unknown" }
      | { readonly kind: "later"; readonly error: AppError }
    ));

export type ShareReplace = {
  /**
   * Goes on once it is known whether the new share was made: revokes the old one and lets its cards show the new.
   * The new one comes first, because a failure between the two then leaves people two links rather than none, and
   * the old one still asks for its code. Both steps are recorded, so a crash between them is made good after it.
   */
  readonly goOn: (changeId: string) => Promise<ReplaceOutcome>;
  /** The old share could not be revoked: the cards go over to the new one all the same. */
  readonly giveUp: (changeId: string, failure: FailureFacts) => Promise<ReplaceOutcome>;
};

export const createShareReplace = (deps: ShareReplaceDeps): ShareReplace => {
  const { database, store, clock, revoke } = deps;

  const load = async (changeId: string) => {
    const change = await store.shareChanges.getChange(database.db, changeId);
    const share = change === undefined ? undefined : await store.shares.getShare(database.db, change);
    const intent =
      change?.intentId === undefined || change.intentId === null
        ? undefined
        : await store.shareIntents.getIntent(database.db, change.intentId);
    return change === undefined || share === undefined || intent === undefined ? undefined : { change, share, intent };
  };

  const handOver = async (
    change: ShareChange,
    share: ShareRow,
    newShareId: string,
    failure: FailureFacts | undefined,
  ): Promise<void> => {
    const { teamId, userId, shareId } = change;
    await database.transaction(async (tx) => {
      const now = clock.now();
      const settlement = failure === undefined ? { state: "done" as const } : { state: "refused" as const, failure };
      if (!(await store.shareChanges.settleChange(tx, change.id, settlement, now))) return;
      await store.audit.recordAudit(tx, {
        teamId,
        userId,
        at: now,
        act: "share.replace",
        subject: { shareId, newShareId, changeId: change.id },
        result: settlement.state,
        reference: failure?.reference,
        details: failure === undefined ? undefined : { code: failure.code, remoteCode: failure.remoteCode },
      });
      if (failure === undefined) await store.shareLife.endShare(tx, share, "revoked", now);
      await store.cards.moveCards(tx, { teamId, from: shareId, to: newShareId });
      const made = await store.shares.getShare(tx, { teamId, shareId: newShareId });
      if (made !== undefined) await deps.sendRefresh(tx, made);
      if (failure !== undefined) return;
      const lines = linesOf(change.request, undefined);
      await deps.sendHistory(tx, { teamId, shareId: newShareId, userId, lines });
    });
  };

  const endWithout = async (change: ShareChange, state: "refused" | "unknown"): Promise<void> => {
    await store.shareChanges.settleChange(database.db, change.id, { state }, clock.now());
  };

  return {
    goOn: async (changeId) => {
      const loaded = await load(changeId);
      if (loaded === undefined) return { kind: "gone" };
      const { change, share, intent } = loaded;
      if (change.state === "done") return { kind: "replaced", change, share };
      if (intent.state === "refused" || intent.state === "unknown") {
        await endWithout(change, intent.state);
        return { kind: intent.state === "refused" ? "replace-failed" : "replace-unknown", change, share };
      }
      if (intent.shareId === null) return { kind: "gone" };
      if (!(await store.shareChanges.resumeChange(database.db, change.id, clock.now()))) return { kind: "gone" };
      const [[, result] = []] = await revoke.cancel(change.driveUserId, [change.shareId]);
      switch (result?.kind) {
        case "revoked":
          await handOver(change, share, intent.shareId, undefined);
          return { kind: "replaced", change, share };
        case "refused":
          await handOver(change, share, intent.shareId, result.failure);
          return { kind: "replaced-half", change, share, failure: result.failure };
        case "later":
          return { kind: "later", change, share, error: result.error };
        default:
          return { kind: "gone" };
      }
    },
    giveUp: async (changeId, failure) => {
      const loaded = await load(changeId);
      if (loaded === undefined || loaded.intent.shareId === null) return { kind: "gone" };
      const { change, share, intent } = loaded;
      if (intent.shareId !== null) await handOver(change, share, intent.shareId, failure);
      return { kind: "replaced-half", change, share, failure };
    },
  };
};
