import type { ChannelRecord, JsonObject, MessageRecord, PersonRecord } from "./entities.ts";
import type { Store } from "./store.ts";

/** A message as the Web API and the events show it. */
export const formatMessage = (store: Store, message: MessageRecord): JsonObject => {
  const byBot = message.userId === store.bot.id && message.subtype === undefined;
  return {
    type: "message",
    ...(message.subtype !== undefined && { subtype: message.subtype }),
    user: message.userId,
    ts: message.ts,
    text: message.text,
    team: store.team.id,
    ...(byBot && {
      bot_id: store.botId,
      app_id: store.appId,
      bot_profile: {
        id: store.botId,
        app_id: store.appId,
        name: store.bot.realName,
        deleted: false,
        updated: 0,
        team_id: store.team.id,
      },
    }),
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.attachments.length > 0 && { attachments: message.attachments }),
    ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
    ...(message.clientMsgId !== undefined && { client_msg_id: message.clientMsgId }),
    ...(message.metadata !== undefined && { metadata: message.metadata }),
    ...(message.files.length > 0 && { files: message.files }),
    ...(message.editedTs !== undefined && { edited: { user: message.userId, ts: message.editedTs } }),
  };
};

/** The name that commands and interactions give a conversation. */
export const channelLabel = ({ kind, name }: ChannelRecord): string =>
  ({ public: name, private: "privategroup", im: "directmessage" })[kind];

/** The zone's offset from UTC at a moment, in seconds. */
const offsetSeconds = (tz: string, at: Date): number => {
  const name = new Intl.DateTimeFormat("en-US", { timeZone: tz, timeZoneName: "longOffset" })
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName")?.value;
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? "");
  if (match === null) return 0;
  const [, sign, hours, minutes] = match;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
};

const zoneLabel = (tz: string, at: Date): string =>
  new Intl.DateTimeFormat("en-US", { timeZone: tz, timeZoneName: "long" })
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName")?.value ?? tz;

export type PersonFields = { readonly locale: boolean; readonly email: boolean };

/** A person as `users.info` shows them; the address only with `users:read.email`. */
export const formatPerson = (store: Store, person: PersonRecord, fields: PersonFields): JsonObject => {
  const at = store.clock.now();
  return {
    id: person.id,
    team_id: person.teamId,
    name: person.name,
    deleted: person.deleted,
    color: person.color.slice(1),
    real_name: person.realName,
    ...(!person.deleted && {
      tz: person.tz,
      tz_label: zoneLabel(person.tz, at),
      tz_offset: offsetSeconds(person.tz, at),
    }),
    profile: {
      title: "",
      phone: "",
      real_name: person.realName,
      real_name_normalized: person.realName,
      display_name: person.name,
      display_name_normalized: person.name,
      team: person.teamId,
      skype: "",
      status_text: "",
      status_emoji: "",
      status_emoji_display_info: [],
      status_expiration: 0,
      huddle_state: "default_unset",
      huddle_state_expiration_ts: 0,
      image_48: "",
      image_192: "",
      ...(fields.email && person.email !== "" && { email: person.email }),
      ...(person.isBot && { api_app_id: store.appId, bot_id: store.botId, always_active: false }),
    },
    is_admin: person.isAdmin,
    is_owner: person.isOwner,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: person.isBot,
    is_app_user: false,
    ...(person.isStranger && { is_stranger: true }),
    updated: 0,
    ...(fields.locale && { locale: person.locale }),
  };
};

/** A conversation as `conversations.info` shows it to the bot. */
export const formatChannel = (store: Store, channel: ChannelRecord, withLocale = false): JsonObject => {
  const isMember = channel.memberIds.includes(store.bot.id);
  const topic = { value: channel.topic, creator: channel.creator, last_set: channel.created };
  const shared = {
    id: channel.id,
    created: channel.created,
    creator: channel.creator,
    is_archived: channel.isArchived,
    is_org_shared: false,
    context_team_id: store.team.id,
    updated: channel.created * 1000,
    ...(withLocale && { locale: channel.locale }),
  };
  if (channel.kind === "im") {
    const user = channel.memberIds.find((id) => id !== store.bot.id) ?? store.bot.id;
    return { ...shared, is_im: true, is_user_deleted: store.people.get(user)?.deleted ?? false, user, priority: 0 };
  }
  return {
    ...shared,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === "private",
    is_general: channel.name === "general",
    is_shared: channel.isExternallyShared,
    is_ext_shared: channel.isExternallyShared,
    is_pending_ext_shared: false,
    pending_shared: [],
    pending_connected_team_ids: [],
    shared_team_ids: [store.team.id],
    parent_conversation: null,
    unlinked: 0,
    is_member: isMember,
    topic,
    purpose: { value: "", creator: "", last_set: 0 },
    previous_names: [],
    num_members: channel.memberIds.length,
  };
};
