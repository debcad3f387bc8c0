import type { Drive } from "./drive.ts";
import type { FileNode, Job, TaskEnd, TaskItem } from "./entities.ts";
import { childrenOf, copyInto, descendantsOf, freeName, lineOf } from "./files.ts";
import { makePackage } from "./packages.ts";
import { failingOf } from "./progress.ts";

type Worked = Pick<TaskEnd, "items" | "packageToken">;

const TO_BIN = 201;

const move = (drive: Drive, file: FileNode, containerId: string, parentId: string, at: number): void => {
  const { store } = drive;
  const taken = new Set(childrenOf(store, parentId).map((sibling) => sibling.name));
  for (const below of descendantsOf(store, file.fileId)) store.files.put({ ...below, containerId });
  store.files.put({ ...file, containerId, parentId, name: freeName(taken, file.name), updatedAt: at });
};

const removeForGood = (drive: Drive, file: FileNode): void => {
  for (const below of descendantsOf(drive.store, file.fileId)) drive.store.files.remove(below.fileId);
  drive.store.files.remove(file.fileId);
};

/** One file of a job. Answers the new file's id where there is one; false when it cannot be done. */
const workOn = (drive: Drive, job: Job, file: FileNode, at: number): string | undefined | false => {
  const { store } = drive;
  const space = store.spaces.get(job.dstContainerId ?? job.srcContainerId);
  if (space === undefined) return false;
  const folder = job.targetFolderId === undefined ? undefined : store.files.get(job.targetFolderId);
  if (job.targetFolderId !== undefined && folder === undefined) return false;
  const parentId = folder?.fileId ?? space.rootFileId;
  const insideItself = folder !== undefined && lineOf(store, folder).some((node) => node.fileId === file.fileId);
  switch (job.taskType) {
    case 1:
      if (insideItself) return false;
      return copyInto({ store, newFileId: drive.ids.fileId, userId: job.userId, at }, file, space, parentId);
    case 2:
      if (job.actionType === TO_BIN) store.files.put({ ...file, recycledAt: at });
      else removeForGood(drive, file);
      return undefined;
    case 3:
      if (insideItself) return false;
      move(drive, file, space.containerId, parentId, at);
      return undefined;
    case 4:
      store.files.put({ ...file, recycledAt: undefined });
      return undefined;
    default:
      return undefined;
  }
};

/** Does what a batch job is for, as of the moment at which it ended. */
export const carryOutJob = (drive: Drive, job: Job, at: number): Worked => {
  const { store } = drive;
  const failing = failingOf(job.outcome, job.fileIds);
  const items = job.fileIds.map((fileId): TaskItem => {
    const file = store.files.get(fileId);
    const done = file === undefined || failing.has(fileId) ? false : workOn(drive, job, file, at);
    return { fileId, status: done === false ? "2" : "1", newFileId: done === false ? undefined : done };
  });
  if (job.taskType === 7) {
    const trashed = store.files
      .all()
      .filter((file) => file.containerId === job.srcContainerId && file.recycledAt !== undefined);
    for (const file of trashed) removeForGood(drive, file);
  }
  const packed = items.filter((item) => item.status === "1").flatMap((item) => store.files.get(item.fileId) ?? []);
  const packageToken =
    job.taskType === 6 && packed.length > 0
      ? makePackage(drive, packed.length === 1 ? (packed[0]?.name ?? "package") : "package", packed, at)
      : undefined;
  return { items, packageToken };
};
