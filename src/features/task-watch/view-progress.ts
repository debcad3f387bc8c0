import type { KnownBlock } from "@slack/types";
import { PACKAGE_DAYS, type PackageLife } from "../../domain/package-life.ts";
import { UNLINKED } from "../../domain/person.ts";
import { isDriveSilent, type TaskKind, type TaskResult, type TaskState, type TaskStatus } from "../../domain/task.ts";
import type { FailureFacts } from "../../lib/errors.ts";
import { unreachable } from "../../lib/errors.ts";
import { BUTTONS } from "../../slack/action-ids.ts";
import { actions, button, context, header, type MessageContent, section } from "../../slack/blocks.ts";
import { explainFailure } from "../../slack/failure.ts";
import { formatMoment, formatSpan, type Locale } from "../../slack/locale/locale.ts";
import { titleOf } from "../../slack/locale/titles.ts";
import { escapeMrkdwn, slackDate, truncate } from "../../slack/mrkdwn.ts";
import { words } from "./words.ts";

/** A task as its messages show it. */
export type TaskFacts = {
  readonly id: string;
  readonly kind: TaskKind;
  readonly state: TaskState;
  readonly status: TaskStatus | undefined;
  readonly result: TaskResult | undefined;
  /** 0 to 100. */
  readonly progress: number | undefined;
  /** Of the package, or of the first file that is saved. */
  readonly name: string;
  readonly shareName: string;
  readonly folderName: string;
  readonly fileCount: number;
  readonly failedNames: readonly string[];
  readonly failure: FailureFacts | undefined;
  readonly downloadUrl: string | undefined;
  readonly startedAt: Date;
  readonly endedAt: Date | undefined;
};

type Words = ReturnType<typeof words>;

const BAR_LENGTH = 20;

/** The one message that follows a task, edited in place. */
export const renderProgress = (task: TaskFacts, now: Date, locale: Locale): MessageContent => {
  const t = words(locale);
  const title = t(task.kind === "package" ? "packaging" : "saving", { name: nameOf(t, task) });
  const lines = [
    whatLine(t, task),
    progressLine(t, task, now),
    ...(isDriveSilent(task) ? [t(task.state === "open" ? "silentOpen" : "silentBefore")] : []),
  ];
  return { text: `${title} ${lines[1] ?? ""}`, blocks: [section(title), ...lines.map((line) => context(line))] };
};

/** What is saved, or the package that is made; not escaped. */
const nameOf = (t: Words, { kind, name, fileCount }: TaskFacts): string =>
  kind === "package" || fileCount < 2 ? name : titleOf(truncate(name, 120), fileCount, t.locale);

const whatLine = (t: Words, task: TaskFacts): string => {
  const files = t("fromShare", { count: task.fileCount, share: truncate(task.shareName, 120) });
  return task.kind === "save" ? `${files} ${t("intoFolder", { folder: task.folderName })}` : files;
};

const progressLine = (t: Words, task: TaskFacts, now: Date): string => {
  const span = formatSpan((task.endedAt ?? now).getTime() - task.startedAt.getTime(), t.locale);
  switch (task.state) {
    case "pending":
    case "sending":
      return t("asking");
    case "open":
      // Without news nothing is edited, and a time that stands still would be wrong.
      return task.status === "waiting"
        ? t("waiting")
        : `${bar(task.progress ?? 0)} ${task.progress ?? 0} %${isDriveSilent(task) ? "" : ` · ${t("elapsed", { span })}`}`;
    case "done":
      return `${task.status === "finished" ? `${bar(100)} ` : ""}${t("endedAfter", { span })}`;
    case "refused":
      return t("notStarted");
    case "unknown":
      return t("uncertain");
    case "lost":
      return t("outOfSight");
    default:
      return unreachable(task.state);
  }
};

const bar = (percent: number): string => {
  const full = Math.round((Math.min(100, Math.max(0, percent)) / 100) * BAR_LENGTH);
  return `\`${"█".repeat(full)}${"░".repeat(BAR_LENGTH - full)}\``;
};

/**
 * The notice at the end: what came of it, what to do next.
 * @param life until when a package can be had; undefined where that is nobody's business
 */
export const renderNotice = (task: TaskFacts, locale: Locale, life?: PackageLife): MessageContent => {
  const t = words(locale);
  const title = noticeTitle(t, task);
  const blocks: readonly (KnownBlock | undefined)[] = [
    section(title),
    ...detailBlocks(t, task),
    life === undefined || !hasPackage(task) ? undefined : context(lifeLine(t, life)),
    context(whatLine(t, task)),
    nextSteps(t, task),
  ];
  return { text: title, blocks: blocks.filter((block) => block !== undefined) };
};

const noticeTitle = (t: Words, task: TaskFacts): string => {
  const { folderName: folder } = task;
  const name = nameOf(t, task);
  const isPackage = task.kind === "package";
  if (task.state === "refused") return t("refused", { name });
  if (task.state === "unknown") return t("unknown", { name });
  if (task.state === "lost") return t("lost", { name });
  if (task.status === "cancelled") {
    return isPackage ? t("doneCancelledPackage", { name }) : t("doneCancelledSave", { folder });
  }
  switch (task.result) {
    case "some":
      return isPackage ? t("doneSomePackage", { name }) : t("doneSomeSave", { folder });
    case "none":
      return isPackage ? t("doneNonePackage", { name }) : t("doneNoneSave", { folder });
    case "all":
    case undefined:
      return isPackage ? t("doneAllPackage", { name }) : t("doneAllSave", { count: task.fileCount, folder });
    default:
      return unreachable(task.result);
  }
};

const SHOWN_FAILED = 10;

const detailBlocks = (t: Words, task: TaskFacts): readonly KnownBlock[] => {
  if (task.state === "unknown") return [section(t("unknownMore"))];
  if (task.failure?.field === "accessCode") return [section(t("codeAgain"))];
  if (task.state === "lost") {
    const stopped = task.failure?.operation === UNLINKED.operation;
    return [section(stopped ? explainFailure(UNLINKED, t.locale) : t("lostMore"))];
  }
  if (task.state === "refused") {
    return task.failure === undefined ? [] : [section(explainFailure(task.failure, t.locale))];
  }
  const blocks: KnownBlock[] = [];
  if (task.failedNames.length > 0) {
    const shown = task.failedNames.slice(0, SHOWN_FAILED).map((name) => truncate(name, 120));
    const hidden = task.failedNames.length - shown.length;
    const names = [...shown, ...(hidden > 0 ? [t.plain("andMore", { count: hidden })] : [])].join(", ");
    blocks.push(section(t("failedFiles", { names })));
  }
  if (hasPackage(task)) blocks.push(context(t(task.downloadUrl === undefined ? "noDownload" : "downloadLinkHint")));
  return blocks;
};

const lifeLine = (t: Words, life: PackageLife): string =>
  life.kind === "not-known"
    ? t("livesDefault", { count: PACKAGE_DAYS.unset })
    : t("livesUntil", { moment: slackDate(life.at, formatMoment(life.at, t.locale, "UTC")) });

const hasPackage = (task: TaskFacts): boolean =>
  task.kind === "package" && task.state === "done" && task.status === "finished" && task.result !== "none";

const nextSteps = (t: Words, task: TaskFacts): KnownBlock | undefined => {
  if (hasPackage(task) && task.downloadUrl !== undefined) {
    return actions(
      button({
        text: t.plain("download"),
        actionId: BUTTONS.openLink,
        url: task.downloadUrl,
        style: "primary",
      }),
      ...(task.result === "some" ? [retryButton(t, task)] : []),
    );
  }
  const succeeded = task.state === "done" && task.status === "finished" && task.result === "all";
  return succeeded ? undefined : actions(retryButton(t, task));
};

const retryButton = (t: Words, task: TaskFacts) =>
  button({ text: t.plain("tryAgain"), actionId: BUTTONS.taskRetry, value: task.id });

/** My tasks, those under way first; a page of them. */
export const renderTasks = (
  page: { readonly tasks: readonly TaskFacts[]; readonly offset: number; readonly total: number },
  locale: Locale,
): MessageContent => {
  const t = words(locale);
  if (page.total === 0) return { text: t("noTasks"), blocks: [section(t("noTasks"))] };
  const to = page.offset + page.tasks.length;
  return {
    text: t("tasks"),
    blocks: [
      header(t.plain("tasks")),
      ...page.tasks.map((task) => section(taskLine(t, task))),
      ...(page.total > page.tasks.length
        ? [context(t("shown", { from: page.offset + 1, to, count: page.total }))]
        : []),
      ...(to < page.total
        ? [actions(button({ text: t.plain("more"), actionId: BUTTONS.tasksPage, value: String(to) }))]
        : []),
    ],
  };
};

const taskLine = (t: Words, task: TaskFacts): string => {
  const kind = t(task.kind === "package" ? "kindPackage" : "kindSave");
  const when = slackDate(task.startedAt, task.startedAt.toISOString());
  return `*${escapeMrkdwn(truncate(task.name, 120))}*\n${kind} · ${stateWords(t, task)} · ${when}`;
};

const stateWords = (t: Words, task: TaskFacts): string => {
  switch (task.state) {
    case "pending":
    case "sending":
      return t("stateWaiting");
    case "open":
      return task.status === "running" ? t("stateRunning", { progress: task.progress ?? 0 }) : t("stateWaiting");
    case "refused":
      return t("stateRefused");
    case "unknown":
      return t("stateUnknown");
    case "lost":
      return t("stateLost");
    case "done":
      if (task.status === "cancelled") return t("stateCancelled");
      return t(task.result === "some" ? "stateSome" : task.result === "none" ? "stateNone" : "stateDone");
    default:
      return unreachable(task.state);
  }
};
