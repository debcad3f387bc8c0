import type { DriveFile } from "../../domain/drive-file.ts";
import type { Person } from "../../domain/person.ts";
import type { Acting } from "../../koodrive/client.ts";
import { settle, shortReference } from "../../lib/errors.ts";
import type { Transaction } from "../../store/database.ts";
import {
  closedBy,
  DRIVE_PAGE,
  endOf,
  type LinkClosed,
  type LinkServiceDeps,
  type Visitor,
  wantsCode,
} from "./service.ts";

/** What of a link may be shown to everybody where it was posted: what the drive shows whoever posted it. */
export type LinkCardFacts = {
  readonly shortCode: string;
  readonly ownerName: string | undefined;
  readonly endsAt: Date | undefined;
  readonly needsCode: boolean;
  readonly files: readonly DriveFile[] | undefined;
};

export type Described =
  | { readonly kind: "card"; readonly card: LinkCardFacts }
  | Exclude<LinkClosed, { readonly kind: "failed" }>;

/** What a job needs to know of who posted a link. */
export type Poster = Person & { readonly driveUserId: string; readonly traceId: string };

export type PostedLink = { readonly url: string; readonly shortCode: string };

export type UnfurlRequest = Poster & {
  readonly channel: string;
  readonly ts: string;
  readonly links: readonly PostedLink[];
};

export type CardRequest = Poster & { readonly shortCode: string; readonly key: string };

export type LinkCardsDeps = LinkServiceDeps & {
  readonly sendUnfurl: (tx: Transaction, request: UnfurlRequest) => Promise<void>;
  readonly sendCard: (tx: Transaction, request: CardRequest) => Promise<void>;
};

export type LinkCards = {
  /** What a link is, without opening it: it does not count as a view. Throws what may pass. */
  readonly describe: (as: Acting, shortCode: string) => Promise<Described>;
  /**
   * Records that links were posted, and the job that shows their cards. One that had its card in that channel within
   * 30 minutes is left out.
   */
  readonly posted: (request: UnfurlRequest) => Promise<void>;
  /** No card was shown: the next one who posts the link there gets it. */
  readonly release: (teamId: string, channel: string, links: readonly PostedLink[]) => Promise<void>;
  /** Records links that somebody wrote to the app, once for an event; false when that was done before. */
  readonly pasted: (poster: Poster, eventId: string, shortCodes: readonly string[]) => Promise<boolean>;
  readonly areWanted: (teamId: string, channel: string) => Promise<boolean>;
  readonly switchCards: (person: Person, channel: string, on: boolean, traceId: string) => Promise<void>;
  /** Records that somebody who may not wanted to. */
  readonly refuseSwitch: (person: Person, channel: string, traceId: string) => Promise<void>;
};

const CARD_EVERY_MS = 30 * 60 * 1000;

export const createLinkCards = (deps: LinkCardsDeps): LinkCards => {
  const { drive, database, store, clock } = deps;

  /** The owner sees the files without a code, so their own list does not tell whether others need one. */
  const ownersCode = async (as: Acting, shareId: string): Promise<boolean> => {
    const detail = await settle(drive.shareDetail(as, shareId));
    return detail.ok && detail.value.accessCode !== undefined;
  };

  const recordSwitch = (
    handle: Transaction | typeof database.db,
    person: Person,
    channel: string,
    result: "on" | "off" | "refused",
    traceId: string,
  ): Promise<void> =>
    store.audit.recordAudit(handle, {
      ...person,
      at: clock.now(),
      act: "channel.cards",
      subject: { channel },
      result,
      reference: shortReference(traceId),
      details: undefined,
    });

  return {
    describe: async (as, shortCode) => {
      const asked = await settle(drive.linkInfo(as, shortCode));
      if (!asked.ok) {
        const closed = closedBy(asked.error);
        if (closed.kind === "failed") throw asked.error;
        return closed;
      }
      const info = asked.value;
      const why = endOf(info, clock.now());
      if (why !== undefined) return { kind: "ended", why, ownerName: info.ownerName };
      const [listed, isCoded] = await Promise.all([
        settle(drive.listShareFiles(as, { shortCode, order: "name", pageSize: DRIVE_PAGE })),
        info.ownerId === as.userId ? ownersCode(as, info.shareId) : false,
      ]);
      if (!listed.ok && !wantsCode(listed.error)) throw listed.error;
      return {
        kind: "card",
        card: {
          shortCode,
          ownerName: info.ownerName,
          endsAt: info.expiresAt,
          needsCode: isCoded || !listed.ok,
          files: listed.ok ? listed.value.items : undefined,
        },
      };
    },

    posted: async (request) =>
      database.transaction(async (tx) => {
        const { teamId, channel } = request;
        const links: PostedLink[] = [];
        for (const link of request.links) {
          const claim = { teamId, key: cardKey(channel, link.shortCode), everyMs: CARD_EVERY_MS };
          if (await store.claims.claimOncePer(tx, claim, clock.now())) links.push(link);
        }
        if (links.length > 0) await deps.sendUnfurl(tx, { ...request, links });
      }),

    release: async (teamId, channel, links) => {
      for (const { shortCode } of links) {
        await store.claims.releaseClaim(database.db, teamId, cardKey(channel, shortCode));
      }
    },

    pasted: async (poster, eventId, shortCodes) =>
      database.transaction(async (tx) => {
        if (!(await store.claims.claimOnce(tx, poster.teamId, `event:${eventId}`, clock.now()))) return false;
        for (const shortCode of shortCodes) {
          await deps.sendCard(tx, { ...poster, shortCode, key: `link-card:${eventId}:${shortCode}` });
        }
        return true;
      }),

    areWanted: async (teamId, channel) =>
      (await store.preferences.getChannelPreferences(database.db, teamId, channel)).unfurl,

    refuseSwitch: (person, channel, traceId) => recordSwitch(database.db, person, channel, "refused", traceId),

    switchCards: async (person, channel, on, traceId) =>
      database.transaction(async (tx) => {
        const { teamId, userId } = person;
        const before = await store.preferences.getChannelPreferences(tx, teamId, channel);
        const place = { teamId, channel, by: userId };
        await store.preferences.saveChannelPreferences(tx, place, { ...before, unfurl: on }, clock.now());
        await recordSwitch(tx, person, channel, on ? "on" : "off", traceId);
      }),
  };
};

const cardKey = (channel: string, shortCode: string): string => `link-card:${channel}:${shortCode}`;

/** As whom a job asks the drive. */
export const visitorOf = ({ teamId, userId, driveUserId, traceId }: Poster): Visitor => ({
  person: { teamId, userId },
  as: { userId: driveUserId, traceId },
});
