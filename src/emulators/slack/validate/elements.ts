import type { JsonObject } from "../entities.ts";
import { LIMITS } from "../limits.ts";
import { checkDateElement } from "./date-elements.ts";
import {
  checkFields,
  checkFlag,
  checkInteger,
  checkList,
  checkOneOf,
  checkString,
  checkUrl,
  type Issues,
  objectAt,
} from "./issues.ts";
import { checkInitial, checkOption, checkOptions, checkStaticOptions } from "./options.ts";
import { checkConfirm, checkPlain } from "./text.ts";

/** Slack's id field: up to 255 characters. */
export const checkId = (issues: Issues, at: string, value: unknown): void => {
  checkString(issues, at, value, { min: 1, max: LIMITS.id });
};

const COMMON = ["type", "action_id", "confirm", "focus_on_load", "placeholder"] as const;
const MULTI = "max_selected_items";

/** The fields of each element besides the common ones. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  button: ["text", "value", "url", "style", "accessibility_label"],
  workflow_button: ["text", "workflow", "style", "accessibility_label"],
  icon_button: ["icon", "text", "value", "accessibility_label", "visible_to_user_ids"],
  feedback_buttons: ["positive_button", "negative_button"],
  checkboxes: ["options", "initial_options"],
  radio_buttons: ["options", "initial_option"],
  overflow: ["options"],
  static_select: ["options", "option_groups", "initial_option"],
  external_select: ["initial_option", "min_query_length"],
  users_select: ["initial_user"],
  conversations_select: ["initial_conversation", "default_to_current_conversation", "response_url_enabled", "filter"],
  channels_select: ["initial_channel", "response_url_enabled"],
  multi_static_select: ["options", "option_groups", "initial_options", MULTI],
  multi_external_select: ["initial_options", "min_query_length", MULTI],
  multi_users_select: ["initial_users", MULTI],
  multi_conversations_select: ["initial_conversations", "default_to_current_conversation", "filter", MULTI],
  multi_channels_select: ["initial_channels", MULTI],
  plain_text_input: ["initial_value", "multiline", "min_length", "max_length", "dispatch_action_config"],
  rich_text_input: ["initial_value", "dispatch_action_config", "min_lines", "max_lines"],
  email_text_input: ["initial_value", "dispatch_action_config"],
  url_text_input: ["initial_value", "dispatch_action_config"],
  number_input: ["is_decimal_allowed", "initial_value", "min_value", "max_value", "dispatch_action_config"],
  datepicker: ["initial_date"],
  timepicker: ["initial_time", "timezone"],
  datetimepicker: ["initial_date_time"],
  file_input: ["filetypes", "max_files"],
};

const checkButton = (issues: Issues, at: string, element: JsonObject): void => {
  checkPlain(issues, `${at}/text`, element.text, { max: LIMITS.buttonText, required: true });
  checkString(issues, `${at}/value`, element.value, { max: LIMITS.buttonValue });
  checkUrl(issues, `${at}/url`, element.url, { max: LIMITS.url });
  checkOneOf(issues, `${at}/style`, element.style, ["primary", "danger"]);
  checkString(issues, `${at}/accessibility_label`, element.accessibility_label, { max: LIMITS.accessibilityLabel });
};

const checkMulti = (issues: Issues, at: string, element: JsonObject, initial: string): void => {
  const most = element[MULTI];
  checkInteger(issues, `${at}/${MULTI}`, most, { min: 1, max: Number.MAX_SAFE_INTEGER });
  const chosen = checkList(issues, `${at}/${initial}`, element[initial], { min: 1, max: Number.MAX_SAFE_INTEGER });
  if (typeof most === "number" && chosen.length > most)
    issues.add(`${at}/${initial}`, `no more than ${most} items allowed`);
};

const checkExternal = (issues: Issues, at: string, element: JsonObject): void => {
  checkInteger(issues, `${at}/min_query_length`, element.min_query_length, { min: 0, max: LIMITS.inputText });
  if (element.initial_option !== undefined) {
    checkOption(issues, `${at}/initial_option`, element.initial_option, "menu");
  }
  for (const [index, option] of checkList(issues, `${at}/initial_options`, element.initial_options, {
    min: 1,
    max: LIMITS.selectOptions,
  }).entries()) {
    checkOption(issues, `${at}/initial_options/${index}`, option, "menu");
  }
};

const checkConversations = (issues: Issues, at: string, element: JsonObject): void => {
  checkFlag(issues, `${at}/default_to_current_conversation`, element.default_to_current_conversation);
  checkFlag(issues, `${at}/response_url_enabled`, element.response_url_enabled);
  if (element.filter === undefined) return;
  const filter = objectAt(issues, `${at}/filter`, element.filter);
  if (filter === undefined) return;
  checkFields(issues, `${at}/filter`, filter, ["include", "exclude_external_shared_channels", "exclude_bot_users"]);
  const include = checkList(issues, `${at}/filter/include`, filter.include, { min: 1, max: 4 });
  for (const kind of include) {
    checkOneOf(issues, `${at}/filter/include`, kind, ["im", "mpim", "private", "public"]);
  }
  if (Object.keys(filter).length === 0) issues.add(`${at}/filter`, "must have at least one field");
};

const checkTextInput = (issues: Issues, at: string, element: JsonObject): void => {
  const { min_length: least, max_length: most } = element;
  checkFlag(issues, `${at}/multiline`, element.multiline);
  checkInteger(issues, `${at}/min_length`, least, { min: 0, max: LIMITS.inputText });
  checkInteger(issues, `${at}/max_length`, most, { min: 1, max: LIMITS.inputText });
  if (typeof least === "number" && typeof most === "number" && least > most) {
    issues.add(`${at}/min_length`, "must be less than max_length");
  }
  const max = typeof most === "number" ? Math.min(most, LIMITS.inputText) : LIMITS.inputText;
  checkString(issues, `${at}/initial_value`, element.initial_value, { max });
};

const checkNumberInput = (issues: Issues, at: string, element: JsonObject): void => {
  if (typeof element.is_decimal_allowed !== "boolean") {
    issues.add(`${at}/is_decimal_allowed`, "missing required field");
  }
  for (const field of ["initial_value", "min_value", "max_value"]) {
    const value = element[field];
    if (value !== undefined && (typeof value !== "string" || !/^-?\d+(\.\d+)?$/.test(value))) {
      issues.add(`${at}/${field}`, "must be a number in a string");
    }
  }
};

type Check = (issues: Issues, at: string, element: JsonObject) => void;

const checkChoices: Check = (issues, at, element) => {
  checkOptions(issues, `${at}/options`, element.options, "choice", { min: 1, max: LIMITS.choiceOptions });
  checkInitial(issues, at, element);
};

const multi =
  (initial: string, check?: Check): Check =>
  (issues, at, element) => {
    check?.(issues, at, element);
    checkMulti(issues, at, element, initial);
  };

/** What is checked of each element besides the common fields. */
const CHECKS: Readonly<Record<string, Check>> = {
  button: checkButton,
  workflow_button: checkButton,
  icon_button: checkButton,
  checkboxes: checkChoices,
  radio_buttons: checkChoices,
  overflow: (issues, at, element) =>
    checkOptions(issues, `${at}/options`, element.options, "overflow", { min: 1, max: LIMITS.overflowOptions }),
  static_select: checkStaticOptions,
  external_select: checkExternal,
  conversations_select: checkConversations,
  multi_static_select: multi("initial_options", checkStaticOptions),
  multi_external_select: multi("initial_options", checkExternal),
  multi_conversations_select: multi("initial_conversations", checkConversations),
  multi_users_select: multi("initial_users"),
  multi_channels_select: multi("initial_channels"),
  plain_text_input: checkTextInput,
  number_input: checkNumberInput,
  datepicker: checkDateElement,
  timepicker: checkDateElement,
  datetimepicker: checkDateElement,
  file_input: (issues, at, element) =>
    checkInteger(issues, `${at}/max_files`, element.max_files, { min: 1, max: LIMITS.fileInputFiles }),
};

/** Checks one interactive element. https://docs.slack.dev/reference/block-kit/block-elements */
export const checkElement: Check = (issues, at, element) => {
  const type = String(element.type);
  const fields = FIELDS[type];
  if (fields === undefined) {
    issues.add(`${at}/type`, `unsupported type: ${type}`);
    return;
  }
  checkFields(issues, at, element, [...COMMON, ...fields]);
  checkId(issues, `${at}/action_id`, element.action_id);
  checkConfirm(issues, `${at}/confirm`, element.confirm);
  checkFlag(issues, `${at}/focus_on_load`, element.focus_on_load);
  checkPlain(issues, `${at}/placeholder`, element.placeholder, { max: LIMITS.placeholder });
  CHECKS[type]?.(issues, at, element);
};
