import type { KnownBlock, ModalView } from "@slack/types";
import type { ChannelPreferences } from "../../domain/preferences.ts";
import { BUTTONS, MODALS } from "../../slack/action-ids.ts";
import {
  actions,
  button,
  context,
  input,
  type MessageContent,
  modal,
  option,
  plainText,
  radio,
  section,
} from "../../slack/blocks.ts";
import { LIMITS } from "../../slack/limits.ts";
import type { Locale } from "../../slack/locale/locale.ts";
import { channelLink, mention } from "../../slack/mrkdwn.ts";
import { FIELDS, writeMetadata } from "./input.ts";
import { words } from "./words.ts";

type Words = ReturnType<typeof words>;

/** The form for one conversation; without one, the field that chooses it. */
export const renderForm = (
  shown: { readonly channel: string; readonly choices: ChannelPreferences } | undefined,
  locale: Locale,
): ModalView => {
  const t = words(locale);
  return modal({
    callbackId: MODALS.channelSettings,
    title: t.plain("title"),
    close: t.plain("cancel"),
    ...(shown === undefined ? {} : { submit: t.plain("save") }),
    metadata: writeMetadata({ locale, ...(shown === undefined ? {} : { channel: shown.channel }) }),
    blocks: [
      channelField(t, shown?.channel),
      ...(shown === undefined ? [] : [context(t("intro")), ...choiceFields(t, shown.choices)]),
      context(t("personal")),
      actions(button({ text: t.plain("openPersonal"), actionId: BUTTONS.homeSettings })),
    ],
  });
};

const channelField = (t: Words, channel: string | undefined): KnownBlock =>
  input({
    id: FIELDS.channel,
    label: t.plain("channel"),
    dispatch: true,
    element: {
      type: "conversations_select",
      action_id: FIELDS.channel,
      placeholder: plainText(t.plain("chooseChannel"), LIMITS.placeholder),
      filter: { include: ["public", "private"] },
      ...(channel === undefined ? {} : { initial_conversation: channel }),
    },
  });

const choiceFields = (t: Words, { unfurl, history }: ChannelPreferences): readonly KnownBlock[] => [
  radio(
    FIELDS.unfurl,
    t.plain("unfurl"),
    [option(t.plain("unfurlOn"), "on"), option(t.plain("unfurlOff"), "off")],
    unfurl ? "on" : "off",
  ),
  radio(
    FIELDS.history,
    t.plain("history"),
    [option(t.plain("historyThread"), "thread"), option(t.plain("historyNone"), "none")],
    history,
  ),
];

/** A modal with one line in it: after it was sent. */
export const renderLine = (
  line: { readonly kind: "saving" } | { readonly kind: "saved" | "unchanged" | "notMember"; readonly channel: string },
  locale: Locale,
): ModalView => {
  const t = words(locale);
  return modal({
    callbackId: MODALS.channelSettings,
    title: t.plain("title"),
    close: t.plain("close"),
    blocks: [section(lineText(t, line))],
  });
};

const lineText = (t: Words, line: Parameters<typeof renderLine>[0]): string =>
  line.kind === "saving" ? t("saving") : t(line.kind, { channel: channelLink(line.channel) });

/** What the conversation is told, in its own language. */
export const renderTold = (
  told: { readonly userId: string; readonly choices: ChannelPreferences },
  locale: Locale,
): MessageContent => {
  const t = words(locale);
  const links = t.plain(told.choices.unfurl ? "toldUnfurlOn" : "toldUnfurlOff");
  const history = t.plain(told.choices.history === "thread" ? "toldHistoryThread" : "toldHistoryNone");
  return {
    text: t("toldText"),
    blocks: [
      context(t("told", { person: mention(told.userId), links, history })),
      actions(button({ text: t.plain("change"), actionId: BUTTONS.channelSettings })),
    ],
  };
};

export const renderProblems = (fields: readonly string[], locale: Locale): Readonly<Record<string, string>> =>
  Object.fromEntries(fields.map((field) => [field, words(locale).plain("choose-one")]));
