import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differing, inParts, mergePolicies, type ToldPolicy } from "../../src/domain/retention.ts";

const told = (policyId: string, more: Partial<ToldPolicy> = {}): ToldPolicy => ({
  policyId,
  name: `name ${policyId}`,
  description: undefined,
  priority: undefined,
  enabled: undefined,
  ...more,
});
const policy = (policyId: string, more: object = {}) => ({
  policyId,
  name: `name ${policyId}`,
  description: "",
  priority: 10,
  enabled: false,
  ...more,
});

describe("what there is to choose from", () => {
  it.each<[string, readonly ToldPolicy[], readonly ToldPolicy[], object]>([
    [
      "both lists tell of one",
      [told("1", { enabled: true })],
      [told("1", { description: "long", priority: 3 })],
      { policies: [policy("1", { enabled: true, description: "long", priority: 3 })], unusable: 0 },
    ],
    [
      "the catalogue has one more",
      [told("1", { enabled: true })],
      [told("1"), told("2")],
      { policies: [policy("1", { enabled: true }), policy("2")], unusable: 0 },
    ],
    [
      "the catalogue gives every policy one rounded id",
      [told("300000000000000002", { name: "b", enabled: true }), told("300000000000000001", { name: "a" })],
      [
        told("300000000000000000", { name: "b", description: "of b", priority: 3 }),
        told("300000000000000000", { name: "a", description: "of a", priority: 5 }),
        told("300000000000000000", { name: "c" }),
      ],
      {
        policies: [
          policy("300000000000000001", { name: "a", description: "of a", priority: 5 }),
          policy("300000000000000002", { name: "b", description: "of b", priority: 3, enabled: true }),
        ],
        unusable: 1,
      },
    ],
    ["an id is none", [told("x"), told("12345678901234567890")], [told("")], { policies: [], unusable: 3 }],
    [
      "a policy has no name",
      [told("7", { name: undefined, enabled: true })],
      [told("7", { name: "" })],
      { policies: [policy("7", { name: "7", enabled: true })], unusable: 0 },
    ],
    ["there are none", [], [], { policies: [], unusable: 0 }],
  ])("%s", (_name, inForce, catalogue, expected) => {
    expect(mergePolicies(inForce, catalogue)).toEqual(expected);
  });

  it("puts the weightiest first", () => {
    const { policies } = mergePolicies([told("1", { priority: 3 }), told("2", { priority: 7 }), told("3")], []);
    expect(policies.map(({ policyId }) => policyId)).toEqual(["3", "2", "1"]);
  });

  it("never offers one id twice, whatever the drive says", () => {
    const list = fc.array(fc.record({ id: fc.constantFrom("1", "2", "3", "x"), name: fc.constantFrom("a", "b", "") }));
    fc.assert(
      fc.property(list, list, (first, second) => {
        const toTold = (items: typeof first) => items.map(({ id, name }) => told(id, { name }));
        const ids = mergePolicies(toTold(first), toTold(second)).policies.map(({ policyId }) => policyId);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});

describe("parts", () => {
  it.each([
    [0, []],
    [1, [1]],
    [50, [50]],
    [51, [50, 1]],
    [150, [50, 50, 50]],
  ])("of %i", (count, sizes) => {
    const items = Array.from({ length: count }, (_, index) => index);
    expect(inParts(items, 50).map((part) => part.length)).toEqual(sizes);
    expect(inParts(items, 50).flat()).toEqual(items);
  });
});

describe("what stands otherwise than was wanted", () => {
  it.each([
    [[policy("1", { enabled: true })], [policy("1", { enabled: true })], []],
    [[policy("1", { enabled: true })], [policy("1")], ["1"]],
    [[policy("1", { enabled: true })], [], ["1"]],
    [[policy("1")], [], []],
  ])("%#", (wanted, present, expected) => {
    expect(differing(wanted, present).map(({ policyId }) => policyId)).toEqual(expected);
  });
});
