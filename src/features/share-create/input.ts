import { z } from "zod";
import { type AccessCodeChoice, isAccessCode } from "../../domain/access-code.ts";
import { isDirect } from "../../domain/card-place.ts";
import type { Edition } from "../../domain/edition.ts";
import { MAX_COMMENT_LENGTH, MAX_FILES_PER_SHARE } from "../../domain/limits.ts";
import { parsePhoneNumbers } from "../../domain/phone-numbers.ts";
import type { ShareScope } from "../../domain/share.ts";
import type { CodeAudience } from "../../domain/share-change.ts";
import type { PolicyProblem } from "../../domain/sharing-policy.ts";
import { DEFAULT_VALID_DAYS, isTimeZone, resolveValidity, type ValidityChoice } from "../../domain/validity.ts";
import { type ChosenOption, readMetadata, readViewValues } from "../../slack/view-values.ts";

/** The fields of the modal `share_create`: block ids and action ids at once. */
export const FIELDS = {
  space: "space",
  files: "files",
  scope: "scope",
  recipients: "recipients",
  phoneNumbers: "phone_numbers",
  validity: "validity",
  until: "until",
  accessCode: "access_code",
  customCode: "custom_code",
  codeAudience: "code_audience",
  comment: "comment",
  destination: "destination",
  outsideOk: "outside_ok",
} as const;

/**
 * What the modal carries unseen: its reader as known when it was drawn. After a restart the program knows
 * nobody, and may not ask Slack before it has answered a submission.
 */
export type FormReader = {
  readonly locale: "en" | "zh";
  /** IANA name. */
  readonly timeZone: string;
};

const readerShape = z.object({ locale: z.enum(["en", "zh"]), timeZone: z.string().refine(isTimeZone) });

export const writeReader = ({ locale, timeZone }: FormReader): string => JSON.stringify({ locale, timeZone });

/** Undefined when it is not what this program wrote. */
export const readReader = (metadata: string): FormReader | undefined => readMetadata(readerShape, metadata);

/** What stands in the modal at a moment, complete or not. */
export type ShareDraft = {
  readonly space: ChosenOption | undefined;
  readonly files: readonly ChosenOption[];
  readonly scope: ShareScope;
  readonly recipients: readonly string[];
  readonly phoneNumbers: string | undefined;
  readonly validity: ValidityChoice | { readonly kind: "until-open" };
  readonly accessCode: AccessCodeChoice["kind"];
  readonly customCode: string | undefined;
  readonly codeAudience: CodeAudience;
  readonly comment: string | undefined;
  readonly destination: string | undefined;
  /** Ticked: people of another company shall get the link. */
  readonly outsideOk: boolean;
};

export const EMPTY_DRAFT: ShareDraft = {
  space: undefined,
  files: [],
  scope: "external",
  recipients: [],
  phoneNumbers: undefined,
  validity: { kind: "days", days: DEFAULT_VALID_DAYS },
  accessCode: "auto",
  customCode: undefined,
  codeAudience: "owner",
  comment: undefined,
  destination: undefined,
  outsideOk: false,
};

/** Reads the modal, whatever state it is in. What Slack cannot have sent counts as not chosen. */
export const readShareDraft = (values: unknown): ShareDraft => {
  const view = readViewValues(values);
  return {
    space: view.chosenOption(FIELDS.space),
    files: view.chosenOptions(FIELDS.files),
    scope: readScope(view.chosen(FIELDS.scope)),
    recipients: view.users(FIELDS.recipients),
    phoneNumbers: view.text(FIELDS.phoneNumbers),
    validity: readValidity(view.chosen(FIELDS.validity), view.date(FIELDS.until)),
    accessCode: readAccessCode(view.chosen(FIELDS.accessCode)),
    customCode: view.text(FIELDS.customCode),
    codeAudience: view.chosen(FIELDS.codeAudience) === "conversation" ? "conversation" : "owner",
    comment: view.text(FIELDS.comment),
    destination: postableConversation(view.conversation(FIELDS.destination)),
    outsideOk: view.chosenOptions(FIELDS.outsideOk).length > 0,
  };
};

/** What the program knows that the modal does not say. */
export type ShareFacts = {
  readonly now: Date;
  /** IANA name of the person's zone. */
  readonly timeZone: string;
  readonly edition: Edition;
  /** By file id: in which space the file was seen, and what it is called. */
  readonly seenFiles: ReadonlyMap<string, { readonly containerId: string; readonly name: string }>;
  /** By Slack user id: the drive user, for people whose account is known. */
  readonly driveUsers: ReadonlyMap<string, string>;
};

/** A complete wish for a share; the code apart, because it is sealed before it is stored. */
export type ShareRequest = {
  readonly containerId: string;
  readonly files: readonly { readonly fileId: string; readonly name: string }[];
  readonly scope: ShareScope;
  readonly userIds: readonly string[];
  readonly recipients: readonly string[];
  readonly phoneNumbers: readonly string[];
  readonly validDays: number;
  readonly accessCode: AccessCodeChoice;
  readonly codeAudience: CodeAudience;
  readonly comment: string | undefined;
  readonly destination: string | undefined;
  readonly outsideConfirmed: boolean;
};

/** What is wrong with a field. The words for it are in `words.ts`. */
export type FieldProblem =
  | { readonly kind: "no-space" }
  | { readonly kind: "no-files" }
  | { readonly kind: "too-many-files"; readonly count: number }
  | { readonly kind: "files-elsewhere"; readonly names: readonly string[] }
  | { readonly kind: "scope-not-offered" }
  | { readonly kind: "nobody-named" }
  | { readonly kind: "recipient-unknown"; readonly userIds: readonly string[] }
  | { readonly kind: "not-a-phone-number"; readonly text: string }
  | { readonly kind: "no-date" }
  | { readonly kind: "date-too-early"; readonly earliest: string }
  | { readonly kind: "date-too-late"; readonly latest: string }
  | { readonly kind: "bad-code" }
  | { readonly kind: "comment-too-long"; readonly length: number }
  | { readonly kind: "exception-gone" }
  | PolicyProblem;

export type ShareRequestResult =
  | { readonly kind: "ok"; readonly request: ShareRequest }
  | { readonly kind: "problems"; readonly problems: Readonly<Record<string, FieldProblem>> };

/** Checks everything that can be checked without asking the drive; names every field that is wrong. */
export const checkShareDraft = (draft: ShareDraft, facts: ShareFacts): ShareRequestResult => {
  const problems: Record<string, FieldProblem> = {};

  if (draft.space === undefined) problems[FIELDS.space] = { kind: "no-space" };
  const fileProblem = checkFiles(draft, facts);
  if (fileProblem !== undefined) problems[FIELDS.files] = fileProblem;

  if (draft.scope === "company" && facts.edition === "carrier") problems[FIELDS.scope] = { kind: "scope-not-offered" };
  const phones = parsePhoneNumbers(draft.phoneNumbers ?? "");
  const named = draft.scope === "people";
  const unknown = draft.recipients.filter((userId) => !facts.driveUsers.has(userId));
  if (named && unknown.length > 0) problems[FIELDS.recipients] = { kind: "recipient-unknown", userIds: unknown };
  if (named && phones.kind === "not-a-number") {
    problems[FIELDS.phoneNumbers] = { kind: "not-a-phone-number", text: phones.text };
  }
  const phoneNumbers = named && phones.kind === "ok" ? phones.phoneNumbers : [];
  if (named && draft.recipients.length === 0 && phones.kind === "ok" && phones.phoneNumbers.length === 0) {
    problems[FIELDS.phoneNumbers] = { kind: "nobody-named" };
  }

  const validity =
    draft.validity.kind === "until-open" ? undefined : resolveValidity(draft.validity, facts.now, facts.timeZone);
  if (validity === undefined || validity.kind === "not-a-date") problems[FIELDS.until] = { kind: "no-date" };
  else if (validity.kind === "too-early") {
    problems[FIELDS.until] = { kind: "date-too-early", earliest: validity.earliest };
  } else if (validity.kind === "too-late") problems[FIELDS.until] = { kind: "date-too-late", latest: validity.latest };

  const accessCode = checkCode(draft);
  if (accessCode === undefined) problems[FIELDS.customCode] = { kind: "bad-code" };
  if (draft.comment !== undefined && draft.comment.length > MAX_COMMENT_LENGTH) {
    problems[FIELDS.comment] = { kind: "comment-too-long", length: draft.comment.length };
  }

  if (
    Object.keys(problems).length > 0 ||
    draft.space === undefined ||
    validity?.kind !== "ok" ||
    accessCode === undefined
  ) {
    return { kind: "problems", problems };
  }
  const recipients = named ? draft.recipients : [];
  return {
    kind: "ok",
    request: {
      containerId: draft.space.value,
      files: draft.files.map((file) => ({
        fileId: file.value,
        name: facts.seenFiles.get(file.value)?.name ?? file.label,
      })),
      scope: draft.scope,
      recipients,
      userIds: recipients.flatMap((userId) => facts.driveUsers.get(userId) ?? []),
      phoneNumbers,
      validDays: validity.validDays,
      accessCode,
      codeAudience: draft.codeAudience,
      comment: draft.comment,
      destination: draft.destination,
      outsideConfirmed: draft.outsideOk,
    },
  };
};

// Fields that only show with a certain choice in another one.
const BELONGS_TO: Readonly<Record<string, string>> = {
  [FIELDS.until]: FIELDS.validity,
  [FIELDS.customCode]: FIELDS.accessCode,
  [FIELDS.recipients]: FIELDS.scope,
  [FIELDS.phoneNumbers]: FIELDS.scope,
  [FIELDS.outsideOk]: FIELDS.destination,
};

/**
 * Slack takes errors only for fields that the modal shows. A field that is not there (yet: the modal is drawn
 * again a moment after the choice) leaves its problem to the one it belongs to.
 */
export const onShownFields = (
  problems: Readonly<Record<string, FieldProblem>>,
  values: unknown,
): Readonly<Record<string, FieldProblem>> => {
  const shown = readViewValues(values).shown;
  const placed: Record<string, FieldProblem> = {};
  for (const [field, problem] of Object.entries(problems)) {
    placed[shown.has(field) ? field : (BELONGS_TO[field] ?? field)] ??= problem;
  }
  return placed;
};

const RULE_FIELDS: Readonly<Record<PolicyProblem["kind"], string>> = {
  "too-long": FIELDS.validity,
  "code-required": FIELDS.accessCode,
  "scope-forbidden": FIELDS.scope,
  "outside-forbidden": FIELDS.scope,
  "outside-blocked": FIELDS.destination,
  "outside-unconfirmed": FIELDS.outsideOk,
};

/** The field that each broken rule is about. */
export const placeRuleProblems = (problems: readonly PolicyProblem[]): Readonly<Record<string, FieldProblem>> =>
  // The first of several at one field is the one that people read.
  Object.fromEntries(problems.toReversed().map((problem) => [RULE_FIELDS[problem.kind], problem]));

const checkFiles = (draft: ShareDraft, facts: ShareFacts): FieldProblem | undefined => {
  if (draft.files.length === 0) return { kind: "no-files" };
  if (draft.files.length > MAX_FILES_PER_SHARE) return { kind: "too-many-files", count: draft.files.length };
  // A file this program never listed is left to the drive, which knows; a known one must be in the chosen space.
  const elsewhere = draft.files.filter((file) => {
    const seen = facts.seenFiles.get(file.value);
    return seen !== undefined && draft.space !== undefined && seen.containerId !== draft.space.value;
  });
  return elsewhere.length === 0
    ? undefined
    : { kind: "files-elsewhere", names: elsewhere.map((file) => facts.seenFiles.get(file.value)?.name ?? file.label) };
};

const checkCode = (draft: ShareDraft): AccessCodeChoice | undefined => {
  if (draft.accessCode !== "custom") return { kind: draft.accessCode };
  const code = draft.customCode;
  return code !== undefined && isAccessCode(code) ? { kind: "custom", code } : undefined;
};

/**
 * Direct messages between people are no place an app can post to, and its own with the person is where the card goes
 * without a choice. Slack offers neither, but may fill in the conversation that the modal was opened from.
 */
export const postableConversation = (id: string | undefined): string | undefined =>
  id === undefined || isDirect(id) ? undefined : id;

const readScope = (value: string | undefined): ShareScope =>
  value === "company" || value === "people" ? value : "external";

const readAccessCode = (value: string | undefined): AccessCodeChoice["kind"] =>
  value === "none" || value === "custom" ? value : "auto";

const readValidity = (value: string | undefined, date: string | undefined): ShareDraft["validity"] => {
  if (value === "date") return date === undefined ? { kind: "until-open" } : { kind: "until", date };
  const days = Number(value);
  return { kind: "days", days: Number.isInteger(days) && value !== undefined ? days : DEFAULT_VALID_DAYS };
};
