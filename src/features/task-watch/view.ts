import type { KnownBlock, ModalView, PlainTextOption } from "@slack/types";
import { type DriveFile, ROOT_FOLDER_ID } from "../../domain/drive-file.ts";
import type { TaskOrigin } from "../../domain/task.ts";
import { suggestZipName } from "../../domain/zip-name.ts";
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
  section,
} from "../../slack/blocks.ts";
import { LIMITS } from "../../slack/limits.ts";
import type { Locale } from "../../slack/locale/locale.ts";
import { FIELDS, type TaskDraft, type TaskProblem, writeMetadata } from "./input.ts";
import { words } from "./words.ts";

type Words = ReturnType<typeof words>;

export type TaskModal = {
  readonly origin: TaskOrigin;
  readonly draft: TaskDraft;
  readonly locale: Locale;
  /** How many files of the share the list has no room for. */
  readonly hiddenFiles: number;
};

export const renderTaskModal = ({ origin, draft, locale, hiddenFiles }: TaskModal): ModalView => {
  const t = words(locale);
  return modal({
    callbackId: MODALS.taskCreate,
    title: t.plain(draft.kind === "package" ? "packageTitle" : "saveTitle"),
    submit: t.plain("submit"),
    close: t.plain("cancel"),
    metadata: writeMetadata({ origin, locale }),
    blocks: [
      typeField(t, draft),
      filesField(t, draft, origin),
      ...(hiddenFiles > 0 ? [context(t("moreFiles", { count: hiddenFiles }))] : []),
      draft.kind === "package" ? nameField(t, draft) : targetField(t, draft),
      ...(origin.kind === "link" ? [backRow(t, origin.sessionId)] : []),
    ],
  });
};

/** The form as it is opened: with these files chosen, as far as the list has room. */
export const renderFirstForm = (form: {
  readonly origin: TaskOrigin;
  readonly kind: TaskDraft["kind"];
  readonly files: readonly { readonly fileId: string; readonly name: string; readonly kind: string }[];
  readonly locale: Locale;
}): ModalView => {
  const { origin, kind, files, locale } = form;
  const chosen = files.slice(0, LIMITS.options);
  const draft: TaskDraft = {
    kind,
    files: chosen.map((file) => ({ value: file.fileId, label: renderFileOption(file).text.text })),
    zipName: suggestZipName(files.map((file) => file.name)),
    target: undefined,
  };
  return renderTaskModal({ origin, draft, locale, hiddenFiles: files.length - chosen.length });
};

const typeField = (t: Words, draft: TaskDraft): KnownBlock => {
  const forPackage = option(t.plain("typePackage"), "package");
  const forSave = option(t.plain("typeSave"), "save");
  return input({
    id: FIELDS.taskType,
    label: t.plain("taskType"),
    dispatch: true,
    element: {
      type: "radio_buttons",
      action_id: FIELDS.taskType,
      options: [forPackage, forSave],
      initial_option: draft.kind === "package" ? forPackage : forSave,
    },
  });
};

const backRow = (t: Words, sessionId: string): KnownBlock =>
  actions(button({ text: `⬅ ${t.plain("backToFiles")}`, actionId: BUTTONS.linkBack, value: sessionId }));

const filesField = (t: Words, draft: TaskDraft, origin: TaskOrigin): KnownBlock =>
  input({
    id: FIELDS.files,
    label: t.plain("files"),
    hint: t.plain(origin.kind === "link" ? "filesOfLinkHint" : "filesHint"),
    element: {
      type: "multi_external_select",
      action_id: FIELDS.files,
      min_query_length: 0,
      placeholder: plainText(t.plain("chooseFiles"), LIMITS.placeholder),
      ...(draft.files.length === 0
        ? {}
        : { initial_options: draft.files.slice(0, LIMITS.options).map((file) => option(file.label, file.value)) }),
    },
  });

const nameField = (t: Words, draft: TaskDraft): KnownBlock =>
  input({
    id: FIELDS.zipName,
    label: t.plain("zipName"),
    hint: t.plain("zipNameHint"),
    element: {
      type: "plain_text_input",
      action_id: FIELDS.zipName,
      ...(draft.zipName === undefined ? {} : { initial_value: draft.zipName }),
    },
  });

const targetField = (t: Words, draft: TaskDraft): KnownBlock =>
  input({
    id: FIELDS.target,
    label: t.plain("target"),
    hint: t.plain("targetHint"),
    element: {
      type: "external_select",
      action_id: FIELDS.target,
      min_query_length: 0,
      placeholder: plainText(t.plain("chooseFolder"), LIMITS.placeholder),
      initial_option:
        draft.target === undefined ? renderRootOption(t.locale) : option(draft.target.label, draft.target.value),
    },
  });

export const renderRootOption = (locale: Locale): PlainTextOption =>
  option(`📁 ${words(locale).plain("topFolder")}`, ROOT_FOLDER_ID);

export const renderFolderOption = (folder: DriveFile, locale: Locale): PlainTextOption => {
  const t = words(locale);
  const where =
    folder.path === undefined || folder.path.length === 0
      ? t.plain("inTop")
      : t.plain("folderAt", { path: folder.path.join(" / ") });
  return option(`📁 ${folder.name}`, folder.fileId, where);
};

export const renderFileOption = (file: { readonly fileId: string; readonly name: string; readonly kind: string }) =>
  option(file.kind === "folder" ? `📁 ${file.name}` : file.name, file.fileId);

export const renderProblems = (
  problems: Readonly<Record<string, TaskProblem>>,
  locale: Locale,
): Readonly<Record<string, string>> => {
  const t = words(locale);
  return Object.fromEntries(
    Object.entries(problems).map(([field, problem]) => {
      switch (problem.kind) {
        case "too-many-files":
          return [field, t.plain(problem.kind, { count: problem.count })];
        case "bad-character":
          return [field, t.plain(problem.kind, { character: visible(problem.character) })];
        default:
          return [field, t.plain(problem.kind)];
      }
    }),
  );
};

/** A character that nobody can see is told by its number. */
const visible = (character: string): string =>
  /[\p{Cc}\p{Cf}]/u.test(character)
    ? `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`
    : character;

/** While somebody's link is opened, or its files are fetched. */
export const renderOpening = (kind: TaskDraft["kind"], locale: Locale): ModalView => {
  const t = words(locale);
  return modal({
    callbackId: MODALS.taskCreate,
    title: t.plain(kind === "package" ? "packageTitle" : "saveTitle"),
    close: t.plain("close"),
    blocks: [section(t("opening"))],
  });
};

/** What the modal becomes when the link it is about is not remembered any more. */
export const renderLinkGone = (kind: TaskDraft["kind"], locale: Locale): ModalView => {
  const t = words(locale);
  return modal({
    callbackId: MODALS.taskCreate,
    title: t.plain(kind === "package" ? "packageTitle" : "saveTitle"),
    close: t.plain("close"),
    blocks: [section(`:warning: ${t("link-gone")}`)],
  });
};

/** What the modal becomes when the task is on its way. */
export const renderStarted = (kind: TaskDraft["kind"], locale: Locale): ModalView => {
  const t = words(locale);
  return modal({
    callbackId: MODALS.taskCreate,
    title: t.plain(kind === "package" ? "packageTitle" : "saveTitle"),
    close: t.plain("close"),
    blocks: [section(t(kind === "package" ? "startedPackage" : "startedSave")), context(t("startedMore"))],
  });
};

export const renderLine = (key: "retryStarted" | "alreadyDone" | "notYours", locale: Locale): MessageContent => {
  const text = words(locale)(key);
  return { text, blocks: [section(text)] };
};
