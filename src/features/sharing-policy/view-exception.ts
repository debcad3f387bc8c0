import type { ModalView } from "@slack/types";
import { ALL_SCOPES, type ExceptionState, type PolicyWish } from "../../domain/sharing-policy.ts";
import { BUTTONS, MODALS } from "../../slack/action-ids.ts";
import { actions, button, context, input, type MessageContent, modal, option, section } from "../../slack/blocks.ts";
import { formatMoment, type Locale } from "../../slack/locale/locale.ts";
import { escapeMrkdwn, mention, slackDate, truncate } from "../../slack/mrkdwn.ts";
import { type ExceptionProblem, EXCEPTION_FIELDS as F, MAX_REASON_LENGTH, WISHES } from "./input.ts";
import { exceptionWords } from "./words-exception.ts";

type Words = ReturnType<typeof exceptionWords>;

export const renderExceptionModal = (locale: Locale): ModalView => {
  const t = exceptionWords(locale);
  return modal({
    callbackId: MODALS.exceptionRequest,
    title: t.plain("title"),
    submit: t.plain("ask"),
    close: t.plain("cancel"),
    blocks: [
      context(t("intro")),
      input({
        id: F.wish,
        label: t.plain("wish"),
        element: {
          type: "checkboxes",
          action_id: F.wish,
          options: WISHES.map((wish) => option(t.plain(wish), wish)),
        },
      }),
      input({
        id: F.days,
        label: t.plain("howLong"),
        hint: t.plain("howLongHint"),
        optional: true,
        element: { type: "plain_text_input", action_id: F.days, max_length: 3 },
      }),
      input({
        id: F.reason,
        label: t.plain("reason"),
        element: { type: "plain_text_input", action_id: F.reason, multiline: true, max_length: MAX_REASON_LENGTH },
      }),
    ],
  });
};

export const renderExceptionProblems = (
  problems: Readonly<Record<string, ExceptionProblem>>,
  locale: Locale,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(problems).map(([field, problem]) => [field, exceptionWords(locale).plain(problem)]),
  );

export const renderAsked = (outcome: "asked" | "too-many", locale: Locale): ModalView => {
  const t = exceptionWords(locale);
  return modal({
    callbackId: MODALS.exceptionRequest,
    title: t.plain("title"),
    close: t.plain("close"),
    blocks: [section(t(outcome === "asked" ? "asked" : "tooMany"))],
  });
};

export type ShownRequest = {
  readonly id: string;
  readonly userId: string;
  readonly wish: PolicyWish;
  readonly reason: string;
  readonly state: ExceptionState;
  readonly decidedBy: string | null;
  readonly expiresAt: Date;
};

/** What an administrator sees: the wish with its buttons, then how it ended. */
export const renderRequest = (request: ShownRequest, locale: Locale): MessageContent => {
  const t = exceptionWords(locale);
  const reason = escapeMrkdwn(truncate(request.reason, MAX_REASON_LENGTH)).replaceAll("\n", "\n>");
  const text = t("request", { person: mention(request.userId), wishes: wishWords(t, request.wish), reason });
  if (request.state !== "waiting") return { text, blocks: [section(text), context(endWords(t, request))] };
  return {
    text,
    blocks: [
      section(text),
      actions(
        button({ text: t.plain("approve"), actionId: BUTTONS.exceptionApprove, value: request.id, style: "primary" }),
        button({ text: t.plain("refuse"), actionId: BUTTONS.exceptionRefuse, value: request.id, style: "danger" }),
      ),
    ],
  };
};

const endWords = (t: Words, { state, decidedBy }: ShownRequest): string => {
  const admin = decidedBy === null ? "" : mention(decidedBy);
  switch (state) {
    case "waiting":
      return "";
    case "approved":
      return t("approvedBy", { admin });
    case "refused":
      return t("refusedBy", { admin });
    case "used":
      return t("used", { admin });
    case "expired":
      return decidedBy === null ? t("expired") : t("unused", { admin });
  }
};

const wishWords = (t: Words, wish: PolicyWish): string =>
  [
    ...(wish.maxDays === undefined ? [] : [t.plain("daysWish", { count: wish.maxDays })]),
    ...(wish.withoutCode ? [t.plain("code")] : []),
    ...(wish.outside ? [t.plain("outside")] : []),
    ...ALL_SCOPES.filter((scope) => wish.scopes.includes(scope)).map((scope) => t.plain(`scope-${scope}`)),
  ].join("; ");

/** What the person is told; undefined while there is nothing to tell. */
export const renderVerdict = (
  request: ShownRequest,
  { locale, timeZone }: { readonly locale: Locale; readonly timeZone: string },
): MessageContent | undefined => {
  const t = exceptionWords(locale);
  const values = {
    admin: request.decidedBy === null ? "" : mention(request.decidedBy),
    wishes: wishWords(t, request.wish),
    moment: slackDate(request.expiresAt, formatMoment(request.expiresAt, locale, timeZone)),
  };
  switch (request.state) {
    case "waiting":
    case "used":
      return undefined;
    case "approved":
      return line(t("toldApproved", values));
    case "refused":
      return line(t("toldRefused", values));
    case "expired":
      return line(t(request.decidedBy === null ? "toldExpired" : "toldUnused", values));
  }
};

export const renderExceptionLine = (key: "over" | "own" | "nobody", locale: Locale): MessageContent =>
  line(exceptionWords(locale)(key));

const line = (text: string): MessageContent => ({ text, blocks: [section(text)] });
