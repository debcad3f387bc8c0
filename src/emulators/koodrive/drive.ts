import type { Clock } from "../../lib/clock.ts";
import type { DriveEdition, ShareTask } from "./entities.ts";
import type { IdSource } from "./ids.ts";
import type { Readings } from "./readings.ts";
import type { Schedule } from "./schedule.ts";
import type { Store } from "./store.ts";

export type CarrierAccount = {
  /** Account name or mobile number. */
  readonly account: string;
  readonly password: string;
  /** What `captchaToken` must be to sign in by verification code; without it that way is closed. */
  readonly verificationCode?: string | undefined;
  /** The drive user who signs in with it. */
  readonly userId: string;
};

export type ReadyToken = {
  readonly token: string;
  /** When given, `X-User-Id` must be this user. */
  readonly userId?: string | undefined;
  /** Dies after so many minutes without a call, as the enterprise edition's 20 do. Default: lives on. */
  readonly idleMinutes?: number | undefined;
};

export type Credentials = {
  readonly appId: string;
  readonly appSecret: string;
  /** Ready-made tokens, without a scheme. */
  readonly tokens?: readonly (string | ReadyToken)[] | undefined;
  readonly carrierAccounts?: readonly CarrierAccount[] | undefined;
};

/** How the percentage of a task moves: with time, in jumps, or not at all until the end. */
export type ProgressStyle = "linear" | "bursty" | "silent";

/** What every route works with. */
export type Drive = {
  readonly edition: DriveEdition;
  readonly store: Store;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly credentials: Credentials;
  readonly agentName: string | undefined;
  readonly readings: Readings;
  readonly progress: ProgressStyle;
  readonly baseUrl: () => string;
  /** Milliseconds a task of so many bytes takes. */
  readonly taskDuration: (task: TaskToTime) => number;
  readonly schedule: Schedule;
  /** When each ready-made token was last used. */
  readonly tokenUse: Map<string, number>;
};

/** What the length of a task may depend on. */
export type TaskToTime = Pick<ShareTask, "taskId" | "fileIds"> & {
  /** 1 and 2 of share tasks, 1 to 7 of jobs. */
  readonly taskType: number;
  readonly kind: "share-task" | "job";
  /** Bytes of all files, those inside folders included. */
  readonly totalSize: number;
};

/** 4 s and one more per 40 MB, 60 s at most. */
export const defaultTaskDuration = (task: TaskToTime): number =>
  Math.min(60_000, 4_000 + Math.round(task.totalSize / 40_000));
