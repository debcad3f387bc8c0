import type { KnownBlock } from "@slack/types";
import { BUTTONS } from "../../slack/action-ids.ts";
import { actions, button, context, type MessageContent, richText, section } from "../../slack/blocks.ts";
import { formatMoment, formatSize, type Locale } from "../../slack/locale/locale.ts";
import { mention, showName, slackDate } from "../../slack/mrkdwn.ts";
import { type CardShare, factsOfCard, shareTitle } from "./view.ts";
import { words } from "./words.ts";

export const HISTORY_KEYS = [
  "historyExtended",
  "historyNoEnd",
  "historyEnd",
  "historyComment",
  "historyCode",
  "historyRevoked",
  "historyReplaced",
  "historyShown",
  "historyExpired",
  "historyFilesDeleted",
  "historyEndedElsewhere",
] as const;

/** One line of a card's history. A person stands with their name: a mention would call them. */
type HistoryLine = { readonly key: (typeof HISTORY_KEYS)[number]; readonly moment: Date | undefined };

/** What happened, for the thread below the card. Never the access code. */
export const renderHistory = (lines: readonly HistoryLine[], name: string, locale: Locale): MessageContent => {
  const t = words(locale);
  const text = lines
    .map(({ key, moment }) =>
      t(key, {
        name: showName(name, SHOWN_PERSON),
        moment: moment === undefined ? "" : slackDate(moment, formatMoment(moment, locale, "UTC")),
      }),
    )
    .join("\n");
  return { text, blocks: [context(text)] };
};

/** To the owner: their share ended without them. */
export const renderEndedNotice = (
  share: CardShare,
  why: "files-deleted" | "ended-elsewhere",
  locale: Locale,
): MessageContent => {
  const t = words(locale);
  const key = why === "files-deleted" ? "noticeFilesDeleted" : "noticeEndedElsewhere";
  const text = t(key, { name: shareTitle(share, locale) });
  const again = button({ text: t.plain("again"), actionId: BUTTONS.shareAgain, value: share.shareId });
  return { text, blocks: [section(text), actions(again)] };
};

const SHOWN_NAME = 250;
const SHOWN_PERSON = 60;
// 20 names of the greatest length still fit into a block of text.
const FILES_PER_BLOCK = 20;

/** All that the card leaves out, for whoever asks. */
export const renderDetails = (share: CardShare, now: Date, locale: Locale): MessageContent => {
  const t = words(locale);
  const title = t("detailsTitle", { title: shareTitle(share, locale) });
  const moment = slackDate(share.sharedAt, formatMoment(share.sharedAt, locale, "UTC"));
  return {
    text: title,
    blocks: [
      section(title),
      context(...factsOfCard(t, share, now)),
      context(
        t("detailsShared", { owner: mention(share.owner.userId), moment }),
        t("noLink", { shortCode: share.shortCode }),
      ),
      ...fileBlocks(share, locale),
    ],
  };
};

const fileBlocks = ({ files }: CardShare, locale: Locale): readonly KnownBlock[] => {
  const t = words(locale);
  const lines = files.map(({ name, kind, size }) => {
    const about = kind === "folder" ? t.plain("detailsFolder") : size === undefined ? "" : formatSize(size, locale);
    return about === "" ? showName(name, SHOWN_NAME) : `${showName(name, SHOWN_NAME)} · ${about}`;
  });
  const chunks = Array.from({ length: Math.ceil(lines.length / FILES_PER_BLOCK) }, (_, index) =>
    lines.slice(index * FILES_PER_BLOCK, (index + 1) * FILES_PER_BLOCK),
  );
  return chunks.map((chunk) =>
    richText({
      type: "rich_text_list",
      style: "bullet",
      elements: chunk.map((text) => ({ type: "rich_text_section", elements: [{ type: "text", text }] })),
    }),
  );
};
