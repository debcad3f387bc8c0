import { renderAnswer } from "../../slack/answers.ts";
import type { ButtonCall, CommandCall, FieldCall, SubmitCall } from "../../slack/feature.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import { checkChoices, isChannel, readChannel, readMetadata } from "./input.ts";
import type { ChannelSettingsService } from "./service.ts";
import { renderForm, renderLine, renderProblems } from "./view.ts";

export type ChannelSettingsHandlersDeps = {
  readonly service: ChannelSettingsService;
  readonly messenger: Messenger;
  readonly people: People;
};

export const createChannelSettingsHandlers = ({ service, messenger, people }: ChannelSettingsHandlersDeps) => {
  const shownFor = async (teamId: string, channel: string | undefined) =>
    channel === undefined || !isChannel(channel) ? undefined : { channel, choices: await service.get(teamId, channel) };

  const open = async (call: CommandCall | ButtonCall): Promise<void> => {
    await call.ack();
    const { locale } = people.peek(call.person.userId);
    const view = renderForm(await shownFor(call.person.teamId, call.channelId), locale);
    const opened = await messenger.openView(call.triggerId, view);
    if (opened.kind !== "shown") await call.reply(renderAnswer("tooLate", locale));
  };

  return {
    open,

    /** What stands in a conversation is known to its members; the form shows it before it is asked who may change it. */
    choose: async (call: FieldCall): Promise<void> => {
      await call.ack();
      const locale = readMetadata(call.view.metadata)?.locale ?? people.peek(call.person.userId).locale;
      const shown = await shownFor(call.person.teamId, readChannel(call.view.values));
      await messenger.updateView(call.view.id, renderForm(shown, locale), call.view.hash);
    },

    submit: async (call: SubmitCall): Promise<void> => {
      const shown = readMetadata(call.view.metadata);
      const locale = shown?.locale ?? people.peek(call.person.userId).locale;
      const checked = checkChoices(call.view.values);
      const channel = readChannel(call.view.values) ?? shown?.channel;
      if (checked.kind === "problems") {
        return call.ack({ kind: "errors", errors: renderProblems(checked.fields, locale) });
      }
      if (channel === undefined) return call.ack({ kind: "update", view: renderForm(undefined, locale) });
      const { choices } = checked;
      await service.wish({ ...call.person, channel, choices, viewId: call.view.id, traceId: call.traceId });
      await call.ack({ kind: "update", view: renderLine({ kind: "saving" }, locale) });
    },
  };
};
