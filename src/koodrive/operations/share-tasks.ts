import { z } from "zod";
import type { DriveTask } from "../../domain/task.ts";
import type { Send } from "../call.ts";
import { checksFor } from "../checks.ts";
import type { Acting } from "../types.ts";
import { requiredText } from "../wire.ts";
import { taskDetailAnswer } from "../wire-task.ts";

export type CreateTaskRequest = {
  readonly shareId: string;
  readonly containerId: string;
  /** 1 to 1000. */
  readonly fileIds: readonly string[];
  readonly action:
    | { readonly kind: "package"; readonly zipName: string }
    | { readonly kind: "save"; readonly target: { readonly fileId: string; readonly containerId: string } };
  /** The temporary token of a share that wants a code. */
  readonly shareToken?: string | undefined;
};

export type ShareTaskCalls = {
  /** Sent once. `unknown-outcome` when the answer was lost: the drive has no way to look a lost task up. */
  readonly createTask: (as: Acting, request: CreateTaskRequest) => Promise<{ readonly taskId: string }>;
  readonly taskDetail: (
    as: Acting,
    task: { readonly taskId: string; readonly shareId: string; readonly shareToken?: string | undefined },
  ) => Promise<DriveTask>;
};

const createdTask = z.object({ taskId: requiredText });

/** Pages "Creating an Asynchronous Sharing Task" and "Querying an Asynchronous Task" (a POST, but a read). */
export const createShareTaskCalls = (deps: { readonly send: Send }): ShareTaskCalls => ({
  createTask: async (as, request) => {
    checkNewTask(request);
    const { action } = request;
    return deps.send(as, {
      operation: "drive.createTask",
      method: "POST",
      path: "/v1/share/tasks",
      effect: "change",
      secrets: [request.shareToken],
      body: {
        taskType: action.kind === "package" ? 1 : 2,
        containerId: request.containerId,
        fileIds: request.fileIds,
        shareId: request.shareId,
        kdstoken: request.shareToken,
        targetFileId:
          action.kind === "save" ? { fileId: action.target.fileId, containerId: action.target.containerId } : undefined,
        zipName: action.kind === "package" ? action.zipName : undefined,
      },
      answer: createdTask,
    });
  },
  taskDetail: async (as, task) => {
    const checks = checksFor("drive.taskDetail");
    checks.ids("taskId", [task.taskId]);
    checks.ids("shareId", [task.shareId]);
    return deps.send(as, {
      operation: "drive.taskDetail",
      method: "POST",
      path: "/v1/share/taskDetail",
      effect: "read",
      secrets: [task.shareToken],
      body: { taskId: task.taskId, shareId: task.shareId, kdstoken: task.shareToken },
      answer: taskDetailAnswer(task.taskId),
    });
  },
});

const checkNewTask = (request: CreateTaskRequest): void => {
  const checks = checksFor("drive.createTask");
  checks.count("fileIds", request.fileIds, 1, 1_000);
  checks.ids("fileIds", request.fileIds);
  checks.ids("containerId", [request.containerId]);
  checks.ids("shareId", [request.shareId]);
  if (request.action.kind === "package") checks.ids("zipName", [request.action.zipName]);
  else checks.ids("target", [request.action.target.fileId, request.action.target.containerId]);
};
