/** What is known of a task when its next look is planned. Times in milliseconds. */
export type PollFacts = {
  /** Since the drive took the task. */
  readonly elapsedMs: number;
  /** 0 to 100; undefined where the drive does not say. */
  readonly progress: number | undefined;
  /** How long the drive took to answer the last time. */
  readonly answerMs: number;
  /** 1 with the budget of calls free; 2 when looks must come half as often. */
  readonly load: number;
};

/** Never closer than this, never further than this. */
export const POLL_FLOOR_MS = 1_500;
export const POLL_CEILING_MS = 120_000;
// A notice that comes a tenth of the elapsed time late is late by 5 % on average.
const STEP_OF_ELAPSED = 0.1;
// Below this the reported percentage says too little to foretell the end from.
const TRUSTED_PROGRESS = 5;

/**
 * When to ask for a task again, in milliseconds from now. Steps grow with the time already
 * spent, are pulled in to just after the end that the progress foretells, and stretched when
 * the installation's budget of calls is short.
 */
export const nextPollDelay = (facts: PollFacts): number => {
  const proportional = facts.elapsedMs * STEP_OF_ELAPSED;
  const step = Math.max(POLL_FLOOR_MS, facts.answerMs * 2, Math.min(proportional, remaining(facts)));
  return Math.round(Math.min(POLL_CEILING_MS, step) * Math.max(1, facts.load));
};

const remaining = ({ elapsedMs, progress }: PollFacts): number => {
  if (progress === undefined || progress < TRUSTED_PROGRESS || progress >= 100) return Number.POSITIVE_INFINITY;
  return (elapsedMs / progress) * (100 - progress) * 1.02;
};
