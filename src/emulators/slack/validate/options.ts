import type { JsonObject } from "../entities.ts";
import { isObject, listOf, textOf } from "../json.ts";
import { LIMITS } from "../limits.ts";
import { checkFields, checkList, checkString, checkUrl, type Issues, objectAt } from "./issues.ts";
import { checkPlain, checkText } from "./text.ts";

/** `choice`: radio buttons and checkboxes, where mrkdwn is allowed; `menu`: everything else. */
export type OptionKind = "menu" | "choice" | "overflow";

/** https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
export const checkOption = (issues: Issues, at: string, value: unknown, kind: OptionKind): void => {
  const option = objectAt(issues, at, value);
  if (option === undefined) return;
  const known = ["text", "value", "description", ...(kind === "overflow" ? ["url"] : [])];
  checkFields(issues, at, option, known);
  const check = kind === "choice" ? checkText : checkPlain;
  check(issues, `${at}/text`, option.text, { max: LIMITS.optionText, required: true });
  checkString(issues, `${at}/value`, option.value, { min: 1, max: LIMITS.optionValue, required: true });
  check(issues, `${at}/description`, option.description, { max: LIMITS.optionDescription });
  checkUrl(issues, `${at}/url`, option.url, { max: LIMITS.url });
};

export const checkOptions = (
  issues: Issues,
  at: string,
  value: unknown,
  kind: OptionKind,
  bounds: { readonly min: number; readonly max: number },
): void => {
  const options = checkList(issues, at, value, { ...bounds, required: true });
  for (const [index, option] of options.entries()) checkOption(issues, `${at}/${index}`, option, kind);
};

const checkGroups = (issues: Issues, at: string, value: unknown, minOptions: number): void => {
  const groups = checkList(issues, at, value, { min: 1, max: LIMITS.optionGroups });
  for (const [index, entry] of groups.entries()) {
    const place = `${at}/${index}`;
    const group = objectAt(issues, place, entry);
    if (group === undefined) continue;
    checkFields(issues, place, group, ["label", "options"]);
    checkPlain(issues, `${place}/label`, group.label, { max: LIMITS.optionGroupLabel, required: true });
    checkOptions(issues, `${place}/options`, group.options, "menu", { min: minOptions, max: LIMITS.selectOptions });
  }
};

/** `options` or `option_groups` of a static select, and that what is chosen at first is among them. */
export const checkStaticOptions = (issues: Issues, at: string, element: JsonObject): void => {
  const grouped = element.option_groups !== undefined;
  if (grouped && element.options !== undefined) {
    issues.add(at, "only one of options and option_groups is allowed");
  }
  if (grouped) checkGroups(issues, `${at}/option_groups`, element.option_groups, 1);
  else checkOptions(issues, `${at}/options`, element.options, "menu", { min: 1, max: LIMITS.selectOptions });
  checkInitial(issues, at, element);
};

/** Every option of an element, out of its groups. */
export const flatOptions = (element: JsonObject): readonly JsonObject[] =>
  [
    ...listOf(element.options),
    ...listOf(element.option_groups).flatMap((group) => (isObject(group) ? listOf(group.options) : [])),
  ].filter(isObject);

const likeness = (option: JsonObject): string => {
  const { text, description } = option;
  return JSON.stringify([option.value, isObject(text) ? text.text : "", isObject(description) ? description.text : ""]);
};

/** "A single option that exactly matches one of the options": value, text and description. */
export const checkInitial = (issues: Issues, at: string, element: JsonObject): void => {
  const known = new Set(flatOptions(element).map(likeness));
  const single = element.initial_option;
  if (single !== undefined && !(isObject(single) && known.has(likeness(single)))) {
    issues.add(`${at}/initial_option`, "must be one of the provided options");
  }
  for (const [index, option] of listOf(element.initial_options).entries()) {
    if (!(isObject(option) && known.has(likeness(option)))) {
      issues.add(`${at}/initial_options/${index}`, "must be one of the provided options");
    }
  }
};

/** The body of an answer to `block_suggestion`: `options` or `option_groups`, each up to 100, possibly empty. */
export const checkSuggestions = (issues: Issues, body: JsonObject): void => {
  if (body.option_groups !== undefined) checkGroups(issues, "/option_groups", body.option_groups, 0);
  else checkOptions(issues, "/options", body.options, "menu", { min: 0, max: LIMITS.selectOptions });
  const values = flatOptions(body).map((option) => textOf(option.value));
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) issues.add("/options", `the value ${JSON.stringify(twice)} is there twice`);
};
