import { describe, expect, it } from "vitest";
import { readMessageBlocks } from "../../../src/emulators/slack/validate/read-blocks.ts";
import {
  accessory,
  actions,
  button,
  input,
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
import { startWorkspace } from "./workspace.ts";

/** Payloads that Slack refuses, with the one message that says why. */
const REFUSED: readonly (readonly [string, () => readonly string[], string])[] = [
  [
    "empty text",
    () => messageErrors([section({ text: mrkdwn("") })]),
    "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
  ],
  [
    "a section of nothing",
    () => messageErrors([{ type: "section" }]),
    "text or fields is required [json-pointer:/blocks/0]",
  ],
  [
    "emoji on mrkdwn",
    () => messageErrors([section({ text: { ...mrkdwn("a"), emoji: true } })]),
    "invalid additional property: emoji [json-pointer:/blocks/0/text/emoji]",
  ],
  [
    "mrkdwn on a button",
    () => messageErrors(accessory(button({ text: mrkdwn("a") }))),
    "must be one of: plain_text [json-pointer:/blocks/0/accessory/text/type]",
  ],
  [
    "an unknown block",
    () => messageErrors([{ type: "sparkle" }]),
    "unsupported type: sparkle [json-pointer:/blocks/0/type]",
  ],
  [
    "an unknown element",
    () => messageErrors(actions({ type: "slider" })),
    "unsupported type: slider [json-pointer:/blocks/0/elements/0/type]",
  ],
  [
    "an input element in a section",
    () => messageErrors(accessory(textInput())),
    "unsupported type: plain_text_input [json-pointer:/blocks/0/accessory/type]",
  ],
  [
    "a button in an input",
    () => viewErrors(modal({ blocks: [input(button())] })),
    "unsupported type: button [json-pointer:/view/blocks/0/element/type]",
  ],
  [
    "a block_id twice",
    () => messageErrors([section({ block_id: "a" }), section({ block_id: "a" })]),
    'block_id "a" already exists [json-pointer:/blocks/1/block_id]',
  ],
  [
    "an action_id twice in a block",
    () => messageErrors(actions(button({ action_id: "a" }), button({ action_id: "a" }))),
    'action_id "a" already exists [json-pointer:/blocks/0/elements]',
  ],
  [
    "an input without label",
    () => viewErrors(modal({ blocks: [{ type: "input", element: textInput() }] })),
    "missing required field [json-pointer:/view/blocks/0/label]",
  ],
  [
    "an input without element",
    () => viewErrors(modal({ blocks: [{ type: "input", label: plain("a") }] })),
    "missing required field [json-pointer:/view/blocks/0/element]",
  ],
  [
    "a modal with input, without submit",
    () => viewErrors({ type: "modal", title: plain("t"), blocks: [input(textInput())] }),
    "submit is required when there is an input block [json-pointer:/view/submit]",
  ],
  [
    "a modal without title",
    () => viewErrors({ type: "modal", blocks: [] }),
    "missing required field [json-pointer:/view/title]",
  ],
  [
    "a title on a home tab",
    () => viewErrors({ type: "home", title: plain("t"), blocks: [] }),
    "invalid additional property: title [json-pointer:/view/title]",
  ],
  [
    "an initial option not offered",
    () => messageErrors(accessory(select({ initial_option: option(2) }))),
    "must be one of the provided options [json-pointer:/blocks/0/accessory/initial_option]",
  ],
  [
    "an initial option with another text",
    () => messageErrors(accessory(select({ initial_option: option(1, { text: plain("else") }) }))),
    "must be one of the provided options [json-pointer:/blocks/0/accessory/initial_option]",
  ],
  [
    "an initial choice not offered",
    () => messageErrors(accessory({ type: "checkboxes", options: [option(1)], initial_options: [option(2)] })),
    "must be one of the provided options [json-pointer:/blocks/0/accessory/initial_options/0]",
  ],
  [
    "no options",
    () => messageErrors(accessory(select({ options: [] }))),
    "must have at least 1 items [json-pointer:/blocks/0/accessory/options]",
  ],
  [
    "a day that is none",
    () => messageErrors(accessory({ type: "datepicker", initial_date: "2026-02-30" })),
    "must be a date in the form YYYY-MM-DD [json-pointer:/blocks/0/accessory/initial_date]",
  ],
  [
    "a time that is none",
    () => messageErrors(accessory({ type: "timepicker", initial_time: "24:00" })),
    "must be a time in the form HH:mm [json-pointer:/blocks/0/accessory/initial_time]",
  ],
  [
    "a moment in milliseconds",
    () => messageErrors(actions({ type: "datetimepicker", initial_date_time: 1_628_633_820_000 })),
    "must be a UNIX timestamp of 10 digits [json-pointer:/blocks/0/elements/0/initial_date_time]",
  ],
  [
    "an address that is none",
    () => messageErrors(accessory(button({ url: "not a url" }))),
    "must be a valid url [json-pointer:/blocks/0/accessory/url]",
  ],
  [
    "an image of nothing",
    () => messageErrors([{ type: "image", alt_text: "a" }]),
    "exactly one of image_url and slack_file is required [json-pointer:/blocks/0]",
  ],
  [
    "max_selected_items of 0",
    () => messageErrors(accessory({ type: "multi_users_select", max_selected_items: 0 })),
    "must be more than 0 [json-pointer:/blocks/0/accessory/max_selected_items]",
  ],
  [
    "min_length above max_length",
    () => viewErrors(modal({ blocks: [input(textInput({ min_length: 9, max_length: 8 }))] })),
    "must be less than max_length [json-pointer:/view/blocks/0/element/min_length]",
  ],
  [
    "a style that is none",
    () => messageErrors(accessory(button({ style: "warning" }))),
    "must be one of: primary, danger [json-pointer:/blocks/0/accessory/style]",
  ],
  [
    "two elements with focus",
    () =>
      viewErrors(
        modal({ blocks: [input(textInput({ focus_on_load: true })), input(textInput({ focus_on_load: true }))] }),
      ),
    "only one element may have focus_on_load [json-pointer:/view/blocks]",
  ],
  [
    "a file block",
    () => messageErrors([{ type: "file", source: "remote", external_id: "1" }]),
    "unsupported type: file [json-pointer:/blocks/0/type]",
  ],
  [
    "an alert in a message",
    () => messageErrors([{ type: "alert", text: mrkdwn("a") }]),
    "unsupported type: alert [json-pointer:/blocks/0/type]",
  ],
  [
    "a markdown block in a modal",
    () => viewErrors(modal({ blocks: [{ type: "markdown", text: "a" }] })),
    "unsupported type: markdown [json-pointer:/view/blocks/0/type]",
  ],
  [
    "a file input that dispatches",
    () => viewErrors(modal({ blocks: [input({ type: "file_input" }, { dispatch_action: true })] })),
    "unsupported type: file_input [json-pointer:/view/blocks/0/element/type]",
  ],
  [
    "a number input without is_decimal_allowed",
    () => viewErrors(modal({ blocks: [input({ type: "number_input" })] })),
    "missing required field [json-pointer:/view/blocks/0/element/is_decimal_allowed]",
  ],
  [
    "a suggestion's value twice",
    () => suggestionErrors({ options: [option(1), option(1)] }),
    'the value "v1" is there twice [json-pointer:/options]',
  ],
  ["suggestions of nothing", () => suggestionErrors({}), "missing required field [json-pointer:/options]"],
  [
    "too large a view",
    () => viewErrors(modal({ blocks: times(90, () => section({ text: mrkdwn(x(3000)) })) })),
    "a view must be smaller than 250 kB",
  ],
];

describe("payloads that Slack refuses", () => {
  it.each(REFUSED)("%s", (_, errorsOf, message_) => {
    expect(errorsOf()).toEqual([`[ERROR] ${message_}`]);
  });

  it("are answered with Slack's messages, and shown as a problem", async () => {
    const { web, slack } = await startWorkspace();
    const blocks = [{ type: "header", text: plain(x(151)) }];
    const detail = "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]";
    const answer = { ok: false, error: "invalid_blocks", errors: [detail], response_metadata: { messages: [detail] } };
    await expect(web.apiCall("blocks.validate", { blocks })).rejects.toMatchObject({ data: answer });
    expect(await web.apiCall("blocks.validate", { blocks: [section()] })).toMatchObject({ ok: true });
    expect(slack.problems).toEqual([
      { kind: "broke-rule", at: "2026-03-02T09:00:00.000Z", what: "blocks.validate: invalid_blocks", detail },
    ]);
  });

  it("are refused as invalid_blocks_format when they are no list", () => {
    expect(readMessageBlocks("{}", String)).toEqual({
      ok: false,
      error: "invalid_blocks_format",
      messages: ["[ERROR] blocks must be a list of blocks"],
    });
  });
});
