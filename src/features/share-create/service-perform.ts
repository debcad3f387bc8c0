import { type FindDriveUser, type Person, UNLINKED } from "../../domain/person.ts";
import type { ShareWithCode } from "../../domain/share.ts";
import { REFUSED_BY_RULES } from "../../domain/sharing-policy.ts";
import type { KooDrive } from "../../koodrive/client.ts";
import type { Clock } from "../../lib/clock.ts";
import { type AppError, type FailureFacts, failureFacts, settle } from "../../lib/errors.ts";
import type { SecretBox } from "../../lib/secrets.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { ShareIntent } from "../../store/share-intents.ts";
import type { Store } from "../../store/store.ts";
import { findMade } from "./service-look-up.ts";
import type { ShareRulesService } from "./service-rules.ts";

export type SharePerformDeps = {
  readonly drive: KooDrive;
  readonly database: Database;
  readonly store: Store;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  readonly findDriveUser: FindDriveUser;
  readonly rules: Pick<ShareRulesService, "judgeIntent">;
  /** In the caller's transaction: the change that this share takes part in goes on. */
  readonly sendReplaced: (tx: Transaction, changeId: string) => Promise<void>;
  /** In the caller's transaction: has the share's card posted. */
  readonly sendCard: (
    tx: Transaction,
    card: Readonly<Record<"teamId" | "shareId" | "ownerUserId", string>> & { readonly destination: string | undefined },
  ) => Promise<void>;
  /** In the caller's transaction: has the person's Home tab drawn anew. */
  readonly sendHome: (tx: Transaction, person: Person) => Promise<void>;
};

export type PerformOutcome =
  /** `accessCode` is only known in the run that made the share. */
  | {
      readonly kind: "created";
      readonly intent: ShareIntent;
      readonly expiresAt: Date | undefined;
      readonly hasCode: boolean;
      readonly accessCode: string | undefined;
    }
  | { readonly kind: "refused"; readonly intent: ShareIntent; readonly failure: FailureFacts }
  | { readonly kind: "unknown"; readonly intent: ShareIntent; readonly failure: FailureFacts | undefined }
  /** Nothing happened yet, and it will be tried again. */
  | { readonly kind: "later"; readonly intent: ShareIntent; readonly error: AppError }
  | { readonly kind: "gone" };

export type SharePerform = {
  /**
   * Carries an intent out. Safe to call again at any time: a call that may have happened is looked up, not repeated.
   * @param options.lookFirst an earlier intent of the same may have come true late: asks the drive for it first
   */
  readonly perform: (intentId: string, options: { readonly lookFirst: boolean }) => Promise<PerformOutcome>;
  /** No more tries: the intent ends as refused, or as unknown if the drive may have been asked. */
  readonly giveUp: (intentId: string, failure: FailureFacts) => Promise<PerformOutcome>;
};

export const createSharePerform = (deps: SharePerformDeps): SharePerform => {
  const { drive, database, store, clock } = deps;

  const saveCreated = async (intent: ShareIntent, made: ShareWithCode): Promise<PerformOutcome> => {
    const now = clock.now();
    const { share, accessCode } = made;
    const sealed = intent.sealedCode;
    await database.transaction(async (tx) => {
      if (!(await store.shareIntents.markIntentCreated(tx, intent.id, share.shareId, now))) return;
      await store.shares.saveShare(
        tx,
        {
          teamId: intent.teamId,
          shareId: share.shareId,
          ownerUserId: intent.userId,
          driveUserId: intent.driveUserId,
          shortCode: share.shortCode,
          linkUrl: share.linkUrl ?? null,
          name: share.name ?? intent.request.files[0]?.name ?? null,
          scope: share.scope ?? intent.request.scope,
          containerId: intent.request.containerId,
          files: intent.request.files,
          comment: intent.request.comment ?? null,
          hasCode: accessCode !== undefined || sealed !== null,
          expiresAt: share.expiresAt ?? null,
          status: "live",
          intentId: intent.id,
          recipientUserIds: intent.request.recipientUserIds,
          codeAudience: intent.request.codeAudience ?? "owner",
        },
        now,
      );
      await store.audit.recordAudit(tx, {
        teamId: intent.teamId,
        at: now,
        userId: intent.userId,
        act: "share.create",
        subject: { intentId: intent.id, shareId: share.shareId },
        result: "created",
        reference: undefined,
        details: undefined,
      });
      if (intent.request.replaces !== undefined) await deps.sendReplaced(tx, intent.request.replaces);
      else {
        await deps.sendCard(tx, {
          teamId: intent.teamId,
          shareId: share.shareId,
          destination: intent.destination ?? undefined,
          ownerUserId: intent.userId,
        });
      }
      await deps.sendHome(tx, intent);
    });
    return {
      kind: "created",
      intent,
      expiresAt: share.expiresAt,
      hasCode: accessCode !== undefined || sealed !== null,
      accessCode: accessCode ?? (sealed === null ? undefined : deps.secrets.open(sealed)),
    };
  };

  const refuse = async (intent: ShareIntent, failure: FailureFacts): Promise<PerformOutcome> => {
    await database.transaction(async (tx) => {
      await store.shareIntents.markIntentRefused(tx, intent.id, failure, clock.now());
      await audit(tx, intent, "refused", failure);
      if (intent.request.replaces !== undefined) await deps.sendReplaced(tx, intent.request.replaces);
    });
    return { kind: "refused", intent, failure };
  };

  const audit = async (tx: Transaction, intent: ShareIntent, result: string, failure: FailureFacts | undefined) =>
    store.audit.recordAudit(tx, {
      teamId: intent.teamId,
      at: clock.now(),
      userId: intent.userId,
      act: "share.create",
      subject: { intentId: intent.id },
      result,
      reference: failure?.reference,
      details: failure === undefined ? undefined : { code: failure.code, remoteCode: failure.remoteCode },
    });

  /** The rules as they are now: they may have changed since the form, and so may the person's rights. */
  const judge = async (intent: ShareIntent): Promise<FailureFacts | undefined> => {
    const { request } = intent;
    const judged = await deps.rules.judgeIntent(intent, {
      id: intent.id,
      channel: intent.destination ?? undefined,
      replaces: request.replaces,
      confirmedIn: request.outsideConfirmedIn,
      wish: {
        scope: request.scope,
        validDays: request.validDays,
        hasCode: intent.sealedCode !== null,
        outsideConfirmed: request.outsideConfirmed === true,
      },
    });
    if (judged.kind === "allowed") return undefined;
    return {
      code: "not-allowed",
      operation: REFUSED_BY_RULES,
      reference: undefined,
      field: judged.problems[0]?.kind,
      remoteCode: undefined,
    };
  };

  const send = async (intent: ShareIntent): Promise<PerformOutcome> => {
    const { request } = intent;
    const judged = await settle(judge(intent));
    if (!judged.ok) {
      await store.shareIntents.releaseIntent(database.db, intent.id, clock.now());
      return { kind: "later", intent, error: judged.error };
    }
    if (judged.value !== undefined) return refuse(intent, judged.value);
    const made = await settle(
      drive.createShare(
        { userId: intent.driveUserId },
        {
          scope: request.scope,
          containerId: request.containerId,
          fileIds: request.files.map((file) => file.fileId),
          validDays: request.validDays,
          accessCode: intent.sealedCode === null ? undefined : deps.secrets.open(intent.sealedCode),
          comment: request.comment,
          phoneNumbers: request.phoneNumbers,
          userIds: request.userIds,
        },
      ),
    );
    if (made.ok) return saveCreated(intent, made.value);
    const { error } = made;
    if (error.code === "limited" || error.code === "unavailable") {
      await store.shareIntents.releaseIntent(database.db, intent.id, clock.now());
      return { kind: "later", intent, error };
    }
    if (error.code === "unknown-outcome" || error.code === "protocol") return lookUp(intent, failureFacts(error));
    return refuse(intent, failureFacts(error));
  };

  /** Takes over what an unanswered call has made, or ends as unknown. */
  const lookUp = async (intent: ShareIntent, failure: FailureFacts | undefined): Promise<PerformOutcome> => {
    const found = await settle(findMade(deps, intent));
    if (!found.ok) return { kind: "later", intent, error: found.error };
    return found.value === undefined ? endUnknown(intent, failure) : saveCreated(intent, found.value);
  };

  const sendUnlessMade = async (intent: ShareIntent): Promise<PerformOutcome> => {
    const found = await settle(findMade(deps, intent));
    if (found.ok) return found.value === undefined ? send(intent) : saveCreated(intent, found.value);
    await store.shareIntents.releaseIntent(database.db, intent.id, clock.now());
    return { kind: "later", intent, error: found.error };
  };

  const endUnknown = async (intent: ShareIntent, failure: FailureFacts | undefined): Promise<PerformOutcome> => {
    await database.transaction(async (tx) => {
      await store.shareIntents.markIntentUnknown(tx, intent.id, failure ?? null, clock.now());
      await audit(tx, intent, "unknown", failure);
      if (intent.request.replaces !== undefined) await deps.sendReplaced(tx, intent.request.replaces);
    });
    return { kind: "unknown", intent, failure };
  };

  const settled = async (intent: ShareIntent): Promise<PerformOutcome> => {
    switch (intent.state) {
      case "created": {
        const { teamId, shareId } = intent;
        const share = shareId === null ? undefined : await store.shares.getShare(database.db, { teamId, shareId });
        if (share === undefined) return { kind: "gone" };
        return {
          kind: "created",
          intent,
          expiresAt: share.expiresAt ?? undefined,
          hasCode: share.hasCode,
          accessCode: undefined,
        };
      }
      case "refused":
        return intent.failure === null ? { kind: "gone" } : { kind: "refused", intent, failure: intent.failure };
      case "unknown":
        return { kind: "unknown", intent, failure: intent.failure ?? undefined };
      case "sending":
        // Left by a process that died, or by a look-up that failed: the call may have happened.
        return lookUp(intent, undefined);
      case "pending":
        return { kind: "gone" };
    }
  };

  return {
    perform: async (intentId, { lookFirst }) => {
      const claimed = await store.shareIntents.claimIntent(database.db, intentId, clock.now());
      // Who was disconnected after asking must not act as that drive user any more.
      if (claimed !== undefined && (await deps.findDriveUser(claimed)) !== claimed.driveUserId) {
        return refuse(claimed, UNLINKED);
      }
      if (claimed !== undefined) return lookFirst ? sendUnlessMade(claimed) : send(claimed);
      const intent = await store.shareIntents.getIntent(database.db, intentId);
      return intent === undefined ? { kind: "gone" } : settled(intent);
    },
    giveUp: async (intentId, failure) => {
      const intent = await store.shareIntents.getIntent(database.db, intentId);
      if (intent === undefined) return { kind: "gone" };
      if (intent.state === "pending") return refuse(intent, failure);
      return intent.state === "sending" ? endUnknown(intent, failure) : settled(intent);
    },
  };
};
