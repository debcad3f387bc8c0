import type { Clock } from "../../lib/clock.ts";
import type { Args } from "./web-api/args.ts";
import type { Tier } from "./web-api/method.ts";

const MINUTE_MS = 60_000;
/** "1+", "20+", "50+", "100+" calls a minute, by method; https://docs.slack.dev/apis/web-api/rate-limits */
const PER_MINUTE: Readonly<Record<Tier, number>> = { 1: 1, 2: 20, 3: 50, 4: 100, special: Number.POSITIVE_INFINITY };
/** About one message a second in a channel; short bursts pass. */
const BURST = 4;

type Bucket = { readonly left: number; readonly at: number };

/** Says how many seconds a call must wait; 0 when it may go. Time is the emulator's clock. */
export const createRateLimits = (clock: Clock) => {
  const buckets = new Map<string, Bucket>();

  const take = (key: string, size: number, perMs: number): number => {
    const now = clock.now().getTime();
    const before = buckets.get(key) ?? { left: size, at: now };
    const left = Math.min(size, before.left + (now - before.at) * perMs);
    buckets.set(key, { left: left >= 1 ? left - 1 : left, at: now });
    return left >= 1 ? 0 : Math.ceil((1 - left) / perMs / 1000);
  };

  return (method: string, tier: Tier, args: Args): number => {
    if (method === "chat.postMessage") return take(`${method} ${args.text("channel")}`, BURST, 1 / 1000);
    const perMinute = PER_MINUTE[tier];
    return perMinute === Number.POSITIVE_INFINITY ? 0 : take(method, perMinute, perMinute / MINUTE_MS);
  };
};
