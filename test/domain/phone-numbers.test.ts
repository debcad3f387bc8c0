import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePhoneNumbers } from "../../src/domain/phone-numbers.ts";

const ok = (...phoneNumbers: readonly string[]) => ({ kind: "ok", phoneNumbers });
const bad = (text: string) => ({ kind: "not-a-number", text });

describe("phone numbers as people write them", () => {
  it.each([
    ["", ok()],
    [" \n , ；", ok()],
    ["13800000001", ok("13800000001")],
    ["+86 138 0000 0001", ok("+8613800000001")],
    ["(030) 123-45.67", ok("0301234567")],
    ["13800000001\n13800000002", ok("13800000001", "13800000002")],
    [
      "13800000001,13800000002，13800000003;13800000004；13800000005、13800000006",
      ok("13800000001", "13800000002", "13800000003", "13800000004", "13800000005", "13800000006"),
    ],
    ["13800000001, 138-0000-0001", ok("13800000001")],
    ["ring me", bad("ring me")],
    ["13800000001, mei@example.com", bad("mei@example.com")],
    ["1234", bad("1234")],
    ["123456789012345678901", bad("123456789012345678901")],
    ["++8613800000001", bad("++8613800000001")],
    ["86+13800000001", bad("86+13800000001")],
    ["１３８０００００００１", bad("１３８０００００００１")],
  ])("%j", (text, expected) => {
    expect(parsePhoneNumbers(text)).toEqual(expected);
  });

  it("are read back as they were, one a line or between commas, with whatever people put in for the eye", () => {
    const number = fc
      .tuple(fc.constantFrom("", "+"), fc.stringMatching(/^[0-9]{5,20}$/))
      .map((parts) => parts.join(""));
    const separator = fc.constantFrom("\n", ",", " ; ", "，", "、");
    fc.assert(
      fc.property(fc.uniqueArray(number, { maxLength: 20 }), separator, (numbers, between) => {
        const written = numbers.map((one) => one.replace(/(\d{3})(?=\d)/g, "$1 ")).join(between);
        expect(parsePhoneNumbers(written)).toEqual(ok(...numbers));
      }),
    );
  });

  it("come out as digits alone, or not at all", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parsePhoneNumbers(text);
        if (parsed.kind === "ok") for (const one of parsed.phoneNumbers) expect(one).toMatch(/^\+?\d{5,20}$/);
      }),
    );
  });
});
