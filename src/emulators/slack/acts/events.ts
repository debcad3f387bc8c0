import { failureOf } from "../deliver.ts";
import type { ChannelRecord, JsonObject, MessageRecord, PersonRecord } from "../entities.ts";
import { formatMessage } from "../formats.ts";
import { eventEnvelope } from "../payloads.ts";
import { formatView, homeOf } from "../views.ts";
import type { ActContext } from "./context.ts";

/** Which scope Slack wants before it sends an event, where it wants one. */
const SCOPES: Readonly<Record<string, string>> = {
  "message.im": "im:history",
  "message.channels": "channels:history",
  "message.groups": "groups:history",
  app_mention: "app_mentions:read",
  link_shared: "links:read",
};

/**
 * Sends an event, if the app asked for it, after the act is answered. On failure once more at
 * once (Slack's later repeats come after minutes); then it is a problem.
 * https://docs.slack.dev/apis/events-api/
 */
export const sendEvent = (
  context: ActContext,
  subscription: string,
  event: JsonObject,
  channel?: ChannelRecord,
): void => {
  const { manifest, store, delivery } = context;
  const scope = SCOPES[subscription];
  if (!manifest.events.has(subscription) || !store.isInstalled()) return;
  if (scope !== undefined && !manifest.scopes.has(scope)) return;
  const envelope = eventEnvelope(store, event, channel?.isExternallyShared ?? false);
  const name = String(event.type);
  const work = async (): Promise<void> => {
    const first = await delivery.event(name, envelope);
    const failure = isTaken(first) ? undefined : failureOf(first);
    if (failure === undefined) return;
    const reason = { operation_timeout: "http_timeout" }[failure.error] ?? "http_error";
    const noRetry = first.kind === "answered" && first.noRetry;
    const last = noRetry ? first : await delivery.event(name, envelope, { number: 1, reason });
    const lasting = isTaken(last) ? undefined : failureOf(last);
    if (lasting === undefined) return;
    const { error, detail, silence } = lasting;
    store.problem("no-answer", `event ${subscription}: ${error}`, detail, { silence });
  };
  context.background(work());
};

/** Events are taken with any 2xx. */
const isTaken = (answer: Awaited<ReturnType<ActContext["delivery"]["event"]>>): boolean =>
  answer.kind === "answered" && answer.status >= 200 && answer.status < 300;

const MESSAGE_EVENTS = {
  public: ["message.channels", "channel"],
  private: ["message.groups", "group"],
  im: ["message.im", "im"],
} as const;

/** Tells the bot what was said where it is, its own messages included, as Slack does. */
export const announceToBot = (context: ActContext, channel: ChannelRecord, message: MessageRecord): void => {
  if (!channel.memberIds.includes(context.store.bot.id)) return;
  const [subscription, channelType] = MESSAGE_EVENTS[channel.kind];
  sendEvent(context, subscription, { ...messageEvent(context, message), channel_type: channelType }, channel);
};

const messageEvent = ({ store }: ActContext, message: MessageRecord): JsonObject => ({
  ...formatMessage(store, message),
  channel: message.channel,
  event_ts: message.ts,
});

/** What follows from a person having said something. */
export const announceMessage = (context: ActContext, channel: ChannelRecord, message: MessageRecord): void => {
  const { store } = context;
  const botIsIn = channel.memberIds.includes(store.bot.id);
  announceToBot(context, channel, message);
  if (botIsIn && channel.kind !== "im" && message.text.includes(`<@${store.bot.id}>`)) {
    sendEvent(context, "app_mention", { ...messageEvent(context, message), type: "app_mention" }, channel);
  }
  announceLinks(context, channel, message, botIsIn);
};

const announceLinks = (context: ActContext, channel: ChannelRecord, message: MessageRecord, botIsIn: boolean): void => {
  const { store, manifest } = context;
  const person = store.people.get(message.userId);
  // Slack does not send it for what external members post.
  if (person === undefined || person.isStranger) return;
  const links = linksOf(message.text).flatMap((url) => {
    const { hostname } = new URL(url);
    const domain = manifest.unfurlDomains.find((known) => hostname === known || hostname.endsWith(`.${known}`));
    return domain === undefined ? [] : [{ domain, url }];
  });
  if (links.length === 0) return;
  sendEvent(
    context,
    "link_shared",
    {
      type: "link_shared",
      channel: channel.id,
      is_bot_user_member: botIsIn,
      user: person.id,
      user_locale: person.locale,
      message_ts: message.ts,
      ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
      unfurl_id: `${channel.id}.${message.ts}`,
      source: "conversations_history",
      links,
      event_ts: message.ts,
    },
    channel,
  );
};

/** The addresses in a message's text, where Slack has put them between angle brackets. */
const linksOf = (text: string): readonly string[] =>
  [...text.matchAll(/<(https?:\/\/[^|>]+)(?:\|[^>]*)?>/g)]
    .map(([, url]) => (url ?? "").replaceAll("&amp;", "&"))
    .filter((url) => URL.canParse(url));

/** A person looks at the bot's Home tab. */
export const announceHome = (context: ActContext, person: PersonRecord): void => {
  const { store } = context;
  const view = homeOf(store, person.id);
  sendEvent(context, "app_home_opened", {
    type: "app_home_opened",
    user: person.id,
    channel: store.openDirectMessage(store.bot.id, person.id).id,
    tab: "home",
    ...(view !== undefined && { view: formatView(store, view) }),
    event_ts: store.newTs(),
  });
};
