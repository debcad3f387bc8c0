import { type Person, UNLINKED } from "../../domain/person.ts";
import type { Clock } from "../../lib/clock.ts";
import { shortReference } from "../../lib/errors.ts";
import type { IdMaker } from "../../lib/ids.ts";
import type { AccountLink } from "../../store/accounts.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { LinkRequest } from "../../store/link-requests.ts";
import type { StoppedWork } from "../../store/pending-work.ts";
import type { Store } from "../../store/store.ts";

export type AccountLinkServiceDeps = {
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: IdMaker;
  /** In the caller's transaction: has the drive user of a request looked up. */
  readonly sendLookUp: (tx: Transaction, requestId: string) => Promise<void>;
  /** In the caller's transaction: has the administrators' messages show how the request stands, and the person told of its end. */
  readonly sendShow: (tx: Transaction, requestId: string) => Promise<void>;
  /** In the caller's transaction: has the person's Home tab drawn anew. */
  readonly refreshHome: (tx: Transaction, person: Person) => Promise<void>;
};

export type AskForLink = {
  readonly person: Person;
  readonly account: { readonly kind: "user-id" | "phone"; readonly value: string };
  readonly viewId: string;
  /** The same for every delivery of one submission. */
  readonly submission: string;
  readonly traceId: string;
};

export type UnlinkReason = "asked" | "drive-gone" | "drive-frozen" | "slack-gone";

export type Unlinked = { readonly link: AccountLink; readonly stopped: StoppedWork };

export type AccountLinkService = {
  /** Whom a person acts as, and what they have asked for and nobody has answered. Local. */
  readonly stateOf: (
    person: Person,
  ) => Promise<{ readonly link: AccountLink | undefined; readonly request: LinkRequest | undefined }>;
  /**
   * Records the wish and the job that looks the drive user up, together; an earlier wish of the person that is still
   * under way is withdrawn. Local. Does nothing the second time for one submission.
   */
  readonly ask: (ask: AskForLink) => Promise<"started" | "already-linked" | "too-often">;
  /** Ends a link and stops what was still to be done with it. Undefined when there is no such link any more. */
  readonly unlink: (
    person: Person,
    driveUserId: string,
    why: { readonly reason: UnlinkReason; readonly reference: string | undefined },
    also?: (tx: Transaction, unlinked: Unlinked) => Promise<void>,
  ) => Promise<Unlinked | undefined>;
  /** The person does not want it any more. False when it has ended, or is not theirs. */
  readonly withdraw: (person: Person, requestId: string, traceId: string) => Promise<boolean>;
};

// Each may end in messages to every administrator.
const ASKS_A_DAY = 5;
const DAY_MS = 24 * 60 * 60 * 1000;

export const createAccountLinkService = (deps: AccountLinkServiceDeps): AccountLinkService => {
  const { database, store, clock } = deps;

  const end = async (tx: Transaction, request: LinkRequest, traceId: string): Promise<boolean> => {
    if (!(await store.linkRequests.endLinkRequest(tx, request.id, "withdrawn", clock.now()))) return false;
    await store.audit.recordAudit(tx, {
      teamId: request.teamId,
      at: clock.now(),
      userId: request.userId,
      act: "account.connect",
      subject: { requestId: request.id, driveUserId: request.driveUserId },
      result: "withdrawn",
      reference: shortReference(traceId),
      details: undefined,
    });
    await deps.sendShow(tx, request.id);
    await deps.refreshHome(tx, request);
    return true;
  };

  return {
    stateOf: async (person) => ({
      link: await store.accounts.findLink(database.db, person),
      request: await store.linkRequests.findLiveLinkRequest(database.db, person),
    }),

    ask: async ({ person, account, viewId, submission, traceId }) => {
      const now = clock.now();
      const { teamId, userId } = person;
      return database.transaction(async (tx) => {
        if ((await store.accounts.findLink(tx, person)) !== undefined) return "already-linked";
        if (!(await store.claims.claimOnce(tx, teamId, `account-link:${submission}`, now))) return "started";
        const since = new Date(now.getTime() - DAY_MS);
        if ((await store.linkRequests.countLinkRequests(tx, person, since)) >= ASKS_A_DAY) return "too-often";
        const earlier = await store.linkRequests.findLiveLinkRequest(tx, person);
        if (earlier !== undefined) await end(tx, earlier, traceId);
        const id = deps.ids.uuid();
        const request = { id, teamId, userId, askedKind: account.kind, asked: account.value, viewId };
        // Two at the same moment: the other one goes on.
        if (!(await store.linkRequests.insertLinkRequest(tx, request, now))) return "started";
        await store.audit.recordAudit(tx, {
          teamId,
          at: now,
          userId,
          act: "account.connect",
          subject: { requestId: id, ...(account.kind === "user-id" ? { driveUserId: account.value } : {}) },
          result: "asked",
          reference: shortReference(traceId),
          details: { by: account.kind },
        });
        await deps.sendLookUp(tx, id);
        await deps.refreshHome(tx, person);
        return "started";
      });
    },

    unlink: async ({ teamId, userId }, driveUserId, { reason, reference }, also) => {
      const now = clock.now();
      const person = { teamId, userId };
      return database.transaction(async (tx) => {
        const link = await store.accounts.removeLink(tx, person, driveUserId);
        if (link === undefined) return undefined;
        const stopped = await store.pendingWork.stopPendingWork(tx, person, UNLINKED, now);
        await store.audit.recordAudit(tx, {
          ...person,
          at: now,
          act: "account.disconnect",
          subject: { driveUserId },
          result: "disconnected",
          reference,
          details: { reason, ...stopped },
        });
        await deps.refreshHome(tx, person);
        await also?.(tx, { link, stopped });
        return { link, stopped };
      });
    },

    withdraw: async (person, requestId, traceId) =>
      database.transaction(async (tx) => {
        const request = await store.linkRequests.findLiveLinkRequest(tx, person);
        return request?.id === requestId ? end(tx, request, traceId) : false;
      }),
  };
};
