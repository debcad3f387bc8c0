import { z } from "zod";
import type { TaskFile, TaskResult, TaskStatus } from "../domain/task.ts";
import { filledText, list, number, requiredText, texts, time } from "./wire.ts";

export type JobKind = "copy" | "delete" | "move" | "restore" | "decompress" | "package" | "empty-bin";

/** A job on one's own files. Times without a zone are read as UTC. */
export type Job = {
  readonly jobId: string;
  readonly name: string | undefined;
  readonly kind: JobKind | undefined;
  readonly status: TaskStatus | undefined;
  /** Only meaningful once `status` is `finished`. */
  readonly result: TaskResult | undefined;
  /** 0 to 100; newer lists leave it out, the detail has it. */
  readonly progress: number | undefined;
  /** The package, once there is one; as `progress`. */
  readonly downloadUrl: string | undefined;
  readonly itemCount: number | undefined;
  /** The target space. */
  readonly containerId: string | undefined;
  readonly createdAt: Date | undefined;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
};

export type JobDetail = Job & {
  readonly files: readonly TaskFile[];
  /** What an archive holds, for a job that looks into one. */
  readonly archiveEntries: readonly string[];
};

export const JOB_TYPES: Readonly<Record<JobKind, number>> = {
  copy: 1,
  delete: 2,
  move: 3,
  restore: 4,
  decompress: 5,
  package: 6,
  "empty-bin": 7,
};
const KINDS: Readonly<Record<number, JobKind>> = {
  1: "copy",
  2: "delete",
  3: "move",
  4: "restore",
  5: "decompress",
  6: "package",
  7: "empty-bin",
};
export const JOB_STATUSES: Readonly<Record<TaskStatus, number>> = { waiting: 0, running: 1, finished: 2, cancelled: 3 };
// 3 means cancelled here; in the transfer tasks of another page it means failed.
const STATUSES: Readonly<Record<number, TaskStatus>> = { 0: "waiting", 1: "running", 2: "finished", 3: "cancelled" };
const RESULTS: Readonly<Record<number, TaskResult>> = { 1: "all", 2: "some", 3: "none" };
const FILE_STATUSES: Readonly<Record<number, TaskFile["status"]>> = { 0: "waiting", 1: "done", 2: "failed" };

export const jobWire = z.object({
  taskId: requiredText,
  taskName: filledText,
  taskType: number,
  status: number,
  // The same state under the name that share tasks have for it.
  taskStatus: number,
  taskResultCode: number,
  progress: number,
  downloadUrl: filledText,
  contentNum: number,
  containerId: filledText,
  createTime: time,
  beginTime: time,
  startTime: time,
  endTime: time,
});

export const toJob = (wire: z.output<typeof jobWire>): Job => ({
  jobId: wire.taskId,
  name: wire.taskName,
  kind: KINDS[wire.taskType ?? -1],
  status: STATUSES[wire.status ?? wire.taskStatus ?? -1],
  result: RESULTS[wire.taskResultCode ?? -1],
  progress: wire.progress === undefined ? undefined : Math.min(100, Math.max(0, wire.progress)),
  downloadUrl: wire.downloadUrl,
  itemCount: wire.contentNum,
  containerId: wire.containerId,
  createdAt: wire.createTime,
  startedAt: wire.beginTime ?? wire.startTime,
  endedAt: wire.endTime,
});

export const taskFileWire = z.object({ fileId: filledText, status: number, newFileId: filledText });

export const toTaskFiles = (wires: readonly z.output<typeof taskFileWire>[]): readonly TaskFile[] =>
  wires.flatMap((wire) => {
    const status = FILE_STATUSES[wire.status ?? -1];
    return wire.fileId === undefined || status === undefined
      ? []
      : [{ fileId: wire.fileId, status, newFileId: wire.newFileId }];
  });

const archiveEntry = z.union([
  z.string(),
  z
    .object({ filePath: filledText, fileName: filledText, name: filledText })
    .transform((entry) => entry.filePath ?? entry.fileName ?? entry.name),
]);

export const jobDetailAnswer = z
  .object({
    data: z.object({
      jobInfo: jobWire,
      taskInfos: list(taskFileWire),
      uncompressedFileList: z.array(archiveEntry).optional().catch(undefined),
    }),
  })
  .transform(
    ({ data }): JobDetail => ({
      ...toJob(data.jobInfo),
      files: toTaskFiles(data.taskInfos),
      archiveEntries: (data.uncompressedFileList ?? []).filter((entry) => entry !== undefined),
    }),
  );

const idFields = z.object({ taskId: filledText, jobId: filledText, id: filledText });

// The table of this answer is cut off in every copy: the id is looked for wherever others have it.
export const createdJobAnswer = z
  .object({ taskId: filledText, jobId: filledText, data: z.union([idFields, texts]).optional() })
  .transform(({ taskId, jobId, data }, context): { readonly jobId: string } => {
    const found = taskId ?? jobId ?? (isList(data) ? data[0] : (data?.taskId ?? data?.jobId ?? data?.id));
    if (found !== undefined) return { jobId: found };
    context.addIssue({ code: "custom", path: ["taskId"], message: "missing" });
    return z.NEVER;
  });

/** `Array.isArray` does not know lists that are only read. */
const isList = <T>(value: T | readonly string[]): value is readonly string[] => Array.isArray(value);
