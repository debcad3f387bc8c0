import type { Block, FileRef, StateValues } from "./protocol.ts";

/** An object out of JSON, nothing known about its fields. */
export type JsonObject = { readonly [key: string]: unknown };

export type Team = { readonly id: string; readonly name: string; readonly domain: string };

export type PersonRecord = {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly realName: string;
  readonly email: string;
  readonly locale: string;
  readonly tz: string;
  readonly isAdmin: boolean;
  readonly isOwner: boolean;
  readonly isBot: boolean;
  readonly isStranger: boolean;
  readonly deleted: boolean;
  readonly color: string;
};

export type ChannelRecord = {
  readonly id: string;
  /** Empty for direct messages. */
  readonly name: string;
  readonly kind: "public" | "private" | "im";
  readonly isExternallyShared: boolean;
  readonly isArchived: boolean;
  /** The bot's user id among them where it is in. */
  readonly memberIds: readonly string[];
  readonly topic: string;
  readonly locale: string;
  readonly creator: string;
  /** Unix seconds. */
  readonly created: number;
};

export type MessageMetadata = { readonly event_type: string; readonly event_payload: JsonObject };
export type Unfurl = { readonly url: string; readonly blocks: readonly Block[] };

export type MessageRecord = {
  readonly ts: string;
  readonly channel: string;
  readonly userId: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly attachments: readonly JsonObject[];
  readonly threadTs: string | undefined;
  /** Set by every change of the message. */
  readonly editedTs: string | undefined;
  /** Slack shows "(edited)" only when a change came as text, without blocks. */
  readonly edited: boolean;
  /** The only person who sees it: an ephemeral message. */
  readonly visibleTo: string | undefined;
  readonly deleted: boolean;
  readonly unfurls: readonly Unfurl[];
  readonly metadata: MessageMetadata | undefined;
  readonly files: readonly FileRef[];
  readonly subtype: string | undefined;
  /** Kept as sent; Slack does not use it to refuse a second message. */
  readonly clientMsgId: string | undefined;
  readonly unfurlLinks: boolean | undefined;
  readonly unfurlMedia: boolean | undefined;
};

export type ViewRecord = {
  readonly id: string;
  readonly hash: string;
  readonly userId: string;
  readonly type: "modal" | "home";
  /** As the bot sent it, with block and action ids filled in where it gave none. */
  readonly payload: JsonObject;
  readonly blocks: readonly Block[];
  readonly externalId: string;
  readonly rootId: string;
  readonly previousId: string | undefined;
  readonly values: StateValues;
  /** `block/action` of every input that this view ever had: what the page sends late is told from a mistake. */
  readonly everHad: ReadonlySet<string>;
  /** The conversation the person was in: `default_to_current_conversation`. */
  readonly conversation: string | undefined;
};

export type Trigger = {
  readonly id: string;
  readonly userId: string;
  /** Milliseconds of the emulator's clock. */
  readonly at: number;
  readonly used: boolean;
  readonly viewId: string | undefined;
  readonly channel: string | undefined;
};

export type ResponseUrl = {
  readonly id: string;
  readonly channel: string;
  readonly userId: string;
  /** The message whose element was used, if any. */
  readonly messageTs: string | undefined;
  /** Milliseconds of the emulator's clock. */
  readonly at: number;
  readonly uses: number;
};

export type FileRecord = FileRef & {
  readonly userId: string;
  readonly title: string;
  readonly content: Uint8Array | undefined;
  /** Length announced when the upload was asked for. */
  readonly expectedSize: number;
  readonly completed: boolean;
  readonly channels: readonly string[];
  /** Unix seconds. */
  readonly created: number;
};

export type UserGroup = {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly description: string;
  readonly userIds: readonly string[];
};

/** One Web API call of the bot, without its token. */
export type ApiCall = {
  readonly method: string;
  readonly args: JsonObject;
  readonly at: string;
  readonly answer: JsonObject;
};

/** One request that was sent to the bot. */
export type Delivery = {
  readonly kind: "command" | "interaction" | "event";
  /** The command, the interaction's type, or the event's type. */
  readonly name: string;
  readonly payload: JsonObject;
  readonly at: string;
  /** The bot's HTTP status, or why there is none. */
  readonly outcome: number | "operation_timeout" | "unreachable";
};
