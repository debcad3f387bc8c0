import type { Block, InputValue, StateValues } from "../../protocol.ts";
import { actionIdOf, blockIdOf, elementsOf, isStateful, knownBlock, type StatefulElement } from "./kit.ts";

export type Values = Readonly<Record<string, Readonly<Record<string, InputValue>>>>;

/** What an element holds before anybody touches it, as Slack sends it. `current` is the open conversation. */
export const initialValue = (element: StatefulElement, current: string | undefined): InputValue => {
  const { type } = element;
  switch (type) {
    case "plain_text_input":
    case "email_text_input":
    case "url_text_input":
    case "number_input":
      return { type, value: element.initial_value ?? null };
    case "static_select":
    case "external_select":
    case "radio_buttons":
      return { type, selected_option: element.initial_option ?? null };
    case "multi_static_select":
    case "multi_external_select":
    case "checkboxes":
      return { type, selected_options: element.initial_options ?? [] };
    case "users_select":
      return { type, selected_user: element.initial_user ?? null };
    case "multi_users_select":
      return { type, selected_users: element.initial_users ?? [] };
    case "conversations_select": {
      const here = element.default_to_current_conversation === true ? current : undefined;
      return { type, selected_conversation: element.initial_conversation ?? here ?? null };
    }
    case "multi_conversations_select": {
      const here = element.default_to_current_conversation === true && current !== undefined ? [current] : [];
      return { type, selected_conversations: element.initial_conversations ?? here };
    }
    case "channels_select":
      return { type, selected_channel: element.initial_channel ?? null };
    case "multi_channels_select":
      return { type, selected_channels: element.initial_channels ?? [] };
    case "datepicker":
      return { type, selected_date: element.initial_date ?? null };
    case "timepicker":
      return { type, selected_time: element.initial_time ?? null };
    case "datetimepicker":
      return { type, selected_date_time: element.initial_date_time ?? null };
    case "file_input":
      return { type, files: [] };
  }
};

/**
 * The values of a view after an update: what was put in stays where block and action keep their ids
 * and the element its type; new fields begin with their initial value; gone fields are forgotten.
 */
export const mergeValues = (blocks: readonly Block[], before: StateValues, current: string | undefined): Values => {
  const merged: Record<string, Record<string, InputValue>> = {};
  blocks.forEach((block, index) => {
    const blockId = blockIdOf(block, index);
    for (const element of elementsOf(knownBlock(block))) {
      if (!isStateful(element)) continue;
      const actionId = actionIdOf(element);
      const kept = before[blockId]?.[actionId];
      const value = kept?.type === element.type ? kept : initialValue(element, current);
      merged[blockId] = { ...merged[blockId], [actionId]: value };
    }
  });
  return merged;
};
