/** What the emulated drive remembers. Times are milliseconds since 1970, UTC. */

export type DriveEdition = "enterprise" | "carrier";

export type DriveUser = {
  /** KooDrive's own id: the one `X-User-Id` wants. */
  readonly userId: string;
  /** The third-party id. */
  readonly externalId: string;
  readonly name: string;
  readonly firstname: string;
  readonly surname: string;
  readonly email: string;
  readonly mobile: string;
  /** 0 administrator, 1 ordinary, 2 super administrator. */
  readonly role: 0 | 1 | 2;
  readonly deptId: string;
};

export type Department = { readonly deptId: string; readonly name: string };
export type Group = { readonly groupId: string; readonly name: string; readonly memberIds: readonly string[] };

/** 0 department, 1 personal, 2 group. */
export type SpaceType = "0" | "1" | "2";

export type Space = {
  readonly containerId: string;
  readonly type: SpaceType;
  /** A department, user or group id, by type. */
  readonly ownerId: string;
  /** Undefined for personal spaces. */
  readonly name: string | undefined;
  readonly active: boolean;
  readonly capacity: number;
  readonly rootFileId: string;
  readonly creator: string;
  readonly createdAt: number;
};

/** 10 folder, 15 picture, 20 video, 26 Word, 27 Excel, 28 PowerPoint, 30 audio, 35 archive, 40 application, 45 other. */
export type FileType = "10" | "15" | "20" | "26" | "27" | "28" | "30" | "35" | "40" | "45";

export type FileNode = {
  readonly fileId: string;
  readonly containerId: string;
  /** The space's `rootFileId` for what lies at the top. */
  readonly parentId: string;
  readonly name: string;
  readonly fileType: FileType;
  readonly size: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly ownerId: string;
  readonly lastEditorId: string;
  readonly recycledAt: number | undefined;
};

export type Permission = {
  readonly preview?: boolean | undefined;
  readonly edit?: boolean | undefined;
  readonly download?: boolean | undefined;
};

export type Share = {
  readonly shareId: string;
  readonly shortUrl: string;
  readonly ownerId: string;
  /** 1 external link, 2 anyone in the enterprise, 3 named users. */
  readonly scope: 1 | 2 | 3;
  readonly fileIds: readonly string[];
  readonly containerId: string;
  readonly displayName: string;
  readonly extractCode: string | undefined;
  readonly comment: string;
  /** Undefined: no end. */
  readonly expiresAt: number | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly cancelled: boolean;
  readonly deptIds: readonly string[];
  readonly groupIds: readonly string[];
  readonly userIds: readonly string[];
  readonly phoneNumbers: readonly string[];
  readonly permission: Permission | undefined;
  readonly viewCnt: number;
  readonly downloadCnt: number;
  readonly saveCnt: number;
  /** Who left this share. */
  readonly exitedUserIds: readonly string[];
};

/** Proof that somebody gave the right access code (`kdstoken`). */
export type ShareToken = { readonly token: string; readonly shareId: string };

/**
 * How a task will end. `some` fails the listed files (default: the last one), `none` fails all,
 * `cancelled` and `vanished` strike half-way.
 */
export type TaskOutcome =
  | { readonly kind: "all" }
  | { readonly kind: "some"; readonly failing?: readonly string[] | undefined }
  | { readonly kind: "none" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "vanished" };

export type TaskItem = {
  readonly fileId: string;
  /** 0 waiting, 1 done, 2 failed. */
  readonly status: "0" | "1" | "2";
  readonly newFileId: string | undefined;
};

export type TaskTarget = { readonly fileId: string; readonly containerId: string };

export type ShareTask = {
  readonly taskId: string;
  readonly shareId: string;
  /** Undefined when the task was made through the public door. */
  readonly userId: string | undefined;
  /** 1 package, 2 save. */
  readonly taskType: 1 | 2;
  readonly containerId: string;
  readonly fileIds: readonly string[];
  readonly target: TaskTarget | undefined;
  readonly zipName: string | undefined;
  readonly createdAt: number;
  readonly durationMs: number;
  readonly outcome: TaskOutcome;
  /** Set once the end has been reached and its effects were made. */
  readonly ended: TaskEnd | undefined;
};

export type TaskEnd = {
  readonly at: number;
  readonly cancelled: boolean;
  /** 1 all, 2 some failed, 3 all failed. */
  readonly resultCode: 1 | 2 | 3 | undefined;
  readonly items: readonly TaskItem[];
  readonly packageToken: string | undefined;
};

export type Job = {
  readonly taskId: string;
  readonly userId: string;
  /** 1 copy, 2 delete, 3 move, 4 restore, 5 decompress, 6 package, 7 empty bin. */
  readonly taskType: number;
  readonly actionType: number | undefined;
  readonly fileIds: readonly string[];
  readonly srcContainerId: string;
  readonly dstContainerId: string | undefined;
  /** The folder things go to; undefined: the top. */
  readonly targetFolderId: string | undefined;
  readonly createdAt: number;
  readonly durationMs: number;
  readonly outcome: TaskOutcome;
  readonly ended: TaskEnd | undefined;
};

/** A zip waiting to be fetched, or one file behind a passing link. */
export type Download = {
  readonly token: string;
  readonly fileName: string;
  readonly kind: "package" | "file";
  readonly entries: readonly { readonly path: string; readonly fileId: string; readonly folder: boolean }[];
  readonly expiresAt: number;
};

export type CarrierSession = {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly userId: string;
  readonly expiresAt: number;
};

export type RetentionPolicy = {
  /** 18 digits: beyond what a double can hold. */
  readonly policyId: string;
  readonly policyName: string;
  readonly description: string;
  /** The larger wins. */
  readonly priority: number;
  readonly status: 0 | 1;
};

export type Message = {
  readonly id: string;
  readonly receiverId: string;
  readonly sender: string;
  /** 000 share, 001 team, 002 system, 003 management. */
  readonly type: "000" | "001" | "002" | "003";
  readonly context: string;
  readonly state: 0 | 1;
  readonly createdAt: number;
};

export type Settings = { readonly packageDownloadExpires: number };
