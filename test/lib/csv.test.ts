import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { toCsv } from "../../src/lib/csv.ts";

const csvOf = async (...rows: readonly (readonly string[])[]): Promise<string> =>
  text(
    toCsv(
      (async function* () {
        yield* rows;
      })(),
    ),
  );

describe("a cell that a spreadsheet would run", () => {
  it.each([
    ["=cmd()", "'=cmd()"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ['=HYPERLINK("x","y")', `"'=HYPERLINK(""x"",""y"")"`],
    ["a=1", "a=1"],
    ["报告", "报告"],
  ])("%j becomes %j", async (cell, written) => {
    // The mark at the beginning is for spreadsheets; a reader of text drops it.
    expect(await csvOf(["x", cell])).toBe(`\uFEFFx,${written}\r\n`.slice(1));
  });

  it("begins with a return", async () => {
    expect(await csvOf(["\r=1"])).toContain("'\r=1");
  });
});

it("fails when the rows do", async () => {
  const rows = async function* (): AsyncGenerator<readonly string[]> {
    yield ["a"];
    throw new Error("the rows ended early");
  };
  await expect(text(toCsv(rows()))).rejects.toThrow("the rows ended early");
});
