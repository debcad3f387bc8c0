import type { z } from "zod";
import { cardMessage, refreshCardsJob } from "../../jobs/handoffs.ts";
import { type HandledJob, handleJob } from "../../jobs/job.ts";
import type { Clock } from "../../lib/clock.ts";
import { AppError, settle } from "../../lib/errors.ts";
import type { MessageContent } from "../../slack/blocks.ts";
import { type Locale, localeOf } from "../../slack/locale/locale.ts";
import type { Messenger, PostOutcome } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import type { ShareCardService } from "./service.ts";
import type { CardFacts } from "./service-facts.ts";
import type { PostVerdict, SharePosts } from "./service-post.ts";
import { cardDigest, renderCard, renderUndelivered } from "./view.ts";
import { renderNotPosted } from "./view-post.ts";

type Card = Awaited<ReturnType<ShareCardService["listCards"]>>[number];
type ShareRow = NonNullable<Awaited<ReturnType<ShareCardService["getShare"]>>>;

export type CardJobsDeps = {
  readonly service: ShareCardService;
  readonly posts: Pick<SharePosts, "admit" | "recordPosted">;
  readonly factsOf: (share: ShareRow) => Promise<CardFacts>;
  readonly messenger: Messenger;
  readonly people: People;
  readonly clock: Clock;
};

/** What a card shows of which nobody knows what it shows: it is drawn anew. */
const WHATEVER = "";

/** Conversations of the app with one person begin so. */
const isDirect = (channel: string): boolean => channel.startsWith("D");

/** Posts cards, and keeps those that stand true. */
export const createCardJobs = (deps: CardJobsDeps): readonly HandledJob[] => {
  const { service, posts, messenger, people, clock } = deps;

  const load = async (teamId: string, shareId: string): Promise<ShareRow> => {
    const share = await service.getShare(teamId, shareId);
    if (share === undefined) throw new AppError("bug", "a card of an unknown share", { operation: "share-card.load" });
    return share;
  };

  const ownersLocale = async (share: CardFacts): Promise<Locale> => (await people.profile(share.owner.userId)).locale;

  const lookUp = (channel: string) => (isDirect(channel) ? undefined : messenger.conversation(channel));

  const localeIn = async (
    share: CardFacts,
    channel: string,
    known?: Awaited<ReturnType<typeof lookUp>>,
  ): Promise<Locale> => {
    const conversation = known ?? (await lookUp(channel));
    return conversation?.locale === undefined ? ownersLocale(share) : localeOf(conversation.locale);
  };

  const remember = (
    share: CardFacts,
    place: { readonly channel: string; readonly ts: string; readonly isSecond?: boolean; readonly wasThere?: boolean },
    locale: Locale,
  ): Promise<void> =>
    service.rememberCard(
      {
        teamId: share.teamId,
        shareId: share.shareId,
        channel: place.channel,
        ts: place.ts,
        isSecond: place.isSecond ?? false,
        locale: isDirect(place.channel) ? null : locale,
      },
      place.wasThere === true ? WHATEVER : cardDigest(share, clock.now(), locale),
    );

  const sendToOwner = async (
    share: CardFacts,
    render: (locale: Locale) => MessageContent,
    mayBePosted: boolean,
  ): Promise<void> => {
    const locale = await ownersLocale(share);
    const key = { key: `share-card:${share.shareId}`, mayBePosted };
    const sent = await messenger.postDirect(share.owner.userId, render(locale), key);
    if (sent.kind === "posted") await remember(share, sent, locale);
  };

  /** The app may not read channels, so what may stand there cannot be looked up: one such try is made, no more. */
  const postOnce = async (
    share: CardFacts,
    {
      channel,
      claim,
      joinFirst = false,
    }: { readonly channel: string; readonly claim: string; readonly joinFirst?: boolean },
    locale: Locale,
  ): Promise<PostOutcome | { readonly kind: "uncertain" }> => {
    const { teamId, shareId } = share;
    if (!(await service.claimPosting(teamId, shareId, claim))) return { kind: "uncertain" };
    const content = renderCard(share, clock.now(), locale);
    const posted = await settle(messenger.post({ channel, content, joinFirst, key: `share-card:${shareId}` }));
    if (posted.ok && posted.value.kind === "posted") return posted.value;
    if (!posted.ok && posted.error.code === "unknown-outcome") return { kind: "uncertain" };
    await service.releasePosting(teamId, shareId, claim);
    if (!posted.ok) throw posted.error;
    return posted.value;
  };

  /** The card there cannot be changed (any more), and the owner has something to learn. */
  const tellElsewhere = async (share: CardFacts, card: Card, attempt: number): Promise<void> => {
    const cards = await service.listCards(share.teamId, share.shareId);
    if (isDirect(card.channel) || cards.some(({ channel }) => isDirect(channel))) return;
    const undelivered = { channel: card.channel, reason: "cardLost" } as const;
    await sendToOwner(share, (locale) => renderUndelivered(share, undelivered, clock.now(), locale), attempt > 1);
  };

  /** It must not stand there: its owner gets it, with the reason. */
  const keepBack = (
    share: CardFacts,
    channel: string,
    verdict: Exclude<PostVerdict, { readonly kind: "allowed" }>,
    attempt: number,
  ): Promise<void> =>
    sendToOwner(
      share,
      (locale) =>
        verdict.kind === "unseen"
          ? renderUndelivered(share, { channel, reason: "channel-gone" }, clock.now(), locale)
          : renderNotPosted(share, { channel, ...verdict }, clock.now(), locale),
      attempt > 1,
    );

  /** Somebody deleted the message: one new one takes its place, and no third. */
  const postAgain = async (row: ShareRow, share: CardFacts, card: Card, locale: Locale): Promise<boolean> => {
    if (card.isSecond) return false;
    const admitted = isDirect(card.channel)
      ? ({ kind: "allowed" } as const)
      : await posts.admit(row, { channel: card.channel, by: { kind: "again" } });
    if (admitted.kind !== "allowed") return false;
    const posted = await postOnce(share, { channel: card.channel, claim: `${card.channel}:${card.ts}` }, locale);
    if (posted.kind === "posted") await remember(share, { ...posted, isSecond: true }, locale);
    return posted.kind !== "refused";
  };

  const refreshCard = async (row: ShareRow, share: CardFacts, card: Card, attempt: number): Promise<void> => {
    const locale = card.locale === null ? await localeIn(share, card.channel) : localeOf(card.locale);
    const shown = cardDigest(share, clock.now(), locale);
    if (service.isShown(card, shown)) return;
    const edited = await messenger.edit(card.channel, card.ts, renderCard(share, clock.now(), locale));
    if (edited.kind === "refused" && service.isNews(card, shown)) {
      const again = edited.reason === "message-gone" && (await postAgain(row, share, card, locale));
      if (!again) await tellElsewhere(share, card, attempt);
    }
    const isGone = edited.kind === "refused" && ["message-gone", "channel-gone"].includes(edited.reason);
    await (isGone ? service.forgetCard(card) : service.setShown(card, shown));
  };

  const postCard = async (row: ShareRow, wish: z.infer<typeof cardMessage.schema>, attempt: number): Promise<void> => {
    const { teamId, shareId, destination, post } = wish;
    const share = await deps.factsOf(row);
    const now = clock.now();
    if (destination === undefined || isDirect(destination)) {
      return sendToOwner(share, (locale) => renderCard(share, now, locale), attempt > 1);
    }
    const cards = await service.listCards(teamId, shareId);
    if (cards.some(({ channel }) => channel === destination)) return;
    const by = post === undefined ? ({ kind: "creation" } as const) : ({ kind: "press", ...post } as const);
    const admitted = await posts.admit(row, { channel: destination, by });
    if (admitted.kind !== "allowed") return keepBack(share, destination, admitted, attempt);
    const conversation = await lookUp(destination);
    const locale = await localeIn(share, destination, conversation);
    const joinFirst = conversation !== undefined && !conversation.isMember && !conversation.isPrivate;
    const posted = await postOnce(share, { channel: destination, claim: destination, joinFirst }, locale);
    if (posted.kind === "posted") {
      await remember(share, posted, locale);
      return posts.recordPosted(row, destination);
    }
    const undelivered = {
      channel: destination,
      reason: posted.kind === "refused" ? posted.reason : ("uncertain" as const),
    };
    await sendToOwner(share, (own) => renderUndelivered(share, undelivered, now, own), attempt > 1);
  };

  const refreshCards = async (teamId: string, shareId: string, attempt: number): Promise<void> => {
    const share = await service.getShare(teamId, shareId);
    if (share === undefined) return;
    const facts = await deps.factsOf(share);
    for (const card of await service.listCards(teamId, shareId)) await refreshCard(share, facts, card, attempt);
  };

  return [
    handleJob(cardMessage, {
      run: async (wish, { attempt }) => {
        await postCard(await load(wish.teamId, wish.shareId), wish, attempt);
        // A change that came while it was posted has found no card to bring up to date.
        await refreshCards(wish.teamId, wish.shareId, attempt);
      },
    }),
    handleJob(refreshCardsJob, {
      run: ({ teamId, shareId }, { attempt }) => refreshCards(teamId, shareId, attempt),
    }),
  ];
};
