import type { KnownBlock, ModalView, PlainTextOption } from "@slack/types";
import { MAX_COMMENT_LENGTH } from "../../domain/limits.ts";
import type { ShareRules } from "../../domain/sharing-policy.ts";
import { calendarDay, resolveValidity, VALIDITY_PRESETS } from "../../domain/validity.ts";
import { BUTTONS, MODALS } from "../../slack/action-ids.ts";
import { actions, button, context, input, type MessageContent, modal, option, section } from "../../slack/blocks.ts";
import { formatDay, formatMoment, formatZone, type Locale } from "../../slack/locale/locale.ts";
import { forbiddenTexts, rulesLine } from "../../slack/locale/rules.ts";
import { channelLink, escapeMrkdwn, mention } from "../../slack/mrkdwn.ts";
import { type EditDraft, type EditMetadata, type EditProblem, FIELDS, type ReplaceMetadata } from "./input.ts";
import { askExceptionButton } from "./view-post.ts";
import { changeWords } from "./words-changes.ts";

type Words = ReturnType<typeof changeWords>;
type Initial = { readonly initial_option?: PlainTextOption };

/** A modal that only tells: no fields, nothing to submit. */
export const renderTelling = (
  { callbackId, title }: { readonly callbackId: string; readonly title: "editTitle" | "extendTitle" | "cancelTitle" },
  texts: readonly string[],
  locale: Locale,
  more: readonly KnownBlock[] = [],
): ModalView => {
  const t = changeWords(locale);
  const blocks = [...texts.map((text) => section(text)), ...more];
  return modal({ callbackId, title: t.plain(title), close: t.plain("close"), blocks });
};

export const EDIT = { callbackId: MODALS.shareEdit, title: "editTitle" } as const;

export type EditModal = {
  readonly title: string;
  readonly draft: EditDraft;
  readonly metadata: EditMetadata;
  readonly now: Date;
  readonly shown: ShownRules;
};

/** The edit form, around what is in it. */
export const renderEditModal = ({ title, draft, metadata, now, shown }: EditModal): ModalView => {
  const t = changeWords(metadata.locale);
  return modal({
    callbackId: MODALS.shareEdit,
    title: t.plain("editTitle"),
    submit: t.plain("save"),
    close: t.plain("cancel"),
    metadata: JSON.stringify(metadata),
    blocks: [
      section(t("about", { title })),
      ...rulesBlocks(shown, metadata.locale),
      validityField(t, draft, metadata, shown),
      ...(draft.validity.kind === "until" || draft.validity.kind === "until-open"
        ? [untilField(t, draft, metadata, now)]
        : []),
      ...endBlocks(t, draft, metadata, now),
      codeField(t, draft, metadata, shown),
      ...(draft.accessCode === "custom" ? [customCodeField(t, draft)] : []),
      commentField(t, draft),
    ],
  });
};

/** The rules as the forms show them. */
export type ShownRules = {
  readonly rules: ShareRules;
  readonly mayShareOutside: boolean;
  readonly mayGoWithoutCode: boolean;
  readonly setBy: string | undefined;
};

/** What the rules forbid and who says so, with the way to ask for more; nothing where nothing is forbidden. */
export const rulesBlocks = (shown: ShownRules, locale: Locale): readonly KnownBlock[] => {
  const said = forbiddenTexts(shown, locale);
  if (said.length === 0 || shown.setBy === undefined) return [];
  return [context(rulesLine(said, mention(shown.setBy), locale)), actions(askExceptionButton(locale))];
};

const initial = (options: readonly PlainTextOption[], value: string): Initial => {
  const found = options.find((candidate) => candidate.value === value);
  return found === undefined ? {} : { initial_option: found };
};

const validityField = (
  t: Words,
  { validity }: EditDraft,
  { base, timeZone }: EditMetadata,
  { rules }: ShownRules,
): KnownBlock => {
  const keep =
    base.expiresAt === undefined
      ? t.plain("keepNone")
      : t.plain("keep", { moment: formatMoment(new Date(base.expiresAt), t.locale, timeZone) });
  const options = [
    option(keep, "keep"),
    ...VALIDITY_PRESETS.filter((days) => days <= rules.maxDays).map((days) =>
      option(t.plain("days", { count: days }), String(days)),
    ),
    option(t.plain("untilDate"), "date"),
  ];
  const chosen = validity.kind === "keep" ? "keep" : validity.kind === "days" ? String(validity.days) : "date";
  return input({
    id: FIELDS.validity,
    label: t.plain("validity"),
    dispatch: true,
    element: { type: "static_select", action_id: FIELDS.validity, options, ...initial(options, chosen) },
  });
};

const SUGGESTED_DAYS = 14;

const untilField = (t: Words, { validity }: EditDraft, { timeZone }: EditMetadata, now: Date): KnownBlock =>
  input({
    id: FIELDS.until,
    label: t.plain("until"),
    dispatch: true,
    element: {
      type: "datepicker",
      action_id: FIELDS.until,
      initial_date: validity.kind === "until" ? validity.date : calendarDay(now, timeZone, SUGGESTED_DAYS),
    },
  });

/** What the choice means, in the reader's own time. */
const endBlocks = (t: Words, { validity }: EditDraft, metadata: EditMetadata, now: Date): readonly KnownBlock[] => {
  const { timeZone, edition, base } = metadata;
  if (validity.kind === "keep") {
    return edition === "carrier" && base.expiresAt !== undefined ? [context(t("keepMoves"))] : [];
  }
  const date = calendarDay(now, timeZone, SUGGESTED_DAYS);
  const choice = validity.kind === "until-open" ? ({ kind: "until", date } as const) : validity;
  const resolved = resolveValidity(choice, now, timeZone);
  if (resolved.kind !== "ok") return [context(t("endsWhenDayChosen"))];
  return [
    context(
      t("endsAt", {
        moment: formatMoment(resolved.endsAt, t.locale, timeZone),
        zone: formatZone(timeZone, now, t.locale),
      }),
    ),
  ];
};

const codeField = (
  t: Words,
  { accessCode }: EditDraft,
  { base }: EditMetadata,
  { mayGoWithoutCode }: ShownRules,
): KnownBlock => {
  const options = [
    option(t.plain(base.hasCode ? "codeKeep" : "codeKeepNone"), "keep"),
    option(t.plain("codeAuto"), "auto"),
    option(t.plain("codeCustom"), "custom"),
    ...(base.hasCode && mayGoWithoutCode ? [option(t.plain("codeNone"), "none")] : []),
  ];
  return input({
    id: FIELDS.accessCode,
    label: t.plain("accessCode"),
    ...(base.hasCode ? { hint: t.plain("codeHint") } : {}),
    dispatch: true,
    element: { type: "radio_buttons", action_id: FIELDS.accessCode, options, ...initial(options, accessCode) },
  });
};

const customCodeField = (t: Words, { customCode }: EditDraft): KnownBlock =>
  input({
    id: FIELDS.customCode,
    label: t.plain("customCode"),
    hint: t.plain("customCodeHint"),
    element: {
      type: "plain_text_input",
      action_id: FIELDS.customCode,
      max_length: 64,
      ...(customCode === undefined ? {} : { initial_value: customCode }),
    },
  });

const commentField = (t: Words, { comment }: EditDraft): KnownBlock =>
  input({
    id: FIELDS.comment,
    label: t.plain("comment"),
    hint: t.plain("commentHint"),
    optional: true,
    element: {
      type: "plain_text_input",
      action_id: FIELDS.comment,
      multiline: true,
      max_length: MAX_COMMENT_LENGTH,
      ...(comment === "" ? {} : { initial_value: comment }),
    },
  });

/** The words for each field's problem, under the field. */
export const renderEditProblems = (
  problems: Readonly<Record<string, EditProblem>>,
  locale: Locale,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(problems).map(([field, problem]) => [field, problemWords(problem, changeWords(locale))]),
  );

const problemWords = (problem: EditProblem, t: Words): string => {
  switch (problem.kind) {
    case "date-too-early":
      return t.plain(problem.kind, { day: formatDay(problem.earliest, t.locale) });
    case "date-too-late":
      return t.plain(problem.kind, { day: formatDay(problem.latest, t.locale) });
    case "comment-too-long":
      return t.plain(problem.kind, { count: problem.length });
    default:
      return t.plain(problem.kind);
  }
};

/** "Revoke this link and share again without a code": what it means, with one button to do both. */
export const renderReplace = (
  { title, endsAt }: { readonly title: string; readonly endsAt: Date | undefined },
  metadata: ReplaceMetadata,
): ModalView => {
  const { locale, timeZone } = metadata;
  const t = changeWords(locale);
  return modal({
    callbackId: MODALS.shareReplace,
    title: t.plain("replaceTitle"),
    submit: t.plain("replaceSubmit"),
    close: t.plain("cancel"),
    metadata: JSON.stringify(metadata),
    blocks: [
      section(t("about", { title })),
      section(t("replaceWhat")),
      section(t("replaceMeans")),
      ...(metadata.outside.length === 0
        ? []
        : [section(t("replaceOutside", { channels: metadata.outside.map(channelLink).join(", ") }))]),
      ...(endsAt === undefined ? [] : [context(t("replaceEnd", { moment: formatMoment(endsAt, locale, timeZone) }))]),
    ],
  });
};

export type Conflict = {
  readonly changeId: string;
  readonly title: string;
  readonly theirs: { readonly expiresAt: Date | undefined; readonly comment: string; readonly hasCode: boolean };
  /** Undefined: not changed by this person. */
  readonly mine: {
    readonly endsAt: Date | undefined;
    readonly comment: string | undefined;
    readonly newCode: boolean;
  };
};

/** Both values side by side, and a button for each. */
export const renderConflict = (conflict: Conflict, locale: Locale, timeZone: string): MessageContent => {
  const t = changeWords(locale);
  const { theirs, mine } = conflict;
  const day = (end: Date | undefined): string =>
    end === undefined ? t("valueNoEnd") : escapeMrkdwn(formatMoment(end, locale, timeZone));
  const words = (text: string): string => (text === "" ? t("valueNone") : escapeMrkdwn(text));
  const field = (name: "fieldEnd" | "fieldComment" | "fieldCode", other: string, own: string | undefined) =>
    section(t("conflictField", { field: t(name), theirs: other, mine: own ?? t("valueKept") }));
  const text = t("conflict", { title: conflict.title });
  return {
    text,
    blocks: [
      section(text),
      field("fieldEnd", day(theirs.expiresAt), mine.endsAt === undefined ? undefined : day(mine.endsAt)),
      field("fieldComment", words(theirs.comment), mine.comment === undefined ? undefined : words(mine.comment)),
      field("fieldCode", t(theirs.hasCode ? "valueCode" : "valueNone"), mine.newCode ? t("valueNewCode") : undefined),
      actions(
        button({ text: t.plain("takeMine"), actionId: BUTTONS.changeMine, value: conflict.changeId, style: "primary" }),
        button({ text: t.plain("keepTheirs"), actionId: BUTTONS.changeTheirs, value: conflict.changeId }),
      ),
    ],
  };
};

/** The same where the form stood. */
export const renderConflictModal = (content: MessageContent, locale: Locale): ModalView => {
  const t = changeWords(locale);
  return modal({
    callbackId: MODALS.shareEdit,
    title: t.plain("conflictTitle"),
    close: t.plain("close"),
    blocks: content.blocks,
  });
};
