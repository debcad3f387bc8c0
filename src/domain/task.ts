/** What a share task does: `package` makes one zip to download, `save` copies into a space of mine. On the wire 1 and 2. */
export type TaskKind = "package" | "save";

/** How far the drive is with a task. On the wire `taskStatus` 0 to 3. */
export type TaskStatus = "waiting" | "running" | "finished" | "cancelled";

/** How a finished task went. On the wire `taskResultCode` 1 to 3. */
export type TaskResult = "all" | "some" | "none";

/**
 * How far the bot is with a task. `pending`: not begun. `sending`: the call may be under way. `open`: it runs on the
 * drive. `done`: it has ended there. `refused`: it was not taken. `unknown`: the call's answer was lost. `lost`: it
 * cannot be followed any more.
 */
export type TaskState = "pending" | "sending" | "open" | "done" | "refused" | "unknown" | "lost";

type Standing = {
  readonly state: TaskState;
  /** Why the drive could not be asked the last time; of one that has ended: why it ended so. */
  readonly failure?: object | null | undefined;
};

/** Whether the person waits for a drive that did not answer, or not as it should. */
export const isDriveSilent = ({ state, failure }: Standing): boolean =>
  (state === "pending" || state === "sending" || state === "open") && failure !== undefined && failure !== null;

const SILENT = "silent";

/** With the same digest a task's message is the same: no edit is needed. Elapsed time alone is no news. */
export const progressDigest = (
  task: Standing & {
    readonly status: TaskStatus | undefined;
    readonly progress: number | undefined;
    readonly result: TaskResult | undefined;
  },
): string =>
  [
    task.state,
    task.status ?? "",
    task.progress ?? "",
    task.result ?? "",
    ...(isDriveSilent(task) ? [SILENT] : []),
  ].join(":");

/** Whether a message with that digest tells of a drive that does not answer. */
export const tellsOfSilence = (digest: string | null): boolean => digest?.endsWith(`:${SILENT}`) === true;

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
