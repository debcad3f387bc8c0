import type { JsonObject } from "../entities.ts";
import { isObject, textOf } from "../json.ts";
import { LIMITS } from "../limits.ts";
import { checkElement, checkId } from "./elements.ts";
import {
  checkFields,
  checkFlag,
  checkList,
  checkOneOf,
  checkString,
  checkUrl,
  type Issues,
  objectAt,
} from "./issues.ts";
import { checkNewerBlock, NEWER_BLOCKS } from "./newer-blocks.ts";
import { checkPlain, checkText } from "./text.ts";

export type Surface = "message" | "modal" | "home";
type CheckBlock = (issues: Issues, at: string, block: JsonObject, surface: Surface) => void;

const CHOICES = ["checkboxes", "radio_buttons"];
const SELECTS = ["static", "external", "users", "conversations", "channels"].flatMap((kind) => [
  `${kind}_select`,
  `multi_${kind}_select`,
]);
const PICKERS = ["datepicker", "timepicker"];

const ACCESSORIES = ["button", "image", "overflow", "workflow_button", ...CHOICES, ...SELECTS, ...PICKERS];
const IN_ACTIONS = [...ACCESSORIES.filter((type) => type !== "image"), "datetimepicker", "rich_text_input"];
const IN_INPUT = [
  ...CHOICES,
  ...SELECTS,
  ...PICKERS,
  "datetimepicker",
  "email_text_input",
  "file_input",
  "number_input",
  "plain_text_input",
  "rich_text_input",
  "url_text_input",
];

const BLOCK_FIELDS: Readonly<Record<string, readonly string[]>> = {
  actions: ["elements"],
  context: ["elements"],
  divider: [],
  header: ["text", "level"],
  image: ["image_url", "slack_file", "alt_text", "title"],
  input: ["label", "element", "hint", "optional", "dispatch_action"],
  markdown: ["text"],
  rich_text: ["elements"],
  section: ["text", "fields", "accessory", "expand"],
};

/** An image, as a block or as an element: one of address and file, and words for who cannot see it. */
export const checkImage = (issues: Issues, at: string, image: JsonObject): void => {
  if ((image.image_url === undefined) === (image.slack_file === undefined)) {
    issues.add(at, "exactly one of image_url and slack_file is required");
  }
  checkUrl(issues, `${at}/image_url`, image.image_url, { max: LIMITS.url });
  checkString(issues, `${at}/alt_text`, image.alt_text, { min: 1, max: LIMITS.altText, required: true });
  checkPlain(issues, `${at}/title`, image.title, { max: LIMITS.imageTitle });
};

const checkPlaced = (issues: Issues, at: string, value: unknown, allowed: readonly string[]): void => {
  const element = objectAt(issues, at, value);
  if (element === undefined) return;
  const type = textOf(element.type);
  if (!allowed.includes(type)) issues.add(`${at}/type`, `unsupported type: ${type === "" ? "none" : type}`);
  else if (type === "image") checkImage(issues, at, element);
  else checkElement(issues, at, element);
};

const checkSection = (issues: Issues, at: string, block: JsonObject): void => {
  if (block.text === undefined && block.fields === undefined) issues.add(at, "text or fields is required");
  checkText(issues, `${at}/text`, block.text, { max: LIMITS.sectionText });
  const fields = checkList(issues, `${at}/fields`, block.fields, { min: 1, max: LIMITS.sectionFields });
  for (const [index, field] of fields.entries()) {
    checkText(issues, `${at}/fields/${index}`, field, { max: LIMITS.sectionField, required: true });
  }
  if (block.accessory !== undefined) checkPlaced(issues, `${at}/accessory`, block.accessory, ACCESSORIES);
  checkFlag(issues, `${at}/expand`, block.expand);
};

const checkElements = (
  issues: Issues,
  at: string,
  block: JsonObject,
  max: number,
  check: (at: string, element: unknown) => void,
): void => {
  const elements = checkList(issues, `${at}/elements`, block.elements, { min: 1, max, required: true });
  for (const [index, element] of elements.entries()) check(`${at}/elements/${index}`, element);
  const ids = elements.map((element) => (isObject(element) ? element.action_id : undefined));
  const twice = ids.find((id, index) => id !== undefined && ids.indexOf(id) !== index);
  if (twice !== undefined) issues.add(`${at}/elements`, `action_id ${JSON.stringify(twice)} already exists`);
};

const checkContextElement = (issues: Issues, at: string, value: unknown): void => {
  if (isObject(value) && value.type === "image") checkImage(issues, at, value);
  else checkText(issues, at, value, { max: LIMITS.textObject, required: true });
};

const checkInput = (issues: Issues, at: string, block: JsonObject, surface: Surface): void => {
  checkPlain(issues, `${at}/label`, block.label, { max: LIMITS.label, required: true });
  checkPlain(issues, `${at}/hint`, block.hint, { max: LIMITS.hint });
  checkFlag(issues, `${at}/optional`, block.optional);
  checkFlag(issues, `${at}/dispatch_action`, block.dispatch_action);
  checkPlaced(issues, `${at}/element`, block.element, IN_INPUT);
  const file = isObject(block.element) && block.element.type === "file_input";
  if (file && (block.dispatch_action === true || surface !== "modal")) {
    issues.add(`${at}/element/type`, "unsupported type: file_input");
  }
};

const RICH_TEXT = ["rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"];

const checkRichText = (issues: Issues, at: string, block: JsonObject): void => {
  const elements = checkList(issues, `${at}/elements`, block.elements, {
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    required: true,
  });
  for (const [index, value] of elements.entries()) {
    const element = objectAt(issues, `${at}/elements/${index}`, value);
    if (element !== undefined) checkOneOf(issues, `${at}/elements/${index}/type`, element.type ?? "none", RICH_TEXT);
  }
};

const checkHeader: CheckBlock = (issues, at, block) => {
  checkOneOf(issues, `${at}/level`, block.level, [1, 2, 3, 4]);
  checkPlain(issues, `${at}/text`, block.text, { max: LIMITS.header, required: true });
};

const checkMarkdown: CheckBlock = (issues, at, block, surface) => {
  if (surface !== "message") issues.add(`${at}/type`, "unsupported type: markdown");
  checkString(issues, `${at}/text`, block.text, { min: 1, max: LIMITS.markdown, required: true });
};

const CHECKS: Readonly<Record<string, CheckBlock>> = {
  actions: (issues, at, block) =>
    checkElements(issues, at, block, LIMITS.actionsElements, (place, element) =>
      checkPlaced(issues, place, element, IN_ACTIONS),
    ),
  context: (issues, at, block) =>
    checkElements(issues, at, block, LIMITS.contextElements, (place, element) =>
      checkContextElement(issues, place, element),
    ),
  header: checkHeader,
  image: checkImage,
  input: checkInput,
  markdown: checkMarkdown,
  rich_text: checkRichText,
  section: checkSection,
};

/** Checks one block. https://docs.slack.dev/reference/block-kit/blocks */
export const checkBlock = (issues: Issues, at: string, value: unknown, surface: Surface): void => {
  const block = objectAt(issues, at, value);
  if (block === undefined) return;
  const type = textOf(block.type);
  const fields = BLOCK_FIELDS[type];
  checkId(issues, `${at}/block_id`, block.block_id);
  if (NEWER_BLOCKS.includes(type)) {
    checkNewerBlock(issues, at, block, surface, checkBlock);
  } else if (fields === undefined) {
    issues.add(`${at}/type`, `unsupported type: ${type === "" ? "none" : type}`);
  } else {
    checkFields(issues, at, block, ["type", "block_id", ...fields]);
    CHECKS[type]?.(issues, at, block, surface);
  }
};
