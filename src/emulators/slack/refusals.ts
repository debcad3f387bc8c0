/** What a scripted refusal does instead of, or to, the next calls of a method. */
export type Refusal = {
  /** Slack's error; `ratelimited` comes with HTTP 429. */
  readonly error?: string;
  /** Seconds, for the `Retry-After` header. */
  readonly retryAfter?: number;
  readonly status?: number;
  /** Answers so many milliseconds of real time later. Without another field, the call then works. */
  readonly delayMs?: number;
  /** Cuts the connection; nothing happened. */
  readonly dropConnection?: boolean;
  /** Does what was asked, then cuts the connection. */
  readonly applyThenDrop?: boolean;
};

/** A script of refusals for the Web API, by method name; `*` is for any. */
export const createRefusals = () => {
  const scripts = new Map<string, Refusal[]>();

  const takeFrom = (method: string): Refusal | undefined => scripts.get(method)?.shift();

  return {
    /** The next `times` calls of `method` go this way, after those scripted before. */
    next: (method: string, refusal: Refusal, times = 1): void => {
      const script = scripts.get(method) ?? [];
      scripts.set(method, [...script, ...Array.from({ length: times }, () => refusal)]);
    },
    clear: (): void => scripts.clear(),
    take: (method: string): Refusal | undefined => takeFrom(method) ?? takeFrom("*"),
  };
};

export type Refusals = ReturnType<typeof createRefusals>;
