import type { Clock } from "../lib/clock.ts";
import { AppError } from "../lib/errors.ts";
import { runFrom } from "../lib/origin.ts";
import type { JobLogger } from "./job.ts";

/** Work that is done again and again: looks for what has fallen due, and does it. */
export type Ticker = {
  readonly name: string;
  /** Counted from the end of one run to the beginning of the next. */
  readonly everyMs: number;
  /** `signal` fires when the process stops. */
  readonly run: (now: Date, signal: AbortSignal) => Promise<void>;
};

export const defineTicker = (ticker: Ticker): Ticker => ticker;

export type TickerRunner = {
  /** With `byHand` none runs of itself: only `tickNow` runs them. */
  readonly start: (tickers: readonly Ticker[], options?: { readonly byHand: boolean }) => void;
  /** Begins nothing more, and waits for the runs under way. Does nothing the second time. */
  readonly stop: () => Promise<void>;
  /** Runs one, or all in turn, now, after a run under way has ended. Rejects with what the run throws. */
  readonly tickNow: (name?: string) => Promise<void>;
};

/** Runs of one ticker never overlap, and one that throws is logged and comes again. */
export const createTickerRunner = (deps: { readonly clock: Clock; readonly logger: JobLogger }): TickerRunner => {
  const { clock, logger } = deps;
  const stopping = new AbortController();
  const lanes = new Map<string, ReturnType<typeof createLane>>();

  const createLane = (ticker: Ticker) => {
    let timer: NodeJS.Timeout | undefined;
    let last: Promise<void> = Promise.resolve();

    // A chain: each run begins when the one before has ended, however that went.
    const runNext = (): Promise<void> => {
      const run = last.then(async () => {
        if (stopping.signal.aborted) return;
        await runFrom({ surface: "job" }, () => ticker.run(clock.now(), stopping.signal));
      });
      last = run.catch(() => undefined);
      return run;
    };

    const schedule = (): void => {
      if (stopping.signal.aborted) return;
      timer = setTimeout(() => void runOnTime(), ticker.everyMs);
      timer.unref();
    };

    const runOnTime = async (): Promise<void> => {
      try {
        await runNext();
      } catch (error) {
        logger.error({ err: error, ticker: ticker.name }, "ticker failed; it will run again");
      }
      schedule();
    };

    return {
      schedule,
      runNext,
      end: async (): Promise<void> => {
        clearTimeout(timer);
        await last;
      },
    };
  };

  return {
    start: (tickers, { byHand } = { byHand: false }) => {
      for (const ticker of tickers) {
        if (lanes.has(ticker.name)) {
          throw new AppError("bug", `two tickers are called ${ticker.name}`, { operation: "jobs.startTickers" });
        }
        const lane = createLane(ticker);
        lanes.set(ticker.name, lane);
        if (!byHand) lane.schedule();
      }
    },

    stop: async () => {
      stopping.abort();
      await Promise.all([...lanes.values()].map((lane) => lane.end()));
    },

    tickNow: async (name) => {
      if (name !== undefined && !lanes.has(name)) {
        throw new AppError("bug", `no ticker is called ${name}`, { operation: "jobs.tickNow" });
      }
      for (const [key, lane] of lanes) {
        if (name === undefined || name === key) await lane.runNext();
      }
    },
  };
};
