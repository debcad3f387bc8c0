import { actorOf, type Call } from "./call.ts";
import type { DriveUser, FileNode, Share, Space } from "./entities.ts";
import { CODE, Refusal } from "./refusal.ts";
import type { Store } from "./store.ts";

/** A person works in the own space and in those of the own department and groups. */
export const canReach = (store: Store, user: DriveUser, space: Space): boolean => {
  if (space.type === "1") return space.ownerId === user.userId;
  if (space.type === "0") return space.ownerId === user.deptId;
  return store.groups.get(space.ownerId)?.memberIds.includes(user.userId) ?? false;
};

export const isAdministrator = (user: DriveUser): boolean => user.role !== 1;

export const requireAdministrator = (call: Call): DriveUser => {
  const user = actorOf(call);
  if (!isAdministrator(user)) throw new Refusal(CODE.noPermission, "The user is not an administrator.");
  return user;
};

/** The space by its id; says which check failed, as the documents' codes do. */
export const requireSpace = (call: Call, containerId: string): Space => {
  const { store } = call.drive;
  const space = store.spaces.get(containerId);
  if (space === undefined) throw new Refusal(CODE.noSpace, "The space does not exist or its status is abnormal.");
  const user = actorOf(call);
  if (!canReach(store, user, space)) {
    throw new Refusal(CODE.noPermission, `The user does not have the permission on space ${containerId}.`);
  }
  if (!space.active) throw new Refusal(CODE.spaceInactive, "The space is not activated.");
  return space;
};

/** One file of a space, trashed or not. */
export const requireFile = (store: Store, space: Space, fileId: string): FileNode => {
  const file = store.files.get(fileId);
  if (file === undefined) throw new Refusal(CODE.notFound, `The resource does not exist: ${fileId}.`);
  if (file.containerId !== space.containerId) {
    throw new Refusal(CODE.fileNotInSpace, "The file is not in the given space.");
  }
  return file;
};

/** Live files of one space. */
export const requireFiles = (store: Store, space: Space, fileIds: readonly string[]): readonly FileNode[] =>
  fileIds.map((fileId) => {
    const file = store.files.get(fileId);
    if (file === undefined) throw new Refusal(CODE.notFound, `The resource does not exist: ${fileId}.`);
    if (file.containerId !== space.containerId) {
      throw new Refusal(CODE.filesNotInSpace, `The file ${fileId} is not in the space ${space.containerId}.`);
    }
    if (isRecycled(store, file)) {
      throw new Refusal(CODE.recycled, `The file ${fileId} is in the recycle bin.`);
    }
    return file;
  });

/** Whether a file, or a folder above it, lies in the bin. */
export const isRecycled = (store: Store, file: FileNode): boolean => {
  for (let at: FileNode | undefined = file; at !== undefined; at = store.files.get(at.parentId)) {
    if (at.recycledAt !== undefined) return true;
  }
  return false;
};

/** A folder to put things into; `root` is the top of the space. Answers the id that files there have as parent. */
export const requireFolder = (store: Store, space: Space, fileId: string): string => {
  if (fileId === "root" || fileId === space.rootFileId) return space.rootFileId;
  const folder = store.files.get(fileId);
  if (folder === undefined || folder.containerId !== space.containerId || folder.fileType !== "10") {
    throw new Refusal(CODE.targetAbnormal, "The target directory is abnormal.");
  }
  if (isRecycled(store, folder)) throw new Refusal(CODE.targetRecycled, "The target directory is in the recycle bin.");
  return folder.fileId;
};

/** Whether this person may open the share (its code apart). */
export const mayOpen = (share: Share, user: DriveUser | undefined, store: Store): boolean => {
  if (share.scope === 1) return true;
  if (user === undefined) return false;
  if (share.scope === 2 || share.ownerId === user.userId) return true;
  return (
    share.userIds.includes(user.userId) ||
    share.deptIds.includes(user.deptId) ||
    share.phoneNumbers.includes(user.mobile) ||
    share.groupIds.some((groupId) => store.groups.get(groupId)?.memberIds.includes(user.userId))
  );
};
