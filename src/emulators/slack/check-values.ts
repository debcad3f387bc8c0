import type { JsonObject } from "./entities.ts";
import { contentOf, elementsOf, type PlacedElement } from "./inputs.ts";
import { isObject, listOf, textOf } from "./json.ts";
import { lengthOf } from "./limits.ts";
import type { StateValues } from "./protocol.ts";
import { isDay, isTime } from "./validate/date-elements.ts";
import { flatOptions } from "./validate/options.ts";
import type { Say } from "./words.ts";

const NUMBER = /^-?\d+(\.\d+)?$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

const textError = (say: Say, element: JsonObject, text: string): string | undefined => {
  const { min_length: least, max_length: most } = element;
  if (typeof least === "number" && lengthOf(text) < least) return say("tooShort", { count: least });
  if (typeof most === "number" && lengthOf(text) > most) return say("tooLong", { count: most });
  return undefined;
};

const numberError = (say: Say, element: JsonObject, text: string): string | undefined => {
  if (!NUMBER.test(text)) return say("number");
  if (element.is_decimal_allowed !== true && text.includes(".")) return say("wholeNumber");
  if (typeof element.min_value === "string" && Number(text) < Number(element.min_value)) {
    return say("atLeast", { least: element.min_value });
  }
  if (typeof element.max_value === "string" && Number(text) > Number(element.max_value)) {
    return say("atMost", { most: element.max_value });
  }
  return undefined;
};

const kindError = (say: Say, element: JsonObject, content: unknown): string | undefined => {
  switch (element.type) {
    case "plain_text_input":
      return textError(say, element, textOf(content));
    case "number_input":
      return numberError(say, element, textOf(content));
    case "email_text_input":
      return EMAIL.test(textOf(content)) ? undefined : say("email");
    case "url_text_input":
      return URL.canParse(textOf(content)) ? undefined : say("url");
    case "datepicker":
      return isDay(content) ? undefined : say("day");
    case "timepicker":
      return isTime(content) ? undefined : say("time");
    default: {
      const most = element.max_selected_items;
      if (typeof most !== "number" || listOf(content).length <= most) return undefined;
      return say("tooMany", { count: most });
    }
  }
};

const isEmpty = (content: unknown): boolean =>
  content === undefined || (Array.isArray(content) && content.length === 0);

/**
 * What Slack's own window checks before it sends a modal off: required fields, lengths, numbers,
 * addresses. By block id; empty when the bot may have it.
 */
export const checkValues = (
  blocks: readonly unknown[],
  values: StateValues,
  say: Say,
): Readonly<Record<string, string>> => {
  const errors: Record<string, string> = {};
  for (const found of elementsOf(blocks)) {
    if (found.input === undefined) continue;
    const content = contentOf(found, values[found.blockId]?.[found.actionId]);
    if (isEmpty(content)) {
      if (found.input.optional !== true) errors[found.blockId] = say("required");
      continue;
    }
    const error = kindError(say, found.element, content);
    if (error !== undefined) errors[found.blockId] = error;
  }
  return errors;
};

const FIXED = ["static_select", "multi_static_select", "radio_buttons", "checkboxes", "overflow"];

/** An option somebody cannot have chosen, as the element does not offer it. */
export const notOffered = ({ element }: PlacedElement, value: JsonObject): string | undefined => {
  if (!FIXED.includes(textOf(element.type))) return undefined;
  const offered = new Set(flatOptions(element).map((option) => option.value));
  return [value.selected_option, ...listOf(value.selected_options)]
    .filter(isObject)
    .map((option) => textOf(option.value))
    .find((chosen) => !offered.has(chosen));
};
