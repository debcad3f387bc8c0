import type { ChannelRecord, MessageMetadata, MessageRecord } from "../entities.ts";
import { formatMessage } from "../formats.ts";
import { isObject, listOf } from "../json.ts";
import { LIMITS, lengthOf } from "../limits.ts";
import { addMessage, deleteMessage, editMessage, findMessage } from "../messages.ts";
import type { Block } from "../protocol.ts";
import { readMessageBlocks } from "../validate/read-blocks.ts";
import type { Args } from "./args.ts";
import { visibleChannel } from "./conversations.ts";
import { type Answer, type ApiContext, done, type Methods, refuse, refuseWith } from "./method.ts";

type Content = {
  readonly text: string | undefined;
  readonly blocks: readonly Block[] | undefined;
  readonly attachments: MessageRecord["attachments"] | undefined;
  readonly metadata: MessageMetadata | undefined;
};

/** What a message says, checked; or the refusal. */
const readContent = ({ store }: ApiContext, args: Args): Content | Answer => {
  const text = args.optionalText("text");
  if (text !== undefined && lengthOf(text) > LIMITS.messageText) return refuse("msg_too_long");
  const read = readMessageBlocks(args.raw.blocks, (prefix) => store.newId(prefix));
  if (!read.ok) return refuseWith(read.error, read.messages);
  const attachments = args.has("attachments") ? listOf(args.json("attachments")).filter(isObject) : undefined;
  const metadata = args.has("metadata") ? readMetadata(args.json("metadata")) : undefined;
  if (args.has("metadata") && metadata === undefined) return refuse("invalid_metadata_format");
  return { text, blocks: read.blocks, attachments, metadata };
};

const readMetadata = (value: unknown): MessageMetadata | undefined => {
  if (!isObject(value) || typeof value.event_type !== "string" || !isObject(value.event_payload)) return undefined;
  return { event_type: value.event_type, event_payload: value.event_payload };
};

const isRefusal = (content: Content | Answer): content is Answer => "ok" in content;

const isEmpty = ({ text = "", blocks = [], attachments = [] }: Content): boolean =>
  text === "" && blocks.length === 0 && attachments.length === 0;

/** A conversation by id, by a person's id, or by name; or why the bot cannot post there. */
const postable = (context: ApiContext, target: string): ChannelRecord | Answer => {
  const { store, scopes } = context;
  if (/^[UW]/.test(target)) {
    const person = store.people.get(target);
    if (person === undefined || person.isBot || person.deleted) return refuse("channel_not_found");
    const channel = store.openDirectMessage(store.bot.id, person.id);
    return context.messagesTabEnabled ? channel : refuse("messages_tab_disabled");
  }
  const named = [...store.channels.values()].find(({ name }) => name !== "" && `#${name}` === target);
  const channel = visibleChannel(store, named?.id ?? target);
  if (channel === undefined) return refuse("channel_not_found");
  if (channel.isArchived) return refuse("is_archived");
  if (channel.kind === "im" && !context.messagesTabEnabled) return refuse("messages_tab_disabled");
  const isIn = channel.memberIds.includes(store.bot.id);
  return isIn || (channel.kind === "public" && scopes.has("chat:write.public")) ? channel : refuse("not_in_channel");
};

const isChannel = (found: ChannelRecord | Answer): found is ChannelRecord => "memberIds" in found;

const WRITE = ["chat:write"];

const post = (context: ApiContext, args: Args): Answer => {
  const { store } = context;
  const content = readContent(context, args);
  if (isRefusal(content)) return content;
  const channel = postable(context, args.text("channel"));
  if (!isChannel(channel)) return channel;
  if (isEmpty(content)) return refuse("no_text");
  const message = addMessage(store, {
    channel: channel.id,
    userId: store.bot.id,
    text: content.text ?? "",
    blocks: content.blocks ?? [],
    attachments: content.attachments ?? [],
    metadata: content.metadata,
    threadTs: args.has("thread_ts") ? args.text("thread_ts") : undefined,
    clientMsgId: args.optionalText("client_msg_id"),
    unfurlLinks: args.flag("unfurl_links"),
    unfurlMedia: args.flag("unfurl_media"),
  });
  context.posted(channel, message);
  return done({ channel: channel.id, ts: message.ts, message: formatMessage(store, message) });
};

const postEphemeral = (context: ApiContext, args: Args): Answer => {
  const { store } = context;
  const content = readContent(context, args);
  if (isRefusal(content)) return content;
  const channel = postable(context, args.text("channel"));
  if (!isChannel(channel)) return channel;
  if (isEmpty(content)) return refuse("no_text");
  const user = args.text("user");
  if (!channel.memberIds.includes(user)) return refuse("user_not_in_channel");
  const message = addMessage(store, {
    channel: channel.id,
    userId: store.bot.id,
    text: content.text ?? "",
    blocks: content.blocks ?? [],
    threadTs: args.has("thread_ts") ? args.text("thread_ts") : undefined,
    visibleTo: user,
  });
  return done({ message_ts: message.ts });
};

/** A message the bot may change; ephemeral ones are not kept by Slack and cannot be found. */
const ownMessage = (context: ApiContext, args: Args, error: string): MessageRecord | Answer => {
  const channel = visibleChannel(context.store, args.text("channel"));
  if (channel === undefined) return refuse("channel_not_found");
  const message = findMessage(context.store, channel.id, args.text("ts"));
  if (message === undefined || message.visibleTo !== undefined) return refuse("message_not_found");
  if (channel.isArchived) return refuse("is_archived");
  return message.userId === context.store.bot.id && message.subtype === undefined ? message : refuse(error);
};

const isMessage = (found: MessageRecord | Answer): found is MessageRecord => "ts" in found && "userId" in found;

const update = (context: ApiContext, args: Args): Answer => {
  const { store } = context;
  const content = readContent(context, args);
  if (isRefusal(content)) return content;
  const message = ownMessage(context, args, "cant_update_message");
  if (!isMessage(message)) return message;
  if (content.text === undefined && content.blocks === undefined && content.attachments === undefined) {
    return refuse("no_text");
  }
  const edited = editMessage(store, message, content);
  const { channel, ts, text } = edited;
  return done({ channel, ts, text, message: formatMessage(store, edited) });
};

const permalink = ({ store }: ApiContext, args: Args): Answer => {
  const channel = visibleChannel(store, args.text("channel"));
  if (channel === undefined) return refuse("channel_not_found");
  const message = findMessage(store, channel.id, args.text("message_ts"));
  if (message === undefined || message.visibleTo !== undefined) return refuse("message_not_found");
  const base = `https://${store.team.domain}.slack.com/archives/${channel.id}/p${message.ts.replace(".", "")}`;
  const thread = message.threadTs === undefined ? "" : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
  return done({ channel: channel.id, permalink: `${base}${thread}` });
};

/** The message a link was shared in: by channel and time stamp, or by the event's unfurl id. */
const unfurledMessage = ({ store }: ApiContext, args: Args): MessageRecord | undefined => {
  const [channel = "", seconds = "", micros = ""] = args.text("unfurl_id").split(".");
  const byId = findMessage(store, channel, `${seconds}.${micros}`);
  return byId ?? findMessage(store, args.text("channel"), args.text("ts"));
};

const unfurl = (context: ApiContext, args: Args): Answer => {
  const { store } = context;
  const message = unfurledMessage(context, args);
  if (message === undefined) return refuse("cannot_find_message");
  const cards = args.json("unfurls");
  if (!isObject(cards)) return refuse("missing_unfurls");
  const made: { url: string; blocks: readonly Block[] }[] = [];
  for (const [url, card] of Object.entries(cards)) {
    if (!message.text.includes(url.replaceAll("&", "&amp;"))) return refuse("cannot_unfurl_url");
    const blocks = isObject(card) ? card.blocks : undefined;
    const read = readMessageBlocks(blocks, (prefix) => store.newId(prefix));
    if (!read.ok) return refuseWith("cannot_parse_attachment", read.messages);
    if (read.blocks?.some(({ type }) => type === "rich_text") === true) return refuse("cannot_parse_attachment");
    made.push({ url, blocks: read.blocks ?? [] });
  }
  const others = message.unfurls.filter(({ url }) => !made.some((card) => card.url === url));
  store.putMessage({ ...message, unfurls: [...others, ...made] });
  return done();
};

/** https://docs.slack.dev/messaging/sending-and-scheduling-messages */
export const chatMethods: Methods = {
  "chat.postMessage": { scopes: WRITE, tier: "special", run: post },
  "chat.postEphemeral": { scopes: WRITE, tier: 4, run: postEphemeral },
  "chat.update": { scopes: WRITE, tier: 3, run: update },
  "chat.delete": {
    scopes: WRITE,
    tier: 3,
    run: (context, args) => {
      const message = ownMessage(context, args, "cant_delete_message");
      if (!isMessage(message)) return message;
      deleteMessage(context.store, message);
      return done({ channel: message.channel, ts: message.ts });
    },
  },
  "chat.getPermalink": { scopes: [], tier: "special", run: permalink },
  "chat.unfurl": { scopes: ["links:write"], tier: 3, run: unfurl },
};
