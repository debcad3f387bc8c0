import { z } from "zod";
import { defineJob, defineMessage, type HandledJob, handleJob, MESSAGE_RETRY } from "../../jobs/job.ts";
import { defineTicker, type Ticker } from "../../jobs/ticker.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import { remindedOf, type ShareReminders } from "./service.ts";
import { renderClosed, renderReminder } from "./view.ts";

const schema = z.object({
  teamId: z.string(),
  shareId: z.string(),
  expiresAt: z.iso.datetime(),
  hours: z.int(),
});

/** In its owner's line: the second of two for one reminder must be able to find what the first has posted. */
export const remindMessage = defineMessage({
  name: "share-reminders.remind",
  schema,
  retry: MESSAGE_RETRY,
  // Of the jobs that earlier versions sent by this name.
  policy: "stately",
});

export const closeJob = defineJob({
  name: "share-reminders.close",
  schema,
  retry: { limit: 5, delaySeconds: 5, backoff: true, maxDelaySeconds: 300 },
  concurrency: 2,
});

type Payload = z.infer<typeof schema>;

export const reminderJobKey = ({ shareId, expiresAt, hours }: Payload): string => `${shareId}:${expiresAt}:${hours}`;

const FOLLOW_EVERY_MS = 5_000;

export const createShareRemindersJobs = (deps: {
  readonly reminders: ShareReminders;
  readonly messenger: Messenger;
  readonly people: People;
  readonly clock: Clock;
}): { readonly jobs: readonly HandledJob[]; readonly tickers: readonly Ticker[] } => {
  const { reminders, messenger, people, clock } = deps;
  return {
    jobs: [
      handleJob(remindMessage, {
        run: async (payload, { logger }) => {
          const key = { ...payload, expiresAt: new Date(payload.expiresAt) };
          const prepared = await reminders.prepare(key);
          if (prepared.kind === "nothing") return;
          const { share, expiresAt, claim } = prepared;
          const profile = await people.profile(share.ownerUserId);
          const content = renderReminder(remindedOf(share), { expiresAt, now: clock.now() }, profile);
          const messageKey = { key: `reminder:${reminderJobKey(payload)}`, mayBePosted: claim === "again" };
          const posted = await reminders.releaseUnlessPosted(key, () =>
            messenger.postDirect(share.ownerUserId, content, messageKey),
          );
          if (posted.kind === "posted") return reminders.sent(key, posted);
          logger.warn({ shareId: share.shareId, slackError: posted.slackError }, "nobody can be reminded");
          await reminders.giveUp(key);
        },
        onGivenUp: (payload) => reminders.giveUp({ ...payload, expiresAt: new Date(payload.expiresAt) }),
      }),
      handleJob(closeJob, {
        run: async (payload) => {
          const closing = await reminders.closing({ ...payload, expiresAt: new Date(payload.expiresAt) });
          if (closing === undefined) return;
          const { share, message, became } = closing;
          const profile = await people.profile(share.ownerUserId);
          const content = renderClosed(remindedOf(share), { became, expiresAt: share.expiresAt ?? undefined }, profile);
          // A message that is gone needs no closing.
          await messenger.edit(message.channel, message.ts, content);
        },
      }),
    ],
    tickers: [defineTicker({ name: "share-reminders", everyMs: FOLLOW_EVERY_MS, run: (now) => reminders.follow(now) })],
  };
};
