import { nextPollDelay } from "../../src/domain/poll-plan.ts";
import { type BenchRow, type BenchTable, judge } from "./table.ts";

/** A simulated task: how long it takes, and how far it says it is at a moment. Milliseconds. */
type Task = {
  readonly durationMs: number;
  readonly progressAt: (elapsedMs: number) => number | undefined;
};

/** The next wait, from what is known: time since the start, reported progress, number of looks so far. */
type Plan = (elapsedMs: number, progress: number | undefined, looks: number) => number;

const TASKS = 20_000;
const MEDIAN_MS = 40_000;
const LONGEST_MS = 2 * 60 * 60 * 1000;
const SHORTEST_MS = 1_000;
// With this spread about one task in a thousand reaches two hours.
const SIGMA = 1.68;
const ANSWER_MS = 100;

/** The same numbers in every run: a linear congruential generator (Numerical Recipes). */
const createRandom = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
};

const createTasks = (): readonly Task[] => {
  const random = createRandom(42);
  const normal = (): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: TASKS }, (_, index) => {
    const drawn = MEDIAN_MS * Math.exp(SIGMA * normal());
    const durationMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, drawn));
    return { durationMs, progressAt: progressOf(index % 3, durationMs, random) };
  });
};

const progressOf = (style: number, durationMs: number, random: () => number): Task["progressAt"] => {
  if (style === 0) return (elapsedMs) => Math.floor((elapsedMs / durationMs) * 100);
  if (style === 1) {
    // A few jumps at chance moments, as when a handful of files differ much in size.
    const jumps = Array.from({ length: 5 }, () => random()).toSorted((a, b) => a - b);
    return (elapsedMs) => jumps.filter((jump) => jump <= elapsedMs / durationMs).length * 18;
  }
  return () => undefined;
};

const PLANS: Readonly<Record<string, Plan>> = {
  "this plan": (elapsedMs, progress) => nextPollDelay({ elapsedMs, progress, answerMs: ANSWER_MS, load: 1 }),
  "fixed 2 s": () => 2_000,
  "fixed 5 s": () => 5_000,
  "fixed 30 s": () => 30_000,
  "doubling from 1 s": (_elapsedMs, _progress, looks) => 1_000 * 2 ** looks,
};

const simulate = (task: Task, plan: Plan): { readonly lateMs: number; readonly looks: number } => {
  let at = 0;
  let looks = 0;
  let progress: number | undefined;
  for (;;) {
    at += plan(at, progress, looks);
    looks += 1;
    if (at >= task.durationMs) return { lateMs: at - task.durationMs, looks };
    progress = task.progressAt(at);
  }
};

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** How late the notice comes and how many looks it takes, over a realistic mix of durations and ways to report. */
export const benchPollPlan = async (): Promise<BenchTable> => {
  const tasks = createTasks();
  const rows: BenchRow[] = Object.entries(PLANS).map(([plan, next]) => {
    const outcomes = tasks.map((task) => ({ ...simulate(task, next), durationMs: task.durationMs }));
    const shares = outcomes.map(({ lateMs, durationMs }) => (lateMs / durationMs) * 100);
    // The aim: at most 5 % of the duration, or 2 s, whichever is kinder to a short task.
    const overAim = outcomes.map(({ lateMs, durationMs }) => lateMs / Math.max(2_000, durationMs * 0.05));
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const sorted = shares.toSorted((a, b) => a - b);
    return {
      plan,
      "mean late, % of duration": mean(shares),
      "p95 late, %": percentile(sorted, 0.95),
      "mean late, s": mean(outcomes.map(({ lateMs }) => lateMs)) / 1000,
      "looks a task": mean(outcomes.map(({ looks }) => looks)),
      "mean of aim used": mean(overAim),
      ...(plan === "this plan" ? judge(mean(overAim), { under: 1 }) : {}),
    };
  });
  return {
    title: `Poll plan: ${TASKS} tasks, log-normal durations (median 40 s, up to 2 h); linear, bursty and silent by thirds`,
    rows,
    notes: [
      "The best plan that knows the duration looks once, at the end: 0 % late, 1 look a task.",
      "Aim: at most 5 % of the duration or 2 s late on average (1.00 of the aim), with fewer looks than any fixed plan as prompt.",
    ],
  };
};
