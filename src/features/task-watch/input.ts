import { z } from "zod";
import { ROOT_FOLDER_ID } from "../../domain/drive-file.ts";
import { MAX_FILES_PER_TASK } from "../../domain/limits.ts";
import type { TaskKind, TaskOrigin } from "../../domain/task.ts";
import { parseZipName } from "../../domain/zip-name.ts";
import { type ChosenOption, readMetadata as readJson, readViewValues } from "../../slack/view-values.ts";

/** The fields of the modal `task_create`: block ids and action ids at once. */
export const FIELDS = {
  taskType: "task_type",
  files: "files",
  zipName: "zip_name",
  target: "target",
} as const;

/** What the modal carries unseen: what it is about, and its reader's language, which a restart forgets. */
export type TaskModalMetadata = { readonly origin: TaskOrigin; readonly locale: "en" | "zh" };

const id = z.string().regex(/^[0-9A-Za-z_-]{1,64}$/);
const locale = z.enum(["en", "zh"]);
const metadataShape = z.union([
  z
    .object({ shareId: id, locale })
    .transform(({ shareId, locale }): TaskModalMetadata => ({ origin: { kind: "share", shareId }, locale })),
  z
    .object({ sessionId: id, locale })
    .transform(({ sessionId, locale }): TaskModalMetadata => ({ origin: { kind: "link", sessionId }, locale })),
]);

export const writeMetadata = ({ origin, locale }: TaskModalMetadata): string =>
  JSON.stringify(
    origin.kind === "share" ? { shareId: origin.shareId, locale } : { sessionId: origin.sessionId, locale },
  );

/** Undefined when it is not what this program wrote. */
export const readMetadata = (text: string): TaskModalMetadata | undefined => readJson(metadataShape, text);

/** What stands in the modal at a moment, complete or not. */
export type TaskDraft = {
  readonly kind: TaskKind;
  readonly files: readonly ChosenOption[];
  readonly zipName: string | undefined;
  readonly target: ChosenOption | undefined;
};

export const readTaskDraft = (values: unknown): TaskDraft => {
  const view = readViewValues(values);
  return {
    kind: view.chosen(FIELDS.taskType) === "save" ? "save" : "package",
    files: view.chosenOptions(FIELDS.files),
    zipName: view.text(FIELDS.zipName),
    target: view.chosenOption(FIELDS.target),
  };
};

export type TaskRequest = {
  readonly fileIds: readonly string[];
  readonly action:
    | { readonly kind: "package"; readonly zipName: string }
    /** Without a space: the top folder of the person's own. */
    | {
        readonly kind: "save";
        readonly folderId: string;
        readonly containerId: string | undefined;
        readonly folderName: string;
      };
};

export type TaskProblem =
  | { readonly kind: "no-files" }
  | { readonly kind: "file-not-known" }
  | { readonly kind: "too-many-files"; readonly count: number }
  | { readonly kind: "no-name" }
  | { readonly kind: "bad-character"; readonly character: string }
  | { readonly kind: "reserved-name" }
  | { readonly kind: "name-too-long" }
  | { readonly kind: "no-folder" }
  | { readonly kind: "folder-not-known" };

export type TaskRequestResult =
  | { readonly kind: "ok"; readonly request: TaskRequest }
  | { readonly kind: "problems"; readonly problems: Readonly<Record<string, TaskProblem>> };

/**
 * @param offered.files by id: what this person was offered of the share or link
 * @param offered.folders by id: the folders they were offered, and the space each is in
 */
export const checkTaskDraft = (
  draft: TaskDraft,
  {
    files,
    folders,
  }: {
    readonly files: ReadonlyMap<string, unknown>;
    readonly folders: ReadonlyMap<string, { readonly containerId: string; readonly name: string }>;
  },
): TaskRequestResult => {
  const problems: Record<string, TaskProblem> = {};
  if (draft.files.length === 0) problems[FIELDS.files] = { kind: "no-files" };
  if (draft.files.some((file) => !files.has(file.value))) problems[FIELDS.files] = { kind: "file-not-known" };
  if (draft.files.length > MAX_FILES_PER_TASK) {
    problems[FIELDS.files] = { kind: "too-many-files", count: draft.files.length };
  }
  const action = draft.kind === "package" ? checkName(draft, problems) : checkTarget(draft, folders, problems);
  if (action === undefined || Object.keys(problems).length > 0) return { kind: "problems", problems };
  return { kind: "ok", request: { fileIds: [...new Set(draft.files.map((file) => file.value))], action } };
};

/**
 * Slack takes errors only for fields that the modal shows: one that is not drawn yet, a moment after the choice
 * between package and save, leaves its problem to that choice.
 */
export const onShownFields = (
  problems: Readonly<Record<string, TaskProblem>>,
  values: unknown,
): Readonly<Record<string, TaskProblem>> => {
  const { shown } = readViewValues(values);
  const placed: Record<string, TaskProblem> = {};
  for (const [field, problem] of Object.entries(problems)) {
    placed[shown.has(field) ? field : FIELDS.taskType] ??= problem;
  }
  return placed;
};

const checkName = (draft: TaskDraft, problems: Record<string, TaskProblem>): TaskRequest["action"] | undefined => {
  const name = parseZipName(draft.zipName ?? "");
  switch (name.kind) {
    case "ok":
      return { kind: "package", zipName: name.zipName };
    case "empty":
      problems[FIELDS.zipName] = { kind: "no-name" };
      return undefined;
    case "forbidden-character":
      problems[FIELDS.zipName] = { kind: "bad-character", character: name.character };
      return undefined;
    case "reserved":
      problems[FIELDS.zipName] = { kind: "reserved-name" };
      return undefined;
    case "too-long":
      problems[FIELDS.zipName] = { kind: "name-too-long" };
      return undefined;
  }
};

const checkTarget = (
  { target }: TaskDraft,
  folders: ReadonlyMap<string, { readonly containerId: string; readonly name: string }>,
  problems: Record<string, TaskProblem>,
): TaskRequest["action"] | undefined => {
  if (target === undefined) {
    problems[FIELDS.target] = { kind: "no-folder" };
    return undefined;
  }
  if (target.value === ROOT_FOLDER_ID) {
    return { kind: "save", folderId: ROOT_FOLDER_ID, containerId: undefined, folderName: target.label };
  }
  const folder = folders.get(target.value);
  if (folder === undefined) {
    problems[FIELDS.target] = { kind: "folder-not-known" };
    return undefined;
  }
  return { kind: "save", folderId: target.value, containerId: folder.containerId, folderName: folder.name };
};
