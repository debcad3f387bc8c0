import type { KnownBlock, ModalView, PlainTextOption } from "@slack/types";
import type { DriveFile } from "../../domain/drive-file.ts";
import type { Edition } from "../../domain/edition.ts";
import { MAX_COMMENT_LENGTH, MAX_FILES_PER_SHARE } from "../../domain/limits.ts";
import type { Space } from "../../domain/space.ts";
import { calendarDay, resolveValidity } from "../../domain/validity.ts";
import { MODALS } from "../../slack/action-ids.ts";
import { context, input, modal, option, plainText } from "../../slack/blocks.ts";
import { LIMITS } from "../../slack/limits.ts";
import { formatMoment, formatSize, formatZone, type Locale } from "../../slack/locale/locale.ts";
import { FIELDS, type ShareDraft, writeReader } from "./input.ts";
import {
  boundDraft,
  mayGoWithoutCode,
  offeredDays,
  offeredScopes,
  outsideBlocks,
  rulesBlocks,
  type ShownRules,
} from "./view-rules.ts";
import { words } from "./words.ts";

type Words = ReturnType<typeof words>;

/** What the modal shows besides what the person has put in. */
export type ShareModal = {
  readonly draft: ShareDraft;
  readonly locale: Locale;
  /** IANA name of the person's zone. */
  readonly timeZone: string;
  readonly now: Date;
  readonly edition: Edition;
  /** Words above the fields: files being looked up, ids that are no files, a drive that is away (mrkdwn). */
  readonly notices: readonly string[];
  readonly rules: ShownRules;
};

export const renderShareModal = ({ locale, timeZone, now, edition, notices, ...form }: ShareModal): ModalView => {
  const t = words(locale);
  const { rules } = form;
  const draft = boundDraft(form.draft, rules);
  return modal({
    callbackId: MODALS.shareCreate,
    title: t.plain("title"),
    submit: t.plain("submit"),
    close: t.plain("cancel"),
    metadata: writeReader({ locale, timeZone }),
    blocks: [
      ...(notices.length === 0 ? [] : [context(...notices)]),
      ...rulesBlocks(rules, locale),
      spaceField(t, draft),
      filesField(t, draft),
      scopeField(t, draft, edition, rules),
      ...(draft.scope === "people" ? peopleFields(t, draft) : []),
      validityField(t, draft, rules),
      ...(draft.validity.kind === "days" ? [] : [untilField(t, draft, now, timeZone)]),
      context(endWords(t, draft, now, timeZone)),
      codeField(t, draft, rules),
      ...(draft.accessCode === "custom" ? [customCodeField(t, draft)] : []),
      ...(draft.accessCode === "none" ? [] : [codeAudienceField(t, draft)]),
      context(audienceWords(t, draft)),
      commentField(t, draft),
      destinationField(t, draft),
      ...outsideBlocks(rules, locale),
    ],
  });
};

const spaceField = (t: Words, draft: ShareDraft): KnownBlock =>
  input({
    id: FIELDS.space,
    label: t.plain("space"),
    hint: t.plain("spaceHint"),
    element: {
      type: "external_select",
      action_id: FIELDS.space,
      min_query_length: 0,
      placeholder: plainText(t.plain("chooseSpace"), LIMITS.placeholder),
      ...(draft.space === undefined ? {} : { initial_option: option(draft.space.label, draft.space.value) }),
    },
  });

const filesField = (t: Words, draft: ShareDraft): KnownBlock =>
  input({
    id: FIELDS.files,
    label: t.plain("files"),
    hint: t.plain("filesHint"),
    element: {
      type: "multi_external_select",
      action_id: FIELDS.files,
      min_query_length: 0,
      max_selected_items: MAX_FILES_PER_SHARE,
      placeholder: plainText(t.plain("findFiles"), LIMITS.placeholder),
      ...(draft.files.length === 0
        ? {}
        : { initial_options: draft.files.slice(0, LIMITS.options).map((file) => option(file.label, file.value)) }),
    },
  });

const scopeField = (t: Words, draft: ShareDraft, edition: Edition, rules: ShownRules): KnownBlock => {
  const all = [
    option(t.plain("scopeExternal"), "external"),
    ...(edition === "enterprise" ? [option(t.plain("scopeCompany"), "company")] : []),
    option(t.plain("scopePeople"), "people"),
  ];
  const offered = all.filter(({ value }) => offeredScopes(rules).some((scope) => scope === value));
  // Rules that leave nothing over refuse at the end, with the reason.
  const options = offered.length === 0 ? all : offered;
  return input({
    id: FIELDS.scope,
    label: t.plain("scope"),
    dispatch: true,
    element: { type: "radio_buttons", action_id: FIELDS.scope, options, ...initial(options, draft.scope) },
  });
};

const peopleFields = (t: Words, draft: ShareDraft): readonly KnownBlock[] => [
  input({
    id: FIELDS.recipients,
    label: t.plain("recipients"),
    hint: t.plain("recipientsHint"),
    optional: true,
    element: {
      type: "multi_users_select",
      action_id: FIELDS.recipients,
      placeholder: plainText(t.plain("choosePeople"), LIMITS.placeholder),
      ...(draft.recipients.length === 0 ? {} : { initial_users: [...draft.recipients] }),
    },
  }),
  input({
    id: FIELDS.phoneNumbers,
    label: t.plain("phoneNumbers"),
    hint: t.plain("phoneNumbersHint"),
    optional: true,
    element: {
      type: "plain_text_input",
      action_id: FIELDS.phoneNumbers,
      multiline: true,
      max_length: LIMITS.sectionText,
      ...(draft.phoneNumbers === undefined ? {} : { initial_value: draft.phoneNumbers }),
    },
  }),
];

const validityField = (t: Words, draft: ShareDraft, { rules }: ShownRules): KnownBlock => {
  const options = [
    ...offeredDays(rules).map((days) => option(t.plain("days", { count: days }), String(days))),
    option(t.plain("untilDate"), "date"),
  ];
  const chosen = draft.validity.kind === "days" ? String(draft.validity.days) : "date";
  return input({
    id: FIELDS.validity,
    label: t.plain("validity"),
    dispatch: true,
    element: { type: "static_select", action_id: FIELDS.validity, options, ...initial(options, chosen) },
  });
};

const untilField = (t: Words, draft: ShareDraft, now: Date, timeZone: string): KnownBlock =>
  input({
    id: FIELDS.until,
    label: t.plain("until"),
    dispatch: true,
    element: {
      type: "datepicker",
      action_id: FIELDS.until,
      ...(draft.validity.kind === "until"
        ? { initial_date: draft.validity.date }
        : { initial_date: calendarDay(now, timeZone, 14) }),
    },
  });

const endWords = (t: Words, draft: ShareDraft, now: Date, timeZone: string): string => {
  const choice =
    draft.validity.kind === "until-open"
      ? ({ kind: "until", date: calendarDay(now, timeZone, 14) } as const)
      : draft.validity;
  const validity = resolveValidity(choice, now, timeZone);
  return validity.kind === "ok"
    ? t("endsAt", {
        moment: formatMoment(validity.endsAt, t.locale, timeZone),
        zone: formatZone(timeZone, now, t.locale),
      })
    : t("endsWhenDayChosen");
};

const codeField = (t: Words, draft: ShareDraft, rules: ShownRules): KnownBlock => {
  const options = [
    option(t.plain("codeAuto"), "auto"),
    ...(mayGoWithoutCode(draft, rules) ? [option(t.plain("codeNone"), "none")] : []),
    option(t.plain("codeCustom"), "custom"),
  ];
  return input({
    id: FIELDS.accessCode,
    label: t.plain("accessCode"),
    hint: t.plain("codeNotice"),
    dispatch: true,
    element: { type: "radio_buttons", action_id: FIELDS.accessCode, options, ...initial(options, draft.accessCode) },
  });
};

const customCodeField = (t: Words, draft: ShareDraft): KnownBlock =>
  input({
    id: FIELDS.customCode,
    label: t.plain("customCode"),
    hint: t.plain("customCodeHint"),
    element: {
      type: "plain_text_input",
      action_id: FIELDS.customCode,
      max_length: 64,
      ...(draft.customCode === undefined ? {} : { initial_value: draft.customCode }),
    },
  });

const codeAudienceField = (t: Words, draft: ShareDraft): KnownBlock => {
  const options = [
    option(t.plain("codeAudienceOwner"), "owner"),
    option(t.plain("codeAudienceConversation"), "conversation"),
  ];
  return input({
    id: FIELDS.codeAudience,
    label: t.plain("codeAudience"),
    element: {
      type: "radio_buttons",
      action_id: FIELDS.codeAudience,
      options,
      ...initial(options, draft.codeAudience),
    },
  });
};

const audienceWords = (t: Words, draft: ShareDraft): string => {
  const key = { external: "audienceExternal", company: "audienceCompany", people: "audiencePeople" } as const;
  return draft.accessCode === "none" ? t(key[draft.scope]) : `${t(key[draft.scope])} ${t("audienceCode")}`;
};

const commentField = (t: Words, draft: ShareDraft): KnownBlock =>
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
      ...(draft.comment === undefined ? {} : { initial_value: draft.comment }),
    },
  });

const destinationField = (t: Words, draft: ShareDraft): KnownBlock =>
  input({
    id: FIELDS.destination,
    label: t.plain("destination"),
    hint: t.plain("destinationHint"),
    optional: true,
    dispatch: true,
    element: {
      type: "conversations_select",
      action_id: FIELDS.destination,
      // People's direct messages are left out: an app cannot write there.
      filter: { include: ["public", "private"] },
      ...(draft.destination === undefined
        ? { default_to_current_conversation: true }
        : { initial_conversation: draft.destination }),
    },
  });

const initial = (options: readonly PlainTextOption[], value: string): { readonly initial_option?: PlainTextOption } => {
  const found = options.find((candidate) => candidate.value === value);
  return found === undefined ? {} : { initial_option: found };
};

export const renderSpaceOption = (space: Space, locale: Locale): PlainTextOption => {
  const t = words(locale);
  switch (space.kind) {
    case "personal":
      return option(space.name ?? t.plain("personalSpace"), space.containerId, t.plain("personalSpace"));
    case "group":
      return option(space.name ?? t.plain("groupSpace"), space.containerId, t.plain("groupSpace"));
    case "department":
      return option(space.name ?? t.plain("departmentSpace"), space.containerId, t.plain("departmentSpace"));
  }
};

export const renderFileOption = (file: DriveFile, locale: Locale): PlainTextOption => {
  const t = words(locale);
  const path = file.path === undefined || file.path.length === 0 ? t.plain("topFolder") : file.path.join(" / ");
  return file.kind === "folder"
    ? option(`📁 ${file.name}`, file.fileId, t.plain("folderAt", { path }))
    : option(
        file.name,
        file.fileId,
        file.size === undefined ? path : t.plain("fileAt", { size: formatSize(file.size, locale), path }),
      );
};
