import { z } from "zod";
import { isDirect } from "../../domain/card-place.ts";
import { defineMessage, type HandledJob, handleJob, MESSAGE_RETRY } from "../../jobs/job.ts";
import { localeOf } from "../../slack/locale/locale.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import type { ShareCardService } from "./service.ts";
import type { CardFacts } from "./service-facts.ts";
import { HISTORY_KEYS, renderEndedNotice, renderHistory } from "./view-thread.ts";

type ShareRow = NonNullable<Awaited<ReturnType<ShareCardService["getShare"]>>>;

export const historyMessage = defineMessage({
  name: "share-card.history",
  schema: z.object({
    teamId: z.string(),
    shareId: z.string(),
    userId: z.string().optional(),
    lines: z.array(z.object({ key: z.enum(HISTORY_KEYS), moment: z.string().optional() })),
  }),
  retry: MESSAGE_RETRY,
});

export const endedNoticeMessage = defineMessage({
  name: "share-card.ended",
  schema: z.object({
    teamId: z.string(),
    shareId: z.string(),
    why: z.enum(["files-deleted", "ended-elsewhere"]),
  }),
  retry: MESSAGE_RETRY,
});

/** What is told below the card, and what its owner is told of its end. */
export const createThreadJobs = (deps: {
  readonly service: ShareCardService;
  readonly factsOf: (share: ShareRow) => Promise<CardFacts>;
  readonly messenger: Messenger;
  readonly people: People;
}): readonly HandledJob[] => {
  const { service, messenger, people } = deps;

  /** The thread that people see, if they want it; of the owner's own messages only for what others did. */
  const threadOf = async (share: ShareRow, actor: string | undefined) => {
    const cards = await service.listCards(share.teamId, share.shareId);
    for (const card of cards) {
      if (!isDirect(card.channel) && (await service.hasHistory(share.teamId, card.channel))) return card;
    }
    const own = cards.find(({ channel }) => isDirect(channel));
    const inChannels = cards.some(({ channel }) => !isDirect(channel));
    return inChannels || actor === undefined || actor === share.ownerUserId ? undefined : own;
  };

  return [
    handleJob(historyMessage, {
      run: async ({ teamId, shareId, userId, lines }, { jobId, logger }) => {
        const share = await service.getShare(teamId, shareId);
        const card = share === undefined ? undefined : await threadOf(share, userId);
        if (share === undefined || card === undefined) return;
        const name = userId === undefined ? "" : (await people.profile(userId)).realName;
        const locale = card.locale === null ? (await people.profile(share.ownerUserId)).locale : localeOf(card.locale);
        const told = lines.map(({ key, moment }) => ({
          key,
          moment: moment === undefined ? undefined : new Date(moment),
        }));
        const content = renderHistory(told, name, locale);
        const message = { channel: card.channel, threadTs: card.ts, content, key: `share-history:${jobId}` };
        const { kind } = await messenger.post(message);
        if (kind === "uncertain") logger.warn({ channel: message.channel, key: message.key }, "a line may be missing");
      },
    }),
    handleJob(endedNoticeMessage, {
      run: async ({ teamId, shareId, why }, { attempt, logger }) => {
        const share = await service.getShare(teamId, shareId);
        if (share === undefined) return;
        const { locale } = await people.profile(share.ownerUserId);
        const content = renderEndedNotice(await deps.factsOf(share), why, locale);
        const key = { key: `share-ended:${shareId}:${why}`, mayBePosted: attempt > 1 };
        const sent = await messenger.postDirect(share.ownerUserId, content, key);
        if (sent.kind === "refused") logger.warn({ shareId, slackError: sent.slackError }, "nobody can be told");
      },
    }),
  ];
};
