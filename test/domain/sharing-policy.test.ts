import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ALL_SCOPES,
  checkAgainstPolicy,
  checkRules,
  DEFAULT_RULES,
  judgeShare,
  liftProblems,
  mayShareOutside,
  type PolicyWish,
  rulesFor,
  type ShareRules,
  type ShareWish,
  widenRules,
} from "../../src/domain/sharing-policy.ts";

const RULES: ShareRules = {
  maxDays: 30,
  defaultDays: 7,
  code: "outside",
  scopes: ["company", "people", "external"],
  outsideChannels: "confirmed",
};
const MAY = { mayShareOutside: true };

describe("a wish against the rules", () => {
  it.each<[string, ShareWish, Partial<ShareRules>, typeof MAY, readonly string[]]>([
    ["what is allowed", { scope: "company", validDays: 30, hasCode: false }, {}, MAY, []],
    ["a day too long", { validDays: 31 }, {}, MAY, ["too-long"]],
    ["no code outside", { scope: "external", hasCode: false }, {}, MAY, ["code-required"]],
    [
      "no code, posted outside",
      { scope: "people", hasCode: false, toOutside: true, outsideConfirmed: true },
      {},
      MAY,
      ["code-required"],
    ],
    [
      "no code inside, where always one is wanted",
      { scope: "people", hasCode: false },
      { code: "always" },
      MAY,
      ["code-required"],
    ],
    ["no code where none is wanted", { scope: "external", hasCode: false }, { code: "never" }, MAY, []],
    [
      "a scope that is not allowed",
      { scope: "external", hasCode: true },
      { scopes: ["company"] },
      MAY,
      ["scope-forbidden"],
    ],
    [
      "outside without the right",
      { scope: "external", hasCode: true },
      {},
      { mayShareOutside: false },
      ["outside-forbidden"],
    ],
    ["inside without that right", { scope: "company", hasCode: true }, {}, { mayShareOutside: false }, []],
    ["an outside channel, unticked", { scope: "company", toOutside: true }, {}, MAY, ["outside-unconfirmed"]],
    ["an outside channel, ticked", { scope: "company", toOutside: true, outsideConfirmed: true }, {}, MAY, []],
    [
      "an outside channel, blocked",
      { toOutside: true, outsideConfirmed: true },
      { outsideChannels: "blocked" },
      MAY,
      ["outside-blocked"],
    ],
    ["an outside channel, free", { toOutside: true }, { outsideChannels: "free" }, MAY, []],
    ["nothing about to change", {}, { maxDays: 1, scopes: [] }, MAY, []],
  ])("%s", (_, wish, rules, facts, kinds) => {
    expect(checkAgainstPolicy(wish, { ...RULES, ...rules }, facts).map(({ kind }) => kind)).toEqual(kinds);
  });

  it("takes the scope of a share that is there, when its code goes", () => {
    const facts = { mayShareOutside: true, scopeNow: "external" } as const;
    expect(checkAgainstPolicy({ hasCode: false }, RULES, facts)).toEqual([{ kind: "code-required" }]);
  });

  it("says which conversation's rules hold", () => {
    const rules = { ...DEFAULT_RULES, channels: { C1: { ...RULES, maxDays: 2 } } };
    const facts = { rules, mayShareOutside: true, exceptions: [] };
    expect(judgeShare({ validDays: 3 }, { ...facts, channel: "C1" }).kind).toBe("refused");
    expect(judgeShare({ validDays: 3 }, { ...facts, channel: "C2" }).kind).toBe("allowed");
  });
});

const wishes = fc.record({
  scope: fc.constantFrom(...ALL_SCOPES),
  validDays: fc.integer({ min: 1, max: 365 }),
  hasCode: fc.boolean(),
  toOutside: fc.boolean(),
  outsideConfirmed: fc.boolean(),
});
const someRules: fc.Arbitrary<ShareRules> = fc.record({
  maxDays: fc.integer({ min: 1, max: 365 }),
  defaultDays: fc.constant(1),
  code: fc.constantFrom("never", "outside", "always"),
  scopes: fc.subarray([...ALL_SCOPES], { minLength: 1 }),
  outsideChannels: fc.constantFrom("blocked", "confirmed", "free"),
});
const exceptions: fc.Arbitrary<PolicyWish> = fc.record({
  maxDays: fc.option(fc.integer({ min: 1, max: 365 }), { nil: undefined }),
  scopes: fc.subarray([...ALL_SCOPES]),
  withoutCode: fc.boolean(),
  outside: fc.boolean(),
});

describe("rules and exceptions", () => {
  it("an exception never adds a problem, and never ticks the box for somebody", () => {
    fc.assert(
      fc.property(wishes, someRules, exceptions, (wish, rules, exception) => {
        const problems = checkAgainstPolicy(wish, rules, { mayShareOutside: false });
        const left = liftProblems(problems, exception, wish);
        expect(problems).toEqual(expect.arrayContaining([...left]));
        const unticked = problems.filter(({ kind }) => kind === "outside-unconfirmed");
        expect(left).toEqual(expect.arrayContaining(unticked));
      }),
    );
  });

  it("what widened rules allow, the exception that widened them lifts", () => {
    fc.assert(
      fc.property(wishes, someRules, exceptions, (wish, rules, exception) => {
        const may = { mayShareOutside: true };
        const wide = checkAgainstPolicy(wish, widenRules(rules, [exception]), may);
        const lifted = liftProblems(checkAgainstPolicy(wish, rules, may), exception, wish);
        // The tick comes with the outside: it is asked for once blocking is lifted.
        const kinds = (problems: typeof wide) =>
          problems.map(({ kind }) => kind).filter((kind) => kind !== "outside-unconfirmed");
        expect(kinds(wide)).toEqual(kinds(lifted));
      }),
    );
  });

  it.each(["constructor", "__proto__", "toString"])(
    "a conversation that calls itself %s has the general rules",
    (name) => {
      expect(rulesFor(DEFAULT_RULES, name)).toBe(DEFAULT_RULES);
    },
  );

  it("the defaults forbid nothing inside", () => {
    fc.assert(
      fc.property(wishes, (wish) => {
        const free = { ...wish, toOutside: false };
        expect(checkAgainstPolicy(free, DEFAULT_RULES, { mayShareOutside: true })).toEqual([]);
      }),
    );
  });
});

it.each([
  ["everyone", { isAdmin: false, isInGroup: false }, true],
  ["group", { isAdmin: false, isInGroup: false }, false],
  ["group", { isAdmin: false, isInGroup: true }, true],
  ["group", { isAdmin: true, isInGroup: false }, true],
  ["administrators", { isAdmin: false, isInGroup: true }, false],
  ["administrators", { isAdmin: true, isInGroup: false }, true],
] as const)("outside may share %s: %j", (outsideSharers, person, may) => {
  expect(mayShareOutside({ outsideSharers }, person)).toBe(may);
});

it.each([
  [{}, []],
  [{ maxDays: 366 }, ["bad-longest"]],
  [{ maxDays: Number.NaN }, ["bad-longest", "default-beyond-longest"]],
  [{ defaultDays: 31 }, ["default-beyond-longest"]],
  [{ scopes: [] }, ["no-scope"]],
  [{ outsideSharers: "group" as const, outsideGroup: undefined }, ["no-group"]],
])("rules to set: %j", (changes, kinds) => {
  expect(checkRules({ ...RULES, ...changes }).map(({ kind }) => kind)).toEqual(kinds);
});
