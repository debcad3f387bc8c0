import type { Fault, FaultPicker } from "../../src/emulators/koodrive/fault.ts";
import type { Refusal, RefusalPicker } from "../../src/emulators/slack/refusals.ts";
import type { Random } from "./random.ts";

const HTML = "<!doctype html><title>502</title><h1>Bad gateway</h1>";

/** Every way in which the drive can fail a call. */
const driveFaults = (random: Random): readonly (() => Fault)[] => [
  () => ({ kind: "limited", retryAfter: random.pick(["1", "2", "0"]) }),
  () => ({ kind: "limited" }),
  () => ({ kind: "broken", status: random.pick([500, 502, 503, 504]), changed: random.chance(0.4) }),
  () => ({ kind: "broken", status: 503, retryAfter: "2" }),
  () => ({ kind: "unauthorized" }),
  () => ({ kind: "slow", ms: random.between(500, 4_000) }),
  () => ({ kind: "slow-body", ms: random.between(200, 1_500) }),
  () => ({ kind: "hang", changed: random.chance(0.5) }),
  () => ({ kind: "close", when: "before-change" }),
  () => ({ kind: "close", when: "after-change" }),
  () => ({ kind: "cut" }),
  () => ({ kind: "body", body: random.pick(["malformed", "html", "empty", "truncated"]) }),
  () => ({ kind: "content-type", contentType: "text/plain" }),
  () => ({ kind: "answer", status: random.pick([400, 404, 409, 502]), body: HTML, changed: random.chance(0.3) }),
];

/** How tasks come out that do not simply succeed. */
const taskFaults = (random: Random): Fault => ({
  kind: "task",
  outcome: { kind: random.pick(["some", "none", "cancelled", "vanished"]) },
});

const MAKES_TASK = /\/share\/tasks$/;

/** @param share of the calls that go wrong */
export const driveStorm = (
  random: Random,
  share: number,
): { readonly pick: FaultPicker; readonly struck: () => number } => {
  const faults = driveFaults(random);
  let struck = 0;
  return {
    struck: () => struck,
    pick: (method, path) => {
      if (random.chance(share)) {
        struck += 1;
        return random.pick(faults)();
      }
      return method === "POST" && MAKES_TASK.test(path) && random.chance(0.15) ? taskFaults(random) : undefined;
    },
  };
};

/** Every way in which Slack can fail a call. */
const slackRefusals = (random: Random): readonly (() => Refusal)[] => [
  () => ({ error: "ratelimited", retryAfter: random.pick([1, 2, 3]) }),
  () => ({ error: random.pick(["internal_error", "fatal_error", "service_unavailable", "request_timeout"]) }),
  () => ({ status: random.pick([500, 502, 503, 504]), error: "internal_error" }),
  () => ({ dropConnection: true }),
  () => ({ applyThenDrop: true }),
  () => ({ applyThenDrop: true, delayMs: random.between(100, 1_500) }),
  () => ({ delayMs: random.between(500, 4_000) }),
  () => ({ body: HTML, status: random.pick([200, 502]) }),
  () => ({ body: '{"ok":tru' }),
];

/** @param share of the calls that go wrong */
export const slackStorm = (
  random: Random,
  share: number,
): { readonly pick: RefusalPicker; readonly struck: () => number } => {
  const refusals = slackRefusals(random);
  let struck = 0;
  return {
    struck: () => struck,
    pick: () => {
      if (!random.chance(share)) return undefined;
      struck += 1;
      return random.pick(refusals)();
    },
  };
};
