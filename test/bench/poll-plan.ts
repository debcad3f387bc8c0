import { nextPollDelay, type ProgressReport } from "../../src/domain/poll-plan.ts";
import { average, percentile } from "./statistics.ts";
import { type BenchRow, type BenchTable, judge } from "./table.ts";

/** A simulated task: how long it takes, and how far it says it is at a moment. Milliseconds. */
type Task = {
  readonly durationMs: number;
  readonly progressAt: (elapsedMs: number) => number | undefined;
};

/** What a plan is told: time since the start, what was reported now and before, the number of looks so far. */
type Seen = {
  readonly elapsedMs: number;
  readonly progress: number | undefined;
  readonly before: ProgressReport | undefined;
  readonly looks: number;
};
type Plan = (seen: Seen, task: Task) => number;
type Outcome = { readonly lateMs: number; readonly durationMs: number; readonly looks: number };

const TASKS = 20_000;
const MEDIAN_MS = 40_000;
const LONGEST_MS = 2 * 60 * 60 * 1000;
const SHORTEST_MS = 1_000;
// With this spread about one task in a thousand reaches two hours.
const SIGMA = 1.68;
const ANSWER_MS = 100;
// The watcher takes what is due four times a second.
const BEAT_MS = 250;
const KINDS = ["linear", "bursty", "silent"] as const;

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
    return { durationMs, progressAt: progressOf(index % KINDS.length, durationMs, random) };
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

const fixed =
  (everyMs: number): Plan =>
  () =>
    everyMs;
const own: Plan = ({ elapsedMs, progress, before }) =>
  nextPollDelay({ elapsedMs, progress, before, answerMs: ANSWER_MS, load: 1 });

/** The same plan as the watcher keeps it: a look comes with the first beat after it is due. */
const ownOnTheBeat = (): Plan => {
  const random = createRandom(7);
  return (seen, task) => own(seen, task) + random() * BEAT_MS;
};

const simulate = (task: Task, plan: Plan): Outcome => {
  let elapsedMs = 0;
  let progress: number | undefined;
  let before: ProgressReport | undefined;
  let shown: ProgressReport | undefined;
  for (let looks = 1; ; looks += 1) {
    elapsedMs += plan({ elapsedMs, progress, before, looks: looks - 1 }, task);
    if (elapsedMs >= task.durationMs)
      return { lateMs: elapsedMs - task.durationMs, durationMs: task.durationMs, looks };
    progress = task.progressAt(elapsedMs);
    before = shown;
    if (progress !== undefined && progress !== shown?.progress) shown = { elapsedMs, progress };
  }
};

const lateShare = (outcomes: readonly Outcome[]): number =>
  average(outcomes.map(({ lateMs, durationMs }) => (lateMs / durationMs) * 100));

/** The longest fixed interval whose notices are as prompt. */
const fixedAsPrompt = (tasks: readonly Task[], share: number): number => {
  let [low, high] = [50, 60_000];
  while (high - low > 10) {
    const middle = (low + high) / 2;
    if (lateShare(tasks.map((task) => simulate(task, fixed(middle)))) > share) high = middle;
    else low = middle;
  }
  return low;
};

const figures = (plan: string, outcomes: readonly Outcome[]) => ({
  plan,
  "mean late, % of duration": lateShare(outcomes),
  "p95 late, %": percentile(
    outcomes.map(({ lateMs, durationMs }) => (lateMs / durationMs) * 100),
    0.95,
  ),
  "mean late, s": average(outcomes.map(({ lateMs }) => lateMs)) / 1000,
  "looks a task": average(outcomes.map(({ looks }) => looks)),
  // Of 5 % of the duration or 2 s, whichever is kinder to a short task.
  "mean of 5 % or 2 s": average(outcomes.map(({ lateMs, durationMs }) => lateMs / Math.max(2_000, durationMs * 0.05))),
});

/** How late the notice comes and how many looks it takes, over a realistic mix of durations and ways to report. */
export const benchPollPlan = async (): Promise<BenchTable> => {
  const tasks = createTasks();
  const run = (plan: Plan): readonly Outcome[] => tasks.map((task) => simulate(task, plan));
  const outcomes = run(own);
  const ours = figures("this plan", outcomes);
  const share = ours["mean late, % of duration"];
  const asPromptMs = fixedAsPrompt(tasks, share);
  const asPrompt = figures(`fixed ${(asPromptMs / 1000).toFixed(2)} s: as prompt as this plan`, run(fixed(asPromptMs)));
  const rows: BenchRow[] = [
    { ...ours, ...judge(share, { under: 5 }, " % late") },
    ...KINDS.map((kind, index) =>
      figures(
        `  its ${kind} tasks`,
        outcomes.filter((_, at) => at % KINDS.length === index),
      ),
    ),
    { ...figures(`this plan, on a beat of ${BEAT_MS} ms`, run(ownOnTheBeat())) },
    { ...asPrompt, ...judge(ours["looks a task"], { under: Math.round(asPrompt["looks a task"]) }, " looks") },
    figures("fixed 2 s", run(fixed(2_000))),
    figures("fixed 5 s", run(fixed(5_000))),
    figures("fixed 30 s", run(fixed(30_000))),
    figures(
      "doubling from 1 s",
      run(({ looks }) => 1_000 * 2 ** looks),
    ),
    figures(
      "knows the duration",
      run((_seen, task) => task.durationMs),
    ),
  ];
  const gap = ours["looks a task"] - 1;
  return {
    title: `Poll plan: ${TASKS} tasks, log-normal durations (median 40 s, up to 2 h); linear, bursty and silent by thirds`,
    rows,
    notes: [
      `To the best plan, which knows the duration: ${share.toFixed(1)} % of the duration and ${gap.toFixed(1)} looks a task.`,
      "Aim: at most 5 % of the duration late on average (or 2 s), with fewer looks than any fixed plan as prompt.",
    ],
  };
};
