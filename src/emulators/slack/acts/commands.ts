import { formatMessage } from "../formats.ts";
import { isObject, parseJson } from "../json.ts";
import { findMessage, maySee } from "../messages.ts";
import { channelField, commandFields, interaction } from "../payloads.ts";
import { respond } from "../response-urls.ts";
import { makeTrigger } from "../triggers.ts";
import {
  type ActContext,
  type Actor,
  type ActorIn,
  acknowledged,
  bodyOf,
  brokeRule,
  DONE,
  failed,
  mayUseApp,
  type Outcome,
} from "./context.ts";

export type Typed = { readonly command: string; readonly text: string };

/**
 * A slash command. What the bot puts into its answer is shown to the person, or to all with
 * `response_type: in_channel`. https://docs.slack.dev/interactivity/implementing-slash-commands
 */
export const command = async (context: ActContext, actor: ActorIn, typed: Typed): Promise<Outcome> => {
  const { store, manifest, delivery } = context;
  const { person, channel } = actor;
  if (channel.isArchived) return failed("archivedCommand");
  if (!channel.memberIds.includes(person.id)) return failed("notInChannel");
  if (!manifest.commands.some((known) => known.command === typed.command)) {
    return failed("noCommand", { command: typed.command });
  }
  const forbidden = mayUseApp(context, person);
  if (forbidden !== undefined) return forbidden;
  const target = { channel: channel.id, userId: person.id };
  const answer = await delivery.command(
    commandFields(store, person, channel, {
      command: typed.command,
      text: typed.text.trim(),
      response_url: context.responseUrl(target),
      trigger_id: makeTrigger(store, target),
    }),
  );
  const taken = acknowledged(context, actor, typed.command, answer);
  const body = bodyOf(answer);
  if (!taken.ok || body === "") return taken;
  const json = parseJson(body);
  const reply = respond(store, target, isObject(json) ? json : { text: body });
  if (reply.status === 200) return DONE;
  return brokeRule(context, typed.command, `the bot's answer was not accepted: ${String(reply.body.error)}`);
};

export type ShortcutUse = {
  readonly callbackId: string;
  readonly message?: { readonly channel: string; readonly ts: string };
};

/** A global shortcut, or one from a message's menu. https://docs.slack.dev/interactivity/implementing-shortcuts */
export const shortcut = async (context: ActContext, actor: Actor, use: ShortcutUse): Promise<Outcome> => {
  const { person } = actor;
  const known = context.manifest.shortcuts.find(({ callbackId }) => callbackId === use.callbackId);
  if (known === undefined) return failed("noShortcut", { shortcut: use.callbackId });
  const forbidden = mayUseApp(context, person);
  if (forbidden !== undefined) return forbidden;
  const { store, delivery } = context;
  const base = { callback_id: use.callbackId, action_ts: store.newTs() };
  if (known.type === "global") {
    const trigger_id = makeTrigger(store, { userId: person.id });
    const answer = await delivery.interaction(interaction(store, "shortcut", person, { ...base, trigger_id }));
    return acknowledged(context, actor, `shortcut ${known.name}`, answer);
  }
  const channel = use.message === undefined ? undefined : store.channels.get(use.message.channel);
  const message = use.message === undefined ? undefined : findMessage(store, use.message.channel, use.message.ts);
  if (channel === undefined || message === undefined || !maySee(store, channel, person.id)) {
    return failed("shortcutMessage");
  }
  const target = { channel: channel.id, userId: person.id };
  const answer = await delivery.interaction(
    interaction(store, "message_action", person, {
      ...base,
      trigger_id: makeTrigger(store, target),
      response_url: context.responseUrl(target),
      channel: channelField(channel),
      message_ts: message.ts,
      message: formatMessage(store, message),
    }),
  );
  return acknowledged(context, actor, `shortcut ${known.name}`, answer);
};
