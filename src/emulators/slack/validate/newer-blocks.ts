import type { JsonObject } from "../entities.ts";
import { isObject, textOf } from "../json.ts";
import { LIMITS } from "../limits.ts";
import type { Surface } from "./blocks.ts";
import { checkElement } from "./elements.ts";
import {
  checkFields,
  checkFlag,
  checkInteger,
  checkList,
  checkOneOf,
  checkString,
  type Issues,
  objectAt,
} from "./issues.ts";
import { checkMrkdwn, checkPlain, checkText } from "./text.ts";

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  alert: ["text", "level"],
  card: ["hero_image", "icon", "title", "subtitle", "body", "actions"],
  carousel: ["elements"],
  container: [
    "title",
    "rich_text_title",
    "subtitle",
    "child_blocks",
    "width",
    "icon",
    "is_collapsible",
    "default_collapsed",
    "has_header_divider",
  ],
  context_actions: ["elements"],
  data_table: ["rows", "caption", "page_size", "row_header_column_index"],
  file: ["source", "external_id"],
  plan: ["title", "tasks"],
  table: ["rows", "column_settings"],
  task_card: ["task_id", "title", "details", "output", "sources", "status"],
  video: [
    "video_url",
    "thumbnail_url",
    "alt_text",
    "title",
    "title_url",
    "author_name",
    "provider_name",
    "provider_icon_url",
    "description",
  ],
};

/** Blocks that came after the first eight, or are rare. */
export const NEWER_BLOCKS: readonly string[] = Object.keys(FIELDS);

type CheckBlock = (issues: Issues, at: string, value: unknown, surface: Surface) => void;
type Check = (issues: Issues, at: string, block: JsonObject, surface: Surface, checkBlock: CheckBlock) => void;

const checkCard = (issues: Issues, at: string, card: JsonObject): void => {
  if (["hero_image", "title", "actions", "body"].every((field) => card[field] === undefined)) {
    issues.add(at, "one of hero_image, title, actions, body is required");
  }
  checkMrkdwn(issues, `${at}/title`, card.title, { max: LIMITS.cardTitle });
  checkMrkdwn(issues, `${at}/subtitle`, card.subtitle, { max: LIMITS.cardTitle });
  checkMrkdwn(issues, `${at}/body`, card.body, { max: LIMITS.cardBody });
  checkButtons(issues, `${at}/actions`, card.actions, ["button"], LIMITS.actionsElements);
};

const checkButtons = (issues: Issues, at: string, value: unknown, types: readonly string[], max: number): void => {
  for (const [index, entry] of checkList(issues, at, value, { min: 1, max }).entries()) {
    const element = objectAt(issues, `${at}/${index}`, entry);
    if (element === undefined) continue;
    if (types.includes(textOf(element.type))) checkElement(issues, `${at}/${index}`, element);
    else issues.add(`${at}/${index}/type`, `unsupported type: ${textOf(element.type)}`);
  }
};

const CONTAINED = [
  "actions",
  "context",
  "divider",
  "file",
  "header",
  "image",
  "input",
  "rich_text",
  "section",
  "table",
  "video",
];

const checkContainer: Check = (issues, at, block, surface, checkBlock) => {
  if (block.title === undefined && block.rich_text_title === undefined) {
    issues.add(at, "title or rich_text_title is required");
  }
  checkPlain(issues, `${at}/title`, block.title, { max: LIMITS.containerTitle });
  checkText(issues, `${at}/subtitle`, block.subtitle, { max: LIMITS.containerTitle });
  checkOneOf(issues, `${at}/width`, block.width, ["narrow", "standard", "wide", "full"]);
  checkFlag(issues, `${at}/is_collapsible`, block.is_collapsible);
  const children = checkList(issues, `${at}/child_blocks`, block.child_blocks, {
    min: 1,
    max: LIMITS.containerBlocks,
    required: true,
  });
  for (const [index, child] of children.entries()) {
    const place = `${at}/child_blocks/${index}`;
    const type = isObject(child) ? textOf(child.type) : "";
    if (CONTAINED.includes(type)) checkBlock(issues, place, child, surface);
    else issues.add(`${place}/type`, `unsupported type: ${type}`);
  }
};

const CELLS = ["raw_text", "raw_number", "rich_text"];

const checkRows = (issues: Issues, at: string, value: unknown, maxRows: number): void => {
  const rows = checkList(issues, at, value, { min: 1, max: maxRows, required: true });
  for (const [index, row] of rows.entries()) {
    const cells = checkList(issues, `${at}/${index}`, row, { min: 1, max: LIMITS.tableColumns });
    for (const [column, value] of cells.entries()) {
      const cell = objectAt(issues, `${at}/${index}/${column}`, value);
      if (cell === undefined) continue;
      checkOneOf(issues, `${at}/${index}/${column}/type`, cell.type ?? "none", CELLS);
      if (cell.type === "raw_text") {
        checkString(issues, `${at}/${index}/${column}/text`, cell.text, {
          min: 1,
          max: Number.MAX_SAFE_INTEGER,
          required: true,
        });
      }
    }
  }
};

const checkVideo = (issues: Issues, at: string, block: JsonObject): void => {
  for (const field of ["video_url", "thumbnail_url", "alt_text"]) {
    checkString(issues, `${at}/${field}`, block[field], { min: 1, max: LIMITS.url, required: true });
  }
  checkPlain(issues, `${at}/title`, block.title, { max: LIMITS.videoTitle, required: true });
  checkString(issues, `${at}/author_name`, block.author_name, { max: LIMITS.videoAuthor });
};

const checkAlert: Check = (issues, at, block) => {
  checkText(issues, `${at}/text`, block.text, { max: LIMITS.textObject, required: true });
  checkOneOf(issues, `${at}/level`, block.level, ["default", "info", "warning", "error", "success"]);
};

const checkCarousel: Check = (issues, at, block, surface, checkBlock) => {
  const bounds = { min: 1, max: LIMITS.carouselCards, required: true };
  const cards = checkList(issues, `${at}/elements`, block.elements, bounds);
  for (const [index, card] of cards.entries()) checkBlock(issues, `${at}/elements/${index}`, card, surface);
};

const checkContextActions: Check = (issues, at, block) => {
  const types = ["feedback_buttons", "icon_button"];
  checkButtons(issues, `${at}/elements`, block.elements, types, LIMITS.contextActionElements);
};

const checkDataTable: Check = (issues, at, block) => {
  checkString(issues, `${at}/caption`, block.caption, { min: 1, max: LIMITS.textObject, required: true });
  checkInteger(issues, `${at}/page_size`, block.page_size, { min: 1, max: LIMITS.dataTablePageSize });
  checkRows(issues, `${at}/rows`, block.rows, LIMITS.dataTableRows);
};

const checkPlan: Check = (issues, at, block) => {
  checkString(issues, `${at}/title`, block.title, { min: 1, max: LIMITS.textObject, required: true });
};

const checkTable: Check = (issues, at, block) => {
  checkList(issues, `${at}/column_settings`, block.column_settings, { min: 0, max: LIMITS.tableColumns });
  checkRows(issues, `${at}/rows`, block.rows, LIMITS.tableRows);
};

const checkTaskCard: Check = (issues, at, block) => {
  checkString(issues, `${at}/task_id`, block.task_id, { min: 1, max: LIMITS.id, required: true });
  checkString(issues, `${at}/title`, block.title, { min: 1, max: LIMITS.textObject, required: true });
  checkOneOf(issues, `${at}/status`, block.status ?? "none", ["pending", "in_progress", "complete", "error"]);
};

const CHECKS: Readonly<Record<string, Check>> = {
  alert: checkAlert,
  card: checkCard,
  carousel: checkCarousel,
  container: checkContainer,
  context_actions: checkContextActions,
  data_table: checkDataTable,
  plan: checkPlan,
  table: checkTable,
  task_card: checkTaskCard,
  video: checkVideo,
};

const ONLY_IN_MESSAGES = ["card", "carousel", "context_actions", "data_table", "plan", "table", "task_card"];

export const checkNewerBlock: Check = (issues, at, block, surface, checkBlock) => {
  const type = textOf(block.type);
  checkFields(issues, at, block, ["type", "block_id", ...(FIELDS[type] ?? [])]);
  const misplaced =
    (type === "alert" && surface !== "modal") || (ONLY_IN_MESSAGES.includes(type) && surface !== "message");
  // A file block stands in messages that Slack made for remote files; nobody may send one.
  if (misplaced || type === "file") issues.add(`${at}/type`, `unsupported type: ${type}`);
  else CHECKS[type]?.(issues, at, block, surface, checkBlock);
};
