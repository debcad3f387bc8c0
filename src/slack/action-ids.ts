import { z } from "zod";

/**
 * Every name that Slack sends back to us: commands, modals, buttons, shortcuts. They are a public
 * contract (old messages and saved shortcuts carry them): add, never rename. They stand here, and
 * not in the features, because one feature shows buttons that another answers.
 */
export const COMMAND = "/koodrive";

export const MODALS = {
  shareCreate: "share_create",
  shareEdit: "share_edit",
  shareExtend: "share_extend",
  shareCancel: "share_cancel",
  shareReplace: "share_replace",
  shareOpen: "share_open",
  taskCreate: "task_create",
  packageExpiry: "package_expiry",
  retentionPolicy: "retention_policy",
  accountConnect: "account_connect",
  homeSettings: "home_settings",
  channelSettings: "channel_settings",
  help: "help",
  sharingPolicy: "sharing_policy",
  exceptionRequest: "exception_request",
} as const;

export const BUTTONS = {
  shareEdit: "share:edit",
  shareExtend: "share:extend",
  /** A week later at once, from a reminder. */
  shareExtendWeek: "share:extend-week",
  shareCancel: "share:cancel",
  shareCode: "share:code",
  sharePackage: "share:package",
  shareSave: "share:save",
  /** The menu of a card; what was chosen of it stands in the option's value: see `parseMenuChoice`. */
  shareMore: "share:more",
  shareDetails: "share:details",
  shareAgain: "share:again",
  /** After a conflict with a change made elsewhere: which of the two shall be. */
  changeMine: "share:mine",
  changeTheirs: "share:theirs",
  shareRetry: "share:retry",
  taskRetry: "task:retry",
  taskStop: "task:stop",
  /** A button that only opens an address; Slack still tells us of the press. */
  openLink: "link:open",
  /** Opens somebody's link by its short code, in the modal `share_open`. */
  linkBrowse: "link:browse",
  linkEnter: "link:enter",
  linkUp: "link:up",
  linkPage: "link:page",
  linkFirst: "link:first",
  linkFile: "link:file",
  /** From the modal `task_create` back to the files of the link that it is about. */
  linkBack: "link:back",
  linkMore: "link:more",
  linkCardsOn: "link:cards-on",
  tasksPage: "tasks:page",
  /** The owner wants no more reminders of this end. */
  reminderLetEnd: "reminder:let-end",
  /** Opens the form to share from anywhere. */
  shareStart: "share:start",
  homePrevious: "home:previous",
  homeNext: "home:next",
  homeSettings: "home:settings",
  /** Opens what a conversation has chosen; on the Home tab, for one that is chosen there. */
  channelSettings: "channel:settings",
  helpShow: "help:show",
  accountConnect: "account:connect",
  accountDisconnect: "account:disconnect",
  accountApprove: "account:approve",
  accountDeny: "account:deny",
  auditNewer: "audit:newer",
  auditOlder: "audit:older",
  /** A menu of people: whose entries to show. */
  auditPerson: "audit:person",
  auditAll: "audit:all",
  auditExport: "audit:export",
  policyEdit: "policy:edit",
  exceptionAsk: "exception:ask",
  exceptionApprove: "exception:approve",
  exceptionRefuse: "exception:refuse",
  sharesPrevious: "shares:previous",
  sharesNext: "shares:next",
  sharesPost: "shares:post",
  /** The same, by who was told that people of another company read along. */
  sharesPostOutside: "shares:post-outside",
} as const;

/** The block of buttons under a reminder: by it a press there is told from the same press elsewhere. */
export const REMINDER_BLOCK = "reminder_actions";

export const SHORTCUTS = {
  shareFile: "share_file",
  openSharedLink: "open_shared_link",
} as const;

// Ids of shares, short codes, tasks: never longer than this, never with other characters.
const id = z.string().regex(/^[0-9A-Za-z_:-]{1,100}$/);

/** Reads the id in a button's value; undefined when somebody has tampered with it. */
export const parseButtonId = (value: string | undefined): string | undefined => {
  const parsed = id.safeParse(value);
  return parsed.success ? parsed.data : undefined;
};

const MENU_ACTS = ["edit", "extend", "cancel", "details", "again"] as const;
export type MenuAct = (typeof MENU_ACTS)[number];

/** The value of an option in a card's menu. */
export const menuChoice = (act: MenuAct, shareId: string): string => `${act}|${shareId}`;

/** Reads it back; undefined when somebody has tampered with it. */
export const parseMenuChoice = (
  value: string | undefined,
): { readonly act: MenuAct; readonly shareId: string } | undefined => {
  const [word, text, ...more] = value?.split("|") ?? [];
  const act = MENU_ACTS.find((candidate) => candidate === word);
  const shareId = parseButtonId(text);
  return act === undefined || shareId === undefined || more.length > 0 ? undefined : { act, shareId };
};
