import { openLinkJob, refreshHomeJob } from "../../jobs/handoffs.ts";
import type { Queue } from "../../jobs/queue.ts";
import { BUTTONS, MODALS } from "../../slack/action-ids.ts";
import type { Feature } from "../../slack/feature.ts";
import { createTaskHandlers, type TaskHandlersDeps } from "./handlers.ts";
import { FIELDS } from "./input.ts";
import { createTaskJobs, noticeMessage, performJob, progressMessage, showJob, type TaskJobsDeps } from "./jobs.ts";
import { createTaskService, type TaskServiceDeps } from "./service.ts";
import { createPollBudget, type PollBudgetDeps } from "./service-budget.ts";
import { createTaskFollow, type TaskFollowDeps } from "./service-follow.ts";
import { createTaskMessages } from "./service-messages.ts";
import { createTaskSources } from "./service-source.ts";

type Senders = "sendPerform" | "sendProgress" | "sendShow" | "sendNotice" | "sendHome";

export type TaskWatchDeps = Omit<TaskServiceDeps, Senders> &
  Omit<TaskFollowDeps, Senders | "budget"> &
  PollBudgetDeps &
  Omit<TaskHandlersDeps, "service" | "sources" | "factsOf" | "sendOpenLink"> & {
    readonly send: Queue["send"];
    readonly sendMessage: Queue["sendMessage"];
    readonly metrics: TaskJobsDeps["metrics"] & PollBudgetDeps["metrics"];
  };

/** Packaging and saving: asked for from a card or a command, followed to the end, told once. */
export const createTaskWatchFeature = (deps: TaskWatchDeps): Feature => {
  const messages = createTaskMessages({
    ...deps,
    sendShow: async (handle, taskId, startAfter) => {
      await deps.send(handle, showJob, { taskId }, { singletonKey: taskId, startAfter });
    },
    sendProgress: async (tx, { id: taskId, teamId, userId: to }, place) => {
      await deps.sendMessage(tx, progressMessage, { teamId, to }, { taskId, place });
    },
  });
  const senders: Pick<TaskServiceDeps & TaskFollowDeps, Senders> = {
    sendProgress: messages.post,
    sendPerform: async (tx, taskId) => {
      await deps.send(tx, performJob, { taskId });
    },
    sendShow: async (tx, taskId) => {
      await deps.send(tx, showJob, { taskId }, { singletonKey: taskId });
    },
    sendNotice: async (tx, { id, teamId, userId: to }) => {
      // A notice that is late is sent again: one in the line is enough.
      await deps.sendMessage(tx, noticeMessage, { teamId, to }, { taskId: id }, { waitingKey: id });
    },
    sendHome: async (tx, { teamId, userId }) => {
      await deps.send(tx, refreshHomeJob, { teamId, userId }, { singletonKey: userId });
    },
  };
  const service = createTaskService({ ...deps, ...senders });
  const budget = createPollBudget(deps);
  const follow = createTaskFollow({ ...deps, ...senders, budget });
  const sources = createTaskSources(deps);
  const handlers = createTaskHandlers({
    ...deps,
    service,
    sources,
    factsOf: messages.factsOf,
    sendOpenLink: async (person, link) => {
      await deps.send(deps.database.db, openLinkJob, { ...person, ...link });
    },
  });

  return {
    name: "task-watch",
    commands: { package: handlers.packageCommand, save: handlers.saveCommand, tasks: handlers.tasksCommand },
    buttons: {
      [BUTTONS.sharePackage]: handlers.packageButton,
      [BUTTONS.shareSave]: handlers.saveButton,
      [BUTTONS.taskRetry]: handlers.retry,
      [BUTTONS.tasksPage]: handlers.tasksPage,
    },
    modals: {
      [MODALS.taskCreate]: {
        submit: handlers.submit,
        options: { [FIELDS.files]: handlers.fileOptions, [FIELDS.target]: handlers.folderOptions },
        fields: { [FIELDS.taskType]: handlers.field },
      },
    },
    ...createTaskJobs({ ...deps, service, follow, budget, messages, sources }),
  };
};
