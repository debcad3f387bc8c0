import type { HomeView, LinkUnfurls, ModalView } from "@slack/types";
import type { WebClient } from "@slack/web-api";
import type { Clock } from "../lib/clock.ts";
import { AppError, settle } from "../lib/errors.ts";
import { type Attempt, attemptCall, type OnCall, type RefusalReason, refusalReason, unexpected } from "./attempt.ts";
import type { MessageContent } from "./blocks.ts";
import { LIMITS } from "./limits.ts";
import { truncate } from "./mrkdwn.ts";

export type PostOutcome =
  | {
      readonly kind: "posted";
      readonly channel: string;
      readonly ts: string;
      /** An earlier try had posted it, perhaps with other words. */
      readonly wasThere?: boolean;
    }
  | { readonly kind: "refused"; readonly reason: RefusalReason; readonly slackError: string };

export type EditOutcome =
  | { readonly kind: "edited" }
  | { readonly kind: "refused"; readonly reason: RefusalReason; readonly slackError: string };

export type UnfurlOutcome =
  | { readonly kind: "shown" }
  | { readonly kind: "refused"; readonly reason: RefusalReason; readonly slackError: string };

export type ViewOutcome =
  | { readonly kind: "shown"; readonly viewId: string; readonly hash: string }
  /** The three seconds of the trigger are over. */
  | { readonly kind: "too-late" }
  /** The person has closed it, or it was changed meanwhile. */
  | { readonly kind: "gone" };

export type ConversationFacts = {
  readonly id: string;
  readonly name: string | undefined;
  readonly isPrivate: boolean;
  readonly isDirect: boolean;
  readonly isMember: boolean;
  readonly isArchived: boolean;
  readonly isExternallyShared: boolean;
  readonly locale: string | undefined;
};

/**
 * All that this app says to Slack. Expected refusals come back as values; what may pass
 * (rate limit, network) is thrown as `AppError`, for the queue to try again. A message to a person
 * whose answer was lost is thrown as `unknown-outcome`: it can be looked for.
 */
export type Messenger = {
  readonly openView: (triggerId: string, view: ModalView) => Promise<ViewOutcome>;
  /** Opens a view on top of the one whose button was pressed. */
  readonly pushView: (triggerId: string, view: ModalView) => Promise<ViewOutcome>;
  /** With a hash, changes the view only if nobody else has since. */
  readonly updateView: (viewId: string, view: ModalView, hash?: string) => Promise<ViewOutcome>;
  readonly publishHome: (userId: string, view: HomeView) => Promise<void>;
  /**
   * Posts in a channel; joins a public one if that is what is missing. Slack must not fetch the links in it. The app
   * may not read channels: when the answer is lost the message may stand there, and a second try might be a second one.
   * @param joinFirst the app is known not to be in this public channel
   * @param key the same for every try of one message: stands in its metadata
   */
  readonly post: (message: {
    readonly channel: string;
    readonly content: MessageContent;
    readonly threadTs?: string | undefined;
    readonly key?: string;
    readonly joinFirst?: boolean;
  }) => Promise<PostOutcome | { readonly kind: "uncertain" }>;
  readonly edit: (channel: string, ts: string, content: MessageContent) => Promise<EditOutcome>;
  /**
   * Posts in the app's conversation with a person; refused when they have left.
   * @param key.mayBePosted an earlier try may have posted it: it is looked for first
   * @param threadTs of a message in that conversation: posted in its thread
   */
  readonly postDirect: (
    userId: string,
    content: MessageContent,
    key?: { readonly key: string; readonly mayBePosted: boolean },
    threadTs?: string,
  ) => Promise<PostOutcome>;
  /** Shows a message to one person in a conversation; nobody else sees it, and it is not kept. False: it cannot be there. */
  readonly postPrivately: (place: {
    readonly channel: string;
    readonly userId: string;
    readonly content: MessageContent;
  }) => Promise<boolean>;
  /** Shows cards under a message of somebody's, each by the address in it; again: in the place of the first ones. */
  readonly unfurl: (message: {
    readonly channel: string;
    readonly ts: string;
    readonly cards: Readonly<Record<string, MessageContent>>;
  }) => Promise<UnfurlOutcome>;
  readonly conversation: (channel: string) => Promise<ConversationFacts | undefined>;
  /** Whether Slack says that a person is in a conversation; false where the app may not know. */
  readonly isMember: (channel: string, userId: string) => Promise<boolean>;
};

// Slack gives up to 1,000 a page; of conversations with more than 50,000 people nobody counts as a member unseen.
const MEMBERS_PAGE = 1_000;
const MEMBERS_PAGES = 50;
const KEY_EVENT = "koodrive_message";

// Long enough for a row of messages to one person; that they have left is to be noticed with the next.
const DIRECT_FRESH_MS = 5_000;
const MAX_DIRECT = 20_000;

/** @param onCall told of each call's outcome, for metrics */
export const createMessenger = (client: WebClient, clock: Clock, onCall: OnCall = () => undefined): Messenger => {
  const direct = new Map<string, { readonly channel: string; readonly at: number }>();

  /** The app's conversation with a person; Slack allows far fewer such questions than messages. */
  const openDirect = async (userId: string): Promise<Attempt<string>> => {
    const known = direct.get(userId);
    const now = clock.now().getTime();
    if (known !== undefined && now - known.at < DIRECT_FRESH_MS) return { ok: true, value: known.channel };
    const opened = await attempt("conversations.open", () => client.conversations.open({ users: userId }));
    if (!opened.ok) return opened;
    const channel = opened.value.channel?.id ?? userId;
    if (direct.size >= MAX_DIRECT) direct.clear();
    direct.set(userId, { channel, at: now });
    return { ok: true, value: channel };
  };

  const attempt = <T>(method: string, call: () => Promise<T>): Promise<Attempt<T>> => attemptCall(method, call, onCall);

  const join = async (channel: string): Promise<boolean> =>
    (await attempt("conversations.join", () => client.conversations.join({ channel }))).ok;

  const post = async (message: Parameters<Messenger["post"]>[0], mayJoin = true): Promise<PostOutcome> => {
    const { channel, content, threadTs, key } = message;
    if (message.joinFirst === true && mayJoin && (await join(channel))) return post(message, false);
    const sent = await attempt("chat.postMessage", () =>
      client.chat.postMessage({
        channel,
        text: truncate(content.text, LIMITS.messageText),
        blocks: [...content.blocks],
        unfurl_links: false,
        unfurl_media: false,
        ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
        ...(key === undefined ? {} : { metadata: { event_type: KEY_EVENT, event_payload: { key } } }),
      }),
    );
    if (sent.ok) return { kind: "posted", channel: sent.value.channel ?? channel, ts: sent.value.ts ?? "" };
    const reason = refusalReason(sent.slackError);
    if (reason === undefined) throw unexpected("chat.postMessage", sent.slackError);
    if (reason === "not-in-channel" && mayJoin && (await join(channel))) return post(message, false);
    return { kind: "refused", reason, slackError: sent.slackError };
  };

  const readBack = (channel: string, threadTs: string | undefined) => {
    const page = { channel, limit: 100, include_all_metadata: true };
    return threadTs === undefined
      ? attempt("conversations.history", () => client.conversations.history(page))
      : attempt("conversations.replies", () => client.conversations.replies({ ...page, ts: threadTs }));
  };

  const findPosted = async (channel: string, key: string, threadTs?: string): Promise<string | undefined> => {
    const read = await readBack(channel, threadTs);
    if (!read.ok && refusalReason(read.slackError) === "message-gone") return undefined;
    if (!read.ok) throw unexpected("conversations.history", read.slackError);
    const { messages } = read.value;
    // Not to know is not to find nothing: then it would be said again.
    if (!Array.isArray(messages)) {
      throw new AppError("unknown-outcome", "Slack's answer has no messages", {
        operation: "slack.conversations.history",
      });
    }
    return messages.find((message) => metadataKey(message) === key)?.ts;
  };

  const postDirect: Messenger["postDirect"] = async (userId, content, key, threadTs) => {
    const opened = await openDirect(userId);
    if (!opened.ok) {
      const reason = refusalReason(opened.slackError);
      if (reason === undefined) throw unexpected("conversations.open", opened.slackError);
      return { kind: "refused", reason, slackError: opened.slackError };
    }
    const channel = opened.value;
    const before = key?.mayBePosted === true ? await findPosted(channel, key.key, threadTs) : undefined;
    if (before !== undefined) return { kind: "posted", channel, ts: before, wasThere: true };
    return post({ channel, content, threadTs, ...(key === undefined ? {} : { key: key.key }) });
  };

  const showView = async (
    method: "views.open" | "views.push" | "views.update",
    call: () => Promise<{ view?: { id?: string; hash?: string } }>,
  ): Promise<ViewOutcome> => {
    const shown = await attempt(method, call);
    if (shown.ok) return { kind: "shown", viewId: shown.value.view?.id ?? "", hash: shown.value.view?.hash ?? "" };
    if (TOO_LATE.has(shown.slackError)) return { kind: "too-late" };
    if (VIEW_GONE.has(shown.slackError)) return { kind: "gone" };
    throw unexpected(method, shown.slackError);
  };

  return {
    openView: (triggerId, view) => showView("views.open", () => client.views.open({ trigger_id: triggerId, view })),
    pushView: (triggerId, view) => showView("views.push", () => client.views.push({ trigger_id: triggerId, view })),
    updateView: (viewId, view, hash) =>
      showView("views.update", () =>
        client.views.update({ view_id: viewId, view, ...(hash === undefined ? {} : { hash }) }),
      ),
    publishHome: async (userId, view) => {
      const published = await attempt("views.publish", () => client.views.publish({ user_id: userId, view }));
      if (!published.ok) throw unexpected("views.publish", published.slackError);
    },
    post: async (message) => {
      const posted = await settle(post(message));
      if (posted.ok) return posted.value;
      if (posted.error.code === "unknown-outcome") return { kind: "uncertain" };
      throw posted.error;
    },
    edit: async (channel, ts, content) => {
      const edited = await attempt("chat.update", () =>
        client.chat.update({
          channel,
          ts,
          text: truncate(content.text, LIMITS.messageText),
          blocks: [...content.blocks],
        }),
      );
      if (edited.ok) return { kind: "edited" };
      const reason = refusalReason(edited.slackError);
      if (reason === undefined) throw unexpected("chat.update", edited.slackError);
      return { kind: "refused", reason, slackError: edited.slackError };
    },
    postDirect,
    postPrivately: async ({ channel, userId, content }) => {
      const shown = await attempt("chat.postEphemeral", () =>
        client.chat.postEphemeral({
          channel,
          user: userId,
          text: truncate(content.text, LIMITS.messageText),
          blocks: [...content.blocks],
        }),
      );
      return shown.ok;
    },
    isMember: async (channel, userId) => {
      let cursor = "";
      for (let page = 0; page < MEMBERS_PAGES; page++) {
        const read = await attempt("conversations.members", () =>
          client.conversations.members({ channel, limit: MEMBERS_PAGE, ...(cursor === "" ? {} : { cursor }) }),
        );
        if (!read.ok) return false;
        const { members } = read.value;
        if (Array.isArray(members) && members.includes(userId)) return true;
        cursor = read.value.response_metadata?.next_cursor ?? "";
        if (cursor === "") return false;
      }
      return false;
    },
    unfurl: async ({ channel, ts, cards }) => {
      const unfurls: LinkUnfurls = {};
      for (const [url, { blocks }] of Object.entries(cards)) unfurls[url] = { blocks: [...blocks] };
      const shown = await attempt("chat.unfurl", () => client.chat.unfurl({ channel, ts, unfurls }));
      if (shown.ok) return { kind: "shown" };
      const reason = refusalReason(shown.slackError);
      if (reason === undefined) throw unexpected("chat.unfurl", shown.slackError);
      return { kind: "refused", reason, slackError: shown.slackError };
    },
    conversation: async (channel) => {
      const read = await attempt("conversations.info", () =>
        client.conversations.info({ channel, include_locale: true }),
      );
      if (!read.ok) return undefined;
      const facts = read.value.channel;
      return {
        id: channel,
        name: facts?.name,
        isPrivate: facts?.is_private === true,
        isDirect: facts?.is_im === true,
        isMember: facts?.is_member === true,
        isArchived: facts?.is_archived === true,
        isExternallyShared: facts?.is_ext_shared === true,
        locale: facts?.locale,
      };
    },
  };
};

const metadataKey = (message: unknown): unknown => {
  if (typeof message !== "object" || message === null || !("metadata" in message)) return undefined;
  const metadata = message.metadata;
  if (typeof metadata !== "object" || metadata === null || !("event_payload" in metadata)) return undefined;
  const payload = metadata.event_payload;
  return typeof payload === "object" && payload !== null && "key" in payload ? payload.key : undefined;
};

const TOO_LATE = new Set(["expired_trigger_id", "trigger_expired", "invalid_trigger_id", "exchanged_trigger_id"]);
const VIEW_GONE = new Set(["not_found", "view_not_found", "hash_conflict"]);
