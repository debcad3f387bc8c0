import fc from "fast-check";
import { expect, test } from "vitest";
import { toFlag, toNumber, toText, toTime } from "../../src/koodrive/wire.ts";
import { toDriveFile } from "../../src/koodrive/wire-file.ts";
import { webLink } from "../../src/koodrive/wire-share.ts";

test("every moment of the years 1970 to 9999 is read as it was written", () => {
  const moment = fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true });
  fc.assert(
    fc.property(moment, (date) => {
      expect(toTime(date.toISOString())).toEqual(date);
      expect(toTime(date.toISOString().replace("Z", "+00:00"))).toEqual(date);
    }),
  );
});

test.each([["2025-02-30T00:00:00.000Z"], ["2025-04-31T23:59:59.999Z"]])(
  "a day that a month lacks is read as Date.parse reads it: %s",
  (text) => {
    expect(toTime(text)?.getTime()).toBe(Date.parse(text));
  },
);

test.each([
  [null],
  [undefined],
  [""],
  ["0001-01-01T00:00:00.000Z"],
  ["2025-00-10T00:00:00.000Z"],
  ["2025-01-10T24:00:00.001Z"],
  ["2025-01-10"],
  [{}],
  [true],
  [12],
])("no time: %j", (value) => {
  expect(toTime(value)).toBeUndefined();
});

test("numbers, flags and texts", () => {
  expect([1, "1", " 2 ", "-3.5", "", "x", "1e3", true, null, Number.NaN].map(toNumber)).toEqual([
    1,
    1,
    2,
    -3.5,
    ...Array.from({ length: 6 }, () => undefined),
  ]);
  expect([true, "true", 1, "1", false, "false", 0, "0", "yes", null].map(toFlag)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
    false,
    undefined,
    undefined,
  ]);
  expect(["a", "", 12, 1.5, null, {}, []].map(toText)).toEqual(["a", "", "12", "1.5", undefined, undefined, undefined]);
});

test("whatever counts as a link can be opened", () => {
  fc.assert(
    fc.property(fc.oneof(fc.webUrl(), fc.stringMatching(/^https?:\/\/[a-z0-9.:/?#[\]@%-]*$/), fc.string()), (text) => {
      const link = webLink(text);
      if (link !== undefined) expect(URL.canParse(link)).toBe(true);
      if (/^https?:\/\//i.test(text) && URL.canParse(text)) expect(link).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});

test.each(["constructor", "__proto__", "99"])("a file of the unknown type %s is of the other kind", (fileType) => {
  expect(toDriveFile({ id: "1", fileName: "plan", fileType }, "space")?.kind).toBe("other");
});
