import type { ChannelRecord, JsonObject, MessageRecord } from "../entities.ts";
import type { Store } from "../store.ts";
import type { Args } from "./args.ts";

export type Answer = JsonObject & { readonly ok: boolean };

export type ApiContext = {
  readonly store: Store;
  readonly scopes: ReadonlySet<string>;
  readonly messagesTabEnabled: boolean;
  /** The emulator's own address, for links to files and uploads. */
  readonly url: () => string;
  /** Called for every message that the bot posts for all to see. */
  readonly posted: (channel: ChannelRecord, message: MessageRecord) => void;
};

/** Slack's rate-limit tiers, by calls a minute; `special` for posting. */
export type Tier = 1 | 2 | 3 | 4 | "special";

export type Method = {
  /** Any one of these is enough; none: every token may. */
  readonly scopes: readonly string[];
  readonly tier: Tier;
  readonly run: (context: ApiContext, args: Args) => Answer;
};

export type Methods = Readonly<Record<string, Method>>;

export const done = (fields: JsonObject = {}): Answer => ({ ok: true, ...fields });

export const refuse = (error: string, fields: JsonObject = {}): Answer => ({ ok: false, error, ...fields });

/** A refusal with Slack's list of what is wrong. */
export const refuseWith = (error: string, messages: readonly string[]): Answer =>
  refuse(error, { ...(error === "invalid_blocks" && { errors: messages }), response_metadata: { messages } });

/** For a missing argument that has no error of its own. */
export const missing = (name: string): Answer =>
  refuseWith("invalid_arguments", [`[ERROR] missing required field: ${name}`]);
