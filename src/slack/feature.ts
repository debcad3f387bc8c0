import type { ModalView, PlainTextOption } from "@slack/types";
import type { Person } from "../domain/person.ts";
import type { HandledJob } from "../jobs/job.ts";
import type { Ticker } from "../jobs/ticker.ts";
import type { Logger } from "../lib/logger.ts";
import type { Origin } from "../lib/origin.ts";
import type { MessageContent } from "./blocks.ts";

/** What every call from Slack brings. */
export type Interaction = {
  /** `command`, `button`, `field`, `options`, `submit`, `shortcut` or `event`. */
  readonly kind: string;
  /** Of the command, button, modal … */
  readonly name: string;
  readonly person: Person;
  /** One reference for this interaction: in the log, in every call to the drive, in what a person is told. */
  readonly traceId: string;
  readonly log: Logger;
  readonly receivedAt: Date;
  /** From where it comes: stands in the audit log. */
  readonly origin: Origin;
};

/** A modal as Slack sends it back, with what has been typed and chosen so far. */
export type ViewState = {
  readonly id: string;
  readonly hash: string;
  readonly callbackId: string;
  readonly metadata: string;
  /** `values[block_id][action_id]`, unchecked: `input.ts` reads it. */
  readonly values: unknown;
};

/** Answers the caller alone; works where the bot is no member, for 30 minutes. */
type Reply = (content: MessageContent) => Promise<void>;

export type CommandCall = Interaction & {
  readonly kind: "command";
  /** False for help that is given because no feature has such a sub-command. */
  readonly isKnown: boolean;
  /** What follows the sub-command, trimmed; all that was typed when that is not known. */
  readonly args: string;
  readonly channelId: string;
  /** Lives 3 seconds, opens one modal. */
  readonly triggerId: string;
  /** May carry the answer, where it is known at once. */
  readonly ack: (content?: MessageContent) => Promise<void>;
  readonly reply: Reply;
};

export type ButtonCall = Interaction & {
  readonly kind: "button";
  /** Of a button, or of what was chosen where it is a menu: an option's value, a person's id. */
  readonly value: string | undefined;
  /** Of the block around it: where a menu's own value has no room for what it is about. */
  readonly blockId: string | undefined;
  readonly triggerId: string;
  /** Where the button stands; undefined in a modal or on the Home tab. */
  readonly message:
    | { readonly channel: string; readonly ts: string; readonly threadTs: string | undefined }
    | undefined;
  readonly view: ViewState | undefined;
  /** The conversation the person is in; undefined in a modal or on the Home tab. */
  readonly channelId: string | undefined;
  readonly ack: () => Promise<void>;
  readonly reply: Reply;
  /** Takes the place of the private message with the button. */
  readonly replace: Reply;
};

/** A field of a modal was changed, and the modal wants to know (`dispatch_action`). */
export type FieldCall = Interaction & {
  readonly kind: "field";
  readonly actionId: string;
  readonly view: ViewState;
  readonly ack: () => Promise<void>;
};

export type OptionsCall = Interaction & {
  readonly kind: "options";
  readonly query: string;
  readonly view: ViewState;
  readonly ack: (options: readonly PlainTextOption[]) => Promise<void>;
};

/** What a submitted modal becomes. */
export type SubmitAnswer =
  | { readonly kind: "close" }
  /** By block id; the modal stays, with what was typed. */
  | { readonly kind: "errors"; readonly errors: Readonly<Record<string, string>> }
  | { readonly kind: "update"; readonly view: ModalView };

export type SubmitCall = Interaction & {
  readonly kind: "submit";
  readonly view: ViewState;
  readonly triggerId: string;
  readonly ack: (answer: SubmitAnswer) => Promise<void>;
};

export type ShortcutCall = Interaction & {
  readonly kind: "shortcut";
  readonly triggerId: string;
  /** For message shortcuts: the message it was called on. */
  readonly message:
    | {
        readonly channel: string;
        readonly ts: string;
        readonly text: string;
        /** The message as it came, unchecked: blocks, attachments and all. */
        readonly content: unknown;
      }
    | undefined;
  readonly ack: () => Promise<void>;
  readonly reply: Reply;
};

/** Something happened in the workspace. Slack may tell of it again: `eventId` is the same then. */
export type EventCall = Interaction & {
  readonly kind: "event";
  readonly eventId: string;
  /** As it came, unchecked: `input.ts` reads it. */
  readonly event: unknown;
  /** Answers in the app's conversation with the person whom the event is about. */
  readonly reply: Reply;
};

export type ModalHandlers = {
  readonly submit?: (call: SubmitCall) => Promise<void>;
  /** By action id: answers an external select within Slack's 3 seconds. */
  readonly options?: Readonly<Record<string, (call: OptionsCall) => Promise<void>>>;
  /** By action id: a field was changed. */
  readonly fields?: Readonly<Record<string, (call: FieldCall) => Promise<void>>>;
};

/** A feature as the rest of the program sees it: which of Slack's names it answers, which jobs it does. */
export type Feature = {
  readonly name: string;
  /** By sub-command of `/koodrive`. */
  readonly commands?: Readonly<Record<string, (call: CommandCall) => Promise<void>>>;
  readonly buttons?: Readonly<Record<string, (call: ButtonCall) => Promise<void>>>;
  readonly modals?: Readonly<Record<string, ModalHandlers>>;
  /** By event type; `message` only of direct messages to the app. */
  readonly events?: Readonly<Record<string, (call: EventCall) => Promise<void>>>;
  readonly shortcuts?: Readonly<Record<string, (call: ShortcutCall) => Promise<void>>>;
  readonly jobs?: readonly HandledJob[];
  readonly tickers?: readonly Ticker[];
};
