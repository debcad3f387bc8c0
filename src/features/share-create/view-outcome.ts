import type { KnownBlock, ModalView } from "@slack/types";
import type { FailureFacts } from "../../lib/errors.ts";
import { BUTTONS, MODALS } from "../../slack/action-ids.ts";
import { actions, button, context, type MessageContent, modal, section } from "../../slack/blocks.ts";
import { explainFailure } from "../../slack/failure.ts";
import { formatMoment, type Locale } from "../../slack/locale/locale.ts";
import { titleOf } from "../../slack/locale/titles.ts";
import { channelLink, mention } from "../../slack/mrkdwn.ts";
import { words } from "./words.ts";

/** A modal that only tells: no fields, nothing to submit. */
const telling = (locale: Locale, blocks: readonly KnownBlock[]): ModalView => {
  const t = words(locale);
  return modal({ callbackId: MODALS.shareCreate, title: t.plain("title"), close: t.plain("close"), blocks });
};

export const renderOpening = (locale: Locale): ModalView => telling(locale, [section(words(locale)("opening"))]);

export const renderWorking = (locale: Locale): ModalView => {
  const t = words(locale);
  return telling(locale, [section(t("working")), context(t("workingMore"))]);
};

export const renderRetrying = (locale: Locale): ModalView => telling(locale, [section(words(locale)("retrying"))]);

/** What is shared, in short; not escaped. */
export const renderName = (names: readonly string[], locale: Locale): string =>
  titleOf(names[0] ?? "", names.length, locale);

/** Seen by the sharer alone: the only place, beside "Get code", where the code stands. */
export const renderDone = (
  done: {
    readonly name: string;
    readonly count: number;
    readonly destination: string | undefined;
    readonly expiresAt: Date | undefined;
    readonly hasCode: boolean;
    readonly accessCode: string | undefined;
  },
  locale: Locale,
  timeZone: string,
): ModalView => {
  const t = words(locale);
  const where =
    done.destination === undefined ? t("doneDirect") : t("donePosted", { channel: channelLink(done.destination) });
  return telling(locale, [
    section(t("done", { name: done.name, count: done.count })),
    section(
      done.expiresAt === undefined
        ? where
        : `${where}\n${t("doneEnds", { moment: formatMoment(done.expiresAt, locale, timeZone) })}`,
    ),
    ...(done.accessCode === undefined ? [] : [section(t("doneCode", { code: done.accessCode }))]),
    ...(done.hasCode && done.accessCode === undefined ? [context(t("doneCodeLater"))] : []),
    ...(done.hasCode ? [] : [context(t("doneNoCode"))]),
  ]);
};

export const renderFailed = (intentId: string, failure: FailureFacts, locale: Locale): ModalView =>
  telling(locale, [
    section(words(locale)("failed")),
    section(explainFailure(failure, locale)),
    retryButton(intentId, locale),
  ]);

export const renderUnknown = (intentId: string, locale: Locale): ModalView => {
  const t = words(locale);
  return telling(locale, [section(t("unknownTitle")), section(t("unknown")), retryButton(intentId, locale)]);
};

/** For a person who has closed the modal meanwhile. */
export const renderFailedNotice = (
  notice: { readonly name: string; readonly intentId: string; readonly failure: FailureFacts },
  locale: Locale,
): MessageContent => {
  const title = words(locale)("failedNotice", { name: notice.name });
  const why = explainFailure(notice.failure, locale);
  return { text: `${title}\n${why}`, blocks: [section(title), section(why), retryButton(notice.intentId, locale)] };
};

export const renderUnknownNotice = (
  notice: { readonly name: string; readonly intentId: string },
  locale: Locale,
): MessageContent => {
  const t = words(locale);
  const title = t("unknownNotice", { name: notice.name });
  return {
    text: `${title}\n${t("unknown")}`,
    blocks: [section(title), section(t("unknown")), retryButton(notice.intentId, locale)],
  };
};

const retryButton = (intentId: string, locale: Locale): KnownBlock =>
  actions(button({ text: words(locale).plain("tryAgain"), actionId: BUTTONS.shareRetry, value: intentId }));

/** To somebody who pressed "Share again" on another person's share. */
export const renderNotYoursAgain = (ownerUserId: string, locale: Locale): MessageContent => {
  const text = words(locale)("notYoursAgain", { owner: mention(ownerUserId) });
  return { text, blocks: [section(text)] };
};

/** One line, privately. */
export const renderLine = (
  key: "retryStarted" | "alreadyDone" | "notYours" | "codeWiped",
  locale: Locale,
): MessageContent => {
  const text = words(locale)(key);
  return { text, blocks: [section(text)] };
};
