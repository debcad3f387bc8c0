import { z } from "zod";
import { type AccessCodeChoice, isAccessCode } from "../../domain/access-code.ts";
import type { Edition } from "../../domain/edition.ts";
import { MAX_COMMENT_LENGTH } from "../../domain/limits.ts";
import { EXTENSION_PRESETS } from "../../domain/share-end.ts";
import {
  isTimeZone,
  MAX_VALID_DAYS,
  MIN_VALID_DAYS,
  resolveValidity,
  type ValidityChoice,
} from "../../domain/validity.ts";
import { parseButtonId } from "../../slack/action-ids.ts";
import { readMetadata, readViewValues } from "../../slack/view-values.ts";

/** The fields of the modals `share_edit`, `share_extend` and `share_cancel`: block ids and action ids at once. */
export const FIELDS = {
  validity: "validity",
  until: "until",
  accessCode: "access_code",
  customCode: "custom_code",
  comment: "comment",
  days: "days",
  shares: "shares",
} as const;

const reader = { locale: z.enum(["en", "zh"]), timeZone: z.string().refine(isTimeZone) };
const moment = z.iso.datetime().optional();
const shareId = z.string().refine((text) => parseButtonId(text) !== undefined);

const editShape = z.object({
  ...reader,
  shareId,
  /** What the form was filled with, to tell whether it changed elsewhere meanwhile. The comment as a fingerprint. */
  base: z.object({ expiresAt: moment, comment: z.string(), hasCode: z.boolean() }),
  /** In the carrier edition whatever is saved moves the end a little. */
  edition: z.enum(["enterprise", "carrier"]),
});
const extendShape = z.object({ ...reader, shareId });
const cancelShape = z.object({ ...reader, shareIds: z.array(shareId) });
const replaceShape = z.object({
  ...reader,
  shareId,
  endsAt: moment,
  comment: z.string().optional(),
  /** The conversations of its cards of which it says that people of another company read along. */
  outside: z.array(z.string()).default([]),
});

/** What the modals carry unseen. */
export type EditMetadata = z.infer<typeof editShape> & { readonly edition: Edition };
export type ExtendMetadata = z.infer<typeof extendShape>;
export type CancelMetadata = z.infer<typeof cancelShape>;
export type ReplaceMetadata = z.infer<typeof replaceShape>;

/** Undefined when it is not what this program wrote. */
export const readEditMetadata = (text: string): EditMetadata | undefined => readMetadata(editShape, text);
export const readExtendMetadata = (text: string): ExtendMetadata | undefined => readMetadata(extendShape, text);
export const readCancelMetadata = (text: string): CancelMetadata | undefined => readMetadata(cancelShape, text);
export const readReplaceMetadata = (text: string): ReplaceMetadata | undefined => readMetadata(replaceShape, text);

/** What stands in the edit form at a moment. */
export type EditDraft = {
  readonly validity: ValidityChoice | { readonly kind: "keep" } | { readonly kind: "until-open" };
  readonly accessCode: "keep" | AccessCodeChoice["kind"];
  readonly customCode: string | undefined;
  /** Empty: no comment. */
  readonly comment: string;
};

const readValidity = (value: string | undefined, date: string | undefined): EditDraft["validity"] => {
  if (value === "date") return date === undefined ? { kind: "until-open" } : { kind: "until", date };
  const days = Number(value);
  return value === undefined || value === "keep" || !Number.isInteger(days) ? { kind: "keep" } : { kind: "days", days };
};

/** Reads the form, whatever state it is in. */
export const readEditDraft = (values: unknown): EditDraft => {
  const view = readViewValues(values);
  const code = view.chosen(FIELDS.accessCode);
  return {
    validity: readValidity(view.chosen(FIELDS.validity), view.date(FIELDS.until)),
    accessCode: code === "auto" || code === "none" || code === "custom" ? code : "keep",
    customCode: view.text(FIELDS.customCode),
    comment: view.text(FIELDS.comment) ?? "",
  };
};

export type EditProblem =
  | { readonly kind: "no-date" }
  | { readonly kind: "date-too-early"; readonly earliest: string }
  | { readonly kind: "date-too-late"; readonly latest: string }
  | { readonly kind: "bad-code" }
  | { readonly kind: "comment-too-long"; readonly length: number }
  | { readonly kind: "nothing-changed" };

/** What the person wants changed; undefined: as it is. */
export type EditRequest = {
  readonly endsAt: Date | undefined;
  readonly comment: string | undefined;
  readonly code: AccessCodeChoice | undefined;
};

export type EditResult =
  | { readonly kind: "ok"; readonly request: EditRequest }
  /** The code is to go: no edit can do that. */
  | { readonly kind: "replace"; readonly request: EditRequest }
  | { readonly kind: "problems"; readonly problems: Readonly<Record<string, EditProblem>> };

export type EditFacts = {
  readonly now: Date;
  readonly timeZone: string;
  readonly hasCode: boolean;
  /** Whether the comment in the form is another than the one it was filled with. */
  readonly commentChanged: boolean;
};

/** Checks what can be checked without asking the drive; names every field that is wrong. */
export const checkEditDraft = (draft: EditDraft, facts: EditFacts): EditResult => {
  const problems: Record<string, EditProblem> = {};
  const end = checkEnd(draft.validity, facts);
  if ("problem" in end) problems[draft.validity.kind === "days" ? FIELDS.validity : FIELDS.until] = end.problem;
  const code = checkCode(draft);
  if (code === "bad") problems[FIELDS.customCode] = { kind: "bad-code" };
  if (draft.comment.length > MAX_COMMENT_LENGTH) {
    problems[FIELDS.comment] = { kind: "comment-too-long", length: draft.comment.length };
  }
  if (Object.keys(problems).length > 0 || "problem" in end || code === "bad") return { kind: "problems", problems };
  const comment = facts.commentChanged ? draft.comment : undefined;
  const removes = code?.kind === "none";
  // No code where there was none is no change.
  const wanted = removes && !facts.hasCode ? undefined : code;
  if (end.endsAt === undefined && comment === undefined && wanted === undefined) {
    return { kind: "problems", problems: { [FIELDS.validity]: { kind: "nothing-changed" } } };
  }
  const request = { endsAt: end.endsAt, comment, code: wanted };
  return { kind: removes && facts.hasCode ? "replace" : "ok", request };
};

const checkEnd = (
  validity: EditDraft["validity"],
  { now, timeZone }: EditFacts,
): { readonly endsAt: Date | undefined } | { readonly problem: EditProblem } => {
  if (validity.kind === "keep") return { endsAt: undefined };
  if (validity.kind === "until-open") return { problem: { kind: "no-date" } };
  const resolved = resolveValidity(validity, now, timeZone);
  switch (resolved.kind) {
    case "ok":
      return { endsAt: resolved.endsAt };
    case "not-a-date":
      return { problem: { kind: "no-date" } };
    case "too-early":
      return { problem: { kind: "date-too-early", earliest: resolved.earliest } };
    case "too-late":
      return { problem: { kind: "date-too-late", latest: resolved.latest } };
  }
};

const checkCode = ({ accessCode, customCode }: EditDraft): AccessCodeChoice | undefined | "bad" => {
  if (accessCode === "keep") return undefined;
  if (accessCode !== "custom") return { kind: accessCode };
  return customCode !== undefined && isAccessCode(customCode) ? { kind: "custom", code: customCode } : "bad";
};

/** Slack shows an error only below a field that is there: the choice that brings the field, while it is not. */
export const onShownFields = (
  problems: Readonly<Record<string, EditProblem>>,
  values: unknown,
): Readonly<Record<string, EditProblem>> => {
  const { shown } = readViewValues(values);
  const belongsTo: Readonly<Record<string, string>> = {
    [FIELDS.until]: FIELDS.validity,
    [FIELDS.customCode]: FIELDS.accessCode,
  };
  return Object.fromEntries(
    Object.entries(problems).map(([field, problem]) => [
      shown.has(field) ? field : (belongsTo[field] ?? field),
      problem,
    ]),
  );
};

/** Ids of the fields that the form has at this moment. */
export const readShownFields = (values: unknown): ReadonlySet<string> => readViewValues(values).shown;

/** The chosen extension; undefined when it is none of those offered. */
export const readExtension = (values: unknown): number | undefined => {
  const days = Number(readViewValues(values).chosen(FIELDS.days));
  return EXTENSION_PRESETS.find((preset) => preset === days);
};

/** The chosen shares of a modal that offers several. */
export const readChosenShares = (values: unknown): readonly string[] =>
  readViewValues(values)
    .chosenOptions(FIELDS.shares)
    .flatMap(({ value }) => parseButtonId(value) ?? []);

/** `<share> <days>` of the command: the last word is the number. */
export const readExtendCommand = (args: string): { readonly reference: string; readonly days: number } | undefined => {
  const [, reference, text] = /^(.+?)\s+\+?(\d{1,4})$/s.exec(args.trim()) ?? [];
  const days = Number(text);
  if (reference === undefined || days < MIN_VALID_DAYS || days > MAX_VALID_DAYS) return undefined;
  return { reference, days };
};
