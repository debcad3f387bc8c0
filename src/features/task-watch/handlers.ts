import type { FindDriveUser, Person } from "../../domain/person.ts";
import { parseShareReference } from "../../domain/share-reference.ts";
import type { TaskKind, TaskOrigin } from "../../domain/task.ts";
import { suggestZipName } from "../../domain/zip-name.ts";
import { settle, unreachable } from "../../lib/errors.ts";
import { parseButtonId } from "../../slack/action-ids.ts";
import { answerText, renderAnswer, renderShareNotFound } from "../../slack/answers.ts";
import type { ButtonCall, CommandCall, FieldCall, OptionsCall, SubmitCall } from "../../slack/feature.ts";
import { LIMITS } from "../../slack/limits.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import { checkTaskDraft, FIELDS, onShownFields, readMetadata, readTaskDraft } from "./input.ts";
import type { TaskService } from "./service.ts";
import type { TaskMessages } from "./service-messages.ts";
import { shareSource, type TaskSource, type TaskSources } from "./service-source.ts";
import {
  renderFileOption,
  renderFirstForm,
  renderFolderOption,
  renderLine,
  renderLinkGone,
  renderOpening,
  renderProblems,
  renderRootOption,
  renderStarted,
  renderTaskModal,
} from "./view.ts";
import { renderTasks } from "./view-progress.ts";

export type TaskHandlersDeps = {
  readonly service: TaskService;
  readonly sources: TaskSources;
  readonly messenger: Messenger;
  readonly people: People;
  readonly findDriveUser: FindDriveUser;
  readonly factsOf: TaskMessages["factsOf"];
  /** Has somebody's link opened in the modal that stands open, and the modal turned into the form for a task. */
  readonly sendOpenLink: (
    person: Person,
    link: { readonly viewId: string; readonly shortCode: string; readonly goal: TaskKind },
  ) => Promise<void>;
};

// Slack waits 3 seconds for options; what is not there by then is not shown at all.
const OPTIONS_TIMEOUT_MS = 2_500;

export const createTaskHandlers = (deps: TaskHandlersDeps) => {
  const { service, sources, messenger, people, findDriveUser, factsOf } = deps;

  /** The modal needs no network: all that it shows of a share is remembered here. */
  const open = async (
    call: CommandCall | ButtonCall,
    kind: TaskKind,
    source: TaskSource | undefined,
  ): Promise<void> => {
    const { locale } = people.peek(call.person.userId);
    if ((await findDriveUser(call.person)) === undefined) return call.reply(renderAnswer("notConnected", locale));
    if (source === undefined) return call.reply(renderAnswer("shareGone", locale));
    const { origin, files } = source;
    const opened = await messenger.openView(call.triggerId, renderFirstForm({ origin, kind, files, locale }));
    if (opened.kind !== "shown") return call.reply(renderAnswer("tooLate", locale));
    const profile = await people.profile(call.person.userId);
    if (profile.locale === locale) return;
    const again = renderFirstForm({ origin, kind, files, locale: profile.locale });
    await messenger.updateView(opened.viewId, again, opened.hash);
  };

  const find = async (person: Person, origin: TaskOrigin): Promise<TaskSource | undefined> => {
    const driveUserId = await findDriveUser(person);
    return driveUserId === undefined ? undefined : sources.find(person, driveUserId, origin);
  };

  /** Nobody's share here: may be somebody's link, which the drive has to be asked for. */
  const openLink = async (call: CommandCall, kind: TaskKind, shortCode: string): Promise<void> => {
    const { locale } = people.peek(call.person.userId);
    if ((await findDriveUser(call.person)) === undefined) return call.reply(renderAnswer("notConnected", locale));
    const opened = await messenger.openView(call.triggerId, renderOpening(kind, locale));
    if (opened.kind !== "shown") return call.reply(renderAnswer("tooLate", locale));
    await deps.sendOpenLink(call.person, { viewId: opened.viewId, shortCode, goal: kind });
  };

  const button =
    (kind: TaskKind) =>
    async (call: ButtonCall): Promise<void> => {
      await call.ack();
      const shareId = parseButtonId(call.value);
      const source = shareId === undefined ? undefined : await find(call.person, { kind: "share", shareId });
      return open(call, kind, source);
    };

  const command =
    (kind: TaskKind) =>
    async (call: CommandCall): Promise<void> => {
      await call.ack();
      const found = await service.findShare(call.person, call.args);
      switch (found.kind) {
        case "found":
          return open(call, kind, shareSource(found.share));
        case "none": {
          const reference = parseShareReference(call.args);
          if (reference.kind === "code") return openLink(call, kind, reference.code);
          const { locale } = await people.profile(call.person.userId);
          return call.reply(renderShareNotFound({ command: kind, text: call.args, names: [] }, locale));
        }
        case "several": {
          const { locale } = await people.profile(call.person.userId);
          return call.reply(renderShareNotFound({ command: kind, text: call.args, names: found.names }, locale));
        }
        default:
          return unreachable(found);
      }
    };

  const listTasks = async (call: CommandCall | ButtonCall, offset: number): Promise<void> => {
    await call.ack();
    const { locale } = await people.profile(call.person.userId);
    const page = await service.list(call.person, offset);
    await call.reply(renderTasks({ ...page, tasks: page.tasks.map((task) => factsOf(task)) }, locale));
  };

  return {
    packageButton: button("package"),
    saveButton: button("save"),
    packageCommand: command("package"),
    saveCommand: command("save"),
    tasksCommand: (call: CommandCall): Promise<void> => listTasks(call, 0),
    tasksPage: (call: ButtonCall): Promise<void> => {
      const offset = Number(call.value);
      return listTasks(call, Number.isSafeInteger(offset) && offset > 0 ? offset : 0);
    },

    fileOptions: async (call: OptionsCall): Promise<void> => {
      const metadata = readMetadata(call.view.metadata);
      const source = metadata === undefined ? undefined : await find(call.person, metadata.origin);
      const wanted = call.query.trim().toLowerCase();
      const fitting = (source?.files ?? []).filter((file) => file.name.toLowerCase().includes(wanted));
      await call.ack(fitting.slice(0, LIMITS.options).map(renderFileOption));
    },

    folderOptions: async (call: OptionsCall): Promise<void> => {
      const locale = readMetadata(call.view.metadata)?.locale ?? people.peek(call.person.userId).locale;
      const root = renderRootOption(locale);
      const driveUserId = await findDriveUser(call.person);
      if (driveUserId === undefined) return call.ack([root]);
      const signal = AbortSignal.timeout(OPTIONS_TIMEOUT_MS);
      const as = { userId: driveUserId, traceId: call.traceId, signal };
      const found = await settle(service.findFolders(call.person, as, call.query));
      if (!found.ok) call.log.warn({ err: found.error }, "folders could not be found");
      const folders = found.ok ? found.value : [];
      return call.ack([root, ...folders.map((folder) => renderFolderOption(folder, locale))]);
    },

    /** Package and save have different fields: draws the modal again around what is in it. */
    field: async (call: FieldCall): Promise<void> => {
      await call.ack();
      const metadata = readMetadata(call.view.metadata);
      const source = metadata === undefined ? undefined : await find(call.person, metadata.origin);
      if (source === undefined) return;
      const { locale } = await people.profile(call.person.userId);
      const read = readTaskDraft(call.view.values);
      const draft = { ...read, zipName: read.zipName ?? suggestZipName(source.files.map((file) => file.name)) };
      const hiddenFiles = Math.max(0, source.files.length - LIMITS.options);
      const view = renderTaskModal({ origin: source.origin, draft, locale, hiddenFiles });
      await messenger.updateView(call.view.id, view, call.view.hash);
    },

    submit: async (call: SubmitCall): Promise<void> => {
      const { person, traceId } = call;
      const metadata = readMetadata(call.view.metadata);
      const locale = metadata?.locale ?? people.peek(person.userId).locale;
      const refuse = (why: string): Promise<void> => call.ack({ kind: "errors", errors: { [FIELDS.files]: why } });

      const driveUserId = await findDriveUser(person);
      if (driveUserId === undefined) return refuse(answerText("notConnected", locale));
      const draft = readTaskDraft(call.view.values);
      const source = metadata === undefined ? undefined : await sources.find(person, driveUserId, metadata.origin);
      if (source === undefined) {
        if (metadata?.origin.kind !== "link") return refuse(answerText("shareGone", locale));
        return call.ack({ kind: "update", view: renderLinkGone(draft.kind, locale) });
      }
      const fileIds = draft.files.map((file) => file.value);
      const files = await sources.offered(person, driveUserId, source, fileIds);
      const folderIds = draft.target === undefined ? [] : [draft.target.value];
      const folders = await service.seenFolders(person, driveUserId, folderIds);
      const checked = checkTaskDraft(draft, { files, folders });
      if (checked.kind === "problems") {
        const problems = onShownFields(checked.problems, call.view.values);
        return call.ack({ kind: "errors", errors: renderProblems(problems, locale) });
      }
      const request = { ...checked.request, source, offered: files };
      await service.start({ person, driveUserId, ...request, viewId: call.view.id, traceId });
      return call.ack({ kind: "update", view: renderStarted(draft.kind, locale) });
    },

    retry: async (call: ButtonCall): Promise<void> => {
      const taskId = parseButtonId(call.value);
      const outcome = taskId === undefined ? "already-done" : await service.retry(call.person, taskId, call.traceId);
      await call.ack();
      const line = { started: "retryStarted", "already-done": "alreadyDone", "not-yours": "notYours" } as const;
      await call.reply(renderLine(line[outcome], people.peek(call.person.userId).locale));
    },
  };
};
