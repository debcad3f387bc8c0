import { expect, it } from "vitest";
import { createFixedClock } from "../../src/lib/clock.ts";
import { createGate } from "../../src/slack/gate.ts";

const setUp = () => {
  const clock = createFixedClock(new Date("2026-01-15T09:00:00Z"));
  return { clock, gate: createGate({ clock, limits: { perPerson: 2, total: 3 } }) };
};

it("lets in so many of one person, and so many in all", () => {
  const { gate } = setUp();
  expect(["U1", "U1", "U1", "U2", "U2", "U3"].map(gate.enter)).toEqual([true, true, false, true, false, false]);
});

it("lets in again when one has left", () => {
  const { gate } = setUp();
  for (const userId of ["U1", "U1", "U2"]) gate.enter(userId);
  gate.leave("U1");
  expect(gate.enter("U3")).toBe(true);
  expect(gate.enter("U1")).toBe(false);
  gate.leave("U2");
  expect(gate.enter("U1")).toBe(true);
});

it("has a person told once, and again after a while", () => {
  const { clock, gate } = setUp();
  expect(["U1", "U1", "U2"].map(gate.mayTell)).toEqual([true, false, true]);
  clock.advance(10_000);
  expect(gate.mayTell("U1")).toBe(true);
});
