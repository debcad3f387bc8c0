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
  /** Does what was asked, then answers with these bytes, whatever they are, under HTTP 200 or `status`. */
  readonly body?: string;
  /** Does what was asked, then cuts the connection. */
  readonly applyThenDrop?: boolean;
};

export type RefusalPicker = (method: string) => Refusal | undefined;

/** A script of refusals for the Web API, by method name; `*` is for any. */
export const createRefusals = () => {
  const scripts = new Map<string, Refusal[]>();
  let picker: RefusalPicker | undefined;

  const takeFrom = (method: string): Refusal | undefined => scripts.get(method)?.shift();

  return {
    /** The next `times` calls of `method` go this way, after those scripted before. */
    next: (method: string, refusal: Refusal, times = 1): void => {
      const script = scripts.get(method) ?? [];
      scripts.set(method, [...script, ...Array.from({ length: times }, () => refusal)]);
    },
    /** Asks for each call that is not scripted whether, and how, it goes wrong; undefined: ask no more. */
    sometimes: (pick: RefusalPicker | undefined): void => {
      picker = pick;
    },
    /** Every call that is not scripted goes this way until told otherwise. */
    always: (refusal: Refusal | undefined): void => {
      picker = refusal === undefined ? undefined : () => refusal;
    },
    clear: (): void => {
      scripts.clear();
      picker = undefined;
    },
    take: (method: string): Refusal | undefined => takeFrom(method) ?? takeFrom("*") ?? picker?.(method),
  };
};

export type Refusals = ReturnType<typeof createRefusals>;
