import type { ChannelRecord, MessageRecord } from "./entities.ts";
import type { Block } from "./protocol.ts";
import type { Store } from "./store.ts";

export type NewMessage = Pick<MessageRecord, "channel" | "userId" | "text"> & Partial<MessageRecord>;

/** Puts a message into a conversation and gives it its time stamp. */
export const addMessage = (store: Store, message: NewMessage): MessageRecord => {
  const made: MessageRecord = {
    blocks: [],
    attachments: [],
    threadTs: undefined,
    editedTs: undefined,
    edited: false,
    visibleTo: undefined,
    deleted: false,
    unfurls: [],
    metadata: undefined,
    files: [],
    subtype: undefined,
    clientMsgId: undefined,
    unfurlLinks: undefined,
    unfurlMedia: undefined,
    ...message,
    ts: store.newTs(),
  };
  store.putMessage(made);
  return made;
};

export type MessageContent = {
  readonly text: string | undefined;
  readonly blocks: readonly Block[] | undefined;
  readonly attachments?: MessageRecord["attachments"] | undefined;
  readonly metadata?: MessageRecord["metadata"];
};

/**
 * Changes a message as `chat.update` does: text without blocks removes the blocks and shows
 * "(edited)"; blocks alone keep the text and show nothing.
 */
export const editMessage = (store: Store, message: MessageRecord, content: MessageContent): MessageRecord => {
  const textOnly = content.text !== undefined && content.blocks === undefined;
  const edited: MessageRecord = {
    ...message,
    text: content.text ?? message.text,
    blocks: content.blocks ?? (textOnly ? [] : message.blocks),
    attachments: content.attachments ?? (textOnly ? [] : message.attachments),
    metadata: content.metadata ?? message.metadata,
    editedTs: store.newTs(),
    edited: message.edited || textOnly,
  };
  store.putMessage(edited);
  return edited;
};

export const deleteMessage = (store: Store, message: MessageRecord): void => {
  store.putMessage({ ...message, text: "", blocks: [], attachments: [], unfurls: [], files: [], deleted: true });
};

/** A message that is still there, ephemeral ones included. */
export const findMessage = (store: Store, channel: string, ts: string): MessageRecord | undefined => {
  const found = store.messagesOf(channel).get(ts);
  return found === undefined || found.deleted ? undefined : found;
};

/** Adds somebody to a channel and says so in it. Nothing happens when they are in it already. */
export const addMember = (store: Store, channel: ChannelRecord, userId: string): ChannelRecord => {
  if (channel.memberIds.includes(userId)) return channel;
  const joined = { ...channel, memberIds: [...channel.memberIds, userId] };
  store.putChannel(joined);
  addMessage(store, {
    channel: channel.id,
    userId,
    text: `<@${userId}> has joined the channel`,
    subtype: "channel_join",
  });
  return joined;
};

/** Whether somebody sees what is said there: members, and for public channels everybody of the company. */
export const maySee = (store: Store, channel: ChannelRecord, userId: string): boolean =>
  channel.memberIds.includes(userId) ||
  (channel.kind === "public" && store.people.get(userId)?.teamId === store.team.id);
