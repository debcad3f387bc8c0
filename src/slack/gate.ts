import type { Clock } from "../lib/clock.ts";

/** How many requests of people's are dealt with at once. */
export type GateLimits = { readonly perPerson: number; readonly total: number };

// Nobody has so many hands; each is done within milliseconds unless the database or Slack is slow.
export const GATE_LIMITS: GateLimits = { perPerson: 10, total: 300 };
const TELL_EVERY_MS = 10_000;
const MAX_TOLD = 1_000;

/** Turns away what is more than can be done, so that one person's flood holds up nobody else, and memory stays bounded. */
export type Gate = {
  /** False: too much is under way, for that person or at all. True: a `leave` must follow. */
  readonly enter: (userId: string) => boolean;
  readonly leave: (userId: string) => void;
  /** Whether to spend a message on telling somebody who was turned away: not for each of a flood. */
  readonly mayTell: (userId: string) => boolean;
};

export const createGate = (deps: { readonly clock: Clock; readonly limits?: GateLimits }): Gate => {
  const { perPerson, total } = deps.limits ?? GATE_LIMITS;
  const underWay = new Map<string, number>();
  const told = new Map<string, number>();
  let all = 0;
  return {
    enter: (userId) => {
      const own = underWay.get(userId) ?? 0;
      if (all >= total || own >= perPerson) return false;
      all += 1;
      underWay.set(userId, own + 1);
      return true;
    },
    leave: (userId) => {
      all -= 1;
      const left = (underWay.get(userId) ?? 0) - 1;
      if (left > 0) underWay.set(userId, left);
      else underWay.delete(userId);
    },
    mayTell: (userId) => {
      const now = deps.clock.now().getTime();
      const last = told.get(userId);
      if (last !== undefined && Math.abs(now - last) < TELL_EVERY_MS) return false;
      told.delete(userId);
      const oldest = told.size >= MAX_TOLD ? told.keys().next().value : undefined;
      if (oldest !== undefined) told.delete(oldest);
      told.set(userId, now);
      return true;
    },
  };
};
