import type { Drive } from "../drive.ts";
import type { Job, ShareTask, TaskEnd, TaskItem } from "../entities.ts";
import { percentOf, startOf, statusOf } from "../progress.ts";
import { compactTime } from "../times.ts";

const itemsOf = (fileIds: readonly string[], ended: TaskEnd | undefined): readonly TaskItem[] =>
  ended?.items ?? fileIds.map((fileId) => ({ fileId, status: "0", newFileId: undefined }));

const formatItem = (item: TaskItem, containerId: string) => ({
  fileId: item.fileId,
  status: item.status,
  ...(item.newFileId === undefined ? {} : { newFileId: item.newFileId }),
  srcContainerId: containerId,
});

const downloadUrlOf = (drive: Drive, ended: TaskEnd | undefined) => {
  const download = ended?.packageToken === undefined ? undefined : drive.store.downloads.get(ended.packageToken);
  if (download === undefined) return {};
  return { downloadUrl: `${drive.baseUrl()}/package/${download.token}/${encodeURIComponent(download.fileName)}` };
};

const timesOf = (work: ShareTask | Job, now: number, startName: "startTime" | "beginTime") => ({
  createTime: compactTime(work.createdAt),
  ...(statusOf(work, now) === 0 ? {} : { [startName]: compactTime(startOf(work)) }),
  ...(work.ended === undefined ? {} : { endTime: compactTime(work.ended.at) }),
});

/** What `taskDetail` answers, in the current shape or that of 2024. */
export const formatShareTask = (drive: Drive, task: ShareTask, now: number): Readonly<Record<string, unknown>> => {
  const status = statusOf(task, now);
  const common = {
    userId: task.userId ?? "",
    taskId: task.taskId,
    taskType: task.taskType,
    taskStatus: status,
    ...timesOf(task, now, "startTime"),
    progress: percentOf(task, now, drive.progress),
    ...downloadUrlOf(drive, task.ended),
  };
  const items = itemsOf(task.fileIds, task.ended).map((item) => formatItem(item, task.containerId));
  const result = task.ended?.resultCode;
  if (drive.readings.taskDetail === "2024") {
    return { taskInfo: { ...common, ...(result === undefined ? {} : { resultCode: result }), ...items[0] } };
  }
  return {
    jobInfo: { ...common, ...(result === undefined ? {} : { taskResultCode: result }) },
    taskInfos: drive.readings.taskInfos === "array" ? items : items[0],
  };
};

/** A batch job, as its list and its detail show it. */
export const formatJob = (drive: Drive, job: Job, now: number) => {
  const result = job.ended?.resultCode;
  return {
    taskId: job.taskId,
    taskName: `task-${job.taskId}`,
    userId: job.userId,
    taskType: job.taskType,
    ...(job.actionType === undefined ? {} : { actionType: job.actionType }),
    status: statusOf(job, now),
    ...(result === undefined ? {} : { taskResultCode: result }),
    resultCode: 0,
    progress: percentOf(job, now, drive.progress),
    ...(job.taskType === 6 ? downloadUrlOf(drive, job.ended) : {}),
    contentNum: job.fileIds.length,
    containerId: job.dstContainerId ?? job.srcContainerId,
    ...timesOf(job, now, "beginTime"),
  };
};

export const formatJobItems = (job: Job) =>
  itemsOf(job.fileIds, job.ended).map((item) => formatItem(item, job.srcContainerId));
