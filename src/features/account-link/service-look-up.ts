import type { Person } from "../../domain/person.ts";
import type { KooDrive } from "../../koodrive/client.ts";
import type { Clock } from "../../lib/clock.ts";
import { type AppError, type FailureFacts, failureFacts, settle } from "../../lib/errors.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { LinkRequest } from "../../store/link-requests.ts";
import type { Store } from "../../store/store.ts";
import type { EmailCheck, LinkRefusal } from "../../store/tables-accounts.ts";

export type LookUpDeps = {
  readonly drive: KooDrive;
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  /** In the caller's transaction: has the administrators asked. */
  readonly sendAsk: (tx: Transaction, requestId: string) => Promise<void>;
  /** In the caller's transaction: has the person's Home tab drawn anew. */
  readonly refreshHome: (tx: Transaction, person: Person) => Promise<void>;
};

/** What Slack says at this moment of the person who asks. */
export type Asker = {
  /** Confirmed by Slack; undefined where the workspace hides it. */
  readonly email: string | undefined;
  /** Of this workspace, and still there. */
  readonly isMember: boolean;
};

export type LookUpOutcome =
  | { readonly kind: "linked" | "waiting"; readonly request: LinkRequest }
  | {
      readonly kind: "refused";
      readonly request: LinkRequest;
      readonly refusal: LinkRefusal;
      readonly failure: FailureFacts | undefined;
    }
  /** The drive could not be asked yet. */
  | { readonly kind: "later"; readonly request: LinkRequest; readonly error: AppError }
  | { readonly kind: "gone" };

export type LookUp = {
  /**
   * Looks the drive user up and decides whether the person is linked at once or an administrator must say so. Safe to
   * call again at any time: what was decided stays.
   */
  readonly lookUp: (requestId: string, asker: Asker) => Promise<LookUpOutcome>;
  /** No more tries. */
  readonly giveUp: (requestId: string, failure: FailureFacts) => Promise<LookUpOutcome>;
  readonly getRequest: (requestId: string) => Promise<LinkRequest | undefined>;
};

const DAY_MS = 24 * 60 * 60 * 1000;
const REMIND_AFTER_MS = DAY_MS;
export const EXPIRE_AFTER_MS = 7 * DAY_MS;
/** When a new link is checked for the first time, and each one again. */
export const CHECK_EVERY_MS = DAY_MS;

// The page of this call asks for no user; the header is sent all the same and must hold something.
const NOBODY = "0";
const PASSING = new Set(["limited", "unavailable"]);

export const createLookUp = (deps: LookUpDeps): LookUp => {
  const { drive, database, store, clock } = deps;

  const record = async (
    tx: Transaction,
    request: LinkRequest,
    driveUserId: string | undefined,
    result: string,
    details: Readonly<Record<string, unknown>> | undefined,
  ): Promise<void> => {
    await store.audit.recordAudit(tx, {
      teamId: request.teamId,
      at: clock.now(),
      userId: request.userId,
      act: "account.connect",
      subject: { requestId: request.id, driveUserId },
      result,
      reference: undefined,
      details,
    });
    await deps.refreshHome(tx, request);
  };

  const find = (request: LinkRequest) => {
    const asked = request.asked ?? "";
    // Asked as the user in question: an app may act as any, and nobody else is known here yet.
    return request.askedKind === "user-id"
      ? drive.user({ userId: asked }, asked)
      : drive.userByPhone({ userId: NOBODY }, asked);
  };

  const refuse = async (request: LinkRequest, refusal: LinkRefusal, failure?: FailureFacts): Promise<LookUpOutcome> => {
    await database.transaction(async (tx) => {
      const why = { refusal, failure };
      if (!(await store.linkRequests.refuseLinkRequest(tx, request.id, why, clock.now()))) return;
      await record(tx, request, undefined, "refused", { refusal, code: failure?.code });
    });
    return { kind: "refused", request, refusal, failure };
  };

  const decide = async (
    request: LinkRequest,
    user: {
      readonly userId: string;
      readonly name: string | undefined;
      readonly email: string | undefined;
      readonly departmentName: string | undefined;
    },
    asker: Asker,
  ): Promise<LookUpOutcome> => {
    const now = clock.now();
    const { teamId, userId } = request;
    const emailCheck = compareEmails(user.email, asker.email);
    await database.transaction(async (tx) => {
      const holderUserId = (await store.accounts.findOtherHolder(tx, request, user.userId)) ?? null;
      const found = {
        driveUserId: user.userId,
        driveUserName: user.name ?? null,
        driveDepartment: user.departmentName ?? null,
        emailCheck,
        holderUserId,
      };
      const link = {
        teamId,
        userId,
        driveUserId: user.userId,
        driveUserName: user.name ?? null,
        reason: "email",
        approvedBy: null,
        shared: false,
        linkedAt: now,
        checkDueAt: new Date(now.getTime() + CHECK_EVERY_MS),
      } as const;
      const proven = emailCheck === "same" && holderUserId === null;
      if (proven && (await store.accounts.saveLink(tx, link))) {
        if (await store.linkRequests.markLinkedAtOnce(tx, request.id, found, now)) {
          return record(tx, request, user.userId, "linked", { emailCheck });
        }
        // Withdrawn while the drive was asked.
        await store.accounts.removeLink(tx, request, user.userId);
        return;
      }
      const times = {
        remindAt: new Date(now.getTime() + REMIND_AFTER_MS),
        expiresAt: new Date(now.getTime() + EXPIRE_AFTER_MS),
        now,
      };
      if (!(await store.linkRequests.awaitDecision(tx, request.id, found, times))) return;
      await record(tx, request, user.userId, "waiting", { emailCheck, beside: holderUserId });
      await deps.sendAsk(tx, request.id);
    });
    return settled(request.id);
  };

  const settled = async (requestId: string): Promise<LookUpOutcome> => {
    const request = await store.linkRequests.getLinkRequest(database.db, requestId);
    switch (request?.state) {
      case "linked":
      case "waiting":
        return { kind: request.state, request };
      case "refused":
        return {
          kind: "refused",
          request,
          refusal: request.refusal ?? "failed",
          failure: request.failure ?? undefined,
        };
      default:
        return { kind: "gone" };
    }
  };

  return {
    getRequest: (requestId) => store.linkRequests.getLinkRequest(database.db, requestId),

    lookUp: async (requestId, asker) => {
      const request = await store.linkRequests.getLinkRequest(database.db, requestId);
      if (request?.state !== "looking") return settled(requestId);
      if (!asker.isMember) return refuse(request, "not-a-member");
      const found = await settle(find(request));
      if (!found.ok) {
        const { error } = found;
        if (PASSING.has(error.code)) return { kind: "later", request, error };
        if (error.code === "not-found") return refuse(request, "not-found");
        // Its page takes a carrier's sign-in, not an app's signature.
        const refused = error.code === "not-signed-in" || error.code === "not-allowed";
        if (request.askedKind === "phone" && refused) return refuse(request, "no-phone-lookup", failureFacts(error));
        return refuse(request, "failed", failureFacts(error));
      }
      if (found.value === undefined) return refuse(request, "not-found");
      if (found.value.isFrozen) return refuse(request, "frozen");
      return decide(request, found.value, asker);
    },

    giveUp: async (requestId, failure) => {
      const request = await store.linkRequests.getLinkRequest(database.db, requestId);
      return request?.state === "looking" ? refuse(request, "failed", failure) : settled(requestId);
    },
  };
};

const ADDRESS = /^[\x21-\x7e]+@[\x21-\x7e]+$/;

/**
 * The case of letters does not matter. Addresses with other than plain letters are never "the same": some of those
 * look like, or fold to, somebody else's.
 */
export const compareEmails = (onDrive: string | undefined, inSlack: string | undefined): EmailCheck => {
  const [drive, slack] = [onDrive?.trim(), inSlack?.trim()];
  if (drive === undefined || slack === undefined || drive === "" || slack === "") return "unknown";
  const comparable = ADDRESS.test(drive) && ADDRESS.test(slack);
  return comparable && drive.toLowerCase() === slack.toLowerCase() ? "same" : "differs";
};
