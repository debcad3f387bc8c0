import type { Person } from "../../domain/person.ts";
import { settle } from "../../lib/errors.ts";
import { renderAnswer } from "../../slack/answers.ts";
import type { ButtonCall, EventCall, SubmitCall } from "../../slack/feature.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People, Profile } from "../../slack/people.ts";
import { checkSettings, isHomeTab, readMetadata, readPosition } from "./input.ts";
import type { AppHomeService } from "./service.ts";
import { homeFor } from "./service-home.ts";
import { renderHome } from "./view.ts";
import { renderProblems, renderSettings } from "./view-settings.ts";

export type AppHomeHandlersDeps = {
  readonly service: AppHomeService;
  readonly messenger: Messenger;
  readonly people: People;
};

export const createAppHomeHandlers = ({ service, messenger, people }: AppHomeHandlersDeps) => {
  /** Somebody looks at it: drawn at once, and by a job only where that does not work. */
  const draw = async (person: Person, profile: Profile): Promise<void> => {
    const state = await service.load(person);
    if (state === undefined) return;
    const { home, locale } = homeFor(state, profile);
    const drawn = await settle(messenger.publishHome(person.userId, renderHome(home, { ...profile, locale })));
    if (!drawn.ok) await service.refresh(person);
  };

  return {
    opened: async (call: EventCall): Promise<void> => {
      const { person } = call;
      if (!isHomeTab(call.event)) return;
      await service.open(person, call.traceId);
      const known = people.peek(person.userId);
      const early = known.isKnown ? known : await people.profile(person.userId);
      await draw(person, early);
      const profile = await people.profile(person.userId);
      if (profile.locale !== early.locale || profile.timeZone !== early.timeZone) await draw(person, profile);
    },

    turn: async (call: ButtonCall): Promise<void> => {
      await service.turn(call.person, readPosition(call.value));
      await call.ack();
      await draw(call.person, await people.profile(call.person.userId));
    },

    settings: async (call: ButtonCall): Promise<void> => {
      await call.ack();
      const preferences = await service.preferences(call.person);
      const { locale } = people.peek(call.person.userId);
      const language = preferences.language === "auto" ? locale : preferences.language;
      const opened = await messenger.openView(call.triggerId, renderSettings(preferences, language));
      if (opened.kind !== "shown") await call.reply(renderAnswer("tooLate", language));
    },

    saveSettings: async (call: SubmitCall): Promise<void> => {
      const { person } = call;
      const locale = readMetadata(call.view.metadata)?.locale ?? people.peek(person.userId).locale;
      const checked = checkSettings(call.view.values);
      if (checked.kind === "problems") {
        return call.ack({ kind: "errors", errors: renderProblems(checked.problems, locale) });
      }
      await service.choose(person, checked.preferences, call.traceId);
      await call.ack({ kind: "close" });
      // What is remembered of them is in the language before.
      people.forget(person.userId);
      await draw(person, await people.profile(person.userId));
    },
  };
};
