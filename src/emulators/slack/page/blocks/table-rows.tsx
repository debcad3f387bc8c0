import type { TableBlock } from "@slack/types";
import type { VNode } from "preact";
import { useDesk } from "../state/desk.ts";
import { withEmoji } from "../text/emoji.ts";
import { RichText } from "../text/rich-text-view.tsx";

type Cell = TableBlock["rows"][number][number];

const CellView = ({ cell }: { readonly cell: Cell }): VNode => {
  switch (cell.type) {
    case "rich_text":
      return <RichText block={cell} />;
    case "raw_text":
      return <>{withEmoji(cell.text)}</>;
    case "raw_number":
      return <>{cell.text}</>;
  }
};

/** A table block; its first row is the head, as in Slack. */
export const TableRows = ({ block }: { readonly block: TableBlock }): VNode => {
  const { say } = useDesk();
  const [head = [], ...rows] = block.rows;
  const style = (column: number) => ({
    textAlign: block.column_settings?.[column]?.align ?? "left",
    whiteSpace: block.column_settings?.[column]?.is_wrapped === true ? "normal" : "nowrap",
  });
  return (
    // A wide table scrolls on its own; the keyboard can only scroll what it can focus.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable region
    <section class="table-scroll" tabIndex={0} aria-label={say("table")}>
      <table class="table">
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} style={style(column)}>
                <CellView cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} style={style(column)}>
                  <CellView cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
