import fc from "fast-check";
import { expect, it } from "vitest";
import { EVEN_HALF, greatestPollLoad, pollLoad } from "../../src/domain/poll-budget.ts";

const BUDGET = 75;

/** As the database shares the even half out: each in turn, the least first, gets what they ask for or an equal part of the rest. */
const demandOf = (asked: readonly number[]) => {
  let left = BUDGET * EVEN_HALF;
  let evenShare: number | undefined;
  for (const [index, one] of asked.toSorted((a, b) => a - b).entries()) {
    const part = left / (asked.length - index);
    if (part < one) evenShare ??= part;
    left -= one;
  }
  return { total: asked.reduce((sum, one) => sum + one, 0), evenShare };
};

const people = fc.array(fc.double({ min: 0.01, max: 500, noNaN: true }), { minLength: 1, maxLength: 200 });

it("keeps all together within the budget, and serves nobody more than they ask for", () => {
  fc.assert(
    fc.property(people, (asked) => {
      const demand = demandOf(asked);
      const served = asked.map((one) => one / pollLoad(one, demand, BUDGET));
      expect(served.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(BUDGET * 1.000_001);
      for (const [index, one] of served.entries()) expect(one).toBeLessThanOrEqual(asked[index] ?? 0);
    }),
  );
});

it("slows nobody while there is enough, nor whoever asks for less than an equal part", () => {
  fc.assert(
    fc.property(people, (asked) => {
      const demand = demandOf(asked);
      for (const one of asked) {
        if (demand.total <= BUDGET || one <= (BUDGET * EVEN_HALF) / asked.length) {
          expect(pollLoad(one, demand, BUDGET)).toBe(1);
        }
      }
    }),
  );
});

it("slows nobody more than twice as much as all would be slowed in proportion", () => {
  fc.assert(
    fc.property(people, (asked) => {
      const demand = demandOf(asked);
      for (const one of asked) {
        const load = pollLoad(one, demand, BUDGET);
        expect(load).toBeLessThanOrEqual(Math.max(1, (2 * demand.total) / BUDGET) * 1.000_001);
        expect(load).toBeLessThanOrEqual(greatestPollLoad(demand, BUDGET) * 1.000_001);
      }
    }),
  );
});

it("lets one with a single task go first beside one with five thousand", () => {
  const demand = demandOf([0.1, 5_000]);
  expect(pollLoad(0.1, demand, BUDGET)).toBe(1);
  expect(pollLoad(5_000, demand, BUDGET)).toBeCloseTo(5_000 / (BUDGET - 0.1), 1);
});
