import type { Clock } from "../../lib/clock.ts";
import type { Args } from "./web-api/args.ts";
import type { Tier } from "./web-api/method.ts";

const MINUTE_MS = 60_000;
/** "1+", "20+", "50+", "100+" calls a minute, by method; https://docs.slack.dev/apis/web-api/rate-limits */
const PER_MINUTE: Readonly<Record<Tier, number>> = { 1: 1, 2: 20, 3: 50, 4: 100, special: Number.POSITIVE_INFINITY };
/** About one message a second in a channel; short bursts pass. */
const BURST = 4;

type Bucket = { readonly left: number; readonly at: number };

/** What was counted against the limits since the emulator began. */
export type RateCounts = {
  /** Calls refused with HTTP 429, scripted ones included. */
  readonly limited: number;
  /** Those of them that came before the `Retry-After` of an earlier refusal was over. */
  readonly early: number;
};

export type RateLimitsDeps = {
  readonly clock: Clock;
  /** The conversation that a post's `channel` means: people stand for their direct message. */
  readonly conversationOf: (channel: string) => string;
  readonly onEarly: (method: string, details: string) => void;
};

/** Counts calls as Slack says it does: posts by channel, everything else by method. Time is the emulator's clock. */
export const createRateLimits = ({ clock, conversationOf, onEarly }: RateLimitsDeps) => {
  const buckets = new Map<string, Bucket>();
  const heldUntil = new Map<string, number>();
  let limited = 0;
  let early = 0;

  const keyOf = (method: string, args: Args): string =>
    method === "chat.postMessage" ? `${method} ${conversationOf(args.text("channel"))}` : method;

  const take = (key: string, size: number, perMs: number): number => {
    const now = clock.now().getTime();
    const before = buckets.get(key) ?? { left: size, at: now };
    const left = Math.min(size, before.left + (now - before.at) * perMs);
    buckets.set(key, { left: left >= 1 ? left - 1 : left, at: now });
    return left >= 1 ? 0 : Math.ceil((1 - left) / perMs / 1000);
  };

  const takeFor = (key: string, method: string, tier: Tier): number => {
    if (method === "chat.postMessage") return take(key, BURST, 1 / 1000);
    const perMinute = PER_MINUTE[tier];
    return perMinute === Number.POSITIVE_INFINITY ? 0 : take(key, perMinute, perMinute / MINUTE_MS);
  };

  return {
    /** How many seconds a call must wait; 0 when it may go. */
    waitFor: (method: string, tier: Tier, args: Args): number => {
      const key = keyOf(method, args);
      const left = (heldUntil.get(key) ?? 0) - clock.now().getTime();
      if (left > 0) {
        early += 1;
        onEarly(method, `${key} came ${left} ms before its Retry-After was over`);
        return Math.ceil(left / 1000);
      }
      return takeFor(key, method, tier);
    },
    /** A call was refused, by count or by script, and told to come back after so many seconds. */
    refused: (method: string, args: Args, retryAfter: number): void => {
      limited += 1;
      const key = keyOf(method, args);
      const until = clock.now().getTime() + retryAfter * 1000;
      heldUntil.set(key, Math.max(until, heldUntil.get(key) ?? 0));
    },
    counts: (): RateCounts => ({ limited, early }),
  };
};
