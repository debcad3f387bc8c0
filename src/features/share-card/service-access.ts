import { isDirect } from "../../domain/card-place.ts";
import type { FindDriveUser, Person } from "../../domain/person.ts";
import { mayDo, type ShareAct, type ShareRole } from "../../domain/share-change.ts";
import type { Acting } from "../../koodrive/client.ts";
import type { Clock } from "../../lib/clock.ts";
import { shortReference } from "../../lib/errors.ts";
import type { Database } from "../../store/database.ts";
import type { ShareRow } from "../../store/shares.ts";
import type { Store } from "../../store/store.ts";

export type ShareAccessDeps = {
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly findDriveUser: FindDriveUser;
  /** One drive user for everybody. */
  readonly singleUserId: string | undefined;
  /** Asked of Slack at this moment. */
  readonly isAdmin: (userId: string) => Promise<boolean>;
  /** Of another company. Asked of Slack at this moment. */
  readonly isOutsider: (userId: string) => Promise<boolean>;
  /** Whether Slack says that the person is in that conversation. */
  readonly isMember: (channel: string, userId: string) => Promise<boolean>;
};

export type ShareAccess = {
  readonly isOwner: (person: Person, share: ShareRow) => boolean;
  /** As what somebody comes to a share. Asks Slack about everybody but the owner and the people they named. */
  readonly roleOf: (person: Person, share: ShareRow) => Promise<ShareRole>;
  readonly may: (person: Person, act: ShareAct, share: ShareRow) => Promise<boolean>;
  /** The owner's drive user, for calls about the share; undefined once the owner is not connected to it any more. */
  readonly actingFor: (share: ShareRow, traceId?: string) => Promise<Acting | undefined>;
  readonly recordRefusal: (person: Person, act: ShareAct, shareId: string, traceId: string) => Promise<void>;
};

export const createShareAccess = (deps: ShareAccessDeps): ShareAccess => {
  const { database, store } = deps;
  const isOwn: ShareAccess["isOwner"] = (person, share) =>
    share.teamId === person.teamId && share.ownerUserId === person.userId;
  // Made outside Slack by the drive user that all are here: no more the one's who saw it first than another's.
  const isEverybodys = (person: Person, share: ShareRow): boolean =>
    share.teamId === person.teamId && share.intentId === null && share.driveUserId === deps.singleUserId;
  const isOwner: ShareAccess["isOwner"] = (person, share) => isOwn(person, share) || isEverybodys(person, share);

  const isInAConversation = async (person: Person, share: ShareRow): Promise<boolean> => {
    const cards = await store.cards.listCards(database.db, share);
    const channels = new Set(cards.map(({ channel }) => channel).filter((channel) => !isDirect(channel)));
    for (const channel of channels) if (await deps.isMember(channel, person.userId)) return true;
    return false;
  };

  const roleOf: ShareAccess["roleOf"] = async (person, share) => {
    if (isOwn(person, share)) return "owner";
    if (share.recipientUserIds.includes(person.userId)) return "recipient";
    if (await deps.isOutsider(person.userId)) return "outsider";
    if (isEverybodys(person, share)) return "owner";
    if (await deps.isAdmin(person.userId)) return "admin";
    // Asked only where it matters: a big channel takes many calls.
    const matters = share.codeAudience === "conversation";
    return matters && (await isInAConversation(person, share)) ? "member" : "other";
  };

  return {
    isOwner,
    roleOf,
    may: async (person, act, share) => mayDo(act, await roleOf(person, share), share.codeAudience),
    actingFor: async ({ teamId, ownerUserId, driveUserId }, traceId) =>
      (await deps.findDriveUser({ teamId, userId: ownerUserId })) === driveUserId
        ? { userId: driveUserId, traceId }
        : undefined,
    recordRefusal: (person, act, shareId, traceId) =>
      store.audit.recordAudit(database.db, {
        ...person,
        at: deps.clock.now(),
        act: `share.${act}`,
        subject: { shareId },
        result: "refused",
        reference: shortReference(traceId),
        details: undefined,
      }),
  };
};
