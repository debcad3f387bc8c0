import { type AccessCodeChoice, codeFor } from "../../domain/access-code.ts";
import type { Person } from "../../domain/person.ts";
import { daysToReach } from "../../domain/share-end.ts";
import { MAX_VALID_DAYS, MIN_VALID_DAYS } from "../../domain/validity.ts";
import type { KooDrive } from "../../koodrive/client.ts";
import type { Clock } from "../../lib/clock.ts";
import { shortReference } from "../../lib/errors.ts";
import { fingerprint } from "../../lib/fingerprint.ts";
import type { IdMaker } from "../../lib/ids.ts";
import type { SecretBox } from "../../lib/secrets.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { NewShareChange } from "../../store/share-changes.ts";
import type { ShareRow } from "../../store/shares.ts";
import type { Store } from "../../store/store.ts";
import type { ShareSync } from "./service-sync.ts";

export type ShareStartDeps = {
  readonly drive: Pick<KooDrive, "shareDetail">;
  readonly database: Database;
  readonly store: Store;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  readonly ids: IdMaker;
  readonly sync: ShareSync;
  /** In the caller's transaction: has the change carried out. */
  readonly sendChange: (tx: Transaction, changeId: string) => Promise<void>;
  readonly sendRevoke: (tx: Transaction, batchId: string) => Promise<void>;
  /** In the caller's transaction: has the share made that an intent asks for. */
  readonly sendCreate: (tx: Transaction, intentId: string) => Promise<void>;
};

/** Where an answer is awaited: in a modal, or in a conversation. `pressKey` is the same for one press however often it comes. */
export type Asked = {
  readonly person: Person;
  readonly viewId?: string;
  readonly channel?: string;
  readonly pressKey: string;
  readonly traceId: string;
};

type Base = { readonly expiresAt: string | undefined; readonly comment: string; readonly hasCode: boolean };

export type EditWish = {
  readonly endsAt: Date | undefined;
  readonly comment: string | undefined;
  readonly code: AccessCodeChoice | undefined;
  readonly base: Base;
};

/** How a share stands on the drive, for the edit form. */
export type PresentValues = {
  readonly live: boolean;
  readonly expiresAt: Date | undefined;
  readonly comment: string;
  readonly hasCode: boolean;
  readonly base: Base;
};

export type DecideOutcome = "started" | "dropped" | "already-done" | "not-yours";

/** Records what people ask for, together with the job that does it. Local, but for `look`. */
export type ShareStart = {
  /** Asks the drive; takes over what it says. */
  readonly look: (share: ShareRow, as: Parameters<KooDrive["shareDetail"]>[0]) => Promise<PresentValues>;
  /** Whether a comment is the one that a form was filled with. */
  readonly isSameComment: (comment: string, base: { readonly comment: string }) => boolean;
  readonly edit: (asked: Asked, share: ShareRow, wish: EditWish) => Promise<void>;
  readonly extend: (asked: Asked, share: ShareRow, days: number) => Promise<void>;
  readonly revoke: (asked: Asked, shares: readonly ShareRow[]) => Promise<void>;
  /**
   * A new link without a code, then the old one revoked. False when it is not known for whom the new one would be.
   * @param wish what else changes
   */
  readonly replace: (
    asked: Asked,
    share: ShareRow,
    wish: {
      readonly endsAt: Date | undefined;
      readonly comment: string | undefined;
      /** The conversations of its cards of which the person was told that people of another company read along. */
      readonly outsideConfirmedIn: readonly string[];
      /** Used up by the new link. */
      readonly exceptionId: string | undefined;
    },
  ) => Promise<boolean>;
  /** After a conflict: theirs is left, or mine is saved over it. */
  readonly decide: (
    person: Person,
    changeId: string,
    choice: "mine" | "theirs",
    traceId: string,
  ) => Promise<DecideOutcome>;
};

export const createShareStart = (deps: ShareStartDeps): ShareStart => {
  const { database, store, clock, ids } = deps;

  const audit = (
    tx: Transaction | Database["db"],
    person: Person,
    entry: {
      readonly act: string;
      readonly shareId: string;
      readonly result?: string;
      readonly details?: Record<string, unknown>;
    },
    traceId: string,
  ): Promise<void> =>
    store.audit.recordAudit(tx, {
      ...person,
      at: clock.now(),
      act: `share.${entry.act}`,
      subject: { shareId: entry.shareId },
      result: entry.result ?? "asked",
      reference: shortReference(traceId),
      details: entry.details,
    });

  /** Whether it could still be used is seen by the job, which finds it used for the intent or does not. */
  const useException = async (tx: Transaction, { person, traceId }: Asked, id: string, intentId: string) => {
    const now = clock.now();
    if (!(await store.exceptionRequests.useException(tx, { ...person, id, usedFor: intentId }, now))) return;
    await store.audit.recordAudit(tx, {
      ...person,
      at: now,
      act: "exception.use",
      subject: { exceptionId: id, intentId },
      result: "used",
      reference: shortReference(traceId),
      details: undefined,
    });
  };

  /** Runs once for one press, whatever Slack or the person repeats. */
  const once = async (asked: Asked, work: (tx: Transaction) => Promise<void>): Promise<void> => {
    await database.transaction(async (tx) => {
      const key = `share-change:${asked.pressKey}`;
      if (await store.claims.claimOnce(tx, asked.person.teamId, key, clock.now())) await work(tx);
    });
  };

  const rowFor = (
    asked: Asked,
    share: ShareRow,
    request: NewShareChange["request"],
    id = ids.uuid(),
  ): NewShareChange => ({
    id,
    batchId: id,
    teamId: share.teamId,
    shareId: share.shareId,
    userId: asked.person.userId,
    driveUserId: share.driveUserId,
    request,
    sealedCode: null,
    viewId: asked.viewId ?? null,
    channel: asked.channel ?? null,
  });

  const baseOf = (expiresAt: Date | undefined, comment: string, hasCode: boolean): Base => ({
    expiresAt: expiresAt?.toISOString(),
    comment: fingerprint(comment.trim()),
    hasCode,
  });

  return {
    look: async (share, as) => {
      const seen = await deps.drive.shareDetail(as, share.shareId);
      await database.transaction((tx) => deps.sync.absorb(tx, share, seen));
      const { expiresAt, status, comment = "" } = seen.share;
      const hasCode = seen.accessCode !== undefined;
      return {
        live: (status ?? "live") === "live" && (expiresAt === undefined || expiresAt > clock.now()),
        expiresAt,
        comment,
        hasCode,
        base: baseOf(expiresAt, comment, hasCode),
      };
    },
    isSameComment: (comment, base) => fingerprint(comment.trim()) === base.comment,

    edit: (asked, share, { endsAt, comment, code, base }) =>
      once(asked, async (tx) => {
        const newCode = code === undefined ? undefined : codeFor(code, ids.alphanumeric);
        const request = {
          kind: "edit",
          endsAt: endsAt?.toISOString(),
          comment,
          newCode: newCode !== undefined,
          base,
        } as const;
        const row = rowFor(asked, share, request);
        const sealedCode = newCode === undefined ? null : deps.secrets.seal(newCode);
        await store.shareChanges.insertChange(tx, { ...row, sealedCode }, clock.now());
        const details = { endsAt: request.endsAt, comment: comment !== undefined, code: request.newCode };
        await audit(tx, asked.person, { act: "edit", shareId: share.shareId, details }, asked.traceId);
        await deps.sendChange(tx, row.id);
      }),

    extend: (asked, share, days) =>
      once(asked, async (tx) => {
        const row = rowFor(asked, share, { kind: "extend", days });
        await store.shareChanges.insertChange(tx, row, clock.now());
        await audit(tx, asked.person, { act: "extend", shareId: share.shareId, details: { days } }, asked.traceId);
        await deps.sendChange(tx, row.id);
      }),

    revoke: (asked, shares) =>
      once(asked, async (tx) => {
        const batchId = ids.uuid();
        for (const share of shares) {
          const row = { ...rowFor(asked, share, { kind: "revoke" }), batchId };
          await store.shareChanges.insertChange(tx, row, clock.now());
          await audit(tx, asked.person, { act: "revoke", shareId: share.shareId }, asked.traceId);
        }
        await deps.sendRevoke(tx, batchId);
      }),

    replace: async (asked, share, wish) => {
      const first =
        share.intentId === null ? undefined : await store.shareIntents.getIntent(database.db, share.intentId);
      const scope = share.scope ?? "external";
      if (scope === "people" && first === undefined) return false;
      if (share.containerId === null) return false;
      const { containerId } = share;
      await once(asked, async (tx) => {
        const now = clock.now();
        const changeId = ids.uuid();
        const intentId = ids.uuid();
        const endsAt = wish.endsAt ?? share.expiresAt ?? undefined;
        const days = endsAt === undefined ? MAX_VALID_DAYS : daysToReach(endsAt, now);
        await store.shareChanges.insertChange(
          tx,
          { ...rowFor(asked, share, { kind: "replace" }, changeId), intentId },
          now,
        );
        await store.shareIntents.insertIntent(
          tx,
          {
            id: intentId,
            teamId: share.teamId,
            userId: share.ownerUserId,
            driveUserId: share.driveUserId,
            request: {
              scope,
              containerId,
              files: share.files,
              validDays: Math.min(MAX_VALID_DAYS, Math.max(MIN_VALID_DAYS, days)),
              comment: wish.comment ?? share.comment ?? undefined,
              phoneNumbers: first?.request.phoneNumbers ?? [],
              userIds: first?.request.userIds ?? [],
              recipientUserIds: share.recipientUserIds,
              codeAudience: share.codeAudience,
              replaces: changeId,
              outsideConfirmedIn: wish.outsideConfirmedIn,
            },
            sealedCode: null,
            viewId: null,
            destination: null,
          },
          now,
        );
        if (wish.exceptionId !== undefined) await useException(tx, asked, wish.exceptionId, intentId);
        await audit(tx, asked.person, { act: "replace", shareId: share.shareId }, asked.traceId);
        await deps.sendCreate(tx, intentId);
      });
      return true;
    },

    decide: async (person, changeId, choice, traceId) => {
      const change = await store.shareChanges.getChange(database.db, changeId);
      if (change === undefined || change.teamId !== person.teamId) return "already-done";
      if (change.userId !== person.userId) {
        await audit(database.db, person, { act: "edit", shareId: change.shareId, result: "refused" }, traceId);
        return "not-yours";
      }
      const { request, outcome, shareId } = change;
      if (request.kind !== "edit" || outcome?.kind !== "conflict") return "already-done";
      return database.transaction(async (tx) => {
        const now = clock.now();
        if (choice === "theirs") {
          if (!(await store.shareChanges.settleChange(tx, changeId, { state: "dropped" }, now))) return "already-done";
          await audit(tx, person, { act: "edit", shareId, result: "dropped" }, traceId);
          return "dropped";
        }
        // What the person has seen now is what the next conflict is told by.
        const end = outcome.expiresAt === undefined ? undefined : new Date(outcome.expiresAt);
        const base = baseOf(end, outcome.comment, outcome.hasCode);
        if (!(await store.shareChanges.reopenChange(tx, changeId, { ...request, base }, now))) return "already-done";
        await audit(tx, person, { act: "edit", shareId, result: "asked" }, traceId);
        await deps.sendChange(tx, changeId);
        return "started";
      });
    },
  };
};
