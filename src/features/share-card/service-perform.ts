import type { ShareStatus, ShareWithCode } from "../../domain/share.ts";
import { daysToReach, extendEnd, statusAt } from "../../domain/share-end.ts";
import { MAX_VALID_DAYS, MIN_VALID_DAYS } from "../../domain/validity.ts";
import type { KooDrive } from "../../koodrive/client.ts";
import type { Clock } from "../../lib/clock.ts";
import { type AppError, type FailureFacts, failureFacts, settle } from "../../lib/errors.ts";
import { fingerprint } from "../../lib/fingerprint.ts";
import type { SecretBox } from "../../lib/secrets.ts";
import type { Database } from "../../store/database.ts";
import type { ShareChange } from "../../store/share-changes.ts";
import type { ShareRow } from "../../store/shares.ts";
import type { Store } from "../../store/store.ts";
import type { ShareAccess } from "./service-access.ts";
import { linesOf } from "./service-history.ts";
import type { CardRules } from "./service-rules.ts";
import type { ShareSync, ShareTellers } from "./service-sync.ts";

export type ChangePerformDeps = Pick<ShareTellers, "sendRefresh" | "sendHistory"> & {
  readonly drive: Pick<KooDrive, "edition" | "shareDetail" | "modifyShare">;
  readonly database: Database;
  readonly store: Store;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  readonly access: ShareAccess;
  readonly sync: ShareSync;
  readonly rules: Pick<CardRules, "judgeChange">;
};

type Outcome = NonNullable<ShareChange["outcome"]>;
type Plan = NonNullable<ShareChange["plan"]>;

export type ChangeOutcome =
  | { readonly kind: "gone" }
  | ({ readonly change: ShareChange; readonly share: ShareRow } & (
      | {
          readonly kind: "done";
          readonly before: Date | undefined;
          readonly after: Date | undefined;
          /** Only known in the run that changed it. */
          readonly accessCode: string | undefined;
        }
      | { readonly kind: "conflict"; readonly theirs: Extract<Outcome, { readonly kind: "conflict" }> }
      | { readonly kind: "not-done"; readonly why: Exclude<Outcome, { readonly kind: "changed" | "conflict" }> }
      | { readonly kind: "refused"; readonly failure: FailureFacts }
      | { readonly kind: "unknown" }
      /** Left as it is on the drive, by choice. */
      | { readonly kind: "dropped" }
      /** It is tried again. */
      | { readonly kind: "later"; readonly error: AppError }
    ));

export type ChangePerform = {
  /**
   * Edits or extends. Safe to call again at any time: how the share stands is looked at first, and what is sent
   * again is the same.
   */
  readonly perform: (changeId: string) => Promise<ChangeOutcome>;
  /** No more tries: it ends as refused, or as unknown if the drive may have done it. */
  readonly giveUp: (changeId: string, failure: FailureFacts) => Promise<ChangeOutcome>;
};

// The drive's clock and ours may differ by as much as it tolerates in `X-Date`.
const CLOCK_TOLERANCE_MS = 15 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

export const createChangePerform = (deps: ChangePerformDeps): ChangePerform => {
  const { drive, database, store, clock, access } = deps;

  const codeOf = (change: ShareChange): string | undefined =>
    change.sealedCode === null ? undefined : deps.secrets.open(change.sealedCode);

  const load = async (changeId: string) => {
    const change = await store.shareChanges.getChange(database.db, changeId);
    const share = change === undefined ? undefined : await store.shares.getShare(database.db, change);
    return change === undefined || share === undefined ? undefined : { change, share };
  };

  const end = async (
    change: ShareChange,
    settlement: Parameters<Store["shareChanges"]["settleChange"]>[2],
    also: (tx: Parameters<Parameters<Database["transaction"]>[0]>[0]) => Promise<void> = async () => undefined,
  ): Promise<void> => {
    const { teamId, userId, shareId, kind } = change;
    await database.transaction(async (tx) => {
      const now = clock.now();
      if (!(await store.shareChanges.settleChange(tx, change.id, settlement, now))) return;
      const { failure } = settlement;
      await store.audit.recordAudit(tx, {
        teamId,
        userId,
        at: now,
        act: `share.${kind}`,
        subject: { shareId, changeId: change.id },
        result: settlement.state,
        reference: failure?.reference,
        details: failure === undefined ? undefined : { code: failure.code, remoteCode: failure.remoteCode },
      });
      await also(tx);
    });
  };

  const notDone = async (
    change: ShareChange,
    share: ShareRow,
    why: Extract<ChangeOutcome, { readonly kind: "not-done" }>["why"],
  ): Promise<ChangeOutcome> => {
    await end(change, { state: "refused", outcome: why });
    return { kind: "not-done", change, share, why };
  };

  const refuse = async (change: ShareChange, share: ShareRow, failure: FailureFacts): Promise<ChangeOutcome> => {
    await end(change, { state: "refused", failure });
    return { kind: "refused", change, share, failure };
  };

  /** The call certainly did not happen: again, by the job's plan. */
  const later = async (change: ShareChange, share: ShareRow, error: AppError): Promise<ChangeOutcome> => {
    await store.shareChanges.releaseChange(database.db, change.id, clock.now());
    return { kind: "later", change, share, error };
  };

  const finish = async (
    change: ShareChange,
    share: ShareRow,
    plan: Plan,
    { share: seen, accessCode }: ShareWithCode,
  ): Promise<ChangeOutcome> => {
    const { request } = change;
    const code = codeOf(change);
    const before = dateOf(plan.before);
    // Some answers leave out what did not change.
    const after = seen.expiresAt ?? dateOf(plan.endsAt ?? plan.before);
    const edited = request.kind === "edit" ? request.comment : undefined;
    const comment = seen.comment ?? edited ?? share.comment ?? "";
    const facts = {
      expiresAt: after ?? null,
      comment: comment === "" ? null : comment,
      hasCode: accessCode !== undefined || code !== undefined,
    };
    const outcome = { kind: "changed", before: plan.before, after: after?.toISOString() } as const;
    await end(change, { state: "done", outcome }, async (tx) => {
      const { teamId, shareId, userId } = change;
      await store.shareLife.updateShare(tx, share, facts, clock.now());
      await deps.sendRefresh(tx, share);
      const lines = linesOf(request, after);
      if (lines.length > 0) await deps.sendHistory(tx, { teamId, shareId, userId, lines });
    });
    return { kind: "done", change, share: { ...share, ...facts }, before, after, accessCode: code };
  };

  /** What is to be sent, fixed from how the share stands now; or why nothing is. */
  const planFor = (change: ShareChange, seen: ShareWithCode): Plan | Exclude<Outcome, { readonly kind: "changed" }> => {
    const now = clock.now();
    const { expiresAt, comment = "" } = seen.share;
    const hasCode = seen.accessCode !== undefined;
    const status: ShareStatus = statusAt({ status: seen.share.status ?? "live", expiresAt }, now);
    if (status !== "live") return { kind: "ended", status };
    const before = expiresAt?.toISOString();
    const { request } = change;
    if (request.kind === "extend") {
      const extended = extendEnd(expiresAt, request.days, now);
      if (extended.kind === "ok") return { before, endsAt: extended.endsAt.toISOString() };
      return extended.kind === "ended" ? { kind: "ended", status: "expired" } : extended;
    }
    if (request.kind !== "edit") return { before, endsAt: undefined };
    const { base } = request;
    const same = base.expiresAt === before && base.comment === fingerprint(comment.trim()) && base.hasCode === hasCode;
    return same ? { before, endsAt: request.endsAt } : { kind: "conflict", expiresAt: before, comment, hasCode };
  };

  /** Whether what was planned is how the share stands: an earlier try came through, its answer was lost. */
  const stands = (change: ShareChange, plan: Plan, { share: seen, accessCode }: ShareWithCode): boolean => {
    const { request } = change;
    const code = codeOf(change);
    if (code !== undefined && code !== accessCode) return false;
    if (request.kind === "edit" && request.comment !== undefined && request.comment !== (seen.comment ?? "")) {
      return false;
    }
    const wanted = dateOf(plan.endsAt)?.getTime();
    if (wanted === undefined) return true;
    const end = seen.expiresAt?.getTime();
    if (end === undefined || seen.expiresAt?.toISOString() === plan.before) return false;
    return end >= wanted - CLOCK_TOLERANCE_MS && end <= wanted + DAY_MS + CLOCK_TOLERANCE_MS;
  };

  const send = async (change: ShareChange, share: ShareRow, plan: Plan): Promise<ChangeOutcome> => {
    const { request, shareId, driveUserId } = change;
    const endsAt = dateOf(plan.endsAt);
    const now = clock.now();
    const sent = await settle(
      drive.modifyShare(
        { userId: driveUserId },
        {
          shareId,
          end:
            endsAt === undefined
              ? { kind: "keep" }
              : { kind: "days", days: between(daysToReach(endsAt, now)), expiresAt: endsAt },
          accessCode: codeOf(change),
          comment: request.kind === "edit" ? request.comment : undefined,
        },
      ),
    );
    if (sent.ok) return finish(change, share, plan, sent.value);
    const { error } = sent;
    if (error.code === "limited" || error.code === "unavailable") return later(change, share, error);
    if (error.code !== "unknown-outcome" && error.code !== "protocol") {
      return refuse(change, share, failureFacts(error));
    }
    const seen = await settle(drive.shareDetail({ userId: driveUserId }, shareId));
    if (seen.ok && stands(change, plan, seen.value)) return finish(change, share, plan, seen.value);
    return { kind: "later", change, share, error: seen.ok ? error : seen.error };
  };

  const work = async (change: ShareChange, share: ShareRow): Promise<ChangeOutcome> => {
    const as = await access.actingFor(share);
    if (as === undefined) return notDone(change, share, { kind: "not-connected" });
    const seen = await settle(drive.shareDetail(as, change.shareId));
    if (!seen.ok) {
      const { error } = seen;
      const passing = error.code === "limited" || error.code === "unavailable" || error.code === "unknown-outcome";
      // With a plan made, a call may have gone out before: the state says so until that is known.
      if (passing) return change.plan === null ? later(change, share, error) : { kind: "later", change, share, error };
      return refuse(change, share, failureFacts(error));
    }
    if (change.plan !== null) {
      if (stands(change, change.plan, seen.value)) return finish(change, share, change.plan, seen.value);
      return send(change, share, change.plan);
    }
    await database.transaction((tx) => deps.sync.absorb(tx, share, seen.value));
    const plan = planFor(change, seen.value);
    if (!("kind" in plan)) {
      const endsAt = dateOf(plan.endsAt);
      // Asked now, before anything is sent: the rules may have changed since the form.
      const hasCode = seen.value.accessCode !== undefined || change.sealedCode !== null;
      const wish = { endsAt, before: dateOf(plan.before), hasCode };
      const forbidden = endsAt === undefined ? undefined : await deps.rules.judgeChange(change, share, wish);
      if (forbidden !== undefined) return refuse(change, share, forbidden);
      await store.shareChanges.planChange(database.db, change.id, plan, clock.now());
      return send({ ...change, plan }, share, plan);
    }
    if (plan.kind !== "conflict") return notDone(change, share, plan);
    await end(change, { state: "conflict", outcome: plan });
    return { kind: "conflict", change, share, theirs: plan };
  };

  const settled = (change: ShareChange, share: ShareRow): ChangeOutcome => {
    const { outcome, failure } = change;
    if (change.state === "dropped") return { kind: "dropped", change, share };
    if (change.state === "unknown") return { kind: "unknown", change, share };
    if (outcome?.kind === "conflict") return { kind: "conflict", change, share, theirs: outcome };
    if (outcome?.kind === "changed") {
      const { before, after } = outcome;
      return { kind: "done", change, share, before: dateOf(before), after: dateOf(after), accessCode: undefined };
    }
    if (outcome !== null) return { kind: "not-done", change, share, why: outcome };
    return failure === null ? { kind: "gone" } : { kind: "refused", change, share, failure };
  };

  return {
    perform: async (changeId) => {
      const claimed = await store.shareChanges.claimChange(database.db, changeId, clock.now());
      const loaded = await load(changeId);
      if (loaded === undefined) return { kind: "gone" };
      const { change, share } = loaded;
      // Found in `sending`, it was left by a process that died or by a try that is to be repeated.
      return claimed !== undefined || change.state === "sending" ? work(change, share) : settled(change, share);
    },
    giveUp: async (changeId, failure) => {
      const loaded = await load(changeId);
      if (loaded === undefined) return { kind: "gone" };
      const { change, share } = loaded;
      if (change.state === "pending") return refuse(change, share, failure);
      if (change.state !== "sending") return settled(change, share);
      if (change.plan === null) return refuse(change, share, failure);
      await end(change, { state: "unknown", failure });
      return { kind: "unknown", change, share };
    },
  };
};

const dateOf = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));

const between = (days: number): number => Math.min(MAX_VALID_DAYS, Math.max(MIN_VALID_DAYS, days));
