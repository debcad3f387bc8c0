import type { Button, KnownBlock } from "@slack/types";
import type { FailureFacts } from "../../lib/errors.ts";
import { BUTTONS } from "../../slack/action-ids.ts";
import {
  actions,
  button,
  confirmation,
  context,
  divider,
  header,
  type MessageContent,
  section,
} from "../../slack/blocks.ts";
import { explainFailure } from "../../slack/failure.ts";
import { formatMoment, type Locale } from "../../slack/locale/locale.ts";
import { escapeMrkdwn, link, slackDate, truncate } from "../../slack/mrkdwn.ts";
import { PAGE_SIZE, writePlace } from "./input.ts";
import { words } from "./words.ts";

export type ListedShare = {
  readonly shareId: string;
  readonly shortCode: string;
  readonly name: string | undefined;
  readonly linkUrl: string | undefined;
  readonly files: readonly unknown[];
  readonly hasCode: boolean;
  readonly expiresAt: Date | undefined;
};

export type ShareListPage = {
  readonly shares: readonly ListedShare[];
  readonly offset: number;
  readonly total: number;
  readonly text: string;
  readonly failure: FailureFacts | undefined;
  readonly cutAt: number | undefined;
};

type Words = ReturnType<typeof words>;

/** A page of my shares, each with what can be done to it. */
export const renderShares = (page: ShareListPage, locale: Locale): MessageContent => {
  const t = words(locale);
  const title = page.text === "" ? t.plain("title") : t.plain("found", { text: page.text });
  const notices = [
    ...(page.failure === undefined ? [] : [context(t("driveAway", { why: explainFailure(page.failure, locale) }))]),
    ...(page.cutAt === undefined ? [] : [context(t("tooMany", { count: page.cutAt }))]),
  ];
  if (page.total === 0) {
    const none = page.text === "" ? t("none") : t("noneFound", { text: page.text });
    return { text: none, blocks: [section(none), ...notices] };
  }
  return {
    text: title,
    blocks: [
      header(title),
      ...notices,
      ...page.shares.flatMap((share) => shareBlocks(t, share)),
      context(t("shown", { from: page.offset + 1, to: page.offset + page.shares.length, count: page.total })),
      ...pageButtons(t, page),
    ],
  };
};

const shareBlocks = (t: Words, share: ListedShare): readonly KnownBlock[] => {
  const name = truncate(share.name ?? share.shortCode, 120);
  const title = share.linkUrl === undefined ? escapeMrkdwn(name) : link(share.linkUrl, name);
  const facts = [
    share.expiresAt === undefined
      ? t("noEnd")
      : t("endsAt", { moment: slackDate(share.expiresAt, formatMoment(share.expiresAt, t.locale, "UTC")) }),
    ...(share.files.length > 1 ? [t("items", { count: share.files.length })] : []),
  ].join(" · ");
  const value = share.shareId;
  const act = (text: Parameters<Words["plain"]>[0], actionId: string): Button =>
    button({ text: t.plain(text), actionId, value });
  return [
    section(`*${title}*\n${facts}`),
    actions(
      act("edit", BUTTONS.shareEdit),
      act("extend", BUTTONS.shareExtend),
      ...(share.hasCode ? [act("getCode", BUTTONS.shareCode)] : []),
      act("postHere", BUTTONS.sharesPost),
      button({
        text: t.plain("revoke"),
        actionId: BUTTONS.shareCancel,
        value,
        style: "danger",
        confirm: confirmation({
          title: t.plain("revokeTitle"),
          text: t.plain("revokeText", { name }),
          confirm: t.plain("revokeConfirm"),
          deny: t.plain("cancel"),
          danger: true,
        }),
      }),
    ),
    divider(),
  ];
};

const pageButtons = (t: Words, { offset, total, text, shares }: ShareListPage): readonly KnownBlock[] => {
  const turn = (key: "previous" | "next", to: number, actionId: string): Button =>
    button({ text: t.plain(key), actionId, value: writePlace({ offset: to, text }) });
  const turns = [
    ...(offset > 0 ? [turn("previous", Math.max(0, offset - PAGE_SIZE), BUTTONS.sharesPrevious)] : []),
    ...(offset + shares.length < total ? [turn("next", offset + PAGE_SIZE, BUTTONS.sharesNext)] : []),
  ];
  return turns.length === 0 ? [] : [actions(...turns)];
};
