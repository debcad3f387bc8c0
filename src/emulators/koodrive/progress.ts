import type { ProgressStyle } from "./drive.ts";
import type { TaskEnd, TaskItem, TaskOutcome } from "./entities.ts";

/** What share tasks and jobs have in common: something that takes a while and then has happened. */
export type LongWork = {
  readonly createdAt: number;
  readonly durationMs: number;
  readonly outcome: TaskOutcome;
  readonly ended: TaskEnd | undefined;
};

/** How long it waits in the queue before it runs. */
const waitOf = (work: LongWork): number => Math.min(1_000, work.durationMs / 10);

export const startOf = (work: LongWork): number => work.createdAt + waitOf(work);

/** When it will be over; a cancelled or vanished one half-way. */
export const endOf = (work: LongWork): number =>
  work.outcome.kind === "cancelled" || work.outcome.kind === "vanished"
    ? work.createdAt + Math.round(work.durationMs / 2)
    : work.createdAt + work.durationMs;

/** 0 waiting, 1 running, 2 finished, 3 cancelled. */
export const statusOf = (work: LongWork, now: number): 0 | 1 | 2 | 3 => {
  if (work.ended !== undefined) return work.ended.cancelled ? 3 : 2;
  return now < startOf(work) ? 0 : 1;
};

// Stands still, leaps, stands still: what a real queue of large files looks like.
const BURSTS = [0, 2, 2, 35, 35, 38, 71, 71, 96, 97] as const;

/** Percent; 100 only once it is over with success or failure. */
export const percentOf = (work: LongWork, now: number, style: ProgressStyle): number => {
  if (work.ended !== undefined && !work.ended.cancelled) return 100;
  const start = startOf(work);
  const full = work.createdAt + work.durationMs;
  const until = work.ended?.at ?? now;
  const fraction = full <= start ? 0 : Math.min(Math.max((until - start) / (full - start), 0), 0.999);
  switch (style) {
    case "linear":
      return Math.floor(fraction * 100);
    case "bursty":
      return BURSTS[Math.floor(fraction * BURSTS.length)] ?? 0;
    case "silent":
      return 0;
  }
};

/** Which of the files shall fail. */
export const failingOf = (outcome: TaskOutcome, fileIds: readonly string[]): ReadonlySet<string> => {
  if (outcome.kind === "none") return new Set(fileIds);
  if (outcome.kind === "some") return new Set(outcome.failing ?? fileIds.slice(-1));
  return new Set();
};

export const resultOf = (items: readonly TaskItem[]): 1 | 2 | 3 => {
  const failed = items.filter((item) => item.status === "2").length;
  if (failed === 0) return 1;
  return failed === items.length ? 3 : 2;
};
