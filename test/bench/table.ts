export type BenchRow = Readonly<Record<string, string | number>>;

/** What one part of the benchmarks found, for people to read. */
export type BenchTable = {
  readonly title: string;
  readonly rows: readonly BenchRow[];
  /** What one must know to read the figures. */
  readonly notes?: readonly string[];
};

/** Plain text: columns in the order of the rows' keys, numbers to the right. */
export const formatTable = ({ title, rows, notes = [] }: BenchTable): string => {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => columns.map((column) => formatCell(row[column])));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...cells.map((line) => line[index]?.length ?? 0)),
  );
  const isNumber = columns.map((column) => rows.every((row) => typeof (row[column] ?? 0) === "number"));
  const line = (texts: readonly string[]): string =>
    `  ${texts.map((text, index) => (isNumber[index] ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0))).join("   ")}`.trimEnd();
  return [
    title,
    "",
    line(columns),
    line(widths.map((width) => "-".repeat(width))),
    ...cells.map(line),
    ...(notes.length === 0 ? [] : ["", ...notes.map((note) => `  ${note}`)]),
    "",
  ].join("\n");
};

const formatCell = (cell: string | number | undefined): string => {
  if (cell === undefined) return "";
  if (typeof cell === "string") return cell;
  if (Number.isInteger(cell) || Math.abs(cell) >= 100) return cell.toFixed(0);
  return Math.abs(cell) >= 10 ? cell.toFixed(1) : cell.toFixed(2);
};

/** What is aimed at, beside what came out. */
export const judge = (value: number, aim: { readonly atLeast: number } | { readonly under: number }, unit = "") => {
  const met = "atLeast" in aim ? value >= aim.atLeast : value < aim.under;
  return {
    aim: "atLeast" in aim ? `at least ${aim.atLeast}${unit}` : `under ${aim.under}${unit}`,
    met: met ? "yes" : "NO",
  };
};
