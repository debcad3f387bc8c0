import { WebAPIRateLimitedError } from "@slack/web-api";
import type { Clock } from "../lib/clock.ts";
import { AppError } from "../lib/errors.ts";
import { isStillOurs } from "../lib/tenure.ts";

/** How often something is said in one conversation, shared by all processes: see `store/post-slots.ts`. */
export type PostSlots = {
  /** Takes the next free moment; undefined when that is too far away. */
  readonly take: (
    channel: string,
    wish: { readonly now: Date; readonly gapMs: number; readonly longestMs: number },
  ) => Promise<Date | undefined>;
  readonly next: (channel: string) => Promise<{ readonly nextAt: Date; readonly heldUntil: Date | null } | undefined>;
  readonly hold: (channel: string, until: Date) => Promise<void>;
};

export type PaceDeps = {
  readonly slots: PostSlots;
  readonly clock: Clock;
  /** The least time between two messages to one channel; 0: Slack's refusals alone set the pace. */
  readonly gapMs: number;
  /** What is further away is not waited for here: the call is refused, and whoever made it comes again. */
  readonly longestMs: number;
  /** Resolves so much later by `clock`. */
  readonly wait: (milliseconds: number) => Promise<void>;
};

/** Passes calls on when Slack's limits allow them. */
export type Pace = {
  readonly run: <T>(method: string, channel: string | undefined, call: () => Promise<T>) => Promise<T>;
};

/** A call that was not made, because Slack has asked to wait and the time is not over. */
export class HeldBackError extends WebAPIRateLimitedError {}

// The one method whose limit is counted by channel; https://docs.slack.dev/apis/web-api/rate-limits
const POST = "chat.postMessage";

/**
 * About one message a second and channel, and after a refusal with `Retry-After` no call before its time: to that
 * channel from any process, for other methods from this one. A message that another process has taken over while this one
 * waited, or stood still, is not posted twice.
 */
export const createPace = ({ slots, clock, gapMs, longestMs, wait }: PaceDeps): Pace => {
  const heldMethods = new Map<string, number>();

  const holdBack = (untilMs: number): HeldBackError =>
    new HeldBackError(Math.max(1, untilMs - clock.now().getTime()) / 1000);

  const waitUntil = async (untilMs: number): Promise<void> => {
    const milliseconds = untilMs - clock.now().getTime();
    if (milliseconds > longestMs) throw holdBack(untilMs);
    if (milliseconds > 0) await wait(milliseconds);
  };

  const awaitMethod = async (method: string): Promise<void> => {
    for (;;) {
      const until = heldMethods.get(method);
      if (until === undefined) return;
      if (until > clock.now().getTime()) await waitUntil(until);
      else heldMethods.delete(method);
    }
  };

  const awaitChannel = async (channel: string): Promise<void> => {
    for (;;) {
      const at = await slots.take(channel, { now: clock.now(), gapMs, longestMs });
      if (at === undefined) {
        const known = await slots.next(channel);
        // Forgotten this very moment.
        if (known === undefined) continue;
        throw holdBack(Math.max(known.nextAt.getTime(), known.heldUntil?.getTime() ?? 0));
      }
      if (at <= clock.now()) return;
      await waitUntil(at.getTime());
      // Another call may have been refused meanwhile.
      const { heldUntil = null } = (await slots.next(channel)) ?? {};
      if (heldUntil === null || heldUntil <= clock.now()) return;
    }
  };

  return {
    run: async (method, channel, call) => {
      const isPost = method === POST && channel !== undefined;
      await (isPost ? awaitChannel(channel) : awaitMethod(method));
      if (isPost && !(await isStillOurs())) {
        throw new AppError("unavailable", "another process says this meanwhile", { operation: `slack.${method}` });
      }
      try {
        return await call();
      } catch (error) {
        if (error instanceof WebAPIRateLimitedError) {
          const until = clock.now().getTime() + error.retryAfter * 1000;
          if (isPost) await slots.hold(channel, new Date(until));
          else heldMethods.set(method, Math.max(until, heldMethods.get(method) ?? 0));
        }
        throw error;
      }
    },
  };
};
