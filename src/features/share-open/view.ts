import type { KnownBlock, ModalView } from "@slack/types";
import type { FailureFacts } from "../../lib/errors.ts";
import { MODALS } from "../../slack/action-ids.ts";
import { context, input, type MessageContent, modal, option, section } from "../../slack/blocks.ts";
import { explainFailure } from "../../slack/failure.ts";
import { LIMITS } from "../../slack/limits.ts";
import { formatMoment, type Locale } from "../../slack/locale/locale.ts";
import { slackDate, truncate } from "../../slack/mrkdwn.ts";
import { FIELDS, type Goal, type Reader, writeMetadata } from "./input.ts";
import { words } from "./words.ts";

export type Words = ReturnType<typeof words>;

/** What is known of a link before it is open. */
export type ShownLink = {
  readonly shortCode: string;
  readonly ownerName: string | undefined;
  /** Undefined: no end. */
  readonly endsAt: Date | undefined;
};

export type ShownProblem =
  | { readonly kind: "wrong"; readonly left: number }
  | { readonly kind: "paused"; readonly until: Date }
  | { readonly kind: "again" };

/** Why a link does not open. */
export type ShownClosed =
  | { readonly kind: "unknown-link" }
  | { readonly kind: "not-for-you" }
  | {
      readonly kind: "ended";
      readonly why: "expired" | "revoked" | "files-deleted";
      readonly ownerName: string | undefined;
    }
  | { readonly kind: "failed"; readonly failure: FailureFacts };

const frame = (
  t: Words,
  rest: { readonly submit?: string; readonly metadata?: string; readonly blocks: readonly KnownBlock[] },
) => modal({ callbackId: MODALS.shareOpen, title: t.plain("title"), close: t.plain("close"), ...rest });

/** While the drive is asked. */
export const renderOpening = (locale: Locale): ModalView => {
  const t = words(locale);
  return frame(t, { blocks: [section(t("moment"))] });
};

export type LinkForm = {
  readonly reader: Reader;
  readonly goal: Goal;
  /** What stands in the field already. */
  readonly link?: string | undefined;
  /** More than one to choose from, instead of the field. */
  readonly links?: readonly { readonly shortCode: string; readonly label: string | undefined }[] | undefined;
  /** mrkdwn. */
  readonly notice?: string | undefined;
};

/** Asks for the link, and for its code if it has one. */
export const renderLinkForm = ({ reader, goal, link, links = [], notice }: LinkForm): ModalView => {
  const t = words(reader.locale);
  return frame(t, {
    submit: t.plain("submitOpen"),
    metadata: writeMetadata({ ...readerOf(reader), stage: "link", goal }),
    blocks: [
      ...(notice === undefined ? [] : [section(notice)]),
      links.length > 1 ? linkChoice(t, links) : linkField(t, link),
      codeField(t, true),
    ],
  });
};

const linkField = (t: Words, link: string | undefined): KnownBlock =>
  input({
    id: FIELDS.link,
    label: t.plain("link"),
    hint: t.plain("linkHint"),
    element: {
      type: "plain_text_input",
      action_id: FIELDS.link,
      ...(link === undefined ? { focus_on_load: true } : { initial_value: link }),
    },
  });

const linkChoice = (t: Words, links: NonNullable<LinkForm["links"]>): KnownBlock => {
  const options = links
    .slice(0, LIMITS.options)
    .map(({ shortCode, label }) =>
      label === undefined
        ? option(t.plain("linkOf", { code: shortCode }), shortCode)
        : option(label, shortCode, t.plain("linkOf", { code: shortCode })),
    );
  // Radio buttons show all at once, but no more than ten.
  const few = options.length <= LIMITS.radioOptions;
  return input({
    id: FIELDS.link,
    label: t.plain("whichLink"),
    element: few
      ? { type: "radio_buttons", action_id: FIELDS.link, options }
      : { type: "static_select", action_id: FIELDS.link, options },
  });
};

const codeField = (t: Words, optional: boolean): KnownBlock =>
  input({
    id: FIELDS.code,
    label: t.plain("code"),
    hint: t.plain(optional ? "codeIfAny" : "codeHint"),
    optional,
    element: {
      type: "plain_text_input",
      action_id: FIELDS.code,
      ...(optional ? {} : { focus_on_load: true }),
    },
  });

export type CodeForm = {
  readonly reader: Reader;
  readonly goal: Goal;
  readonly link: ShownLink;
  readonly problem?: ShownProblem | undefined;
  /** mrkdwn, above the field. */
  readonly notice?: string | undefined;
};

/** Asks for the code of a link that wants one. */
export const renderCodeForm = ({ reader, goal, link, problem, notice }: CodeForm): ModalView => {
  const t = words(reader.locale);
  return frame(t, {
    submit: t.plain("submitOpen"),
    metadata: writeMetadata({ ...readerOf(reader), stage: "code", goal, shortCode: link.shortCode }),
    blocks: [
      section(t("needsCodeTitle")),
      context(...linkFacts(t, link)),
      ...(problem === undefined ? [] : [section(`:warning: ${problemText(problem, reader)}`)]),
      ...(notice === undefined ? [] : [section(`:warning: ${notice}`)]),
      codeField(t, false),
    ],
  });
};

/** Why a code did not open the link: plain text, fit for under a field. */
export const problemText = (problem: ShownProblem, { locale, timeZone }: Reader): string => {
  const t = words(locale);
  switch (problem.kind) {
    case "wrong":
      return t.plain("wrong-code", { count: problem.left });
    case "paused":
      return t.plain("paused-code", { moment: formatMoment(problem.until, locale, timeZone) });
    case "again":
      return t.plain("code-again");
  }
};

/** Who shared it and until when: mrkdwn, in parts. */
export const linkFacts = (t: Words, link: Omit<ShownLink, "shortCode">): readonly string[] => [
  ...(link.ownerName === undefined
    ? []
    : [`:bust_in_silhouette: ${t("sharedBy", { owner: truncate(link.ownerName, 100) })}`]),
  `:hourglass_flowing_sand: ${endText(t, link.endsAt)}`,
];

const endText = (t: Words, endsAt: Date | undefined): string =>
  endsAt === undefined ? t("noEnd") : t("endsAt", { moment: slackDate(endsAt, formatMoment(endsAt, t.locale, "UTC")) });

/** Why a link does not open and who can help: mrkdwn. */
export const closedText = (closed: ShownClosed, locale: Locale): string =>
  closed.kind === "failed" ? explainFailure(closed.failure, locale) : closedWords(words(locale), closed);

/** The same as plain text, for under a field. */
export const closedFieldText = (closed: Exclude<ShownClosed, { readonly kind: "failed" }>, locale: Locale): string =>
  closedWords(words(locale).plain, closed);

const closedWords = (t: Words | Words["plain"], closed: Exclude<ShownClosed, { readonly kind: "failed" }>): string => {
  if (closed.kind !== "ended") return t(closed.kind);
  const { ownerName } = closed;
  return `${t(`ended-${closed.why}`)} ${ownerName === undefined ? t("askSender") : t("askOwner", { owner: ownerName })}`;
};

/** What is told instead of the files; where something can be mended, with the field to do so. */
export const renderClosed = (
  closed: ShownClosed,
  form: { readonly reader: Reader; readonly goal: Goal; readonly shortCode: string },
): ModalView => {
  const { reader, goal, shortCode } = form;
  const notice = `:warning: ${closedText(closed, reader.locale)}`;
  if (closed.kind === "unknown-link" || closed.kind === "failed") {
    return renderLinkForm({ reader, goal, link: shortCode, notice });
  }
  return frame(words(reader.locale), { blocks: [section(notice)] });
};

/** The opened link is not remembered any more: asks for it anew. */
export const renderSessionGone = (reader: Reader): ModalView =>
  renderLinkForm({ reader, goal: "files", notice: words(reader.locale)("sessionGone") });

export const fieldText = (key: "not-a-link" | "not-offered" | "sessionGone" | "code-missing", locale: Locale): string =>
  words(locale).plain(key);

/** One line, privately. */
export const renderLine = (key: "commandHelp" | "noLinks" | "direct", locale: Locale): MessageContent => {
  const text = words(locale)(key);
  return { text, blocks: [section(text)] };
};

const readerOf = ({ locale, timeZone }: Reader): Reader => ({ locale, timeZone });
