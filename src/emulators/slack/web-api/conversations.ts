import type { ChannelRecord, JsonObject, MessageRecord } from "../entities.ts";
import { formatChannel, formatMessage } from "../formats.ts";
import { addMember } from "../messages.ts";
import type { Store } from "../store.ts";
import { type Args, pageOf } from "./args.ts";
import { type Answer, type ApiContext, done, type Methods, missing, refuse } from "./method.ts";

const botIsIn = (store: Store, { memberIds }: ChannelRecord): boolean => memberIds.includes(store.bot.id);

/** Conversations the bot knows of: public channels and those it is in. Private ones do not exist for others. */
export const visibleChannel = (store: Store, id: string): ChannelRecord | undefined => {
  const channel = store.channels.get(id);
  return channel !== undefined && (channel.kind === "public" || botIsIn(store, channel)) ? channel : undefined;
};

type Family = "read" | "history";
const PREFIX = { public: "channels", private: "groups", im: "im" } as const;

/** The scope depends on what kind of conversation it is. */
const lacksScope = ({ scopes }: ApiContext, kind: ChannelRecord["kind"], family: Family): Answer | undefined => {
  const needed = `${PREFIX[kind]}:${family}`;
  return scopes.has(needed) ? undefined : refuse("missing_scope", { needed, provided: [...scopes].join(",") });
};

const withChannel = (
  context: ApiContext,
  args: Args,
  family: Family,
  go: (channel: ChannelRecord) => Answer,
): Answer => {
  if (!args.has("channel")) return missing("channel");
  const channel = visibleChannel(context.store, args.text("channel"));
  if (channel === undefined) return refuse("channel_not_found");
  return lacksScope(context, channel.kind, family) ?? go(channel);
};

const READ = ["channels:read", "groups:read", "im:read", "mpim:read"];
const HISTORY = ["channels:history", "groups:history", "im:history", "mpim:history"];
const TYPES: Readonly<Record<string, ChannelRecord["kind"]>> = {
  public_channel: "public",
  private_channel: "private",
  im: "im",
};

const openWith = (context: ApiContext, args: Args, userId: string): Answer => {
  const { store } = context;
  const person = store.people.get(userId);
  if (person === undefined) return refuse("user_not_found");
  if (person.deleted) return refuse("user_disabled");
  if (person.isBot) return refuse("cannot_dm_bot");
  const before = store.directMessage(store.bot.id, userId);
  const channel = store.openDirectMessage(store.bot.id, userId);
  const again = before === undefined ? {} : { no_op: true, already_open: true };
  const shown = args.flag("return_im") === true ? formatChannel(store, channel) : { id: channel.id };
  store.changed();
  return done({ ...again, channel: shown });
};

const within = (args: Args) => {
  const oldest = args.text("oldest");
  const latest = args.text("latest");
  const inclusive = args.flag("inclusive") === true;
  return ({ ts }: MessageRecord): boolean =>
    (oldest === "" || (inclusive ? ts >= oldest : ts > oldest)) &&
    (latest === "" || (inclusive ? ts <= latest : ts < latest));
};

/** Messages the bot may read back: ephemeral ones are nobody's to read. */
const readable = (store: Store, channel: ChannelRecord): readonly MessageRecord[] =>
  [...store.messagesOf(channel.id).values()].filter(({ deleted, visibleTo }) => !deleted && visibleTo === undefined);

/** What the head of a thread says about its replies. */
const replySummary = (store: Store, head: MessageRecord): JsonObject => {
  const replies = [...store.messagesOf(head.channel).values()].filter(
    ({ threadTs, ts, deleted, visibleTo }) =>
      threadTs === head.ts && ts !== head.ts && !deleted && visibleTo === undefined,
  );
  if (replies.length === 0) return {};
  const users = [...new Set(replies.map(({ userId }) => userId))];
  return {
    thread_ts: head.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    reply_users: users,
    latest_reply: replies.at(-1)?.ts,
  };
};

const listing = (store: Store, args: Args, messages: readonly MessageRecord[]): Answer => {
  const found = pageOf(messages, args);
  if (found === undefined) return refuse("invalid_cursor");
  return done({
    messages: found.page.map((message) => {
      const { metadata, ...rest } = formatMessage(store, message);
      const shown = { ...rest, ...replySummary(store, message) };
      return args.flag("include_all_metadata") === true && metadata !== undefined ? { ...shown, metadata } : shown;
    }),
    has_more: found.next !== "",
    ...(found.next !== "" && { response_metadata: { next_cursor: found.next } }),
  });
};

/** https://docs.slack.dev/apis/web-api/using-the-conversations-api */
export const conversationMethods: Methods = {
  "conversations.info": {
    scopes: READ,
    tier: 3,
    run: (context, args) =>
      withChannel(context, args, "read", (channel) =>
        done({ channel: formatChannel(context.store, channel, args.flag("include_locale") === true) }),
      ),
  },
  "conversations.list": {
    scopes: READ,
    tier: 2,
    run: (context, args) => {
      const { store } = context;
      const names = args.has("types")
        ? args
            .text("types")
            .split(",")
            .map((name) => name.trim())
        : ["public_channel"];
      const kinds = names.map((name) => TYPES[name]);
      if (names.some((name) => TYPES[name] === undefined && name !== "mpim")) return refuse("invalid_types");
      const lacking = kinds.map((kind) => kind && lacksScope(context, kind, "read")).find(Boolean);
      if (lacking !== undefined) return lacking;
      const withoutArchived = args.flag("exclude_archived") === true;
      const visible = [...store.channels.values()].filter(
        (channel) =>
          kinds.includes(channel.kind) &&
          visibleChannel(store, channel.id) !== undefined &&
          !(withoutArchived && channel.isArchived),
      );
      const found = pageOf(visible, args);
      if (found === undefined) return refuse("invalid_cursor");
      return done({
        channels: found.page.map((channel) => formatChannel(store, channel)),
        response_metadata: { next_cursor: found.next },
      });
    },
  },
  "conversations.members": {
    scopes: READ,
    tier: 4,
    run: (context, args) =>
      withChannel(context, args, "read", (channel) => {
        const found = pageOf(channel.memberIds, args);
        if (found === undefined) return refuse("invalid_cursor");
        return done({ members: found.page, response_metadata: { next_cursor: found.next } });
      }),
  },
  "conversations.open": {
    scopes: ["im:write", "mpim:write"],
    tier: 3,
    run: (context, args) => {
      const { store } = context;
      const users = args.text("users").split(",").filter(Boolean);
      const [first, ...others] = users;
      if (others.length > 0) return refuse("method_not_supported_for_channel_type");
      if (first !== undefined) return openWith(context, args, first);
      const channel = visibleChannel(store, args.text("channel"));
      if (channel === undefined) return refuse(args.has("channel") ? "channel_not_found" : "users_list_not_supplied");
      return done({ no_op: true, already_open: true, channel: { id: channel.id } });
    },
  },
  "conversations.join": {
    scopes: ["channels:join"],
    tier: 3,
    run: ({ store }, args) => {
      const channel = visibleChannel(store, args.text("channel"));
      if (channel === undefined) return refuse("channel_not_found");
      if (channel.kind === "im") return refuse("method_not_supported_for_channel_type");
      if (channel.isArchived) return refuse("is_archived");
      const already = botIsIn(store, channel);
      const joined = addMember(store, channel, store.bot.id);
      return done({
        channel: formatChannel(store, joined),
        ...(already && { warning: "already_in_channel", response_metadata: { warnings: ["already_in_channel"] } }),
      });
    },
  },
  "conversations.history": {
    scopes: HISTORY,
    tier: 3,
    run: (context, args) =>
      withChannel(context, args, "history", (channel) => {
        if (!botIsIn(context.store, channel)) return refuse("not_in_channel");
        const top = readable(context.store, channel).filter(
          ({ threadTs, ts }) => threadTs === undefined || threadTs === ts,
        );
        return listing(context.store, args, top.filter(within(args)).toReversed());
      }),
  },
  "conversations.replies": {
    scopes: HISTORY,
    tier: 3,
    run: (context, args) =>
      withChannel(context, args, "history", (channel) => {
        if (!botIsIn(context.store, channel)) return refuse("not_in_channel");
        const parent = args.text("ts");
        const thread = readable(context.store, channel).filter(
          ({ ts, threadTs }) => ts === parent || threadTs === parent,
        );
        if (thread.length === 0) return refuse("thread_not_found");
        return listing(context.store, args, thread.filter(within(args)));
      }),
  },
};
