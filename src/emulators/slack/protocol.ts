/**
 * What the page and the emulator say to each other. The page shows what one person sees; the
 * emulator keeps everything. `GET /client/stream?as=U…` is a stream of server-sent events, each
 * one a whole `Snapshot`; `POST /client/act` takes an `Act` and answers with an `ActAnswer`.
 * `GET /client/people` answers with the `Person`s one can act as. `POST /client/attach?as=U…&name=…`
 * takes the raw content of a file and answers with an `AttachAnswer`; say the file's id in `say`
 * or in the value of a `file_input`. `GET /client/file?as=U…&id=F…` gives the content back.
 */

/** Block Kit as JSON: the emulator has checked it against Slack's limits before it comes here. */
export type Block = { readonly type: string; readonly block_id?: string; readonly [key: string]: unknown };
export type View = {
  readonly id: string;
  readonly hash: string;
  readonly type: "modal" | "home";
  readonly callback_id: string;
  readonly title?: { readonly text: string };
  readonly submit?: { readonly text: string };
  readonly close?: { readonly text: string };
  readonly blocks: readonly Block[];
  readonly private_metadata: string;
  readonly clear_on_close?: boolean;
  readonly notify_on_close?: boolean;
  readonly submit_disabled?: boolean;
  /** What this person has put in so far, as far as it was sent with an act: lets a reloaded page go on. */
  readonly values?: StateValues;
};

export type Person = {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly email: string;
  readonly locale: string;
  readonly tz: string;
  readonly isAdmin: boolean;
  readonly isBot: boolean;
  /** From another company (Slack Connect). */
  readonly isStranger: boolean;
  readonly deleted: boolean;
  /** CSS colour of the avatar. */
  readonly color: string;
};

export type Channel = {
  readonly id: string;
  /** For direct messages: the other person's real name. */
  readonly name: string;
  readonly kind: "public" | "private" | "im";
  readonly isExternallyShared: boolean;
  readonly isArchived: boolean;
  /** Whether the person looking is in it. */
  readonly isMember: boolean;
  readonly botIsMember: boolean;
  readonly memberIds: readonly string[];
  readonly topic: string;
};

export type Message = {
  readonly ts: string;
  readonly channel: string;
  readonly userId: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly threadTs: string | undefined;
  readonly edited: boolean;
  /** Seen only by this person, and not kept: shown as "Only visible to you". */
  readonly ephemeral: boolean;
  readonly deleted: boolean;
  /** Cards added by link unfurls. */
  readonly unfurls: readonly { readonly url: string; readonly blocks: readonly Block[] }[];
  /** Files shared with the message; `GET /client/file?as=U…&id=F…` gives the content. */
  readonly files?: readonly FileRef[];
  /** `channel_join` for "joined the channel" lines; absent for what somebody said. */
  readonly subtype?: string;
};

export type FileRef = {
  readonly id: string;
  readonly name: string;
  readonly mimetype: string;
  /** In bytes. */
  readonly size: number;
};
export type AttachAnswer =
  | { readonly ok: true; readonly file: FileRef }
  | { readonly ok: false; readonly error: string };

/**
 * Something Slack refused the bot, or the bot failed to do in time: shown in plain sight.
 *
 * - `refused`: an ordinary refusal that a bot must expect (`not_in_channel`, `expired_trigger_id`, …).
 * - `broke-rule`: the bot sent what Slack never accepts (a limit of Block Kit, a wrong argument): a fault of the bot.
 * - `no-answer`: the bot answered late, with an error, or not at all.
 */
export type ProblemKind = "refused" | "broke-rule" | "no-answer";
export type Silence =
  | { readonly kind: "late" }
  | { readonly kind: "unreachable"; readonly cause: string }
  | { readonly kind: "error"; readonly status: number };
export type Problem = {
  readonly kind: ProblemKind;
  readonly at: string;
  readonly what: string;
  readonly detail: string;
  /** Who learnt of it already, as the answer to what they did. */
  readonly toldTo?: string;
  /** How the bot failed to answer, where that is what went wrong; `detail` says the same in English. */
  readonly silence?: Silence;
};

export type CommandHint = { readonly command: string; readonly description: string; readonly usageHint: string };
export type ShortcutHint = {
  readonly name: string;
  readonly type: "global" | "message";
  readonly callbackId: string;
  readonly description: string;
};

/** A switch or button of the demo itself (move the clock, stop the bot, make the drive fail): the "Demo" panel. */
export type Control = {
  readonly id: string;
  readonly label: string;
  /** What it stands at now, e.g. `running`. */
  readonly state?: string;
  /** Values to choose from, sent as `value`; without any, it is a plain button. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  /** Present while something is as people do not expect it: what that is, and what ends it if that is for them to do. */
  readonly trouble?: { readonly text: string; readonly mend?: { readonly label: string; readonly value?: string } };
};

export type Snapshot = {
  readonly teamName: string;
  readonly me: Person;
  readonly people: readonly Person[];
  /** The bot's own user id. */
  readonly botUserId: string;
  readonly channels: readonly Channel[];
  /** By channel id, oldest first; what this person may see, ephemeral messages included. */
  readonly messages: Readonly<Record<string, readonly Message[]>>;
  /** This person's open modals, the topmost last. */
  readonly modals: readonly View[];
  readonly home: View | undefined;
  readonly commands: readonly CommandHint[];
  readonly shortcuts: readonly ShortcutHint[];
  readonly problems: readonly Problem[];
  /** Of the demo around the workspace; empty when there is none. */
  readonly controls: readonly Control[];
  /** The emulator's clock, ISO 8601. */
  readonly now: string;
};

/** A value of one input as Slack sends it in `view.state.values[block][action]`. */
export type InputValue = { readonly type: string; readonly [key: string]: unknown };
export type StateValues = Readonly<Record<string, Readonly<Record<string, InputValue>>>>;

export type Option = {
  readonly text: { readonly type: string; readonly text: string };
  readonly value: string;
  readonly description?: { readonly type: string; readonly text: string };
};
export type OptionGroup = {
  readonly label: { readonly type: string; readonly text: string };
  readonly options: readonly Option[];
};

/** Where an interactive element stands. */
export type Place =
  | { readonly in: "message"; readonly channel: string; readonly ts: string }
  | { readonly in: "view"; readonly viewId: string; readonly values: StateValues };

/** What a person does. `as` is that person's id. */
export type Act = { readonly as: string } & (
  | {
      readonly kind: "say";
      readonly channel: string;
      readonly text: string;
      readonly threadTs?: string;
      /** Ids from `POST /client/attach`. */
      readonly files?: readonly string[];
    }
  | { readonly kind: "command"; readonly channel: string; readonly command: string; readonly text: string }
  | {
      readonly kind: "shortcut";
      readonly callbackId: string;
      readonly message?: { readonly channel: string; readonly ts: string };
    }
  /** A button pressed, an option chosen, a date picked: `action` is what stands in `actions[0]` besides ids. */
  | {
      readonly kind: "action";
      readonly place: Place;
      readonly blockId: string;
      readonly actionId: string;
      readonly action: InputValue;
    }
  | {
      readonly kind: "suggest";
      readonly place: Place;
      readonly blockId: string;
      readonly actionId: string;
      readonly query: string;
    }
  | { readonly kind: "submit"; readonly viewId: string; readonly values: StateValues }
  | { readonly kind: "close"; readonly viewId: string; readonly clearAll?: boolean }
  | { readonly kind: "open-home" }
  | { readonly kind: "join"; readonly channel: string }
  | { readonly kind: "invite-bot"; readonly channel: string }
  /** Takes an ephemeral message off this person's screen. */
  | { readonly kind: "dismiss"; readonly channel: string; readonly ts: string }
  /** Deletes a message: one's own, or, for administrators, anybody's. */
  | { readonly kind: "delete"; readonly channel: string; readonly ts: string }
  /** Removes the bot from the workspace; administrators only. Its token dies, `app_uninstalled` is sent. */
  | { readonly kind: "uninstall" }
  /** One of `Snapshot.controls`. */
  | { readonly kind: "control"; readonly id: string; readonly value?: string }
);

export type ActAnswer =
  | { readonly ok: true }
  /** For `suggest`. */
  | { readonly ok: true; readonly options: readonly Option[]; readonly optionGroups?: readonly OptionGroup[] }
  /** For `submit`: the bot refused the input; by block id. The modal stays open. */
  | { readonly ok: true; readonly errors: Readonly<Record<string, string>> }
  /** The bot did not answer, answered too late, or answered with something Slack does not accept. */
  | { readonly ok: false; readonly error: string };
