import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseZipName, suggestZipName } from "../../src/domain/zip-name.ts";

const ok = (zipName: string) => ({ kind: "ok", zipName });
const forbidden = (character: string) => ({ kind: "forbidden-character", character });

describe("the name of a package", () => {
  it.each([
    ["Reports", ok("Reports.zip")],
    ["Reports.zip", ok("Reports.zip")],
    ["Reports.ZIP", ok("Reports.zip")],
    ["  春季 发布 ", ok("春季 发布.zip")],
    ["a .zip", ok("a.zip")],
    ["v2.1", ok("v2.1.zip")],
    ["console", ok("console.zip")],
    ["a.zip.zip", ok("a.zip.zip")],
    ["🎉 party", ok("🎉 party.zip")],
    ["", { kind: "empty" }],
    ["   ", { kind: "empty" }],
    [".zip", { kind: "empty" }],
    ["...", { kind: "empty" }],
    ["a/b", forbidden("/")],
    ["..\\secret", forbidden("\\")],
    ["a:b", forbidden(":")],
    ["what?", forbidden("?")],
    ["tab\there", forbidden("\t")],
    ["left\u200Eright", forbidden("\u200E")],
    ["nul", { kind: "reserved" }],
    ["COM1", { kind: "reserved" }],
    ["lpt9.txt", { kind: "reserved" }],
    ["end.", { kind: "reserved" }],
    ["x".repeat(246), ok(`${"x".repeat(246)}.zip`)],
    ["x".repeat(247), { kind: "too-long" }],
    ["é".repeat(124), { kind: "too-long" }],
  ])("%j", (text, expected) => {
    expect(parseZipName(text)).toEqual(expected);
  });

  it("stays as it is when read again, and is never longer than the drive takes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const first = parseZipName(text);
        if (first.kind !== "ok") return;
        expect(parseZipName(first.zipName)).toEqual(first);
        expect(Buffer.byteLength(first.zipName)).toBeLessThanOrEqual(250);
        expect(first.zipName).toMatch(/^[^\\/:*?"<>|\p{Cc}\p{Cf}]+\.zip$/u);
      }),
    );
  });

  it.each([
    [["Brochure.pdf", "Kit.zip"], "Brochure.zip"],
    [["archive.tar.gz"], "archive.tar.zip"],
    [["No ending"], "No ending.zip"],
    [["a:b?.docx"], "a b.zip"],
    [["con.txt"], "KooDrive.zip"],
    [[".pdf"], "KooDrive.zip"],
    [[], "KooDrive.zip"],
  ])("is suggested from the first file of %j", (names, expected) => {
    expect(suggestZipName(names)).toBe(expected);
  });

  it("is suggested so that it can be taken, whatever the files are called", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 260 }), { maxLength: 3 }), (names) => {
        const suggested = suggestZipName(names);
        expect(parseZipName(suggested)).toEqual(ok(suggested));
        expect(suggested.isWellFormed()).toBe(true);
      }),
    );
  });
});
