import type { Drive } from "../drive.ts";
import type { Share } from "../entities.ts";
import { canReach, isRecycled } from "../rights.ts";
import { isoTime } from "../times.ts";
import { formatShareFile } from "./file.ts";

/** 0 live (judged by its end), 1 files deleted, 2 invalidated. */
export const shareStatus = (drive: Drive, share: Share): 0 | 1 | 2 => {
  if (share.cancelled) return 2;
  const { store } = drive;
  const owner = store.users.get(share.ownerId);
  const space = store.spaces.get(share.containerId);
  const reachable = owner !== undefined && space?.active === true && canReach(store, owner, space);
  if (!reachable) return 2;
  const alive = share.fileIds.some((fileId) => {
    const file = store.files.get(fileId);
    return file !== undefined && !isRecycled(store, file);
  });
  return alive ? 0 : 1;
};

const linkUrlOf = (drive: Drive, share: Share): string =>
  drive.readings.linkUrl === "short-code"
    ? share.shortUrl
    : `${drive.baseUrl()}/cloudfile/#/sharelink/i/${share.shortUrl}`;

const expiryOf = (share: Share) => (share.expiresAt === undefined ? {} : { expireTime: isoTime(share.expiresAt) });

/** What creating a share answers. */
export const formatCreated = (drive: Drive, share: Share) => ({
  shareId: share.shareId,
  shortUrl: share.shortUrl,
  linkUrl: linkUrlOf(drive, share),
  extractCode: share.extractCode ?? "",
  comment: share.comment,
  ...expiryOf(share),
});

/** What modifying a share answers; the counters are text in the enterprise edition, numbers in the carrier's example. */
export const formatModified = (drive: Drive, share: Share) => {
  const common = {
    shareId: share.shareId,
    shortUrl: share.shortUrl,
    linkUrl: linkUrlOf(drive, share),
    shareTime: isoTime(share.createdAt),
    ...expiryOf(share),
    scope: share.scope,
    extractCode: share.extractCode ?? "",
    displayName: share.displayName,
    updateTime: isoTime(share.updatedAt),
  };
  if (drive.edition === "carrier") {
    return {
      ...common,
      status: shareStatus(drive, share),
      comment: share.comment,
      ownerId: share.ownerId,
      containerId: share.containerId,
      viewCnt: share.viewCnt,
      downloadCnt: share.downloadCnt,
      saveCnt: share.saveCnt,
    };
  }
  return {
    ...common,
    createTime: isoTime(share.createdAt),
    status: shareStatus(drive, share),
    viewCnt: String(share.viewCnt),
    downloadCnt: String(share.downloadCnt),
    saveCnt: String(share.saveCnt),
  };
};

/** One of the list of my shares. */
export const formatListed = (drive: Drive, share: Share) => ({
  shareId: share.shareId,
  shortUrl: share.shortUrl,
  linkUrl: linkUrlOf(drive, share),
  shareTime: isoTime(share.createdAt),
  displayName: share.displayName,
  ...expiryOf(share),
  comment: share.comment,
  containerId: share.containerId,
  containerName: drive.store.spaces.get(share.containerId)?.name ?? "",
  scope: share.scope,
  status: shareStatus(drive, share),
  viewCnt: share.viewCnt,
  downloadCnt: share.downloadCnt,
  saveCnt: share.saveCnt,
  files: share.fileIds
    .flatMap((fileId) => drive.store.files.get(fileId) ?? [])
    .map((file) => formatShareFile(drive.store, file)),
});

/** One of the shares that others gave me: `scope` and `viewCnt` are text there. */
export const formatReceived = (drive: Drive, share: Share) => ({
  ...formatListed(drive, share),
  scope: String(share.scope),
  viewCnt: String(share.viewCnt),
  ownerId: share.ownerId,
  ownerName: drive.store.users.get(share.ownerId)?.name ?? "",
  updateTime: isoTime(share.updatedAt),
  ...(share.permission === undefined ? {} : { permission: share.permission }),
});

const named = (ids: readonly string[], nameOf: (id: string) => string | undefined) =>
  ids.map((id) => ({ id, name: nameOf(id) ?? "" }));

/** A share of mine in full, its access code in clear. */
export const formatDetail = (drive: Drive, share: Share) => {
  const { store } = drive;
  return {
    shareId: share.shareId,
    shortUrl: share.shortUrl,
    linkUrl: linkUrlOf(drive, share),
    shareTime: isoTime(share.createdAt),
    scope: share.scope,
    depts: named(share.deptIds, (id) => store.departments.get(id)?.name),
    groups: named(share.groupIds, (id) => store.groups.get(id)?.name),
    users: named(recipientsOf(drive, share), (id) => store.users.get(id)?.name),
    displayName: share.displayName,
    extractCode: share.extractCode ?? "",
    ...expiryOf(share),
    status: shareStatus(drive, share),
    comment: share.comment,
    ...(drive.edition === "enterprise" && share.permission !== undefined ? { permission: share.permission } : {}),
  };
};

const recipientsOf = (drive: Drive, share: Share): readonly string[] => {
  const byPhone = drive.store.users.all().filter((user) => share.phoneNumbers.includes(user.mobile));
  return [...new Set([...share.userIds, ...byPhone.map((user) => user.userId)])];
};

/** What somebody who opens the link is told of it. */
export const formatLink = (drive: Drive, share: Share, now: number) => ({
  shareId: share.shareId,
  shortUrl: share.shortUrl,
  shareTime: isoTime(share.createdAt),
  ownerId: share.ownerId,
  ownerName: drive.store.users.get(share.ownerId)?.name ?? "",
  ...(share.permission === undefined ? {} : { permission: share.permission }),
  ...expiryOf(share),
  status: shareStatus(drive, share),
  ...(share.expiresAt === undefined
    ? {}
    : { expireDate: String(Math.max(0, Math.ceil((share.expiresAt - now) / 86_400_000))) }),
});
