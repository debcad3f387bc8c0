import { setTimeout as wait } from "node:timers/promises";

/** Resolves when all of it has ended, or when so much real time is over; rejects as soon as any of it does before. */
export const settledWithin = async (work: readonly Promise<void>[], milliseconds: number): Promise<void> => {
  if (work.length === 0) return;
  const timer = new AbortController();
  const patience = wait(milliseconds, undefined, { signal: timer.signal }).catch(() => undefined);
  try {
    await Promise.race([Promise.all(work), patience]);
  } finally {
    timer.abort();
  }
};
