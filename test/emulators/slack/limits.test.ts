import { describe, expect, it } from "vitest";
import {
  accessory,
  actions,
  button,
  confirm,
  input,
  type Json,
  messageErrors,
  modal,
  mrkdwn,
  option,
  plain,
  section,
  select,
  suggestionErrors,
  textInput,
  times,
  viewErrors,
  x,
} from "./payload-parts.ts";

/** A rule with its greatest allowed number, and something that has that many. */
type Edge = readonly [string, number, (count: number) => readonly string[]];

const message = (make: (count: number) => readonly Json[]) => (count: number) => messageErrors(make(count));
const view = (make: (count: number) => Json) => (count: number) => viewErrors(modal(make(count)));
const inModal = (make: (count: number) => Json) => (count: number) => viewErrors(modal({ blocks: [make(count)] }));

const EDGES: readonly Edge[] = [
  ["blocks in a message", 50, message((n) => times(n, () => ({ type: "divider" })))],
  ["blocks in a view", 100, view((n) => ({ blocks: times(n, () => ({ type: "divider" })) }))],
  ["block_id", 255, message((n) => [section({ block_id: x(n) })])],
  ["action_id", 255, message((n) => accessory(button({ action_id: x(n) })))],
  ["section text", 3000, message((n) => [section({ text: mrkdwn(x(n)) })])],
  ["section fields", 10, message((n) => [{ type: "section", fields: times(n, () => plain("f")) }])],
  ["section field text", 2000, message((n) => [{ type: "section", fields: [plain(x(n))] }])],
  ["header text", 150, message((n) => [{ type: "header", text: plain(x(n)) }])],
  ["context elements", 10, message((n) => [{ type: "context", elements: times(n, () => plain("c")) }])],
  ["actions elements", 25, message((n) => actions(...times(n, (index) => button({ action_id: `a${index}` }))))],
  ["markdown text", 12_000, message((n) => [{ type: "markdown", text: x(n) }])],
  ["markdown of a whole message", 12_000, message((n) => [x(n - 1), "x"].map((text) => ({ type: "markdown", text })))],
  ["image alt_text", 2000, message((n) => [{ type: "image", image_url: "https://a.example/i.png", alt_text: x(n) }])],
  [
    "image title",
    2000,
    message((n) => [{ type: "image", image_url: "https://a.example/", alt_text: "a", title: plain(x(n)) }]),
  ],
  ["image url", 3000, message((n) => [{ type: "image", image_url: `https://a.example/${x(n - 18)}`, alt_text: "a" }])],
  ["button text", 75, message((n) => accessory(button({ text: plain(x(n)) })))],
  ["button value", 2000, message((n) => accessory(button({ value: x(n) })))],
  ["button url", 3000, message((n) => accessory(button({ url: `https://a.example/${x(n - 18)}` })))],
  ["accessibility_label", 75, message((n) => accessory(button({ accessibility_label: x(n) })))],
  ["select options", 100, message((n) => accessory(select({ options: times(n, option) })))],
  [
    "option groups",
    100,
    message((n) =>
      accessory({
        type: "static_select",
        option_groups: times(n, (i) => ({ label: plain("g"), options: [option(i)] })),
      }),
    ),
  ],
  [
    "options of a group",
    100,
    message((n) =>
      accessory({ type: "static_select", option_groups: [{ label: plain("g"), options: times(n, option) }] }),
    ),
  ],
  [
    "option group label",
    75,
    message((n) => accessory({ type: "static_select", option_groups: [{ label: plain(x(n)), options: [option(1)] }] })),
  ],
  ["option text", 75, message((n) => accessory(select({ options: [option(1, { text: plain(x(n)) })] })))],
  ["option value", 150, message((n) => accessory(select({ options: [option(1, { value: x(n) })] })))],
  ["option description", 75, message((n) => accessory(select({ options: [option(1, { description: plain(x(n)) })] })))],
  ["overflow options", 5, message((n) => accessory({ type: "overflow", options: times(n, option) }))],
  ["radio buttons", 10, message((n) => accessory({ type: "radio_buttons", options: times(n, option) }))],
  ["checkboxes", 10, message((n) => accessory({ type: "checkboxes", options: times(n, option) }))],
  ["placeholder", 150, message((n) => accessory(select({ placeholder: plain(x(n)) })))],
  ["confirm title", 100, message((n) => accessory(button({ confirm: confirm({ title: plain(x(n)) }) })))],
  ["confirm text", 300, message((n) => accessory(button({ confirm: confirm({ text: mrkdwn(x(n)) }) })))],
  ["confirm button", 30, message((n) => accessory(button({ confirm: confirm({ confirm: plain(x(n)) }) })))],
  ["deny button", 30, message((n) => accessory(button({ confirm: confirm({ deny: plain(x(n)) }) })))],
  ["max_length", 3000, inModal((n) => input(textInput({ max_length: n })))],
  ["min_length", 3000, inModal((n) => input(textInput({ min_length: n })))],
  ["initial_value", 3000, inModal((n) => input(textInput({ initial_value: x(n) })))],
  ["initial_value with max_length", 8, inModal((n) => input(textInput({ max_length: 8, initial_value: x(n) })))],
  ["input label", 2000, inModal((n) => input(textInput(), { label: plain(x(n)) }))],
  ["input hint", 2000, inModal((n) => input(textInput(), { hint: plain(x(n)) }))],
  ["file_input files", 10, inModal((n) => input({ type: "file_input", action_id: "f", max_files: n }))],
  [
    "initial_users within max_selected_items",
    2,
    inModal((n) =>
      input({
        type: "multi_users_select",
        action_id: "u",
        max_selected_items: 2,
        initial_users: times(n, (i) => `U${i}`),
      }),
    ),
  ],
  ["view title", 24, view((n) => ({ title: plain(x(n)) }))],
  ["view submit", 24, view((n) => ({ submit: plain(x(n)) }))],
  ["view close", 24, view((n) => ({ close: plain(x(n)) }))],
  ["callback_id", 255, view((n) => ({ callback_id: x(n) }))],
  ["external_id", 255, view((n) => ({ external_id: x(n) }))],
  ["private_metadata", 3000, view((n) => ({ private_metadata: x(n) }))],
  ["table rows", 100, message((n) => [{ type: "table", rows: times(n, () => [{ type: "raw_text", text: "c" }]) }])],
  ["table columns", 20, message((n) => [{ type: "table", rows: [times(n, () => ({ type: "raw_text", text: "c" }))] }])],
  [
    "carousel cards",
    10,
    message((n) => [{ type: "carousel", elements: times(n, () => ({ type: "card", title: mrkdwn("t") })) }]),
  ],
  ["card title", 150, message((n) => [{ type: "card", title: mrkdwn(x(n)) }])],
  ["card body", 200, message((n) => [{ type: "card", body: mrkdwn(x(n)) }])],
  [
    "container blocks",
    10,
    message((n) => [{ type: "container", title: plain("t"), child_blocks: times(n, () => section()) }]),
  ],
  [
    "context_actions elements",
    5,
    message((n) => [
      {
        type: "context_actions",
        elements: times(n, () => ({ type: "icon_button", icon: "trash", text: plain("Delete") })),
      },
    ]),
  ],
  [
    "data table page",
    100,
    message((n) => [{ type: "data_table", caption: "c", page_size: n, rows: [[{ type: "raw_text", text: "c" }]] }]),
  ],
  ["suggested options", 100, (n) => suggestionErrors({ options: times(n, option) })],
  ["suggested option text", 75, (n) => suggestionErrors({ options: [option(1, { text: plain(x(n)) })] })],
  ["suggested option value", 150, (n) => suggestionErrors({ options: [option(1, { value: x(n) })] })],
  ["suggested option description", 75, (n) => suggestionErrors({ options: [option(1, { description: plain(x(n)) })] })],
  [
    "suggested option groups",
    100,
    (n) => suggestionErrors({ option_groups: times(n, (i) => ({ label: plain("g"), options: [option(i)] })) }),
  ],
];

describe("Slack's limits", () => {
  it.each(EDGES)("%s: %i passes, one more does not", (_, limit, errorsOf) => {
    expect(errorsOf(limit)).toEqual([]);
    expect(errorsOf(limit + 1)).toHaveLength(1);
  });

  it("count characters, not UTF-16 units", () => {
    expect(messageErrors([{ type: "header", text: plain("🗂".repeat(150)) }])).toEqual([]);
  });
});
