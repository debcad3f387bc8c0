import type { SectionBlock } from "@slack/types";
import type { DriveFile } from "../../domain/drive-file.ts";
import { BUTTONS } from "../../slack/action-ids.ts";
import {
  actions,
  button,
  confirmation,
  context,
  type MessageContent,
  option,
  overflow,
  section,
} from "../../slack/blocks.ts";
import { formatSize, type Locale } from "../../slack/locale/locale.ts";
import { channelLink, escapeMrkdwn } from "../../slack/mrkdwn.ts";
import { closedText, linkFacts, type ShownClosed, type Words } from "./view.ts";
import { linkTitle } from "./view-files.ts";
import { words } from "./words.ts";

/** What a card shows of a link. Never its access code, never a path on the drive. */
export type LinkCard = {
  readonly shortCode: string;
  readonly ownerName: string | undefined;
  readonly endsAt: Date | undefined;
  readonly needsCode: boolean;
  /** At the top of the link; undefined where the drive shows them only to who has the code. */
  readonly files: readonly Pick<DriveFile, "name" | "kind" | "size">[] | undefined;
};

/** Under a link that somebody posted, for everybody there, in the channel's language. */
export const renderUnfurl = (card: LinkCard, locale: Locale): MessageContent => {
  const t = words(locale);
  const content = renderLinkCard(card, locale);
  const more = {
    ...overflow(BUTTONS.linkMore, [option(t.plain("cardsOff"), "cards-off")]),
    confirm: confirmation({
      title: t.plain("cardsOffTitle"),
      text: t.plain("cardsOffText"),
      confirm: t.plain("cardsOffConfirm"),
      deny: t.plain("cancel"),
    }),
  };
  return { text: content.text, blocks: [...factBlocks(t, card), actions(lookButton(t, card), more)] };
};

/** The same for one person, in the app's conversation with them. */
export const renderLinkCard = (card: LinkCard, locale: Locale): MessageContent => {
  const t = words(locale);
  return {
    text: t("cardText", { name: titleOf(t, card) }),
    blocks: [...factBlocks(t, card), actions(lookButton(t, card))],
  };
};

const titleOf = (t: Words, { files }: LinkCard): string =>
  files === undefined ? t.plain("cardUnnamed") : linkTitle(t, files);

const factBlocks = (t: Words, card: LinkCard) => [
  titleRow(titleOf(t, card)),
  context(
    ...(card.files === undefined ? [] : [whatText(t, card.files)]),
    ...linkFacts(t, card),
    card.needsCode ? `:key: ${t("needsCode")}` : t("needsNoCode"),
  ),
];

/** Bold, unless the name has marks of its own in it. Slack takes no rich text in a card under a link. */
const titleRow = (title: string): SectionBlock =>
  /[*_~`:]/.test(title)
    ? { type: "section", text: { type: "plain_text", text: title, emoji: false } }
    : section(`*${escapeMrkdwn(title)}*`);

const lookButton = (t: Words, { shortCode }: LinkCard) =>
  button({ text: t.plain("look"), actionId: BUTTONS.linkBrowse, value: shortCode });

const whatText = (t: Words, files: NonNullable<LinkCard["files"]>): string => {
  const [only, ...others] = files;
  if (only === undefined || others.length > 0) return t("items", { count: files.length });
  const icon = ICONS[only.kind];
  return only.size === undefined
    ? `${icon} ${t(`kind-${only.kind}`)}`
    : `${icon} ${t(`kind-${only.kind}`)}, ${formatSize(only.size, t.locale)}`;
};

const ICONS: Readonly<Record<DriveFile["kind"], string>> = {
  folder: ":file_folder:",
  picture: ":frame_with_picture:",
  video: ":clapper:",
  audio: ":headphones:",
  document: ":page_facing_up:",
  spreadsheet: ":bar_chart:",
  presentation: ":bar_chart:",
  archive: ":package:",
  application: ":gear:",
  other: ":page_facing_up:",
};

/** Why a link that somebody pasted has no card. */
export const renderNoCard = (closed: ShownClosed, locale: Locale): MessageContent => {
  const text = `:warning: ${closedText(closed, locale)}`;
  return { text, blocks: [section(text)] };
};

/** Cards of a channel were switched; the way back stands beside it. */
export const renderCardsSwitched = (channel: string, on: boolean, locale: Locale): MessageContent => {
  const t = words(locale);
  const text = t(on ? "cardsAreOn" : "cardsAreOff", { channel: channelLink(channel) });
  return {
    text,
    blocks: [
      section(text),
      ...(on ? [] : [actions(button({ text: t.plain("cardsOn"), actionId: BUTTONS.linkCardsOn }))]),
    ],
  };
};
