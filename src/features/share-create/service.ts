import { type AccessCodeChoice, codeFor } from "../../domain/access-code.ts";
import type { Person } from "../../domain/person.ts";
import type { Clock } from "../../lib/clock.ts";
import { shortReference } from "../../lib/errors.ts";
import type { IdMaker } from "../../lib/ids.ts";
import type { SecretBox } from "../../lib/secrets.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { ShareIntent } from "../../store/share-intents.ts";
import type { Store } from "../../store/store.ts";

export type ShareCreateServiceDeps = {
  readonly database: Database;
  readonly store: Store;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  readonly ids: IdMaker;
  /** In the caller's transaction: has the intent carried out; with `lookFirst` unless the drive has the share already. */
  readonly sendPerform: (tx: Transaction, intentId: string, options: { readonly lookFirst: boolean }) => Promise<void>;
  /** In the caller's transaction: has what became of a settled intent told again, a moment later. */
  readonly sendOutcome: (tx: Transaction, intentId: string) => Promise<void>;
};

const SETTLED: ReadonlySet<string> = new Set(["created", "refused", "unknown"]);

export type StartShare = {
  readonly person: Person;
  readonly driveUserId: string;
  readonly containerId: string;
  readonly files: readonly { readonly fileId: string; readonly name: string }[];
  readonly scope: ShareIntent["request"]["scope"];
  readonly validDays: number;
  readonly comment: string | undefined;
  readonly phoneNumbers: readonly string[];
  readonly userIds: readonly string[];
  readonly recipients: readonly string[];
  readonly accessCode: AccessCodeChoice;
  readonly codeAudience: ShareIntent["request"]["codeAudience"];
  readonly destination: string | undefined;
  /** The person has ticked that people of another company shall get the link. */
  readonly outsideConfirmed: boolean;
  /** Used up by this share. */
  readonly exceptionId: string | undefined;
  readonly viewId: string;
  readonly traceId: string;
};

export type RetryOutcome =
  | { readonly kind: "started" }
  | { readonly kind: "already-done" }
  | { readonly kind: "not-yours" }
  /** Its access code was wiped meanwhile: trying again would make a share that opens without one. */
  | { readonly kind: "code-wiped" };

/** `exception-gone`: used or ended meanwhile; nothing was recorded. */
export type StartOutcome = { readonly kind: "started" } | { readonly kind: "exception-gone" };

export type ShareCreateService = {
  /**
   * Records the wish and the job that carries it out, together. Local only: fit for before an acknowledgement.
   * The second time for one modal (pressed twice, delivered twice) it does nothing.
   */
  readonly start: (share: StartShare) => Promise<StartOutcome>;
  /**
   * For after the answer to the form: where another bot was quicker than the answer, that covers what became of the
   * intent, which is told once more then. Nothing to do while it is under way.
   */
  readonly uncover: (person: Person, viewId: string) => Promise<void>;
  /** The person wants an intent that failed or is uncertain carried out after all. Only once for each. */
  readonly retry: (person: Person, intentId: string, traceId: string) => Promise<RetryOutcome>;
};

export const createShareCreateService = (deps: ShareCreateServiceDeps): ShareCreateService => {
  const { database, store, clock } = deps;

  const takeException = async (tx: Transaction, share: StartShare, id: string, usedFor: string): Promise<boolean> => {
    const now = clock.now();
    const { person } = share;
    if (!(await store.exceptionRequests.useException(tx, { ...person, id, usedFor }, now))) return false;
    await store.audit.recordAudit(tx, {
      ...person,
      at: now,
      act: "exception.use",
      subject: { exceptionId: id, intentId: usedFor },
      result: "used",
      reference: shortReference(share.traceId),
      details: undefined,
    });
    return true;
  };

  return {
    start: async (share) => {
      const code = codeFor(share.accessCode, deps.ids.alphanumeric);
      const { teamId, userId } = share.person;
      const id = deps.ids.uuid();
      const now = clock.now();
      const viewer = { teamId, driveUserId: share.driveUserId };
      const fileIds = share.files.map((file) => file.fileId);
      return database.transaction(async (tx) => {
        const claim = `share-create:${share.viewId}`;
        if (!(await store.claims.claimOnce(tx, teamId, claim, now))) {
          const earlier = await store.shareIntents.getIntentOfView(tx, share.person, share.viewId);
          // The answer to this second sending covers what the window already says of the outcome: told once more.
          if (earlier !== undefined && SETTLED.has(earlier.state)) await deps.sendOutcome(tx, earlier.id);
          return { kind: "started" };
        }
        if (share.exceptionId !== undefined && !(await takeException(tx, share, share.exceptionId, id))) {
          await store.claims.releaseClaim(tx, teamId, claim);
          return { kind: "exception-gone" };
        }
        const seen = new Map(
          (await store.seenFiles.findSeenFiles(tx, viewer, fileIds)).map((file) => [file.fileId, file]),
        );
        await store.pendingWork.requireRoom(tx, { teamId, userId });
        await store.shareIntents.insertIntent(
          tx,
          {
            id,
            teamId,
            userId,
            driveUserId: share.driveUserId,
            request: {
              scope: share.scope,
              containerId: share.containerId,
              files: share.files.map((file) => ({
                ...file,
                kind: seen.get(file.fileId)?.kind ?? "other",
                size: seen.get(file.fileId)?.size,
              })),
              validDays: share.validDays,
              comment: share.comment,
              phoneNumbers: share.phoneNumbers,
              userIds: share.userIds,
              recipientUserIds: share.recipients,
              hasCode: code !== undefined,
              codeAudience: share.codeAudience,
              outsideConfirmed: share.outsideConfirmed,
            },
            sealedCode: code === undefined ? null : deps.secrets.seal(code),
            viewId: share.viewId,
            destination: share.destination ?? null,
          },
          now,
        );
        await store.audit.recordAudit(tx, {
          teamId,
          at: now,
          userId,
          act: "share.create",
          subject: { intentId: id, fileIds },
          result: "asked",
          reference: shortReference(share.traceId),
          details: { scope: share.scope, validDays: share.validDays, hasCode: code !== undefined },
        });
        await deps.sendPerform(tx, id, { lookFirst: false });
        return { kind: "started" };
      });
    },
    uncover: async (person, viewId) => {
      const intent = await store.shareIntents.getIntentOfView(database.db, person, viewId);
      if (intent === undefined || !SETTLED.has(intent.state)) return;
      await database.transaction((tx) => deps.sendOutcome(tx, intent.id));
    },
    retry: async (person, intentId, traceId) => {
      const intent = await store.shareIntents.getIntent(database.db, intentId);
      if (intent === undefined || intent.teamId !== person.teamId) return { kind: "already-done" };
      if (intent.userId !== person.userId) {
        await store.audit.recordAudit(database.db, {
          ...person,
          at: clock.now(),
          act: "share.create",
          subject: { intentId },
          result: "refused",
          reference: shortReference(traceId),
          details: undefined,
        });
        return { kind: "not-yours" };
      }
      if (intent.request.hasCode === true && intent.sealedCode === null) return { kind: "code-wiped" };
      return database.transaction(async (tx) => {
        if (!(await store.shareIntents.reopenIntent(tx, intentId, clock.now()))) return { kind: "already-done" };
        await store.audit.recordAudit(tx, {
          teamId: person.teamId,
          at: clock.now(),
          userId: person.userId,
          act: "share.create",
          subject: { intentId },
          result: "retried",
          reference: shortReference(traceId),
          details: undefined,
        });
        await deps.sendPerform(tx, intentId, { lookFirst: true });
        return { kind: "started" };
      });
    },
  };
};
