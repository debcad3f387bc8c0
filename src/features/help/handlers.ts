import type { Admins } from "../../slack/admins.ts";
import { renderAnswer } from "../../slack/answers.ts";
import type { ButtonCall, CommandCall } from "../../slack/feature.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import { renderHelp, renderHelpModal } from "./view.ts";

export type HelpHandlersDeps = {
  readonly people: People;
  readonly admins: Admins;
  readonly messenger: Messenger;
};

export const createHelpHandlers = ({ people, admins, messenger }: HelpHandlersDeps) => ({
  /** Answers `help`, nothing at all, and whatever is no command. */
  command: async (call: CommandCall): Promise<void> => {
    const unknown = call.isKnown || call.args === "" ? undefined : call.args;
    const known = people.peek(call.person.userId);
    if (known.isKnown) {
      return call.ack(renderHelp(unknown, known.locale, admins.peek(call.person.userId)));
    }
    await call.ack();
    const { locale } = await people.profile(call.person.userId);
    await call.reply(renderHelp(unknown, locale, admins.peek(call.person.userId)));
  },

  /** The same in a modal, for a button on the Home tab, where nothing can be answered in place. */
  button: async (call: ButtonCall): Promise<void> => {
    await call.ack();
    const { locale } = people.peek(call.person.userId);
    const view = renderHelpModal(locale, admins.peek(call.person.userId));
    const opened = await messenger.openView(call.triggerId, view);
    if (opened.kind !== "shown") await call.reply(renderAnswer("tooLate", locale));
  },
});
