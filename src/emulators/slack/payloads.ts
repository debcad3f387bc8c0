import type { ChannelRecord, JsonObject, MessageRecord, PersonRecord, ViewRecord } from "./entities.ts";
import { channelLabel, formatMessage } from "./formats.ts";
import type { PlacedElement } from "./inputs.ts";
import type { InputValue } from "./protocol.ts";
import type { Store } from "./store.ts";
import { formatView } from "./views.ts";

/** The verification token of old: still sent, of no worth; requests are proved by their signature. */
const TOKEN = "verification-token-not-used";

export type Interaction = JsonObject & { readonly type: string };

/** What every interaction says: who, where, which app. */
export const interaction = (store: Store, type: string, person: PersonRecord, fields: JsonObject): Interaction => ({
  type,
  team: { id: store.team.id, domain: store.team.domain },
  enterprise: null,
  is_enterprise_install: false,
  user: { id: person.id, username: person.name, name: person.name, team_id: person.teamId },
  api_app_id: store.appId,
  token: TOKEN,
  ...fields,
});

export const commandFields = (
  store: Store,
  person: PersonRecord,
  channel: ChannelRecord,
  fields: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => ({
  token: TOKEN,
  team_id: store.team.id,
  team_domain: store.team.domain,
  channel_id: channel.id,
  channel_name: channelLabel(channel),
  user_id: person.id,
  user_name: person.name,
  api_app_id: store.appId,
  is_enterprise_install: "false",
  ...fields,
});

export const channelField = (channel: ChannelRecord): JsonObject => ({ id: channel.id, name: channelLabel(channel) });

/** Where in a message somebody acted. An ephemeral message itself is not sent along: Slack does not keep it. */
export const messageSource = (store: Store, channel: ChannelRecord, message: MessageRecord): JsonObject => {
  const ephemeral = message.visibleTo !== undefined;
  return {
    container: {
      type: "message",
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
      ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
    },
    channel: channelField(channel),
    ...(!ephemeral && { message: formatMessage(store, message) }),
  };
};

export const viewSource = (store: Store, view: ViewRecord): JsonObject => ({
  container: { type: "view", view_id: view.id },
  view: formatView(store, view),
});

const BUTTON_FIELDS = ["text", "value", "url", "style"] as const;

/** `actions[0]`: for buttons what the bot put there, for other elements what the person chose. */
export const actionField = (store: Store, found: PlacedElement, action: InputValue): JsonObject => {
  const { element } = found;
  const isButton = element.type === "button";
  const carried = BUTTON_FIELDS.filter((field) => element[field] !== undefined).map((field) => [field, element[field]]);
  return {
    ...(isButton ? Object.fromEntries(carried) : action),
    type: element.type,
    action_id: found.actionId,
    block_id: found.blockId,
    action_ts: store.newTs(),
  };
};

/** The envelope around an event. */
export const eventEnvelope = (store: Store, event: JsonObject, isShared: boolean): JsonObject => ({
  token: TOKEN,
  team_id: store.team.id,
  api_app_id: store.appId,
  event,
  type: "event_callback",
  event_id: store.newId("Ev"),
  event_time: store.nowSeconds(),
  authorizations: [
    {
      enterprise_id: null,
      team_id: store.team.id,
      user_id: store.bot.id,
      is_bot: true,
      is_enterprise_install: false,
    },
  ],
  is_ext_shared_channel: isShared,
  event_context: `4-${store.newId("")}`,
});
