import { describe, expect, it } from "vitest";
import { checkValues } from "../../../src/emulators/slack/check-values.ts";
import { words } from "../../../src/emulators/slack/words.ts";

const input = (element: object, more: object = {}) => [
  { type: "input", block_id: "b", label: {}, element: { action_id: "a", ...element }, ...more },
];
const value = (content: object) => ({ b: { a: { type: "x", ...content } } });

const TEXT = { type: "plain_text_input", min_length: 2, max_length: 3 };
const NUMBER = { type: "number_input", is_decimal_allowed: false, min_value: "1", max_value: "30" };
const MULTI = { type: "multi_users_select", max_selected_items: 2 };

const CASES: readonly (readonly [string, object, object, string | undefined])[] = [
  ["text within its lengths", TEXT, { value: "abc" }, undefined],
  ["too short a text", TEXT, { value: "a" }, "Please enter at least 2 characters."],
  ["too long a text", TEXT, { value: "abcd" }, "Please enter no more than 3 characters."],
  ["no text", TEXT, { value: null }, "Please complete this required field."],
  ["an empty text", TEXT, { value: "" }, "Please complete this required field."],
  ["a number within its range", NUMBER, { value: "30" }, undefined],
  ["a number below", NUMBER, { value: "0" }, "Please enter a number that is at least 1."],
  ["a number above", NUMBER, { value: "31" }, "Please enter a number that is at most 30."],
  ["a decimal number", NUMBER, { value: "1.5" }, "Please enter a whole number."],
  ["no number", NUMBER, { value: "many" }, "Please enter a number."],
  ["an e-mail address", { type: "email_text_input" }, { value: "a@b.example" }, undefined],
  ["no e-mail address", { type: "email_text_input" }, { value: "a b" }, "Please enter a valid email address."],
  ["an address", { type: "url_text_input" }, { value: "https://a.example" }, undefined],
  ["no address", { type: "url_text_input" }, { value: "a b" }, "Please enter a valid URL."],
  ["a day", { type: "datepicker" }, { selected_date: "2026-02-28" }, undefined],
  ["no day", { type: "datepicker" }, { selected_date: "2026-02-30" }, "Please enter a valid date."],
  ["a time", { type: "timepicker" }, { selected_time: "23:59" }, undefined],
  ["no time", { type: "timepicker" }, { selected_time: "24:00" }, "Please enter a valid time."],
  ["enough people", MULTI, { selected_users: ["U1", "U2"] }, undefined],
  ["too many people", MULTI, { selected_users: ["U1", "U2", "U3"] }, "Please choose no more than 2."],
  ["nobody", MULTI, { selected_users: [] }, "Please complete this required field."],
];

describe("what Slack's window checks before it sends a modal", () => {
  it.each(CASES)("%s", (_, element, content, error) => {
    expect(checkValues(input(element), value(content), words("en-US"))).toEqual(
      error === undefined ? {} : { b: error },
    );
  });

  it("lets optional fields be empty", () => {
    expect(checkValues(input(TEXT, { optional: true }), value({ value: null }), words("en-US"))).toEqual({});
  });
});
