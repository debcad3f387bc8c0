import type { Drive } from "./drive.ts";
import type { Job, ShareTask, TaskEnd, TaskItem, TaskTarget } from "./entities.ts";
import { copyInto, lineOf } from "./files.ts";
import { carryOutJob } from "./job-work.ts";
import { makePackage } from "./packages.ts";
import { endOf, failingOf, type LongWork, resultOf } from "./progress.ts";
import { isRecycled } from "./rights.ts";

const save = (drive: Drive, task: ShareTask, target: TaskTarget, at: number): readonly TaskItem[] => {
  const { store } = drive;
  const space = store.spaces.get(target.containerId);
  const folder = target.fileId === "root" ? undefined : store.files.get(target.fileId);
  const parentId = target.fileId === "root" || target.fileId === space?.rootFileId ? space?.rootFileId : folder?.fileId;
  const gone = folder !== undefined && isRecycled(store, folder);
  const failing = failingOf(task.outcome, task.fileIds);
  return task.fileIds.map((fileId) => {
    const file = store.files.get(fileId);
    const insideItself = folder !== undefined && lineOf(store, folder).some((node) => node.fileId === fileId);
    if (
      space === undefined ||
      parentId === undefined ||
      gone ||
      file === undefined ||
      isRecycled(store, file) ||
      insideItself ||
      failing.has(fileId)
    ) {
      return { fileId, status: "2", newFileId: undefined };
    }
    const plan = { store, newFileId: drive.ids.fileId, userId: task.userId ?? space.ownerId, at };
    return { fileId, status: "1", newFileId: copyInto(plan, file, space, parentId) };
  });
};

const packageUp = (drive: Drive, task: ShareTask, at: number): Pick<TaskEnd, "items" | "packageToken"> => {
  const { store } = drive;
  const failing = failingOf(task.outcome, task.fileIds);
  const items = task.fileIds.map((fileId): TaskItem => {
    const file = store.files.get(fileId);
    const ok = file !== undefined && !isRecycled(store, file) && !failing.has(fileId);
    return { fileId, status: ok ? "1" : "2", newFileId: undefined };
  });
  const good = items.filter((item) => item.status === "1").flatMap((item) => store.files.get(item.fileId) ?? []);
  return {
    items,
    packageToken: good.length === 0 ? undefined : makePackage(drive, task.zipName ?? "package", good, at),
  };
};

const waiting = (fileIds: readonly string[]): readonly TaskItem[] =>
  fileIds.map((fileId) => ({ fileId, status: "0", newFileId: undefined }));

const cancelledAt = (fileIds: readonly string[], at: number): TaskEnd => ({
  at,
  cancelled: true,
  resultCode: undefined,
  items: waiting(fileIds),
  packageToken: undefined,
});

/** Stops a task or job that is under way. */
export const cancelled = <T extends LongWork & { readonly fileIds: readonly string[] }>(work: T, at: number): T => ({
  ...work,
  ended: cancelledAt(work.fileIds, at),
});

const settleTask = (drive: Drive, task: ShareTask, at: number): void => {
  const { store } = drive;
  if (task.outcome.kind === "cancelled") {
    store.tasks.put(cancelled(task, at));
    return;
  }
  const done =
    task.target === undefined
      ? packageUp(drive, task, at)
      : { items: save(drive, task, task.target, at), packageToken: undefined };
  store.tasks.put({ ...task, ended: { at, cancelled: false, resultCode: resultOf(done.items), ...done } });
  const share = store.shares.get(task.shareId);
  if (share === undefined || resultOf(done.items) === 3) return;
  store.shares.put({
    ...share,
    downloadCnt: share.downloadCnt + (task.taskType === 1 ? 1 : 0),
    saveCnt: share.saveCnt + (task.taskType === 2 ? 1 : 0),
  });
};

const settleJob = (drive: Drive, job: Job, at: number): void => {
  const { store } = drive;
  if (job.outcome.kind === "cancelled") {
    store.jobs.put(cancelled(job, at));
    return;
  }
  const done = carryOutJob(drive, job, at);
  store.jobs.put({ ...job, ended: { at, cancelled: false, resultCode: resultOf(done.items), ...done } });
};

/** Makes happen what has become due, in the order of its time. Called before anything is read. */
export const settleDue = (drive: Drive, now: number): void => {
  for (const { id, at } of drive.schedule.takeDue(now)) {
    const task = drive.store.tasks.get(id);
    if (task !== undefined && task.ended === undefined && endOf(task) === at) {
      if (task.outcome.kind === "vanished") drive.store.tasks.remove(id);
      else settleTask(drive, task, at);
    }
    const job = drive.store.jobs.get(id);
    if (job !== undefined && job.ended === undefined && endOf(job) === at) {
      if (job.outcome.kind === "vanished") drive.store.jobs.remove(id);
      else settleJob(drive, job, at);
    }
  }
};

/** Remembers a task or job and when it will be over. */
export const begin = {
  task: (drive: Drive, task: ShareTask): void => {
    drive.store.tasks.put(task);
    drive.schedule.add(task.taskId, endOf(task));
  },
  job: (drive: Drive, job: Job): void => {
    drive.store.jobs.put(job);
    drive.schedule.add(job.taskId, endOf(job));
  },
};
