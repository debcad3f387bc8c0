import type { Person } from "../../domain/person.ts";
import { judgeShare, type PolicyProblem, type RuleFacts } from "../../domain/sharing-policy.ts";
import { MAX_VALID_DAYS, MIN_VALID_DAYS } from "../../domain/validity.ts";
import type { Clock } from "../../lib/clock.ts";
import { shortReference } from "../../lib/errors.ts";
import type { IdMaker } from "../../lib/ids.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { ShareRow } from "../../store/shares.ts";
import type { Store } from "../../store/store.ts";

/** A card that somebody wants posted in a conversation. */
export type PostOrder = {
  readonly channel: string;
  /**
   * Why it is posted: as the share was made, by somebody's press, or in the place of a message that was deleted.
   * `confirmed`: the presser has said that people of another company shall see it.
   */
  readonly by:
    | { readonly kind: "creation" }
    | { readonly kind: "press"; readonly id: string; readonly confirmed: boolean }
    | { readonly kind: "again" };
};

export type PostVerdict =
  | { readonly kind: "allowed" }
  /** Slack does not show the conversation, so nobody knows who reads along. */
  | { readonly kind: "unseen" }
  | { readonly kind: "refused"; readonly problem: PolicyProblem; readonly setBy: string | undefined };

export type SharePosts = {
  /** For somebody who is about to press; records nothing but a refusal. Asks Slack. */
  readonly ask: (
    share: ShareRow,
    wish: { readonly channel: string; readonly confirmed: boolean; readonly traceId: string },
  ) => Promise<PostVerdict>;
  /** Records the wish and the job that posts the card; without a channel, to its owner. */
  readonly start: (
    share: ShareRow,
    wish: { readonly channel: string | undefined; readonly confirmed: boolean; readonly traceId: string },
  ) => Promise<void>;
  /**
   * The wall: asked right before a card is posted, however it came to that. Everything is asked anew: the rules, the
   * conversation and the person's rights may have changed. An exception that it needs is used up; a refusal is recorded.
   */
  readonly admit: (share: ShareRow, order: PostOrder) => Promise<PostVerdict>;
  readonly recordPosted: (share: ShareRow, channel: string) => Promise<void>;
};

export type SharePostsDeps = {
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: IdMaker;
  readonly sharingFacts: Pick<RuleFacts, "mayShareOutside" | "isOutside">;
  /** In the caller's transaction: has the card posted; without a destination, to the owner. */
  readonly sendCard: (
    tx: Transaction,
    card: {
      readonly teamId: string;
      readonly shareId: string;
      readonly destination: string | undefined;
      readonly ownerUserId: string;
      readonly post: { readonly id: string; readonly confirmed: boolean };
    },
  ) => Promise<void>;
};

const DAY_MS = 24 * 60 * 60 * 1000;

export const createSharePosts = (deps: SharePostsDeps): SharePosts => {
  const { database, store, clock, sharingFacts } = deps;
  const { db } = database;

  const ownerOf = ({ teamId, ownerUserId: userId }: ShareRow): Person => ({ teamId, userId });

  /** How long it still lives. By whole days that are over: the drive rounds ends up, and its clock is not ours. */
  const daysLeft = ({ expiresAt }: ShareRow): number => {
    if (expiresAt === null) return MAX_VALID_DAYS;
    const days = Math.floor((expiresAt.getTime() - clock.now().getTime()) / DAY_MS);
    return Math.min(MAX_VALID_DAYS, Math.max(MIN_VALID_DAYS, days));
  };

  /** What may lift a rule for this order: what was used for it already; for a press also what can still be used. */
  const exceptionsFor = async (share: ShareRow, by: PostOrder["by"]) => {
    if (by.kind === "again") return { used: undefined, usable: [] };
    const { teamId, intentId } = share;
    const usedFor = by.kind === "press" ? by.id : intentId;
    const used =
      usedFor === null ? undefined : await store.exceptionRequests.findExceptionUsedFor(db, { teamId, usedFor });
    if (used !== undefined || by.kind === "creation") return { used, usable: [] };
    return { used, usable: await store.exceptionRequests.listUsableExceptions(db, ownerOf(share), clock.now()) };
  };

  /** What its maker ticked in the form holds for the conversation that was chosen there, and no other. */
  const wasConfirmed = async (share: ShareRow, channel: string): Promise<boolean> => {
    const intent = share.intentId === null ? undefined : await store.shareIntents.getIntent(db, share.intentId);
    return intent?.destination === channel && intent.request.outsideConfirmed === true;
  };

  const judge = async (share: ShareRow, { channel, by }: PostOrder) => {
    const toOutside = await sharingFacts.isOutside(channel);
    if (toOutside === undefined) return { kind: "unseen" } as const;
    const { rules, updatedBy } = await store.policies.getPolicy(db, share.teamId);
    const { used, usable } = await exceptionsFor(share, by);
    const judged = judgeShare(
      {
        scope: share.scope ?? "external",
        validDays: daysLeft(share),
        hasCode: share.hasCode,
        toOutside,
        outsideConfirmed:
          by.kind === "press" ? by.confirmed : by.kind === "creation" && (await wasConfirmed(share, channel)),
      },
      {
        rules,
        channel,
        mayShareOutside: await sharingFacts.mayShareOutside(share.ownerUserId, rules),
        exceptions: used === undefined ? usable : [used],
      },
    );
    return { ...judged, setBy: updatedBy, isUsed: used !== undefined, toOutside };
  };

  const record = async (
    tx: Transaction | Database["db"],
    share: ShareRow,
    entry: {
      readonly channel: string | undefined;
      readonly result: string;
      readonly problems?: readonly PolicyProblem[];
      readonly traceId?: string;
    },
  ): Promise<void> =>
    store.audit.recordAudit(tx, {
      ...ownerOf(share),
      at: clock.now(),
      act: "share.post",
      subject: { shareId: share.shareId, destination: entry.channel ?? "direct" },
      result: entry.result,
      reference: entry.traceId === undefined ? undefined : shortReference(entry.traceId),
      details: entry.problems === undefined ? undefined : { problems: entry.problems },
    });

  const refusalOf = (problems: readonly PolicyProblem[], setBy: string | undefined): PostVerdict => {
    // What can be put right by a tick is asked for last.
    const problem = problems.find(({ kind }) => kind !== "outside-unconfirmed") ?? problems[0];
    return problem === undefined ? { kind: "allowed" } : { kind: "refused", problem, setBy };
  };

  const takeException = (
    share: ShareRow,
    {
      exceptionId,
      usedFor,
      channel,
    }: { readonly exceptionId: string; readonly usedFor: string; readonly channel: string },
  ): Promise<boolean> =>
    database.transaction(async (tx) => {
      const now = clock.now();
      const owner = ownerOf(share);
      if (!(await store.exceptionRequests.useException(tx, { ...owner, id: exceptionId, usedFor }, now))) return false;
      await store.audit.recordAudit(tx, {
        ...owner,
        at: now,
        act: "exception.use",
        subject: { exceptionId, shareId: share.shareId, destination: channel },
        result: "used",
        reference: undefined,
        details: undefined,
      });
      return true;
    });

  const admit: SharePosts["admit"] = async (share, order) => {
    const judged = await judge(share, order);
    if (judged.kind === "unseen") return judged;
    const { channel, by } = order;
    const { teamId, shareId } = share;
    if (judged.kind === "refused") {
      const key = `card-refused:${shareId}:${channel}:${by.kind === "press" ? by.id : by.kind}`;
      await database.transaction(async (tx) => {
        if (!(await store.claims.claimOnce(tx, teamId, key, clock.now()))) return;
        await record(tx, share, { channel, result: "refused", problems: judged.problems });
      });
      return refusalOf(judged.problems, judged.setBy);
    }
    const { exceptionId } = judged;
    if (exceptionId === undefined || judged.isUsed || by.kind !== "press") return { kind: "allowed" };
    // Somebody may have used it a moment ago; then it is judged again, without it.
    return (await takeException(share, { exceptionId, usedFor: by.id, channel }))
      ? { kind: "allowed" }
      : admit(share, order);
  };

  return {
    ask: async (share, { channel, confirmed, traceId }) => {
      const judged = await judge(share, { channel, by: { kind: "press", id: "", confirmed } });
      if (judged.kind === "unseen") return judged;
      // An exception lifts the rule, and not that somebody must know who reads along.
      const asks = judged.kind === "allowed" && judged.exceptionId !== undefined && judged.toOutside && !confirmed;
      if (asks) return { kind: "refused", problem: { kind: "outside-unconfirmed" }, setBy: judged.setBy };
      if (judged.kind === "allowed") return { kind: "allowed" };
      const verdict = refusalOf(judged.problems, judged.setBy);
      const isOver = verdict.kind === "refused" && verdict.problem.kind !== "outside-unconfirmed";
      if (isOver) await record(db, share, { channel, result: "refused", problems: judged.problems, traceId });
      return verdict;
    },
    start: (share, { channel, confirmed, traceId }) =>
      database.transaction(async (tx) => {
        const { teamId, shareId, ownerUserId } = share;
        await record(tx, share, { channel, result: "asked", traceId });
        const post = { id: deps.ids.uuid(), confirmed };
        await deps.sendCard(tx, { teamId, shareId, destination: channel, ownerUserId, post });
      }),
    admit,
    recordPosted: (share, channel) => record(db, share, { channel, result: "posted" }),
  };
};
