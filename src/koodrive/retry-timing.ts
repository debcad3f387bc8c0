export type RetryPolicy = {
  /** How often a read is sent at most, the first time included. */
  readonly attempts: number;
  /** The longest first wait; doubles with each further one. */
  readonly baseMs: number;
  /** No wait without the drive's asking is longer. */
  readonly maxMs: number;
  /** All attempts and waits of one call together: no wait is begun that would end later. */
  readonly budgetMs: number;
};

export const DEFAULT_RETRY_POLICY: RetryPolicy = { attempts: 3, baseMs: 200, maxMs: 3_000, budgetMs: 20_000 };

/**
 * Milliseconds to wait, from a `Retry-After` header: seconds or an HTTP date (RFC 9110 10.2.3), never
 * negative. Undefined when there is none or it is neither.
 */
export const parseRetryAfter = (header: string | undefined, now: Date): number | undefined => {
  const text = header?.trim();
  if (text === undefined || text === "") return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1_000);
  // Only the forms with a day's name: `Date.parse` also takes "5x" for a month.
  if (!/^[A-Za-z]{3,9},? /.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
};

/**
 * How long to wait before the next attempt; undefined: give up.
 *
 * @param failed how many attempts have failed, 1 or more
 * @param random 0 up to, not including, 1: the jitter that keeps many clients from returning at once
 */
export const nextDelay = (given: {
  readonly policy: RetryPolicy;
  readonly failed: number;
  readonly elapsedMs: number;
  readonly retryAfterMs: number | undefined;
  readonly random: number;
}): number | undefined => {
  const { policy, failed, elapsedMs, retryAfterMs, random } = given;
  if (failed >= policy.attempts) return undefined;
  const ceiling = Math.min(policy.maxMs, policy.baseMs * 2 ** (failed - 1));
  // Jitter comes on top of what the drive asked for, never off it.
  const delay = retryAfterMs === undefined ? ceiling * random : retryAfterMs + policy.baseMs * random;
  return elapsedMs + delay > policy.budgetMs ? undefined : delay;
};
