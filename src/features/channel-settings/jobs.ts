import { z } from "zod";
import {
  defineJob,
  defineMessage,
  type HandledJob,
  handleJob,
  type JobContext,
  MESSAGE_RETRY,
} from "../../jobs/job.ts";
import { localeOf } from "../../slack/locale/locale.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import type { ChannelSettingsService, Wish } from "./service.ts";
import { renderLine, renderTold } from "./view.ts";

const wish = z.object({
  teamId: z.string(),
  userId: z.string(),
  channel: z.string(),
  choices: z.object({ unfurl: z.boolean(), history: z.enum(["thread", "none"]) }),
  viewId: z.string(),
  traceId: z.string(),
});
const retry = { limit: 5, delaySeconds: 2, backoff: true, maxDelaySeconds: 60 } as const;

export const saveChannelJob = defineJob({ name: "channel-settings.save", schema: wish, retry });

/** Tells the conversation who has chosen what for it. */
export const changedMessage = defineMessage({ name: "channel-settings.changed", schema: wish, retry: MESSAGE_RETRY });

export const createChannelSettingsJobs = (deps: {
  readonly service: ChannelSettingsService;
  readonly messenger: Messenger;
  readonly people: People;
}): readonly HandledJob[] => {
  const { service, messenger, people } = deps;

  const tell = async ({ channel, userId, choices, traceId }: Wish, { logger }: JobContext): Promise<void> => {
    const [conversation, profile] = await Promise.all([messenger.conversation(channel), people.profile(userId)]);
    const locale = conversation?.locale === undefined ? profile.locale : localeOf(conversation.locale);
    const joinFirst = conversation?.isMember === false && !conversation.isPrivate;
    const content = renderTold({ userId, choices }, locale);
    const message = { channel, content, joinFirst, key: `channel-settings:${traceId}` };
    const { kind } = await messenger.post(message);
    if (kind === "uncertain") logger.warn({ channel: message.channel, key: message.key }, "a line may be missing");
  };

  return [
    handleJob(saveChannelJob, {
      run: async (wanted, { attempt }) => {
        const { channel, userId, viewId } = wanted;
        const { locale } = await people.profile(userId);
        if (!(await messenger.isMember(channel, userId))) {
          await service.recordRefusal(wanted);
          await messenger.updateView(viewId, renderLine({ kind: "notMember", channel }, locale));
          return;
        }
        // An earlier try may have saved it and ended before the person heard of it.
        const isChanged = (await service.save(wanted)) || attempt > 1;
        await messenger.updateView(viewId, renderLine({ kind: isChanged ? "saved" : "unchanged", channel }, locale));
      },
    }),
    handleJob(changedMessage, { run: tell }),
  ];
};
