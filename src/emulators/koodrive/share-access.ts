import type { Call } from "./call.ts";
import type { FileNode, Share } from "./entities.ts";
import { lineOf } from "./files.ts";
import { shareStatus } from "./format/share.ts";
import { CODE, Refusal } from "./refusal.ts";
import { mayOpen } from "./rights.ts";

// No page gives codes for ended shares, closed doors or wrong access codes; these are the nearest of the list.
const ended = (why: string): Refusal => new Refusal(CODE.notFound, `The resource does not exist: ${why}.`);

/** The share that somebody wants to open: still live, and meant for them. */
export const requireOpen = (call: Call, share: Share | undefined): Share => {
  if (share === undefined) throw ended("the share");
  if (share.ownerId === call.user?.userId && !share.cancelled) return share;
  if (share.expiresAt !== undefined && share.expiresAt <= call.now) throw ended("the share has expired");
  const status = shareStatus(call.drive, share);
  if (status === 2) throw ended("the share has been cancelled");
  if (status === 1) throw ended("the shared files have been deleted");
  if (call.user === undefined && share.scope !== 1) {
    throw new Refusal(CODE.noPermission, "The share is not open to everybody.");
  }
  if (!mayOpen(share, call.user, call.drive.store)) {
    throw new Refusal(CODE.noPermission, "The user does not have the permission on the share.");
  }
  return share;
};

/** Whether a code was given where one is wanted; the owner needs none. */
export const requireUnlocked = (call: Call, share: Share, kdstoken: string | undefined): void => {
  if (share.extractCode === undefined || share.ownerId === call.user?.userId) return;
  const token = kdstoken === undefined ? undefined : call.drive.store.shareTokens.get(kdstoken);
  if (token?.shareId !== share.shareId) {
    throw new Refusal(CODE.noPermission, "The access code of the share has not been verified (kdstoken).");
  }
};

/** Files of a share: those shared, and what lies in shared folders. */
export const requireShared = (call: Call, share: Share, fileIds: readonly string[]): readonly FileNode[] =>
  fileIds.map((fileId) => {
    const file = call.drive.store.files.get(fileId);
    if (file === undefined) throw new Refusal(CODE.notFound, `The resource does not exist: ${fileId}.`);
    const line = lineOf(call.drive.store, file);
    if (!line.some((node) => share.fileIds.includes(node.fileId))) {
      throw new Refusal(CODE.filesNotInSpace, `The file ${fileId} is not in the share.`);
    }
    if (line.some((node) => node.recycledAt !== undefined)) {
      throw new Refusal(CODE.recycled, `The file ${fileId} is in the recycle bin.`);
    }
    return file;
  });

export const shareByShortUrl = (call: Call, shortUrl: string): Share | undefined =>
  call.drive.store.shares.all().find((share) => share.shortUrl === shortUrl);
