import type {
  Button,
  Checkboxes,
  Datepicker,
  DateTimepicker,
  EmailInput,
  FileInput,
  ImageElement,
  KnownBlock,
  MultiSelect,
  NumberInput,
  Overflow,
  PlainTextInput,
  RadioButtons,
  Select,
  Timepicker,
  URLInput,
} from "@slack/types";
import type { Block } from "../../protocol.ts";

export type TextInput = PlainTextInput | EmailInput | URLInput | NumberInput;
export type AnySelect = Select | MultiSelect;
/** Elements that hold a value. */
export type StatefulElement =
  | TextInput
  | AnySelect
  | Datepicker
  | Timepicker
  | DateTimepicker
  | RadioButtons
  | Checkboxes
  | FileInput;
export type AnyElement = StatefulElement | Button | Overflow | ImageElement;

/** The emulator has checked the block against Slack's schema before it sends it here. */
export const knownBlock = (block: Block): KnownBlock => block as unknown as KnownBlock;

/** The same, for what stands inside a block. */
export const knownElement = (element: { readonly type: string }): AnyElement => element as AnyElement;

/** A block without an id gets its place as one, so that its fields can be told apart. */
export const blockIdOf = (block: { readonly block_id?: string }, index: number): string =>
  block.block_id ?? `block-${index}`;

export const actionIdOf = (element: object): string =>
  "action_id" in element && typeof element.action_id === "string" ? element.action_id : "";

const STATEFUL: ReadonlySet<string> = new Set([
  "plain_text_input",
  "email_text_input",
  "url_text_input",
  "number_input",
  "static_select",
  "external_select",
  "users_select",
  "conversations_select",
  "channels_select",
  "multi_static_select",
  "multi_external_select",
  "multi_users_select",
  "multi_conversations_select",
  "multi_channels_select",
  "datepicker",
  "timepicker",
  "datetimepicker",
  "radio_buttons",
  "checkboxes",
  "file_input",
]);

export const isStateful = (element: { readonly type: string }): element is StatefulElement =>
  STATEFUL.has(element.type);

/** The interactive elements of a block, in order. */
export const elementsOf = (block: KnownBlock): readonly { readonly type: string }[] => {
  switch (block.type) {
    case "input":
      return [block.element];
    case "section":
      return block.accessory === undefined ? [] : [block.accessory];
    case "actions":
      return block.elements;
    default:
      return [];
  }
};
