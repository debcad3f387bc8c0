import type { Extras } from "./acts/context.ts";
import type { ChannelRecord, MessageRecord, PersonRecord, ViewRecord } from "./entities.ts";
import { isObject, textOf } from "./json.ts";
import type { AppManifest } from "./manifest.ts";
import { maySee } from "./messages.ts";
import type { Channel, Message, Person, Snapshot, View } from "./protocol.ts";
import type { Store } from "./store.ts";
import { homeOf, modalsOf } from "./views.ts";

/** How far back the page sees in one channel. */
const SHOWN_MESSAGES = 200;

export const showPerson = (person: PersonRecord): Person => {
  const { id, name, realName, email, locale, tz, isAdmin, isBot, isStranger, deleted, color } = person;
  return { id, name, realName, email, locale, tz, isAdmin, isBot, isStranger, deleted, color };
};

/** Who one can act as in the page. */
export const actablePeople = (store: Store): readonly Person[] =>
  [...store.people.values()].filter(({ isBot, deleted }) => !isBot && !deleted).map(showPerson);

export const showMessage = (message: MessageRecord): Message => ({
  ts: message.ts,
  channel: message.channel,
  userId: message.userId,
  text: message.text,
  blocks: message.blocks,
  threadTs: message.threadTs,
  edited: message.edited,
  ephemeral: message.visibleTo !== undefined,
  deleted: message.deleted,
  unfurls: message.unfurls,
  ...(message.files.length > 0 && { files: message.files }),
  ...(message.subtype !== undefined && { subtype: message.subtype }),
});

const showChannel = (store: Store, channel: ChannelRecord, me: string): Channel => {
  const other = channel.memberIds.find((id) => id !== me) ?? me;
  return {
    id: channel.id,
    name: channel.kind === "im" ? (store.people.get(other)?.realName ?? other) : channel.name,
    kind: channel.kind,
    isExternallyShared: channel.isExternallyShared,
    isArchived: channel.isArchived,
    isMember: channel.memberIds.includes(me),
    botIsMember: channel.memberIds.includes(store.bot.id),
    memberIds: channel.memberIds,
    topic: channel.topic,
  };
};

/** Messages for one person's eyes. A deleted one stays only as the empty head of its thread. */
const messagesFor = (store: Store, channel: ChannelRecord, me: string): readonly Message[] => {
  const all = [...store.messagesOf(channel.id).values()];
  const heads = new Set(all.filter(({ deleted }) => !deleted).map(({ threadTs }) => threadTs));
  return all
    .filter(({ visibleTo }) => visibleTo === undefined || visibleTo === me)
    .filter(({ deleted, ts }) => !deleted || heads.has(ts))
    .slice(-SHOWN_MESSAGES)
    .map(showMessage);
};

const label = (value: unknown): { readonly text: string } | undefined =>
  isObject(value) ? { text: textOf(value.text) } : undefined;

export const showView = ({ id, hash, type, payload, blocks, values }: ViewRecord): View => {
  const [title, submit, close] = [label(payload.title), label(payload.submit), label(payload.close)];
  return {
    id,
    hash,
    type,
    callback_id: textOf(payload.callback_id),
    ...(title && { title }),
    ...(submit && { submit }),
    ...(close && { close }),
    blocks,
    private_metadata: textOf(payload.private_metadata),
    clear_on_close: payload.clear_on_close === true,
    notify_on_close: payload.notify_on_close === true,
    submit_disabled: payload.submit_disabled === true,
    values,
  };
};

export type SnapshotDeps = {
  readonly store: Store;
  readonly manifest: AppManifest;
  readonly extras: Extras | undefined;
};

/** What one person sees; `undefined` for a person nobody can act as. */
export const createSnapshot =
  ({ store, manifest, extras }: SnapshotDeps) =>
  (personId: string): Snapshot | undefined => {
    const me = store.people.get(personId);
    if (me === undefined || me.isBot || me.deleted) return undefined;
    const channels = [...store.channels.values()].filter((channel) => maySee(store, channel, me.id));
    const home = homeOf(store, me.id);
    const installed = store.isInstalled();
    return {
      teamName: store.team.name,
      me: showPerson(me),
      people: [...store.people.values()].map(showPerson),
      botUserId: store.bot.id,
      channels: channels.map((channel) => showChannel(store, channel, me.id)),
      messages: Object.fromEntries(channels.map((channel) => [channel.id, messagesFor(store, channel, me.id)])),
      modals: modalsOf(store, me.id).map(showView),
      home: home === undefined ? undefined : showView(home),
      commands: installed ? manifest.commands : [],
      shortcuts: installed ? manifest.shortcuts : [],
      problems: store.problems.slice(),
      controls: extras?.controls(me.locale) ?? [],
      now: store.clock.now().toISOString(),
    };
  };
