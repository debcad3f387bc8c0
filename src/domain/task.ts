/** What a share task does: `package` makes one zip to download, `save` copies into a space of mine. On the wire 1 and 2. */
export type TaskKind = "package" | "save";

/** How far the drive is with a task. On the wire `taskStatus` 0 to 3. */
export type TaskStatus = "waiting" | "running" | "finished" | "cancelled";

/** How a finished task went. On the wire `taskResultCode` 1 to 3. */
export type TaskResult = "all" | "some" | "none";

/** Where the files of a task come from: a share known here, or somebody's link that the person has opened. */
export type TaskOrigin =
  | { readonly kind: "share"; readonly shareId: string }
  | { readonly kind: "link"; readonly sessionId: string };

export type TaskFile = {
  readonly fileId: string;
  readonly status: "waiting" | "done" | "failed";
  readonly newFileId: string | undefined;
};

/** A share task as the drive tells of it. Times without a zone in the answer are read as UTC. */
export type DriveTask = {
  readonly taskId: string;
  readonly kind: TaskKind | undefined;
  readonly status: TaskStatus;
  /** Only meaningful once `status` is `finished`. */
  readonly result: TaskResult | undefined;
  /** 0 to 100; undefined where the drive does not say. */
  readonly progress: number | undefined;
  /** The package, once there is one. */
  readonly downloadUrl: string | undefined;
  readonly files: readonly TaskFile[];
  readonly createdAt: Date | undefined;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
};
