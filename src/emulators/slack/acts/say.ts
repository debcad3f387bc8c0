import { addMember, addMessage, deleteMessage, findMessage, maySee } from "../messages.ts";
import type { FileRef } from "../protocol.ts";
import type { Store } from "../store.ts";
import { type ActContext, type ActorIn, DONE, failed, type Outcome } from "./context.ts";
import { announceMessage, sendEvent } from "./events.ts";

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** What somebody typed, as Slack keeps it: escaped, addresses and known names in angle brackets. */
const fromComposer = (store: Store, typed: string): string => {
  const escaped = typed.replaceAll(/<[@#][A-Z0-9]+>|[&<>]/g, (found) => ESCAPES[found] ?? found);
  // The full stop after an address ends the sentence, not the address.
  const linked = escaped.replaceAll(/https?:\/\/[^\s<>]*[^\s<>.,;:!?)]/g, (url) => `<${url}>`);
  const names = [...store.people.values()].flatMap(({ id, name, realName }) => [
    { id, name: realName },
    { id, name },
  ]);
  return names.reduce(
    (text, { id, name }) => text.replaceAll(new RegExp(`(?<=^|\\s)@${literally(name)}`, "g"), `<@${id}>`),
    linked,
  );
};

const refusal = (context: ActContext, { person, channel }: ActorIn): Outcome | undefined => {
  if (channel.isArchived) return failed("archivedPost");
  if (!channel.memberIds.includes(person.id)) return failed("notInChannel");
  const withBot = channel.kind === "im" && channel.memberIds.includes(context.store.bot.id);
  if (withBot && !context.manifest.messagesTabEnabled) return failed("appMuted");
  return undefined;
};

export type Saying = { readonly text: string; readonly threadTs?: string; readonly files?: readonly string[] };

export const say = (context: ActContext, actor: ActorIn, { text, threadTs, files = [] }: Saying): Outcome => {
  const refused = refusal(context, actor);
  if (refused !== undefined) return refused;
  const { store } = context;
  const refs = files.flatMap((id): readonly FileRef[] => {
    const file = store.files.get(id);
    return file?.userId === actor.person.id && file.content !== undefined ? [toRef(file)] : [];
  });
  if (text.trim() === "" && refs.length === 0) return failed("nothingTyped");
  for (const { id } of refs) shareFile(store, id, actor.channel.id);
  const message = addMessage(store, {
    channel: actor.channel.id,
    userId: actor.person.id,
    text: fromComposer(store, text),
    threadTs,
    files: refs,
  });
  announceMessage(context, actor.channel, message);
  return DONE;
};

export const toRef = ({ id, name, mimetype, size }: FileRef): FileRef => ({ id, name, mimetype, size });

/** Lets a conversation see a file. */
export const shareFile = (store: Store, id: string, channel: string): void => {
  const file = store.files.get(id);
  if (file !== undefined) {
    store.files.set(id, { ...file, completed: true, channels: [...new Set([...file.channels, channel])] });
  }
};

export const join = (context: ActContext, { person, channel }: ActorIn): Outcome => {
  if (channel.kind !== "public" || person.isStranger) return failed("onlyPublic");
  if (channel.isArchived) return failed("archivedJoin");
  addMember(context.store, channel, person.id);
  return DONE;
};

export const inviteBot = (context: ActContext, { person, channel }: ActorIn): Outcome => {
  const { store } = context;
  if (channel.kind === "im") return failed("appInDirect");
  if (channel.isArchived) return failed("archivedInvite");
  if (!channel.memberIds.includes(person.id)) return failed("notInChannel");
  if (channel.memberIds.includes(store.bot.id)) return DONE;
  const joined = addMember(store, channel, store.bot.id);
  sendEvent(
    context,
    "member_joined_channel",
    {
      type: "member_joined_channel",
      user: store.bot.id,
      channel: channel.id,
      channel_type: channel.kind === "private" ? "G" : "C",
      team: store.team.id,
      inviter: person.id,
      event_ts: store.newTs(),
    },
    joined,
  );
  return DONE;
};

export const dismiss = ({ store }: ActContext, { person, channel }: ActorIn, ts: string): Outcome => {
  const message = findMessage(store, channel.id, ts);
  if (message?.visibleTo !== person.id) return failed("notPrivate");
  deleteMessage(store, message);
  return DONE;
};

export const remove = ({ store }: ActContext, { person, channel }: ActorIn, ts: string): Outcome => {
  const message = findMessage(store, channel.id, ts);
  if (message === undefined || message.visibleTo !== undefined || !maySee(store, channel, person.id)) {
    return failed("alreadyGone");
  }
  if (message.userId !== person.id && !person.isAdmin) return failed("notYours");
  deleteMessage(store, message);
  return DONE;
};
