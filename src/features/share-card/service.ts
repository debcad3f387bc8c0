import { isDirect, type Undelivered } from "../../domain/card-place.ts";
import type { Person } from "../../domain/person.ts";
import type { PolicyProblem } from "../../domain/sharing-policy.ts";
import type { Clock } from "../../lib/clock.ts";
import { fingerprint } from "../../lib/fingerprint.ts";
import type { Card } from "../../store/cards.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { FoundShare, ShareRow } from "../../store/shares.ts";
import type { Store } from "../../store/store.ts";

export type ShareCardServiceDeps = {
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  /** One drive user for everybody. */
  readonly singleUserId: string | undefined;
  /** In the caller's transaction: has a card posted in the place of that one. */
  readonly sendAgain: (tx: Transaction, to: Line, card: ShareKey & Place) => Promise<void>;
  /** In the caller's transaction: has the owner sent the card that does not stand in that channel. */
  readonly sendInstead: (tx: Transaction, to: Line, instead: ShareKey & Instead) => Promise<void>;
};

type ShareKey = { readonly teamId: string; readonly shareId: string };

/** The conversation in whose line something is said. */
type Line = { readonly teamId: string; readonly to: string };

/** Why the owner gets a card that was meant for others. */
export type WhyInstead =
  | { readonly kind: "undelivered"; readonly reason: Undelivered }
  | { readonly kind: "not-posted"; readonly problem: PolicyProblem; readonly setBy: string | undefined };

type Instead = {
  readonly channel: string;
  readonly why: WhyInstead;
  /** A version of this app that sends it at once may have done so. */
  readonly mayBePosted: boolean;
};

type Place = { readonly channel: string; readonly ts: string };

/** Where the cards of shares stand, and which share is meant. */
export type ShareCardService = {
  readonly getShare: (teamId: string, shareId: string) => Promise<ShareRow | undefined>;
  /** The one live share that a reference means: by id, code or link anybody's, by name the person's own. */
  readonly find: (person: Person, reference: string) => Promise<FoundShare>;
  /** All live shares of the person that a text may mean, at most 20. */
  readonly findSeveral: (person: Person, text: string) => Promise<readonly ShareRow[]>;
  /** Oldest first. */
  readonly listCards: (teamId: string, shareId: string) => Promise<readonly Card[]>;
  /** Where what happens to a share is told: in the first channel with its card; without one, to its owner. */
  readonly lineOf: (tx: Transaction, share: ShareKey) => Promise<Line>;
  /** True for one caller only: it may post the card there, once. */
  readonly claimPosting: (teamId: string, shareId: string, channel: string) => Promise<boolean>;
  /** The post certainly did not happen: somebody may claim it again. */
  readonly releasePosting: (teamId: string, shareId: string, channel: string) => Promise<void>;
  readonly rememberCard: (
    card: ShareKey & Place & Partial<Pick<Card, "locale" | "isSecond">>,
    shown: string,
  ) => Promise<void>;
  /** Whether a card shows that already. */
  readonly isShown: (card: Card, shown: string) => boolean;
  /** Whether what is to be shown differs from what the card shows by more than the passing of time. */
  readonly isNews: (card: Card, shown: string) => boolean;
  readonly setShown: (card: Card, shown: string) => Promise<void>;
  readonly forgetCard: (card: Card) => Promise<void>;
  /** Somebody deleted it: a new one takes its place, in the conversation's line. Does nothing the second time. */
  readonly replaceCard: (share: ShareRow, card: Card) => Promise<void>;
  /** The owner gets the card, in their own line; once for a key. */
  readonly sendInstead: (share: ShareRow, instead: Instead, key: string) => Promise<void>;
  /** Whether changes are told in the threads of a conversation's cards. */
  readonly hasHistory: (teamId: string, channel: string) => Promise<boolean>;
};

export const createShareCardService = ({
  database,
  store,
  clock,
  singleUserId,
  ...senders
}: ShareCardServiceDeps): ShareCardService => {
  const { db } = database;
  return {
    getShare: (teamId, shareId) => store.shares.getShare(db, { teamId, shareId }),
    find: (person, reference) =>
      store.shares.findShareByReference(db, {
        ...person,
        reference,
        mineOnly: false,
        foundOnDriveOf: singleUserId,
        now: clock.now(),
      }),
    findSeveral: ({ teamId, userId }, text) =>
      store.shares.findLiveShares(db, { teamId, ownerUserId: userId, text, now: clock.now() }),
    listCards: (teamId, shareId) => store.cards.listCards(db, { teamId, shareId }),
    lineOf: async (tx, share) => {
      const inChannel = (await store.cards.listCards(tx, share)).find(({ channel }) => !isDirect(channel));
      const to = inChannel?.channel ?? (await store.shares.getShare(tx, share))?.ownerUserId;
      return { teamId: share.teamId, to: to ?? share.shareId };
    },
    claimPosting: (teamId, shareId, channel) =>
      store.claims.claimOnce(db, teamId, postingKey(shareId, channel), clock.now()),
    releasePosting: (teamId, shareId, channel) => store.claims.releaseClaim(db, teamId, postingKey(shareId, channel)),
    rememberCard: (card, shown) => store.cards.addCard(db, { ...card, shown: kept(shown) }, clock.now()),
    isShown: (card, shown) => card.shown === kept(shown),
    isNews: (card, shown) => card.shown?.split("\n")[0] !== kept(shown).split("\n")[0],
    setShown: (card, shown) => store.cards.setCardShown(db, card, kept(shown)),
    forgetCard: async (card) => {
      await store.cards.removeCard(db, card);
    },
    replaceCard: (share, card) =>
      database.transaction(async (tx) => {
        if (!(await store.cards.removeCard(tx, card))) return;
        const { teamId, shareId, ownerUserId } = share;
        const { channel, ts } = card;
        const to = isDirect(channel) ? ownerUserId : channel;
        await senders.sendAgain(tx, { teamId, to }, { teamId, shareId, channel, ts });
      }),
    sendInstead: (share, instead, key) =>
      database.transaction(async (tx) => {
        const { teamId, shareId, ownerUserId: to } = share;
        if (!(await store.claims.claimOnce(tx, teamId, `card-instead:${shareId}:${key}`, clock.now()))) return;
        await senders.sendInstead(tx, { teamId, to }, { teamId, shareId, ...instead });
      }),
    hasHistory: async (teamId, channel) =>
      (await store.preferences.getChannelPreferences(db, teamId, channel)).history === "thread",
  };
};

const postingKey = (shareId: string, channel: string): string => `share-card:${shareId}:${channel}`;

/** Line by line, so that it can still be told which part of it is new. */
const kept = (shown: string): string => shown.split("\n").map(fingerprint).join("\n");
