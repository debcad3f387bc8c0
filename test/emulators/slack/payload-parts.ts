import { createIssues } from "../../../src/emulators/slack/validate/issues.ts";
import { checkSuggestions } from "../../../src/emulators/slack/validate/options.ts";
import { readMessageBlocks } from "../../../src/emulators/slack/validate/read-blocks.ts";
import { readView } from "../../../src/emulators/slack/validate/view.ts";

export type Json = Record<string, unknown>;

export const plain = (text: string): Json => ({ type: "plain_text", text });
export const mrkdwn = (text: string): Json => ({ type: "mrkdwn", text });
export const x = (length: number): string => "x".repeat(length);
export const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

export const section = (more: Json = {}): Json => ({ type: "section", text: mrkdwn("text"), ...more });
export const option = (index: number, more: Json = {}): Json => ({
  text: plain(`o${index}`),
  value: `v${index}`,
  ...more,
});
export const button = (more: Json = {}): Json => ({ type: "button", text: plain("Press"), ...more });
export const select = (more: Json = {}): Json => ({ type: "static_select", options: [option(1)], ...more });
export const accessory = (element: Json): readonly Json[] => [section({ accessory: element })];
export const actions = (...elements: readonly Json[]): readonly Json[] => [{ type: "actions", elements }];
export const input = (element: Json, more: Json = {}): Json => ({
  type: "input",
  label: plain("Label"),
  element,
  ...more,
});
export const textInput = (more: Json = {}): Json => ({ type: "plain_text_input", action_id: "a", ...more });
export const confirm = (more: Json = {}): Json => ({
  title: plain("Sure?"),
  text: mrkdwn("Really"),
  confirm: plain("Yes"),
  deny: plain("No"),
  ...more,
});
export const modal = (more: Json = {}): Json => ({
  type: "modal",
  title: plain("Title"),
  submit: plain("Send"),
  blocks: [section()],
  ...more,
});

export const messageErrors = (blocks: readonly Json[]): readonly string[] => {
  const read = readMessageBlocks(blocks, (prefix) => `${prefix}1`);
  return read.ok ? [] : read.messages;
};
export const viewErrors = (view: Json): readonly string[] => {
  const read = readView(view, view.type === "home" ? "home" : "modal");
  return read.ok ? [] : read.messages;
};
export const suggestionErrors = (body: Json): readonly string[] => {
  const issues = createIssues();
  checkSuggestions(issues, body);
  return issues.messages();
};
