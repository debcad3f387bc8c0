/** What a look showed: 0 to 100 of the work done, so long after the drive took the task. */
export type ProgressReport = { readonly elapsedMs: number; readonly progress: number };

/** What is known of a task when its next look is planned. Times in milliseconds. */
export type PollFacts = {
  /** Since the drive took the task. */
  readonly elapsedMs: number;
  /** 0 to 100; undefined where the drive does not say. */
  readonly progress: number | undefined;
  /** The percentage shown before, when it was first seen; undefined: none was. */
  readonly before?: ProgressReport | undefined;
  /** How long the drive took to answer the last time. */
  readonly answerMs: number;
  /** 1 with the budget of calls free; 2 when looks must come half as often. */
  readonly load: number;
};

/** Never closer than this, never further than this. */
export const POLL_FLOOR_MS = 500;
export const POLL_CEILING_MS = 120_000;

/*
 * A look is worth its call where the chance that the task ends about now, as a share of the time it took, is high.
 * Over durations that spread as they do (log-normal, from seconds to hours), the steps that give the most promptness
 * for a number of calls grow a little slower than the elapsed time; the figures are those that `npm run bench --
 * poll-plan` found best for a notice that is late by less than 5 % on average.
 */
const STEP_AFTER_A_SECOND_MS = 280;
const STEP_GROWTH = 0.7;

// Jumps in the percentage, as when a few large files are packed: it foretells only roughly what is left.
const SHARE_OF_REST = 0.3;
const MOST_OF_ELAPSED = 0.35;
const LEAST_OF_ELAPSED = 0.02;

// So many points a percentage may lie beside the straight line and still count as steady: it comes rounded.
const STEADY_WITHIN = 1.5;
// People watch the bar: it moves at least so often, and a steadiness that was chance is found out before long.
const STEADY_MOST_OF_ELAPSED = 0.5;
const STEADY_LEAST_OF_ELAPSED = 0.01;

/**
 * When to ask for a task again, in milliseconds from now. Without a percentage the steps grow with the time already
 * spent; one that jumps stretches them while much is left and pulls them in near the end; one that grows steadily
 * foretells the end, and the next look comes just before the earliest moment it can be at.
 */
export const nextPollDelay = (facts: PollFacts): number =>
  Math.round(unhurriedPollDelay(facts) * Math.max(1, facts.load));

/** The same, were there no limit on calls: what the task asks of the budget. */
export const unhurriedPollDelay = (facts: Omit<PollFacts, "load">): number => {
  const step = Math.max(POLL_FLOOR_MS, facts.answerMs * 2, stepOf(facts));
  return Math.round(Math.min(POLL_CEILING_MS, step));
};

const stepOf = ({ elapsedMs, progress, before }: Omit<PollFacts, "load">): number => {
  const elapsed = Math.max(0, elapsedMs);
  const blind = STEP_AFTER_A_SECOND_MS * (elapsed / 1_000) ** STEP_GROWTH;
  if (progress === undefined || progress <= 0 || progress >= 100) return blind;
  const now = { elapsedMs: elapsed, progress };
  if (before !== undefined && isSteady(before, now)) {
    const least = Math.max(STEADY_LEAST_OF_ELAPSED * elapsed, soonestEnd(before, now));
    return Math.min(STEADY_MOST_OF_ELAPSED * elapsed, least);
  }
  const rest = (elapsed / progress) * (100 - progress);
  return Math.min(
    MOST_OF_ELAPSED * elapsed,
    Math.max(blind, SHARE_OF_REST * rest),
    Math.max(LEAST_OF_ELAPSED * elapsed, 1.01 * rest),
  );
};

/** Whether the two lie on one straight line from the start. */
const isSteady = (before: ProgressReport, now: ProgressReport): boolean =>
  before.progress > 0 &&
  now.progress > before.progress &&
  now.elapsedMs > before.elapsedMs &&
  Math.abs(before.progress - (now.progress * before.elapsedMs) / now.elapsedMs) <= STEADY_WITHIN;

/** Time to the end at the fastest pace that fits both, each of them rounded down to a whole percent. */
const soonestEnd = (before: ProgressReport, now: ProgressReport): number =>
  ((99 - now.progress) * (now.elapsedMs - before.elapsedMs)) / (now.progress - before.progress + 1);
