import { unreachable } from "../../lib/errors.ts";
import { renderAnswer } from "../../slack/answers.ts";
import type { ButtonCall } from "../../slack/feature.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import { readShareEnd } from "./input.ts";
import { remindedOf, type ShareReminders } from "./service.ts";
import { renderLettingEnd, renderLine } from "./view.ts";

export type ShareRemindersHandlersDeps = {
  readonly reminders: ShareReminders;
  readonly messenger: Messenger;
  readonly people: People;
};

export const createShareRemindersHandlers = ({ reminders, messenger, people }: ShareRemindersHandlersDeps) => ({
  letEnd: async (call: ButtonCall): Promise<void> => {
    const end = readShareEnd(call.value);
    const outcome =
      end === undefined ? ({ kind: "gone" } as const) : await reminders.letEnd(call.person, end, call.traceId);
    await call.ack();
    const profile = await people.profile(call.person.userId);
    switch (outcome.kind) {
      case "letting-end": {
        const { share, expiresAt } = outcome;
        const content = renderLettingEnd(remindedOf(share), expiresAt, profile);
        // Not by the answer's address: that one works for half an hour after the press only.
        const edited =
          call.message === undefined ? undefined : await messenger.edit(call.message.channel, call.message.ts, content);
        return edited?.kind === "edited" ? undefined : call.reply(content);
      }
      case "outdated":
        return call.reply(renderLine("outdated", profile.locale));
      case "not-yours":
        return call.reply(renderLine("notYours", profile.locale));
      case "gone":
        return call.reply(renderAnswer("shareGone", profile.locale));
      default:
        return unreachable(outcome);
    }
  },
});
