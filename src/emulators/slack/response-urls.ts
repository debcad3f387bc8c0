import type { JsonObject } from "./entities.ts";
import { isObject, textOf } from "./json.ts";
import { addMessage, deleteMessage, editMessage, findMessage } from "./messages.ts";
import type { Store } from "./store.ts";
import { readMessageBlocks } from "./validate/read-blocks.ts";

const USES = 5;
const LIFE_MS = 30 * 60 * 1000;

export type ResponseTarget = {
  readonly channel: string;
  readonly userId: string;
  readonly messageTs?: string | undefined;
};

/** A new response URL's id; the address is `<url>/response/<id>`. */
export const makeResponseUrl = (store: Store, { channel, userId, messageTs }: ResponseTarget): string => {
  const id = store.newId("R");
  store.responseUrls.set(id, { id, channel, userId, messageTs, at: store.clock.now().getTime(), uses: 0 });
  return id;
};

export type ResponseUrlAnswer = { readonly status: number; readonly body: JsonObject };

const refused = (store: Store, status: number, error: string, detail: string): ResponseUrlAnswer => {
  const kind = error === "used_url" || error === "expired_url" ? "refused" : "broke-rule";
  store.problem(kind, `response_url: ${error}`, detail);
  return { status, body: { ok: false, error } };
};

/**
 * What the bot posts to a response URL. Five uses within 30 minutes of the emulator's clock. Works
 * where the bot is no member. Follows
 * https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export const useResponseUrl = (store: Store, id: string, body: unknown): ResponseUrlAnswer => {
  const url = store.responseUrls.get(id);
  if (url === undefined) return refused(store, 404, "invalid_url", "there is no such response_url");
  if (store.clock.now().getTime() - url.at > LIFE_MS) {
    return refused(store, 404, "expired_url", "a response_url lives 30 minutes");
  }
  if (url.uses >= USES) return refused(store, 404, "used_url", "a response_url can be used 5 times");
  if (!isObject(body)) return refused(store, 400, "invalid_payload", "the body must be a JSON object");
  store.responseUrls.set(id, { ...url, uses: url.uses + 1 });
  return respond(store, url, body);
};

/** The same message forms as a response URL, for the body of an acknowledged command. */
export const respond = (store: Store, target: ResponseTarget, body: JsonObject): ResponseUrlAnswer => {
  const original = target.messageTs === undefined ? undefined : findMessage(store, target.channel, target.messageTs);
  if (body.delete_original === true) {
    if (original === undefined) return refused(store, 404, "message_not_found", "there is no message to delete");
    deleteMessage(store, original);
    return DONE;
  }
  const read = readMessageBlocks(body.blocks, (prefix) => store.newId(prefix));
  if (!read.ok) return refused(store, 400, read.error, read.messages.join("\n"));
  const text = textOf(body.text);
  if (text === "" && read.blocks === undefined) return refused(store, 400, "no_text", "neither text nor blocks");
  if (body.replace_original === true && original !== undefined) {
    if (original.visibleTo !== undefined && body.response_type === "in_channel") {
      return refused(store, 400, "invalid_payload", "an ephemeral message cannot be turned into a public one");
    }
    editMessage(store, original, { text: textOf(body.text), blocks: read.blocks });
    return DONE;
  }
  addMessage(store, {
    channel: target.channel,
    userId: store.bot.id,
    text,
    blocks: read.blocks ?? [],
    threadTs: typeof body.thread_ts === "string" ? body.thread_ts : undefined,
    visibleTo: body.response_type === "in_channel" ? undefined : target.userId,
  });
  return DONE;
};

const DONE: ResponseUrlAnswer = { status: 200, body: { ok: true } };
