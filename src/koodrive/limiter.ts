export type Limits = {
  /** Calls under way at once, for the whole installation. */
  readonly concurrent: number;
  /** Of these, at most so many for one person: somebody else's call then never waits for all of one person's. */
  readonly concurrentPerPerson: number;
  /** Calls begun per second, retries included; `Infinity` for no limit. As many may begin at once after a pause. */
  readonly perSecond: number;
  /** Calls that wait for their turn; one more is refused at once. */
  readonly waiting: number;
  /** Of these, at most so many of one person's. */
  readonly waitingPerPerson: number;
  /** How long a call waits for its turn before it is refused. */
  readonly waitMs: number;
};

/** No limits are documented for the drive: these keep one installation from being a burden on it. */
export const DEFAULT_LIMITS: Limits = {
  concurrent: 64,
  concurrentPerPerson: 48,
  perSecond: 100,
  waiting: 5_000,
  waitingPerPerson: 2_500,
  waitMs: 10_000,
};

export type Turn = "go" | "given-up" | "too-long";

/** Lets calls begin in an order that is fair between people: each waiting person in turn, not each call. */
export type Limiter = {
  /** `go` only: a `leave` must follow. */
  readonly enter: (person: string, signal: AbortSignal | undefined) => Turn | Promise<Turn>;
  readonly leave: (person: string) => void;
};

type Waiter = { readonly settle: (turn: Turn) => void };

/** @param monotonic milliseconds that only ever grow */
export const createLimiter = (deps: { readonly limits: Limits; readonly monotonic: () => number }): Limiter => {
  const { limits, monotonic } = deps;
  const running = new Map<string, number>();
  // The order of the keys is the order of the turns.
  const queues = new Map<string, Waiter[]>();
  let runningTotal = 0;
  let waitingTotal = 0;
  let allowance = limits.perSecond;
  let countedAt = monotonic();
  let timer: NodeJS.Timeout | undefined;

  const refill = (): void => {
    if (limits.perSecond === Number.POSITIVE_INFINITY) return;
    const now = monotonic();
    allowance = Math.min(limits.perSecond, allowance + ((now - countedAt) / 1_000) * limits.perSecond);
    countedAt = now;
  };
  const runningOf = (person: string): number => running.get(person) ?? 0;
  const mayRun = (person: string): boolean =>
    runningTotal < limits.concurrent && runningOf(person) < limits.concurrentPerPerson;
  const begin = (person: string): void => {
    runningTotal += 1;
    running.set(person, runningOf(person) + 1);
    allowance -= 1;
  };

  const takeNext = (): { readonly person: string; readonly waiter: Waiter } | undefined => {
    for (const [person, queue] of queues) {
      if (!mayRun(person)) continue;
      const waiter = queue.shift();
      queues.delete(person);
      if (queue.length > 0) queues.set(person, queue);
      if (waiter !== undefined) return { person, waiter };
    }
    return undefined;
  };

  const pump = (): void => {
    refill();
    while (waitingTotal > 0 && allowance >= 1) {
      const next = takeNext();
      if (next === undefined) return;
      begin(next.person);
      next.waiter.settle("go");
    }
    if (waitingTotal === 0 || timer !== undefined) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        pump();
      },
      Math.ceil(((1 - allowance) / limits.perSecond) * 1_000),
    );
  };

  const drop = (person: string, waiter: Waiter): void => {
    const left = (queues.get(person) ?? []).filter((other) => other !== waiter);
    if (left.length === 0) queues.delete(person);
    else queues.set(person, left);
  };

  return {
    enter: (person, signal) => {
      if (signal?.aborted === true) return "given-up";
      refill();
      // Nobody overtakes a queue; a queue of people who have all they may have at once holds up nobody else.
      if (allowance >= 1 && mayRun(person) && !queues.has(person)) {
        begin(person);
        return "go";
      }
      const isFull = waitingTotal >= limits.waiting || (queues.get(person)?.length ?? 0) >= limits.waitingPerPerson;
      if (isFull) return "too-long";
      return new Promise((resolve) => {
        const waiter: Waiter = {
          settle: (turn) => {
            clearTimeout(patience);
            signal?.removeEventListener("abort", giveUp);
            waitingTotal -= 1;
            resolve(turn);
          },
        };
        const leaveQueue = (turn: Turn): void => {
          drop(person, waiter);
          waiter.settle(turn);
        };
        const giveUp = (): void => leaveQueue("given-up");
        const patience = setTimeout(() => leaveQueue("too-long"), limits.waitMs);
        signal?.addEventListener("abort", giveUp, { once: true });
        waitingTotal += 1;
        const queue = queues.get(person);
        if (queue === undefined) queues.set(person, [waiter]);
        else queue.push(waiter);
        pump();
      });
    },
    leave: (person) => {
      runningTotal -= 1;
      const left = runningOf(person) - 1;
      if (left <= 0) running.delete(person);
      else running.set(person, left);
      if (waitingTotal > 0) pump();
    },
  };
};
