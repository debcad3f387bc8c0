import { Readable } from "node:stream";
import { stringify } from "csv-stringify";

/**
 * Rows as CSV text (RFC 4180), as fast as they are read. It begins with the mark by which spreadsheets know UTF-8, and
 * a cell that a spreadsheet would run as a formula (`=`, `+`, `-`, `@`, tab, return in front) gets an apostrophe.
 */
export const toCsv = (rows: AsyncIterable<readonly string[]>): Readable => {
  const source = Readable.from(rows);
  const csv = stringify({ bom: true, escape_formulas: true, record_delimiter: "windows" });
  // `pipe` alone would swallow what the rows throw.
  source.on("error", (error) => csv.destroy(error));
  csv.on("close", () => source.destroy());
  return source.pipe(csv);
};
