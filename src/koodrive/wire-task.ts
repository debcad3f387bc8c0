import { z } from "zod";
import type { DriveTask, TaskKind, TaskResult, TaskStatus } from "../domain/task.ts";
import { filledText, list, number, time } from "./wire.ts";
import { taskFileWire, toTaskFiles } from "./wire-job.ts";

const KINDS: Readonly<Record<number, TaskKind>> = { 1: "package", 2: "save" };
// Status 3 means cancelled here and for jobs; the transfer tasks of another page mean "failed" by it.
const STATUSES: Readonly<Record<number, TaskStatus>> = { 0: "waiting", 1: "running", 2: "finished", 3: "cancelled" };
const RESULTS: Readonly<Record<number, TaskResult>> = { 1: "all", 2: "some", 3: "none" };

const jobWire = z.object({
  taskId: filledText,
  taskType: number,
  taskStatus: number,
  taskResultCode: number,
  progress: number,
  downloadUrl: filledText,
  createTime: time,
  startTime: time,
  endTime: time,
});

// Typed as one object though its name is plural; the 2024 page has no `jobInfo` and puts all into `taskInfo`.
const taskWire = z.object({
  jobInfo: jobWire.optional(),
  taskInfo: jobWire.extend({ taskInfos: list(taskFileWire), fileId: filledText }).optional(),
  taskInfos: list(taskFileWire),
});

/** The answer of `POST /share/taskDetail`, in its present and in its 2024 form. */
export const taskDetailAnswer = (taskId: string) =>
  taskWire.transform((wire, context): DriveTask => {
    const job = wire.jobInfo ?? wire.taskInfo;
    const status = STATUSES[job?.taskStatus ?? -1];
    if (job === undefined || status === undefined) {
      context.addIssue({ code: "custom", path: ["jobInfo", "taskStatus"], message: "missing" });
      return z.NEVER;
    }
    const files = wire.taskInfos.length > 0 ? wire.taskInfos : (wire.taskInfo?.taskInfos ?? []);
    return {
      taskId: job.taskId ?? taskId,
      kind: KINDS[job.taskType ?? -1],
      status,
      result: RESULTS[job.taskResultCode ?? -1],
      progress: job.progress === undefined ? undefined : Math.min(100, Math.max(0, job.progress)),
      downloadUrl: job.downloadUrl,
      files: toTaskFiles(files),
      createdAt: job.createTime,
      startedAt: job.startTime,
      endedAt: job.endTime,
    };
  });
