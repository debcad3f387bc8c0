import { z } from "zod";

const outcome = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("all") }),
  z.object({ kind: z.literal("some"), failing: z.array(z.string()).optional() }),
  z.object({ kind: z.literal("none") }),
  z.object({ kind: z.literal("cancelled") }),
  z.object({ kind: z.literal("vanished") }),
]);

/**
 * What can go wrong on request.
 *
 * - `limited`: 429; `retryAfter` is sent as it is (seconds or a date). Nothing happened.
 * - `broken`: an HTTP error; with `changed` the work was done all the same.
 * - `unauthorized`: 401, whatever the credential.
 * - `slow`: the work is done, the answer's headers come `ms` later; `held`: when `release()` is called.
 * - `slow-body`: headers and half of the body at once, the rest `ms` later.
 * - `hang`: never an answer; with `changed` the work was done.
 * - `close`: the connection is closed with no answer, before the change was made or after.
 * - `cut`: the change was made, the connection breaks in the middle of the body.
 * - `body`: the change was made, the answer's body is spoilt. `huge` is 100 MB of JSON.
 * - `content-type`: the right body under a wrong label.
 * - `redirect`: a 3xx to `location`.
 * - `answer`: any answer at all; with `changed` the work was done.
 * - `clock-skew`: the drive's clock runs `ms` ahead (or behind, negative) in `Date` and in its check of `X-Date`.
 * - `task`: the task that this call makes comes to `outcome`; takes `durationMs` when given.
 */
export const faultSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("limited"), retryAfter: z.string().optional() }),
  z.object({
    kind: z.literal("broken"),
    status: z.int().min(500).max(599),
    retryAfter: z.string().optional(),
    changed: z.boolean().optional(),
  }),
  z.object({ kind: z.literal("unauthorized") }),
  z.object({ kind: z.literal("slow"), ms: z.number().min(0) }),
  z.object({ kind: z.literal("held") }),
  z.object({ kind: z.literal("slow-body"), ms: z.number().min(0) }),
  z.object({ kind: z.literal("hang"), changed: z.boolean().optional() }),
  z.object({ kind: z.literal("close"), when: z.enum(["before-change", "after-change"]) }),
  z.object({ kind: z.literal("cut") }),
  z.object({ kind: z.literal("body"), body: z.enum(["malformed", "html", "empty", "truncated", "huge"]) }),
  z.object({ kind: z.literal("content-type"), contentType: z.string() }),
  z.object({ kind: z.literal("redirect"), status: z.int().min(301).max(308), location: z.string() }),
  z.object({
    kind: z.literal("answer"),
    status: z.int().min(200).max(599),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.string(),
    changed: z.boolean().optional(),
  }),
  z.object({ kind: z.literal("clock-skew"), ms: z.number() }),
  z.object({ kind: z.literal("task"), outcome, durationMs: z.number().min(0).optional() }),
]);

export type Fault = z.infer<typeof faultSchema>;

export type FaultMatch = {
  readonly method?: string | undefined;
  /** The end of the path as sent or as documented (`/share/{shareId}`), or a pattern for the path as sent. */
  readonly path?: string | RegExp | undefined;
  /** How many requests it strikes; default for `next`: 1. */
  readonly times?: number | undefined;
};

/** A fault that was asked for. */
export type FaultHandle = {
  /** Resolves when a request has met this fault and its work, if any, is done. */
  readonly caught: Promise<void>;
  /** Lets held requests go on. */
  readonly release: () => void;
  /** Takes the fault back. */
  readonly cancel: () => void;
  /** How many requests it has struck. */
  readonly used: () => number;
};

export type ActiveFault = { readonly fault: Fault; readonly caught: () => void; readonly released: Promise<void> };

export type Faults = {
  readonly next: (match: FaultMatch, fault: Fault) => FaultHandle;
  readonly always: (match: FaultMatch, fault: Fault) => FaultHandle;
  /** Asks for each request that no other fault strikes whether, and how, it goes wrong; undefined: ask no more. */
  readonly sometimes: (pick: FaultPicker | undefined) => void;
  /** Takes all faults back and lets held requests go. */
  readonly clear: () => void;
};

/** @param path as sent */
export type FaultPicker = (method: string, path: string) => Fault | undefined;

type Rule = {
  readonly match: FaultMatch;
  readonly fault: Fault;
  left: number;
  used: number;
  readonly caught: PromiseWithResolvers<void>;
  readonly released: PromiseWithResolvers<void>;
};

// Only these make tasks; a `task` fault without a path must not be used up by a poll.
const MAKES_TASK = ["/share/tasks", "/share/public/tasks", "/jobs"];

const matches = (match: FaultMatch, method: string, path: string, documentedPath: string | undefined): boolean => {
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false;
  if (match.path === undefined) return true;
  if (typeof match.path === "string") return path.endsWith(match.path) || documentedPath?.endsWith(match.path) === true;
  return match.path.test(path);
};

export type FaultBox = Faults & {
  /** The faults that strike this request: clock skews add up, of the others the oldest one strikes. */
  readonly strike: (
    method: string,
    path: string,
    documentedPath: string | undefined,
  ) => { readonly skewMs: number; readonly active: ActiveFault | undefined };
};

export const createFaultBox = (): FaultBox => {
  let rules: readonly Rule[] = [];
  let picker: FaultPicker | undefined;
  const drop = (rule: Rule): void => {
    rules = rules.filter((other) => other !== rule);
    rule.released.resolve();
  };
  const add = (match: FaultMatch, fault: Fault, left: number): FaultHandle => {
    const rule: Rule = {
      match,
      fault,
      left,
      used: 0,
      caught: Promise.withResolvers<void>(),
      released: Promise.withResolvers<void>(),
    };
    rules = [...rules, rule];
    return {
      caught: rule.caught.promise,
      release: () => rule.released.resolve(),
      cancel: () => drop(rule),
      used: () => rule.used,
    };
  };
  const use = (rule: Rule): void => {
    rule.used += 1;
    rule.left -= 1;
    // A used-up rule only leaves the list: requests it holds wait for `release`.
    if (rule.left <= 0) rules = rules.filter((other) => other !== rule);
  };
  let held: readonly Rule[] = [];
  return {
    next: (match, fault) => add(match, fault, match.times ?? 1),
    always: (match, fault) => add(match, fault, match.times ?? Number.POSITIVE_INFINITY),
    sometimes: (pick) => {
      picker = pick;
    },
    clear: () => {
      for (const rule of [...rules, ...held]) rule.released.resolve();
      rules = [];
      held = [];
      picker = undefined;
    },
    strike: (method, path, documentedPath) => {
      let skewMs = 0;
      let active: ActiveFault | undefined;
      for (const rule of rules) {
        if (!matches(rule.match, method, path, documentedPath)) continue;
        if (rule.fault.kind === "task" && !(method === "POST" && MAKES_TASK.some((end) => path.endsWith(end))))
          continue;
        if (rule.fault.kind === "clock-skew") {
          skewMs += rule.fault.ms;
          use(rule);
          rule.caught.resolve();
        } else if (active === undefined) {
          use(rule);
          if (rule.fault.kind === "held") held = [...held, rule];
          active = { fault: rule.fault, caught: rule.caught.resolve, released: rule.released.promise };
        }
      }
      const picked = active === undefined ? picker?.(method, path) : undefined;
      if (picked !== undefined) {
        active = { fault: picked, caught: () => undefined, released: Promise.resolve() };
      }
      return { skewMs, active };
    },
  };
};
