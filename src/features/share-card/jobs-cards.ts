import { z } from "zod";
import { isDirect, UNDELIVERED } from "../../domain/card-place.ts";
import { ALL_SCOPES } from "../../domain/sharing-policy.ts";
import { cardMessage, refreshCardsJob } from "../../jobs/handoffs.ts";
import { defineMessage, type HandledJob, handleJob, type JobContext, MESSAGE_RETRY } from "../../jobs/job.ts";
import type { Clock } from "../../lib/clock.ts";
import { AppError, settle } from "../../lib/errors.ts";
import type { MessageContent } from "../../slack/blocks.ts";
import { type Locale, localeOf } from "../../slack/locale/locale.ts";
import type { Messenger, PostOutcome } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import type { ShareCardService, WhyInstead } from "./service.ts";
import type { CardFacts } from "./service-facts.ts";
import type { SharePosts } from "./service-post.ts";
import { cardDigest, renderCard, renderUndelivered } from "./view.ts";
import { renderNotPosted } from "./view-post.ts";

type ShareKey = { readonly teamId: string; readonly shareId: string };
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

const place = z.object({ teamId: z.string(), shareId: z.string(), channel: z.string() });

/** Posts a card in the place of the message with that time stamp, which somebody deleted. */
export const cardAgainMessage = defineMessage({
  name: "share-card.again",
  schema: place.extend({ ts: z.string() }),
  retry: MESSAGE_RETRY,
});

const problem = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("too-long"), most: z.number() }),
  z.object({ kind: z.literal("scope-forbidden"), allowed: z.array(z.enum(ALL_SCOPES)).readonly() }),
  z.object({ kind: z.enum(["code-required", "outside-forbidden", "outside-blocked", "outside-unconfirmed"]) }),
]);

/** Sends the owner the card that does not stand in that channel, and says why. */
export const cardInsteadMessage = defineMessage({
  name: "share-card.instead",
  schema: place.extend({
    why: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("undelivered"), reason: z.enum(UNDELIVERED) }),
      z.object({ kind: z.literal("not-posted"), problem, setBy: z.string().optional() }),
    ]),
    mayBePosted: z.boolean().optional(),
  }),
  retry: MESSAGE_RETRY,
});

type Instead = z.infer<typeof cardInsteadMessage.schema>;

// Every round is a change that came meanwhile; the next change brings a job of its own.
const MOST_ROUNDS = 5;

/** What a card shows of which nobody knows what it shows: it is drawn anew. */
const WHATEVER = "";

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
    const message = { channel, content, joinFirst, key: `share-card:${shareId}` };
    const posted = await settle(messenger.post(message));
    if (posted.ok && posted.value.kind !== "refused") return posted.value;
    await service.releasePosting(teamId, shareId, claim);
    if (!posted.ok) throw posted.error;
    return posted.value;
  };

  /** The card there cannot be changed (any more), and the owner has something to learn. */
  const tellElsewhere = async (
    row: ShareRow,
    { channel, ts }: Pick<Card, "channel" | "ts">,
    mayBePosted: boolean,
  ): Promise<void> => {
    const cards = await service.listCards(row.teamId, row.shareId);
    if (isDirect(channel) || cards.some((card) => isDirect(card.channel))) return;
    const why = { kind: "undelivered", reason: "cardLost" } as const;
    await service.sendInstead(row, { channel, why, mayBePosted }, `${channel}:${ts}`);
  };

  /** False: there was nothing to do. */
  const refreshCard = async (row: ShareRow, share: CardFacts, card: Card, attempt: number): Promise<boolean> => {
    const locale = card.locale === null ? await localeIn(share, card.channel) : localeOf(card.locale);
    const shown = cardDigest(share, clock.now(), locale);
    if (service.isShown(card, shown)) return false;
    const edited = await messenger.edit(card.channel, card.ts, renderCard(share, clock.now(), locale));
    if (edited.kind === "refused" && service.isNews(card, shown)) {
      // Somebody deleted the message: one new one takes its place, and no third.
      if (edited.reason === "message-gone" && !card.isSecond) {
        await service.replaceCard(row, card);
        return true;
      }
      await tellElsewhere(row, card, attempt > 1);
    }
    const isGone = edited.kind === "refused" && ["message-gone", "channel-gone"].includes(edited.reason);
    await (isGone ? service.forgetCard(card) : service.setShown(card, shown));
    return true;
  };

  const postToOwner = async (share: CardFacts, content: MessageContent, locale: Locale, mayBePosted: boolean) => {
    const key = { key: `share-card:${share.shareId}`, mayBePosted };
    const sent = await messenger.postDirect(share.owner.userId, content, key);
    if (sent.kind === "posted") await remember(share, sent, locale);
  };

  const postCard = async (
    row: ShareRow,
    wish: z.infer<typeof cardMessage.schema>,
    { jobId, attempt }: Pick<JobContext, "jobId" | "attempt">,
  ): Promise<void> => {
    const { teamId, shareId, destination, post } = wish;
    const share = await deps.factsOf(row);
    if (destination === undefined || isDirect(destination)) {
      const locale = await ownersLocale(share);
      return postToOwner(share, renderCard(share, clock.now(), locale), locale, attempt > 1);
    }
    const instead = (why: WhyInstead): Promise<void> =>
      service.sendInstead(row, { channel: destination, why, mayBePosted: attempt > 1 }, jobId);
    const cards = await service.listCards(teamId, shareId);
    if (cards.some(({ channel }) => channel === destination)) return;
    const by = post === undefined ? ({ kind: "creation" } as const) : ({ kind: "press", ...post } as const);
    const admitted = await posts.admit(row, { channel: destination, by });
    if (admitted.kind === "unseen") return instead({ kind: "undelivered", reason: "channel-gone" });
    if (admitted.kind === "refused") {
      return instead({ kind: "not-posted", problem: admitted.problem, setBy: admitted.setBy });
    }
    const conversation = await lookUp(destination);
    const locale = await localeIn(share, destination, conversation);
    const joinFirst = conversation !== undefined && !conversation.isMember && !conversation.isPrivate;
    const posted = await postOnce(share, { channel: destination, claim: destination, joinFirst }, locale);
    if (posted.kind === "posted") {
      await remember(share, posted, locale);
      return posts.recordPosted(row, destination);
    }
    const reason = posted.kind === "refused" ? posted.reason : ("uncertain" as const);
    await instead({ kind: "undelivered", reason });
  };

  /** In the place of one that somebody deleted. */
  const postAgain = async (row: ShareRow, card: Pick<Card, "channel" | "ts">, attempt: number): Promise<void> => {
    const { channel, ts } = card;
    const share = await deps.factsOf(row);
    const admitted = isDirect(channel)
      ? ({ kind: "allowed" } as const)
      : await posts.admit(row, { channel, by: { kind: "again" } });
    const locale = await localeIn(share, channel);
    const posted =
      admitted.kind === "allowed" ? await postOnce(share, { channel, claim: `${channel}:${ts}` }, locale) : undefined;
    if (posted?.kind === "posted") return remember(share, { ...posted, isSecond: true }, locale);
    if (posted?.kind !== "uncertain") await tellElsewhere(row, card, attempt > 1);
  };

  /** To its owner, because it does not stand where it was to stand. */
  const postInstead = async (row: ShareRow, { channel, why, mayBePosted }: Instead, attempt: number): Promise<void> => {
    const share = await deps.factsOf(row);
    const locale = await ownersLocale(share);
    const content =
      why.kind === "undelivered"
        ? renderUndelivered(share, { channel, reason: why.reason }, clock.now(), locale)
        : renderNotPosted(share, { channel, problem: why.problem, setBy: why.setBy }, clock.now(), locale);
    await postToOwner(share, content, locale, attempt > 1 || mayBePosted === true);
  };

  /** Looks again after each edit: one that was slow may have put an older state over a newer one. */
  const refreshCards = async (key: ShareKey, attempt: number): Promise<void> => {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const share = await service.getShare(key.teamId, key.shareId);
      if (share === undefined) return;
      const facts = await deps.factsOf(share);
      let isEdited = false;
      for (const card of await service.listCards(key.teamId, key.shareId)) {
        isEdited = (await refreshCard(share, facts, card, attempt)) || isEdited;
      }
      if (!isEdited) return;
    }
  };

  /** A change that came while a card was posted has found none to bring up to date. */
  const thenRefresh = async (key: ShareKey, attempt: number, post: (share: ShareRow) => Promise<void>) => {
    await post(await load(key.teamId, key.shareId));
    await refreshCards(key, attempt);
  };

  return [
    handleJob(cardMessage, {
      run: (wish, context) => thenRefresh(wish, context.attempt, (share) => postCard(share, wish, context)),
    }),
    handleJob(cardAgainMessage, {
      run: (wish, { attempt }) => thenRefresh(wish, attempt, (share) => postAgain(share, wish, attempt)),
    }),
    handleJob(cardInsteadMessage, {
      run: (wish, { attempt }) => thenRefresh(wish, attempt, (share) => postInstead(share, wish, attempt)),
    }),
    handleJob(refreshCardsJob, { run: (key, { attempt }) => refreshCards(key, attempt) }),
  ];
};
