import type { KnownBlock } from "@slack/types";
import { BUTTONS, REMINDER_BLOCK } from "../../slack/action-ids.ts";
import { actions, button, context, type MessageContent, richText, section } from "../../slack/blocks.ts";
import { formatMoment, type Locale } from "../../slack/locale/locale.ts";
import { titleOf } from "../../slack/locale/titles.ts";
import { showName } from "../../slack/mrkdwn.ts";
import { writeShareEnd } from "./input.ts";
import { words } from "./words.ts";

export type RemindedShare = {
  readonly shareId: string;
  /** Of the first file. */
  readonly name: string;
  readonly fileCount: number;
  /** Undefined where the drive gave only the short code. */
  readonly linkUrl: string | undefined;
};

/** How this reader reads. */
export type Reader = { readonly locale: Locale; readonly timeZone: string };

type Words = ReturnType<typeof words>;

const SHOWN_NAME = 120;
const HOUR_MS = 60 * 60 * 1000;
// Up to here hours say more than days.
const IN_HOURS = 36;

/** To the owner alone: what ends when, in their own time, and what to do about it. */
export const renderReminder = (
  share: RemindedShare,
  { expiresAt, now }: { readonly expiresAt: Date; readonly now: Date },
  { locale, timeZone }: Reader,
): MessageContent => {
  const t = words(locale);
  const what = timeLeft(t, expiresAt.getTime() - now.getTime());
  const moment = formatMoment(expiresAt, locale, timeZone);
  return {
    text: t("text", { what, name: titleText(share, locale), moment }),
    blocks: [
      section(`:hourglass_flowing_sand: *${what}*`),
      title(share, locale),
      context(t("facts", { moment })),
      {
        block_id: REMINDER_BLOCK,
        ...actions(
          button({
            text: t.plain("extendWeek"),
            actionId: BUTTONS.shareExtendWeek,
            value: share.shareId,
            style: "primary",
          }),
          button({ text: t.plain("extend"), actionId: BUTTONS.shareExtend, value: share.shareId }),
          button({
            text: t.plain("letEnd"),
            actionId: BUTTONS.reminderLetEnd,
            value: writeShareEnd({ shareId: share.shareId, expiresAt }),
          }),
        ),
      },
      context(t("whenReminded")),
    ],
  };
};

const timeLeft = (t: Words, leftMs: number): string => {
  const hours = Math.round(leftMs / HOUR_MS);
  if (hours < 1) return t("endsSoon");
  return hours <= IN_HOURS ? t("endsInHours", { count: hours }) : t("endsInDays", { count: Math.round(hours / 24) });
};

const titleText = ({ name, fileCount }: RemindedShare, locale: Locale): string =>
  titleOf(showName(name, SHOWN_NAME), fileCount, locale);

/** A name from outside, in which nothing is a mark. */
const title = (share: RemindedShare, locale: Locale): KnownBlock => {
  const { linkUrl } = share;
  const text = titleText(share, locale);
  const style = { bold: true };
  return richText({
    type: "rich_text_section",
    elements: [linkUrl === undefined ? { type: "text", text, style } : { type: "link", url: linkUrl, text, style }],
  });
};

/** In the place of the reminder, once the owner has decided; whoever thinks better of it can still extend. */
export const renderLettingEnd = (
  share: RemindedShare,
  expiresAt: Date,
  { locale, timeZone }: Reader,
): MessageContent => {
  const t = words(locale);
  const moment = formatMoment(expiresAt, locale, timeZone);
  return {
    text: t("lettingEndText", { name: titleText(share, locale), moment }),
    blocks: [
      title(share, locale),
      context(t("lettingEnd", { moment })),
      actions(button({ text: t.plain("extend"), actionId: BUTTONS.shareExtend, value: share.shareId })),
    ],
  };
};

/** In the place of the reminder, once there is nothing to decide any more. */
export const renderClosed = (
  share: RemindedShare,
  closed: {
    readonly became: "extended" | "endless" | "expired" | "revoked" | "files-deleted";
    readonly expiresAt: Date | undefined;
  },
  { locale, timeZone }: Reader,
): MessageContent => {
  const t = words(locale);
  const { became, expiresAt } = closed;
  const line = t(became, { moment: expiresAt === undefined ? "" : formatMoment(expiresAt, locale, timeZone) });
  return {
    text: `${titleText(share, locale)}\n${line}`,
    blocks: [
      title(share, locale),
      context(line),
      ...(became === "expired"
        ? [actions(button({ text: t.plain("again"), actionId: BUTTONS.shareAgain, value: share.shareId }))]
        : []),
    ],
  };
};

/** One line, privately. */
export const renderLine = (key: "outdated" | "notYours", locale: Locale): MessageContent => {
  const text = words(locale)(key);
  return { text, blocks: [section(text)] };
};
