import type { Person } from "../../domain/person.ts";
import type { PolicyWish, SharingRules } from "../../domain/sharing-policy.ts";
import type { Clock } from "../../lib/clock.ts";
import { shortReference } from "../../lib/errors.ts";
import type { IdMaker } from "../../lib/ids.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { ExceptionMessage, ExceptionRequest } from "../../store/exception-requests.ts";
import type { SharingPolicy } from "../../store/policies.ts";
import type { Store } from "../../store/store.ts";

export type By = Person & { readonly traceId: string };

/** Rules that somebody wants to set, with the revision that they were shown. */
export type SavePolicy = By & {
  readonly viewId: string;
  readonly rules: SharingRules;
  readonly auditDays: number | undefined;
  readonly revision: number;
  /** Whose own rules were changed; undefined: the general ones. */
  readonly channel: string | undefined;
};

export type PolicyServiceDeps = {
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: IdMaker;
  /** In the caller's transaction: has the rules saved, once the right to it was asked for. */
  readonly sendSave: (tx: Transaction, wanted: SavePolicy) => Promise<void>;
  /** In the caller's transaction: has the administrators asked. */
  readonly sendAsk: (tx: Transaction, request: { readonly teamId: string; readonly id: string }) => Promise<void>;
  /** In the caller's transaction: has the person told how it ended, and the administrators' messages brought up to date. */
  readonly sendTell: (tx: Transaction, request: { readonly teamId: string; readonly id: string }) => Promise<void>;
};

export type ShownPolicy = SharingPolicy & { readonly auditDays: number };

export type DecideOutcome =
  | { readonly kind: "decided" }
  /** Somebody was faster, it was taken back by time, or there is no such request in this workspace. */
  | { readonly kind: "over"; readonly request: ExceptionRequest | undefined }
  | { readonly kind: "own" };

/** Who asks may decide only where there is nobody else. */
export type OwnRule = { readonly mayDecideOwn: boolean };

export type PolicyService = {
  readonly show: (teamId: string) => Promise<ShownPolicy>;
  /** Records the wish to set rules; the second time for one modal it does nothing. */
  readonly startSave: (wanted: SavePolicy) => Promise<void>;
  /** False when somebody has changed the rules since they were shown. */
  readonly save: (
    by: By,
    policy: { readonly rules: SharingRules; readonly revision: number; readonly auditDays: number | undefined },
  ) => Promise<boolean>;
  readonly recordRefusal: (by: By, act: string, subject: Readonly<Record<string, unknown>>) => Promise<void>;
  /** Records a wish and has the administrators asked. `too-many`: so many of the person wait already. */
  readonly ask: (
    by: By,
    wanted: { readonly wish: PolicyWish; readonly reason: string; readonly viewId: string },
  ) => Promise<"asked" | "too-many">;
  readonly getRequest: (key: {
    readonly teamId: string;
    readonly id: string;
  }) => Promise<{ readonly request: ExceptionRequest; readonly messages: readonly ExceptionMessage[] } | undefined>;
  readonly rememberMessage: (message: ExceptionMessage) => Promise<void>;
  /** An administrator cannot be asked. True when none of those who were to be asked can. */
  readonly cannotAsk: (
    request: { readonly teamId: string; readonly id: string },
    userId: string,
    all: readonly string[],
  ) => Promise<boolean>;
  /** The presser's right has been asked for just now. */
  readonly decide: (by: By, id: string, state: "approved" | "refused", own: OwnRule) => Promise<DecideOutcome>;
  /** Ends what nobody answered or used in time. */
  readonly expire: (now: Date) => Promise<void>;
};

const DAY_MS = 24 * 60 * 60 * 1000;
const WAITS_MS = 7 * DAY_MS;
const USABLE_MS = 7 * DAY_MS;
const MOST_WAITING = 3;
const BATCH = 100;

export const createPolicyService = (deps: PolicyServiceDeps): PolicyService => {
  const { database, store, clock } = deps;
  const { db } = database;
  const after = (now: Date, milliseconds: number): Date => new Date(now.getTime() + milliseconds);

  const record = (
    handle: Database["db"] | Transaction,
    by: By,
    entry: {
      readonly act: string;
      readonly result: string;
      readonly subject?: Readonly<Record<string, unknown>>;
      readonly details?: Readonly<Record<string, unknown>>;
    },
  ): Promise<void> =>
    store.audit.recordAudit(handle, {
      teamId: by.teamId,
      userId: by.userId,
      at: clock.now(),
      act: entry.act,
      subject: entry.subject ?? {},
      result: entry.result,
      reference: shortReference(by.traceId),
      details: entry.details,
    });

  return {
    show: async (teamId) => ({
      ...(await store.policies.getPolicy(db, teamId)),
      auditDays: await store.auditSettings.getAuditDays(db, teamId),
    }),
    startSave: (wanted) =>
      database.transaction(async (tx) => {
        const key = `sharing-policy:${wanted.viewId}:${wanted.revision}`;
        if (await store.claims.claimOnce(tx, wanted.teamId, key, clock.now())) await deps.sendSave(tx, wanted);
      }),
    save: (by, { rules, revision, auditDays }) =>
      database.transaction(async (tx) => {
        const { teamId, userId } = by;
        const now = clock.now();
        if (!(await store.policies.savePolicy(tx, { teamId, rules, revision, by: userId }, now))) return false;
        if (auditDays !== undefined) {
          await store.auditSettings.saveAuditDays(tx, { teamId, days: auditDays, by: userId }, now);
        }
        await record(tx, by, { act: "policy.set", result: "saved", details: { rules, auditDays } });
        return true;
      }),
    recordRefusal: (by, act, subject) => record(db, by, { act, result: "refused", subject }),
    ask: (by, { wish, reason, viewId }) =>
      database.transaction(async (tx) => {
        const { teamId, userId } = by;
        const now = clock.now();
        if (!(await store.claims.claimOnce(tx, teamId, `exception:${viewId}`, now))) return "asked";
        if ((await store.exceptionRequests.countWaitingExceptions(tx, { teamId, userId })) >= MOST_WAITING) {
          return "too-many";
        }
        const id = deps.ids.uuid();
        const expiresAt = after(now, WAITS_MS);
        await store.exceptionRequests.insertExceptionRequest(tx, { id, teamId, userId, wish, reason, expiresAt }, now);
        await record(tx, by, {
          act: "exception.ask",
          result: "asked",
          subject: { exceptionId: id },
          details: { wish },
        });
        await deps.sendAsk(tx, { teamId, id });
        return "asked";
      }),
    getRequest: async (key) => {
      const request = await store.exceptionRequests.getExceptionRequest(db, key);
      if (request === undefined) return undefined;
      return { request, messages: await store.exceptionRequests.listExceptionMessages(db, request.id) };
    },
    cannotAsk: ({ teamId, id }, userId, all) => {
      const keyOf = (admin: string): string => `exception:${id}:unreachable:${admin}`;
      return store.claims.claimOneOf(db, { teamId, key: keyOf(userId), all: all.map(keyOf) }, clock.now());
    },
    rememberMessage: (message) => store.exceptionRequests.addExceptionMessage(db, message),
    decide: async (by, id, state, { mayDecideOwn }) => {
      const { teamId, userId } = by;
      const request = await store.exceptionRequests.getExceptionRequest(db, { teamId, id });
      if (request === undefined || request.state !== "waiting") return { kind: "over", request };
      if (request.userId === userId && !mayDecideOwn) return { kind: "own" };
      return database.transaction(async (tx) => {
        const now = clock.now();
        const decision = { state, by: userId, expiresAt: after(now, USABLE_MS) };
        if (!(await store.exceptionRequests.decideException(tx, { teamId, id }, decision, now))) {
          return { kind: "over", request: await store.exceptionRequests.getExceptionRequest(tx, { teamId, id }) };
        }
        const act = state === "approved" ? "exception.approve" : "exception.refuse";
        await record(tx, by, { act, result: state, subject: { exceptionId: id, for: request.userId } });
        await deps.sendTell(tx, { teamId, id });
        return { kind: "decided" };
      });
    },
    expire: async (now) => {
      await database.transaction(async (tx) => {
        for (const request of await store.exceptionRequests.expireExceptions(tx, { now, limit: BATCH })) {
          await deps.sendTell(tx, request);
        }
      });
    },
  };
};
