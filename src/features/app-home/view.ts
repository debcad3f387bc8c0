import type { HomeView, KnownBlock } from "@slack/types";
import { remainingUntil } from "../../domain/share-end.ts";
import { unreachable } from "../../lib/errors.ts";
import { BUTTONS } from "../../slack/action-ids.ts";
import { actions, button, context, divider, header, richText, section } from "../../slack/blocks.ts";
import { LIMITS } from "../../slack/limits.ts";
import { formatMoment, type Locale } from "../../slack/locale/locale.ts";
import { titleOf } from "../../slack/locale/titles.ts";
import { showName } from "../../slack/mrkdwn.ts";
import { type Settings, settingsBlocks } from "./view-settings.ts";
import { words } from "./words.ts";

export type HomeShare = {
  readonly shareId: string;
  /** Of the first file. */
  readonly name: string;
  readonly fileCount: number;
  readonly linkUrl: string | undefined;
  readonly hasCode: boolean;
  /** Undefined: no end. */
  readonly expiresAt: Date | undefined;
};

export type HomeTask = {
  readonly kind: "package" | "save";
  readonly name: string;
  readonly isRunning: boolean;
  readonly askedAt: Date;
};

export type HomeAccount =
  | { readonly kind: "shared" }
  | { readonly kind: "linked"; readonly name: string; readonly since: Date }
  | { readonly kind: "none"; readonly asked: "looking" | "waiting" | undefined };

export type Home = {
  readonly shares: readonly HomeShare[];
  readonly position: number;
  readonly total: number;
  readonly pageSize: number;
  readonly tasks: readonly HomeTask[];
  readonly hasMoreTasks: boolean;
  readonly account: HomeAccount;
  readonly settings: Settings;
  readonly now: Date;
};

/** How this reader reads. */
export type Reader = { readonly locale: Locale; readonly timeZone: string };

type Drawing = { readonly t: ReturnType<typeof words>; readonly home: Home; readonly timeZone: string };

// On one line in most windows.
const SHOWN_NAME = 80;
const SOON_MS = 7 * 24 * 60 * 60 * 1000;

/** The Home tab: of use to everybody, from the first look on. */
export const renderHome = (home: Home, { locale, timeZone }: Reader): HomeView => {
  const drawing: Drawing = { t: words(locale), home, timeZone };
  const blocks = [
    ...introBlocks(drawing),
    mainActions(drawing),
    ...taskBlocks(drawing),
    ...shareBlocks(drawing),
    ...accountBlocks(drawing),
    divider(),
    ...settingsBlocks(home.settings, locale),
    divider(),
    ...helpBlocks(drawing),
  ];
  return { type: "home", blocks: blocks.slice(0, LIMITS.viewBlocks) };
};

/** Only until there is something to show. */
const introBlocks = ({ t, home }: Drawing): readonly KnownBlock[] => {
  if (home.total > 0 || home.tasks.length > 0) return [];
  const points = [t("introShare"), t("introKeep"), t("introTake")].map((point) => `•  ${point}`).join("\n");
  return [
    header(t.plain("welcome")),
    section(`${t("intro")}\n${points}`),
    ...(isUnconnected(home.account) ? [section(t("introConnect"))] : []),
  ];
};

const isUnconnected = (account: HomeAccount): boolean => account.kind === "none" && account.asked === undefined;

const mainActions = ({ t, home }: Drawing): KnownBlock => {
  const connectFirst = isUnconnected(home.account);
  return actions(
    ...(connectFirst
      ? [button({ text: t.plain("connect"), actionId: BUTTONS.accountConnect, style: "primary" })]
      : [button({ text: t.plain("share"), actionId: BUTTONS.shareStart, style: "primary" })]),
    button({ text: t.plain("help"), actionId: BUTTONS.helpShow }),
  );
};

const taskBlocks = ({ t, home, timeZone }: Drawing): readonly KnownBlock[] =>
  home.tasks.length === 0
    ? []
    : [
        header(t.plain("tasks")),
        ...home.tasks.flatMap((task) => [
          richText({
            type: "rich_text_section",
            elements: [
              { type: "emoji", name: task.kind === "package" ? "package" : "inbox_tray" },
              { type: "text", text: ` ${showName(task.name, SHOWN_NAME)}`, style: { bold: true } },
            ],
          }),
          context(
            t("taskLine", {
              what: t.plain(task.kind === "package" ? "taskPackage" : "taskSave"),
              how: t.plain(task.isRunning ? "taskRunning" : "taskWaiting"),
              moment: formatMoment(task.askedAt, t.locale, timeZone),
            }),
          ),
        ]),
        ...(home.hasMoreTasks ? [context(t("moreTasks"))] : []),
      ];

const shareBlocks = (drawing: Drawing): readonly KnownBlock[] => {
  const { t, home } = drawing;
  if (home.total === 0) return [header(t.plain("live")), section(t("none")), context(t("noneHint"))];
  const isSoon = ({ expiresAt }: HomeShare): boolean =>
    expiresAt !== undefined && expiresAt.getTime() - home.now.getTime() <= SOON_MS;
  const soon = home.shares.filter(isSoon);
  const later = home.shares.filter((share) => !isSoon(share));
  // Shares that end soon come first, so whoever has none on the first page has none at all.
  const hasSoon = soon.length > 0 || home.position > 0;
  return [
    ...(soon.length === 0 ? [] : [header(t.plain("endsSoon")), ...soon.flatMap((share) => shareEntry(drawing, share))]),
    ...(later.length === 0
      ? []
      : [header(t.plain(hasSoon ? "liveLater" : "live")), ...later.flatMap((share) => shareEntry(drawing, share))]),
    ...pageBlocks(drawing),
  ];
};

const shareEntry = (drawing: Drawing, share: HomeShare): readonly KnownBlock[] => {
  const { t } = drawing;
  const text = titleOf(showName(share.name, SHOWN_NAME), share.fileCount, t.locale);
  const style = { bold: true };
  const act = (key: "extend" | "edit" | "revoke", actionId: string) =>
    button({ text: t.plain(key), actionId, value: share.shareId });
  return [
    richText({
      type: "rich_text_section",
      elements: [
        share.linkUrl === undefined ? { type: "text", text, style } : { type: "link", url: share.linkUrl, text, style },
      ],
    }),
    context(factsLine(drawing, share)),
    actions(
      ...(share.expiresAt === undefined ? [] : [act("extend", BUTTONS.shareExtend)]),
      act("edit", BUTTONS.shareEdit),
      act("revoke", BUTTONS.shareCancel),
    ),
  ];
};

const factsLine = ({ t, home, timeZone }: Drawing, share: HomeShare): string =>
  [
    ...(share.expiresAt === undefined
      ? [t("noEnd")]
      : [
          t("ends", { moment: formatMoment(share.expiresAt, t.locale, timeZone) }),
          timeLeft(t, share.expiresAt, home.now),
        ]),
    ...(share.hasCode ? [t("needsCode")] : []),
  ].join(" · ");

const timeLeft = (t: Drawing["t"], end: Date, now: Date): string => {
  const left = remainingUntil(end, now);
  switch (left.kind) {
    case "days":
      return t("daysLeft", { count: left.days });
    case "day":
      return t("dayLeft");
    case "hour":
    case "ended":
      return t("hourLeft");
    default:
      return unreachable(left);
  }
};

const pageBlocks = ({ t, home }: Drawing): readonly KnownBlock[] => {
  const { position, total, shares, pageSize } = home;
  if (total <= shares.length) return [];
  const to = position + shares.length;
  const turn = (key: "previous" | "next", at: number, actionId: string) =>
    button({ text: t.plain(key), actionId, value: String(at) });
  return [
    context(t("shown", { from: position + 1, to, count: total })),
    actions(
      ...(position > 0 ? [turn("previous", Math.max(0, position - pageSize), BUTTONS.homePrevious)] : []),
      ...(to < total ? [turn("next", to, BUTTONS.homeNext)] : []),
    ),
  ];
};

const accountBlocks = ({ t, home, timeZone }: Drawing): readonly KnownBlock[] => {
  const { account } = home;
  const title = header(t.plain("account"));
  switch (account.kind) {
    case "shared":
      return [title, section(t("accountShared"))];
    case "linked":
      return [
        title,
        section(t("accountLinked", { name: showName(account.name, SHOWN_NAME) })),
        context(t("accountLinkedMore", { moment: formatMoment(account.since, t.locale, timeZone) })),
      ];
    case "none":
      if (account.asked !== undefined) {
        return [title, section(t(account.asked === "waiting" ? "accountWaiting" : "accountLooking"))];
      }
      return [title, section(t("accountNone"))];
    default:
      return unreachable(account);
  }
};

const helpBlocks = ({ t }: Drawing): readonly KnownBlock[] => [
  header(t.plain("helpTitle")),
  section(t("helpText")),
  context(t("support")),
];
