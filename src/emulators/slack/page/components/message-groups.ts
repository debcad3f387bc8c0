import type { Message } from "../../protocol.ts";
import { dayKey } from "../text/dates.ts";

const TOGETHER_SECONDS = 300;

export type Row = {
  readonly message: Message;
  /** Begins a new day in the reader's zone. */
  readonly startsDay: boolean;
  /** Follows the same author's message closely: shown without picture and name. */
  readonly follows: boolean;
  /** The first that the reader has not seen. */
  readonly startsNew: boolean;
  readonly replies: readonly Message[];
};

export const isReply = (message: Message): boolean => message.threadTs !== undefined && message.threadTs !== message.ts;

export const millisOf = (ts: string): number => Number(ts) * 1000;

const joins = (before: Message, message: Message): boolean =>
  before.userId === message.userId &&
  before.subtype === message.subtype &&
  before.ephemeral === message.ephemeral &&
  !message.ephemeral &&
  !before.deleted &&
  Number(message.ts) - Number(before.ts) < TOGETHER_SECONDS;

/** A channel's messages as rows; `thread` picks one thread's messages instead of the top-level ones. */
export const rowsOf = (
  messages: readonly Message[],
  tz: string,
  options: { readonly thread?: string | undefined; readonly readUntil?: string | undefined; readonly me: string },
): readonly Row[] => {
  const replies = new Map<string, Message[]>();
  for (const message of messages) {
    if (message.threadTs === undefined || !isReply(message) || message.deleted) continue;
    replies.set(message.threadTs, [...(replies.get(message.threadTs) ?? []), message]);
  }
  const wanted = messages.filter((message) => {
    if (message.deleted && !replies.has(message.ts)) return false;
    if (options.thread === undefined) return !isReply(message);
    return message.ts === options.thread || message.threadTs === options.thread;
  });
  let newShown = false;
  return wanted.map((message, index) => {
    const before = wanted[index - 1];
    const startsDay = before === undefined || dayKey(millisOf(before.ts), tz) !== dayKey(millisOf(message.ts), tz);
    const isNew =
      options.readUntil !== undefined && message.ts > options.readUntil && message.userId !== options.me && index > 0;
    const startsNew = isNew && !newShown;
    newShown ||= isNew;
    return {
      message,
      startsDay,
      startsNew,
      follows: !startsDay && !startsNew && joins(before, message) && (replies.get(before.ts)?.length ?? 0) === 0,
      replies: options.thread === undefined ? (replies.get(message.ts) ?? []) : [],
    };
  });
};
