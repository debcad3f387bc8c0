import type { Person } from "../../domain/person.ts";
import type { Clock } from "../../lib/clock.ts";
import { AppError, shortReference } from "../../lib/errors.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { LinkRequest, LinkRequestMessage } from "../../store/link-requests.ts";
import type { Store } from "../../store/store.ts";
import { CHECK_EVERY_MS } from "./service-look-up.ts";

export type DecideDeps = {
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly sendRemind: (tx: Transaction, requestId: string) => Promise<void>;
  /** In the caller's transaction: has the administrators' messages show how the request stands, and the person told of its end. */
  readonly sendShow: (tx: Transaction, requestId: string) => Promise<void>;
  /** In the caller's transaction: has the person's Home tab drawn anew. */
  readonly refreshHome: (tx: Transaction, person: Person) => Promise<void>;
};

export type Decision = {
  readonly verdict: "approve" | "deny";
  /** Who presses; an administrator at this moment, as the caller has made sure. */
  readonly presser: Person;
  readonly requestId: string;
  /** What the presser has read. */
  readonly revision: number;
  readonly traceId: string;
};

export type DecideOutcome =
  | "approved"
  | "denied"
  /** Unknown here: another workspace's, or made up. */
  | "gone"
  | "already-decided"
  /** The drive user has another holder than the presser has read: nothing was decided, the messages tell it now. */
  | "restated";

export type Decide = {
  readonly getRequest: (requestId: string) => Promise<LinkRequest | undefined>;
  /** Decides once; whoever comes second decides nothing. */
  readonly decide: (decision: Decision) => Promise<DecideOutcome>;
  /** Somebody pressed who may not. */
  readonly recordRefused: (decision: Decision, why: "not-admin" | "own-request") => Promise<void>;
  /** Has what has fallen due done: reminders, and the end of what nobody has answered. */
  readonly runDue: (now: Date) => Promise<void>;
  readonly listMessages: (requestId: string) => Promise<readonly LinkRequestMessage[]>;
  readonly rememberMessage: (message: LinkRequestMessage) => Promise<void>;
  /** An administrator cannot be asked. True when none of those who were to be asked can. */
  readonly cannotAsk: (request: LinkRequest, userId: string, all: readonly string[]) => Promise<boolean>;
};

const BATCH = 50;

export const createDecide = (deps: DecideDeps): Decide => {
  const { database, store, clock } = deps;

  const record = async (
    tx: Transaction,
    request: LinkRequest,
    entry: {
      readonly userId: string;
      readonly act: string;
      readonly result: string;
      readonly traceId?: string;
      readonly details?: Readonly<Record<string, unknown>>;
    },
  ): Promise<void> => {
    await store.audit.recordAudit(tx, {
      teamId: request.teamId,
      at: clock.now(),
      userId: entry.userId,
      act: entry.act,
      subject: { requestId: request.id, person: request.userId, driveUserId: request.driveUserId },
      result: entry.result,
      reference: entry.traceId === undefined ? undefined : shortReference(entry.traceId),
      details: entry.details,
    });
    await deps.refreshHome(tx, request);
  };

  const approve = async (tx: Transaction, request: LinkRequest, decision: Decision): Promise<DecideOutcome> => {
    const now = clock.now();
    const { driveUserId } = request;
    const by = { userId: decision.presser.userId, act: "account.approve", traceId: decision.traceId };
    if (driveUserId === null) return "gone";
    const holder = await store.accounts.findOtherHolder(tx, request, driveUserId);
    if (holder !== undefined && holder !== request.holderUserId) {
      await store.linkRequests.restateHolder(tx, request.id, holder, now);
      await record(tx, request, { ...by, result: "restated", details: { beside: holder } });
      await deps.sendShow(tx, request.id);
      return "restated";
    }
    const { id, teamId, userId } = request;
    const chosen = { state: "linked", decidedBy: decision.presser.userId } as const;
    const target = { id, teamId, revision: decision.revision };
    if (!(await store.linkRequests.decideLinkRequest(tx, target, chosen, now))) return "already-decided";
    const saved = await store.accounts.saveLink(tx, {
      teamId,
      userId,
      driveUserId,
      driveUserName: request.driveUserName,
      reason: "approved",
      approvedBy: decision.presser.userId,
      shared: holder !== undefined,
      linkedAt: now,
      checkDueAt: new Date(now.getTime() + CHECK_EVERY_MS),
    });
    // Somebody was linked to it in this very moment. All of this is undone; the next press tells of them.
    if (!saved) throw new AppError("conflict", "the drive user was linked meanwhile", { operation: "account.approve" });
    await record(tx, request, { ...by, result: "linked", details: { beside: holder } });
    await deps.sendShow(tx, request.id);
    return "approved";
  };

  const deny = async (tx: Transaction, request: LinkRequest, decision: Decision): Promise<DecideOutcome> => {
    const { presser, revision, traceId } = decision;
    const target = { id: request.id, teamId: request.teamId, revision };
    const chosen = { state: "denied", decidedBy: presser.userId } as const;
    if (!(await store.linkRequests.decideLinkRequest(tx, target, chosen, clock.now()))) return "already-decided";
    await record(tx, request, { userId: presser.userId, act: "account.deny", result: "denied", traceId });
    await deps.sendShow(tx, request.id);
    return "denied";
  };

  return {
    getRequest: (requestId) => store.linkRequests.getLinkRequest(database.db, requestId),

    decide: (decision) =>
      database.transaction(async (tx) => {
        const request = await store.linkRequests.getLinkRequest(tx, decision.requestId);
        if (request === undefined || request.teamId !== decision.presser.teamId) return "gone";
        if (request.state !== "waiting") return "already-decided";
        if (request.revision !== decision.revision) return "restated";
        return decision.verdict === "approve" ? approve(tx, request, decision) : deny(tx, request, decision);
      }),

    recordRefused: ({ verdict, presser, requestId, traceId }, why) =>
      store.audit.recordAudit(database.db, {
        ...presser,
        at: clock.now(),
        act: `account.${verdict}`,
        subject: { requestId },
        result: "refused",
        reference: shortReference(traceId),
        details: { why },
      }),

    runDue: async (now) => {
      await database.transaction(async (tx) => {
        const due = await store.linkRequests.takeLinkReminders(tx, { now, limit: BATCH });
        for (const request of due) await deps.sendRemind(tx, request.id);
      });
      for (const request of await store.linkRequests.listExpiredLinkRequests(database.db, { now, limit: BATCH })) {
        await database.transaction(async (tx) => {
          if (!(await store.linkRequests.endLinkRequest(tx, request.id, "expired", now))) return;
          await record(tx, request, { userId: request.userId, act: "account.connect", result: "expired" });
          await deps.sendShow(tx, request.id);
        });
      }
    },

    listMessages: (requestId) => store.linkRequests.listLinkRequestMessages(database.db, requestId),
    rememberMessage: (message) => store.linkRequests.addLinkRequestMessage(database.db, message),
    cannotAsk: ({ id, teamId }, userId, all) => {
      const keyOf = (admin: string): string => `account-link:${id}:unreachable:${admin}`;
      return store.claims.claimOneOf(database.db, { teamId, key: keyOf(userId), all: all.map(keyOf) }, clock.now());
    },
  };
};
