import type { KnownBlock, RichTextSection } from "@slack/types";
import type { Undelivered } from "../../domain/card-place.ts";
import type { FileKind } from "../../domain/drive-file.ts";
import type { ShareScope, ShareStatus } from "../../domain/share.ts";
import { remainingUntil, statusAt } from "../../domain/share-end.ts";
import { BUTTONS, menuChoice } from "../../slack/action-ids.ts";
import {
  actions,
  button,
  context,
  type MessageContent,
  option,
  overflow,
  richText,
  section,
} from "../../slack/blocks.ts";
import { formatMoment, formatSize, type Locale } from "../../slack/locale/locale.ts";
import { titleOf } from "../../slack/locale/titles.ts";
import { channelLink, showName, showText, slackDate } from "../../slack/mrkdwn.ts";
import { words } from "./words.ts";

/** What a card shows of a share. Never its access code, never a path on the drive. */
export type CardShare = {
  readonly shareId: string;
  readonly shortCode: string;
  /** Undefined where the drive gave only the short code. */
  readonly linkUrl: string | undefined;
  readonly name: string;
  readonly scope: ShareScope;
  /** The people in Slack it was shared with, for the scope `people`: some of their names, and how many they are. */
  readonly recipients: { readonly names: readonly string[]; readonly total: number };
  readonly files: readonly { readonly name: string; readonly kind: FileKind; readonly size: number | undefined }[];
  readonly comment: string | undefined;
  readonly hasCode: boolean;
  readonly expiresAt: Date | undefined;
  readonly status: ShareStatus;
  readonly sharedAt: Date;
  readonly owner: { readonly userId: string; readonly realName: string };
};

type Words = ReturnType<typeof words>;
type Ended = Exclude<ShareStatus, "live">;

// Names of files on the drive reach 250 bytes; the card stays readable with the beginning of them.
const SHOWN_NAME = 120;
const SHOWN_FILES = 5;
const SHOWN_PERSON = 60;
// They stand for a value while a sentence is looked up, and cannot be typed.
const OWNER = "\u0001";
const TITLE = "\u0002";

/** The one message that stands for a share in a conversation, in the conversation's language. */
export const renderCard = (share: CardShare, now: Date, locale: Locale): MessageContent => {
  const t = words(locale);
  const status = statusAt(share, now);
  return status === "live" ? liveCard(t, share, now) : endedCard(t, share, status);
};

const liveCard = (t: Words, share: CardShare, now: Date): MessageContent => {
  const values = { owner: showName(share.owner.realName, SHOWN_PERSON), title: shareTitle(share, t.locale) };
  const blocks: readonly (KnownBlock | undefined)[] = [
    richText(headline(t, share, "live")),
    share.comment === undefined || share.comment === ""
      ? undefined
      : richText({ type: "rich_text_quote", elements: [{ type: "text", text: showText(share.comment) }] }),
    filesBlock(t, share),
    context(...factsOfCard(t, share, now)),
    share.linkUrl === undefined ? context(t("noLink", { shortCode: share.shortCode })) : undefined,
    liveActions(t, share),
  ];
  return { text: t("sharedText", values), blocks: blocks.filter((block) => block !== undefined) };
};

// Slack makes up a new id at each edit, and a press on what somebody still sees of the old one would be lost.
const ACTIONS_BLOCK = "share_actions";

const liveActions = (t: Words, { shareId, linkUrl, hasCode, expiresAt }: CardShare): KnownBlock => ({
  block_id: ACTIONS_BLOCK,
  ...actions(
    ...(linkUrl === undefined
      ? []
      : [button({ text: t.plain("open"), actionId: BUTTONS.openLink, url: linkUrl, style: "primary" })]),
    button({ text: t.plain("package"), actionId: BUTTONS.sharePackage, value: shareId }),
    button({ text: t.plain("save"), actionId: BUTTONS.shareSave, value: shareId }),
    ...(hasCode ? [button({ text: t.plain("getCode"), actionId: BUTTONS.shareCode, value: shareId })] : []),
    overflow(BUTTONS.shareMore, [
      option(t.plain("edit"), menuChoice("edit", shareId)),
      ...(expiresAt === undefined ? [] : [option(t.plain("extend"), menuChoice("extend", shareId))]),
      option(t.plain("revoke"), menuChoice("cancel", shareId)),
      option(t.plain("details"), menuChoice("details", shareId)),
    ]),
  ),
});

const endedCard = (t: Words, share: CardShare, status: Ended): MessageContent => {
  const values = {
    owner: showName(share.owner.realName, SHOWN_PERSON),
    title: shareTitle(share, t.locale),
    status: t(status),
  };
  const { expiresAt } = share;
  const how =
    status === "expired" && expiresAt !== undefined ? t("expiredAt", { moment: dateOf(expiresAt, t) }) : t(status);
  const icon = { expired: ":hourglass:", revoked: ":no_entry:", "files-deleted": ":wastebasket:" } as const;
  return {
    text: t("endedText", values),
    blocks: [
      richText(headline(t, share, status)),
      context(`${icon[status]} ${how}`),
      actions(button({ text: t.plain("again"), actionId: BUTTONS.shareAgain, value: share.shareId })),
    ],
  };
};

/** The first file's name, and how many more there are. */
export const shareTitle = (share: Pick<CardShare, "name" | "files">, locale: Locale): string => {
  const name = showName(share.files[0]?.name ?? share.name, SHOWN_NAME);
  return titleOf(name, share.files.length, locale);
};

const headline = (t: Words, share: CardShare, status: ShareStatus): RichTextSection => {
  const title = shareTitle(share, t.locale);
  const pieces = t.plain("shared", { owner: OWNER, title: TITLE }).split(new RegExp(`(${OWNER}|${TITLE})`));
  return {
    type: "rich_text_section",
    elements: pieces
      .filter((piece) => piece !== "")
      .map((piece) => {
        if (piece === OWNER) return { type: "user", user_id: share.owner.userId };
        if (piece !== TITLE) return { type: "text", text: piece };
        if (status !== "live") return { type: "text", text: title, style: { strike: true } };
        return share.linkUrl === undefined
          ? { type: "text", text: title, style: { bold: true } }
          : { type: "link", url: share.linkUrl, text: title, style: { bold: true } };
      }),
  };
};

const filesBlock = (t: Words, share: CardShare): KnownBlock | undefined => {
  if (share.files.length < 2) return undefined;
  const shown = share.files.slice(0, SHOWN_FILES).map((file) => showName(file.name, SHOWN_NAME));
  const hidden = share.files.length - shown.length;
  const lines = hidden > 0 ? [...shown, t.plain("andMore", { count: hidden })] : shown;
  return richText({
    type: "rich_text_list",
    style: "bullet",
    elements: lines.map((text) => ({ type: "rich_text_section", elements: [{ type: "text", text }] })),
  });
};

/** What it is, who can open it, until when, whether it needs a code: mrkdwn, each to stand whole on a line. */
export const factsOfCard = (t: Words, share: CardShare, now: Date): readonly string[] => [
  whatLine(t, share),
  `:busts_in_silhouette: ${audienceLine(t, share)}`,
  `:hourglass_flowing_sand: ${share.expiresAt === undefined ? t("noEnd") : endLine(t, share.expiresAt, now)}`,
  ...(share.hasCode ? [`:key: ${t("needsCode")}`] : []),
];

const whatLine = (t: Words, { files }: CardShare): string => {
  const counts = new Map<FileKind, number>();
  for (const { kind } of files) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const kinds = [...counts].map(([kind, count]) => t(kind, { count }));
  const what = counts.size === 1 ? (kinds[0] ?? "") : `${t("items", { count: files.length })} (${kinds.join(", ")})`;
  const size = files.reduce((total, file) => total + (file.size ?? 0), 0);
  return size > 0 ? `${what}, ${formatSize(size, t.locale)}` : what;
};

const audienceLine = (t: Words, { scope, recipients }: CardShare): string => {
  const scopes = { external: "scopeExternal", company: "scopeCompany", people: "scopePeople" } as const;
  if (scope !== "people" || recipients.total === 0) return t(scopes[scope]);
  const names = recipients.names.map((name) => showName(name, SHOWN_PERSON)).join(", ");
  const count = recipients.total - recipients.names.length;
  return count > 0 ? t("scopeNamedMore", { names, count, total: recipients.total }) : t("scopeNamed", { names });
};

const dateOf = (moment: Date, t: Words): string => slackDate(moment, formatMoment(moment, t.locale, "UTC"));

const endLine = (t: Words, expiresAt: Date, now: Date): string => {
  const until = t("until", { moment: dateOf(expiresAt, t) });
  const left = remainingUntil(expiresAt, now);
  switch (left.kind) {
    case "days":
      return `${until} · ${t("daysLeft", { count: left.days })}`;
    case "day":
      return `${until} · ${t("dayLeft")}`;
    case "hour":
      return `${until} · ${t("hourLeft")}`;
    case "ended":
      return t("expiredAt", { moment: dateOf(expiresAt, t) });
  }
};

/**
 * What a card shows, in short: two cards with one digest look the same. The first line is about the share itself, the
 * second about the passing of time.
 */
export const cardDigest = (share: CardShare, now: Date, locale: Locale): string => {
  const { linkUrl, scope, recipients, files, comment, hasCode, expiresAt } = share;
  const status = statusAt(share, now);
  const facts = ["1", locale, status, linkUrl, scope, recipients, files.length, comment, hasCode, expiresAt];
  return `${JSON.stringify(facts)}\n${expiresAt === undefined ? "" : JSON.stringify(remainingUntil(expiresAt, now))}`;
};

/** The card, sent to the sharer instead of where it should have gone. */
export const renderUndelivered = (
  share: CardShare,
  undelivered: {
    readonly channel: string;
    readonly reason: Undelivered;
  },
  now: Date,
  locale: Locale,
): MessageContent => {
  const card = renderCard(share, now, locale);
  const why = words(locale)(undelivered.reason, { channel: channelLink(undelivered.channel) });
  return { text: `${why}\n${card.text}`, blocks: [section(`:warning: ${why}`), ...card.blocks] };
};
