import { maySee } from "../messages.ts";
import type { Act, ActAnswer } from "../protocol.ts";
import { words } from "../words.ts";
import { command, shortcut } from "./commands.ts";
import { type ActContext, type Actor, type ActorIn, DONE, failed, type Outcome } from "./context.ts";
import { suggest, useElement } from "./elements.ts";
import { announceHome, sendEvent } from "./events.ts";
import { close, submit } from "./modals.ts";
import { dismiss, inviteBot, join, remove, say } from "./say.ts";

/** Does what a person does in the page, and says how it went. Never throws for what a person can do. */
export const createAct = (context: ActContext) => {
  const { store } = context;

  const inChannel = (
    { person }: Actor,
    id: string,
    go: (actor: ActorIn) => Outcome | Promise<Outcome>,
  ): Outcome | Promise<Outcome> => {
    const channel = store.channels.get(id);
    if (channel === undefined || !maySee(store, channel, person.id)) return failed("noChannel");
    return go({ person, channel });
  };

  const uninstall = ({ person }: Actor): Outcome => {
    if (!person.isAdmin) return failed("adminsRemove");
    sendEvent(context, "app_uninstalled", { type: "app_uninstalled", event_ts: store.newTs() });
    sendEvent(context, "tokens_revoked", {
      type: "tokens_revoked",
      tokens: { oauth: [], bot: [store.bot.id] },
      event_ts: store.newTs(),
    });
    store.uninstall();
    return DONE;
  };

  const runControl = async (id: string, value: string | undefined): Promise<Outcome> => {
    if (context.extras === undefined) return failed("noControls");
    try {
      const done = context.extras.run(id, value);
      // What takes long shows that it has begun.
      store.changed();
      await done;
      return DONE;
    } finally {
      store.changed();
    }
  };

  const doAct = async (act: Act, actor: Actor): Promise<Outcome> => {
    const { person } = actor;
    switch (act.kind) {
      case "say":
        return inChannel(actor, act.channel, (there) => say(context, there, act));
      case "command":
        return inChannel(actor, act.channel, (there) => command(context, there, act));
      case "shortcut":
        return shortcut(context, actor, act);
      case "action":
        return useElement(context, actor, act);
      case "suggest":
        return suggest(context, actor, act);
      case "submit":
        return submit(context, actor, act);
      case "close":
        return close(context, actor, act.viewId, act.clearAll ?? false);
      case "open-home":
        announceHome(context, person);
        return DONE;
      case "join":
        return inChannel(actor, act.channel, (there) => join(context, there));
      case "invite-bot":
        return inChannel(actor, act.channel, (there) => inviteBot(context, there));
      case "dismiss":
        return inChannel(actor, act.channel, (there) => dismiss(context, there, act.ts));
      case "delete":
        return inChannel(actor, act.channel, (there) => remove(context, there, act.ts));
      case "uninstall":
        return uninstall(actor);
      case "control":
        return runControl(act.id, act.value);
    }
  };

  return async (act: Act): Promise<ActAnswer> => {
    const person = store.people.get(act.as);
    const isSomebody = person !== undefined && !person.isBot && !person.deleted;
    const outcome = isSomebody ? await doAct(act, { person }) : failed("nobody");
    if (outcome.ok) return outcome;
    return { ok: false, error: words(person?.locale ?? "en")(outcome.says, outcome.values) };
  };
};
