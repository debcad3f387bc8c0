import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeFor, isAccessCode } from "../../src/domain/access-code.ts";
import { randomIds } from "../../src/lib/ids.ts";

describe("an access code", () => {
  it.each([
    ["abcd1234", true],
    ["ABCDEFGH", true],
    ["00000000", true],
    ["abcd123", false],
    ["abcd12345", false],
    ["abcd 123", false],
    ["abcd-123", false],
    ["abcd123é", false],
    ["１２３４５６７８", false],
    ["abcd1234\n", false],
    ["", false],
  ])("%j", (text, expected) => {
    expect(isAccessCode(text)).toBe(expected);
  });

  it("is eight characters of letters and digits, and nothing else is", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(isAccessCode(text)).toBe(text.length === 8 && [...text].every((one) => /[0-9a-zA-Z]/.test(one)));
      }),
    );
  });

  it("is made where one is wanted, and differs each time", () => {
    const codes = Array.from({ length: 1_000 }, () => codeFor({ kind: "auto" }, randomIds.alphanumeric));
    expect(codes.every((code) => code !== undefined && isAccessCode(code))).toBe(true);
    expect(new Set(codes).size).toBe(1_000);
    expect(codeFor({ kind: "none" }, randomIds.alphanumeric)).toBeUndefined();
    expect(codeFor({ kind: "custom", code: "mine1234" }, randomIds.alphanumeric)).toBe("mine1234");
  });
});
