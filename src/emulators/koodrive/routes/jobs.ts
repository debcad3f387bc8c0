import { z } from "zod";
import { actorOf, BOTH, type Call, paramOf, queryOf, type Route, read, V1 } from "../call.ts";
import type { FileNode, Job, Space } from "../entities.ts";
import { totalSize } from "../files.ts";
import { formatJob, formatJobItems } from "../format/task.ts";
import { offsetQuery } from "../paging.ts";
import { CODE, invalid, Refusal } from "../refusal.ts";
import { requireFile, requireFiles, requireFolder, requireSpace } from "../rights.ts";
import { begin, cancelled } from "../task-runner.ts";

const RESTORE = 4;
const EMPTY_BIN = 7;
const TO_BIN = 201;

/** Which actions belong to which task type; 4 and 6 have none. */
const ACTIONS: Readonly<Record<number, readonly number[]>> = {
  1: [101],
  2: [201, 202],
  3: [301],
  5: [501, 502, 503],
  7: [701],
};

const createBody = z.object({
  taskType: z.int().min(1).max(7),
  actionType: z.int().optional(),
  taskInfo: z.object({
    fileInfo: z.array(z.object({ fileId: z.string().min(1), filePath: z.string().optional() })).default([]),
    newFilePath: z.string().optional(),
    srcContainerId: z.string().min(1),
    uncompressFilePaths: z.array(z.string()).optional(),
  }),
  dstContainerId: z.string().min(1).optional(),
  password: z.string().optional(),
});

type CreateBody = z.output<typeof createBody>;

const checkActions = ({ taskType, actionType, taskInfo }: CreateBody): void => {
  if (actionType !== undefined && !(ACTIONS[taskType] ?? []).includes(actionType)) {
    throw invalid(`actionType: not one of task type ${taskType}`);
  }
  if (taskType !== EMPTY_BIN && taskInfo.fileInfo.length === 0) throw invalid("taskInfo.fileInfo: mandatory");
  if (actionType === TO_BIN && taskInfo.fileInfo.some((info) => info.filePath === undefined)) {
    throw invalid("taskInfo.fileInfo.filePath: mandatory when actionType is 201");
  }
};

const filesOf = (call: Call, space: Space, body: CreateBody): readonly FileNode[] => {
  const { store } = call.drive;
  const ids = body.taskInfo.fileInfo.map((info) => info.fileId);
  if (body.taskType !== RESTORE) return requireFiles(store, space, ids);
  return ids.map((fileId) => {
    const file = requireFile(store, space, fileId);
    if (file.recycledAt === undefined) throw new Refusal(CODE.notInBin, "The file is not in the recycle bin.");
    return file;
  });
};

/** The last element of an id path; undefined: the top of the space. */
const targetOf = (call: Call, body: CreateBody): string | undefined => {
  const last = body.taskInfo.newFilePath?.split("/").findLast((part) => part !== "");
  if (last === undefined || last === "root" || last.startsWith("root-")) return undefined;
  const space = requireSpace(call, body.dstContainerId ?? body.taskInfo.srcContainerId);
  return requireFolder(call.drive.store, space, last);
};

const create = (call: Call) => {
  const { drive, now } = call;
  const body = read(createBody, call.body);
  checkActions(body);
  const space = requireSpace(call, body.taskInfo.srcContainerId);
  if (body.dstContainerId !== undefined) requireSpace(call, body.dstContainerId);
  const files = filesOf(call, space, body);
  const targetFolderId = targetOf(call, body);
  const fileIds = files.map((file) => file.fileId);
  const taskId = drive.ids.number();
  const toTime = {
    taskId,
    taskType: body.taskType,
    fileIds,
    kind: "job",
    totalSize: totalSize(drive.store, files),
  } as const;
  const job: Job = {
    taskId,
    userId: actorOf(call).userId,
    taskType: body.taskType,
    actionType: body.actionType,
    fileIds,
    srcContainerId: space.containerId,
    dstContainerId: body.dstContainerId,
    targetFolderId,
    createdAt: now,
    durationMs: call.taskPlan.durationMs ?? drive.taskDuration(toTime),
    outcome: call.taskPlan.outcome,
    ended: undefined,
  };
  begin.job(drive, job);
  return { taskId };
};

const listQuery = z.object({
  type: z.enum(["1", "2", "3", "4", "5", "6", "7"]).optional(),
  status: z.enum(["0", "1", "2", "3"]).optional(),
  ...offsetQuery,
});

const list = (call: Call) => {
  const { drive, now } = call;
  const query = read(listQuery, queryOf(call));
  const offset = Number(query.offset);
  if (offset === 0 && drive.edition === "carrier") throw invalid("offset: must be greater than 0");
  const { userId } = actorOf(call);
  const jobs = drive.store.jobs
    .all()
    .filter((job) => job.userId === userId)
    .map((job) => formatJob(drive, job, now))
    .filter((job) => query.type === undefined || String(job.taskType) === query.type)
    .filter((job) => query.status === undefined || String(job.status) === query.status)
    .reverse();
  // Newer list pages have neither progress nor link: those stand in the detail.
  const data = jobs.map(({ progress: _progress, downloadUrl: _url, ...rest }) => rest);
  // The carrier's offset must be greater than 0: it counts from 1.
  const from = drive.edition === "carrier" ? offset - 1 : offset;
  return { data: data.slice(from, from + query.limit) };
};

const requireJob = (call: Call, taskId: string): Job => {
  const job = call.drive.store.jobs.get(taskId);
  if (job === undefined || job.userId !== actorOf(call).userId) {
    throw new Refusal(CODE.notFound, "The resource does not exist: the job.");
  }
  return job;
};

const detail = (call: Call) => {
  const job = requireJob(call, paramOf(call, "job_id"));
  return {
    data: { jobInfo: formatJob(call.drive, job, call.now), taskInfos: formatJobItems(job), uncompressedFileList: [] },
  };
};

const cancel = (call: Call) => {
  const { drive, now } = call;
  const { jobId } = read(z.object({ jobId: z.string().min(1) }), call.body);
  const task = drive.readings.cancelTakesShareTasks ? drive.store.tasks.get(jobId) : undefined;
  const own = task?.userId === actorOf(call).userId ? task : undefined;
  const work = own ?? requireJob(call, jobId);
  if (work.ended !== undefined) throw invalid("jobId: only waiting and running tasks can be cancelled");
  if (own === undefined) drive.store.jobs.put(cancelled(requireJob(call, jobId), now));
  else drive.store.tasks.put(cancelled(own, now));
  return { data: jobId };
};

const common = {
  editions: BOTH,
  access: "any",
  agentName: false,
  codeType: "string",
  failureStatus: 400,
  success: "Success.",
} as const;

/** Batch jobs on own files (api.md 7). What creating one answers is not on its page: here its `taskId`. */
export const jobRoutes: readonly Route[] = [
  { ...common, method: "POST", path: `${V1}/jobs`, handle: create },
  { ...common, method: "GET", path: `${V1}/jobs`, handle: list },
  { ...common, method: "GET", path: `${V1}/{job_id}`, handle: detail },
  // The page of this one has `data` alone, without `code` and `msg`.
  { ...common, method: "POST", path: `${V1}/cancel`, bare: true, handle: cancel },
];
