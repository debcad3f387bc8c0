import fc from "fast-check";

/** Stands wherever a person or the drive could put a secret; must be found in no log. */
export const PLANTED = { code: "Fz7Secrt", token: "planted-token-0123456789-abcdef" } as const;

const NASTY = [
  "",
  " ",
  "\0",
  "\uffff",
  "\ud800",
  "__proto__",
  "constructor",
  "' or 1=1 --",
  "<!channel> <@U0TOM00001> *b* _i_ `c` ~s~ &amp;",
  "\u202etxt.exe",
  "👩‍👩‍👧‍👦".repeat(50),
  "=cmd|'/c calc'!A1",
  "../../etc/passwd",
  "9".repeat(400),
  "-1",
  "1e309",
  "NaN",
  "null",
  "[]",
  "{}",
  "x".repeat(20_000),
  "路线图 ".repeat(400),
];

/** Text that people or programs would rather not meet. */
export const nastyText = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc.integer().map(String),
);

export const anything = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 2 ** 53 + 2, 1.5, [], {}),
  nastyText,
  fc.jsonValue({ maxDepth: 3 }),
);

/** What to do to one spot of a value: by number, among all its spots. */
export const spoiling = fc.record({
  spot: fc.nat(),
  how: fc.constantFrom("replace", "remove", "repeat", "wrap"),
  by: anything,
});
export type Spoiling = { readonly spot: number; readonly how: string; readonly by: unknown };

type Spot = { readonly holder: Record<string, unknown>; readonly key: string };

const spotsIn = (value: unknown): readonly Spot[] => {
  const spots: Spot[] = [];
  const walk = (holder: Record<string, unknown>): void => {
    for (const key of Object.keys(holder)) {
      spots.push({ holder, key });
      const inner = holder[key];
      if (isObject(inner)) walk(inner);
    }
  };
  if (isObject(value)) walk(value);
  return spots;
};

// Lists are objects too: their places are keys.
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

const REPEATS = 200;

/** A copy of the value, spoilt in some spots. */
export const spoil = (value: unknown, spoilings: readonly Spoiling[]): unknown => {
  const copy: unknown = structuredClone(value);
  for (const { spot, how, by } of spoilings) {
    const spots = spotsIn(copy);
    const found = spots[spot % Math.max(1, spots.length)];
    if (found === undefined) return by;
    const { holder, key } = found;
    const before = holder[key];
    if (how === "remove") delete holder[key];
    else if (how === "wrap") holder[key] = { [key]: before };
    else if (how === "repeat")
      holder[key] = Array.isArray(before) ? before.flatMap((one) => Array(REPEATS).fill(one)) : [before, before];
    else holder[key] = by;
  }
  return copy;
};
