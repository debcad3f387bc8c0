import type { JsonObject } from "../entities.ts";
import { isObject, parseJson, textOf } from "../json.ts";
import { LIMITS, lengthOf } from "../limits.ts";
import type { Block } from "../protocol.ts";
import { checkBlock, type Surface } from "./blocks.ts";
import { checkList, createIssues, type Issues } from "./issues.ts";

/** Makes an id that Slack would make up itself, with this prefix. */
export type MakeId = (prefix: string) => string;

const collect = (value: unknown, wanted: (value: JsonObject) => boolean): readonly JsonObject[] => {
  if (Array.isArray(value)) return value.flatMap((item) => collect(item, wanted));
  if (!isObject(value)) return [];
  return [...(wanted(value) ? [value] : []), ...Object.values(value).flatMap((item) => collect(item, wanted))];
};

/** Checks a list of blocks as a whole: number, each block, ids that are there twice. */
export const checkBlocks = (issues: Issues, at: string, value: unknown, surface: Surface): void => {
  const max = surface === "message" ? LIMITS.messageBlocks : LIMITS.viewBlocks;
  const blocks = checkList(issues, at, value, { min: 0, max, required: true });
  for (const [index, block] of blocks.entries()) checkBlock(issues, `${at}/${index}`, block, surface);
  const seen = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const id = isObject(block) ? textOf(block.block_id) : "";
    if (id !== "" && seen.has(id))
      issues.add(`${at}/${index}/block_id`, `block_id ${JSON.stringify(id)} already exists`);
    seen.add(id);
  }
  if (collect(blocks, (item) => item.focus_on_load === true).length > 1) {
    issues.add(at, "only one element may have focus_on_load");
  }
  const markdown = collect(blocks, (item) => item.type === "markdown" && typeof item.text === "string");
  const total = markdown.reduce((sum, { text }) => sum + lengthOf(textOf(text)), 0);
  if (markdown.length > 1 && total > LIMITS.markdown) {
    issues.add(at, `markdown blocks must be less than ${LIMITS.markdown + 1} characters together`);
  }
};

const INTERACTIVE = /(_select|button|buttons|checkboxes|overflow|picker|_input)$/;

const withActionIds = (value: unknown, makeId: MakeId): unknown => {
  if (Array.isArray(value)) return value.map((item) => withActionIds(item, makeId));
  if (!isObject(value)) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withActionIds(item, makeId)]));
  if (INTERACTIVE.test(textOf(value.type)) && value.action_id === undefined) copy.action_id = makeId("a");
  return copy;
};

/** Gives every block, and every interactive element, that has no id one, as Slack does. */
export const fillIds = (blocks: readonly unknown[], makeId: MakeId): readonly Block[] =>
  blocks.filter(isObject).map((block) => {
    const filled = withActionIds(block, makeId);
    const id = textOf(block.block_id);
    return { ...(isObject(filled) ? filled : {}), type: textOf(block.type), block_id: id === "" ? makeId("b") : id };
  });

export type ReadBlocks =
  | { readonly ok: true; readonly blocks: readonly Block[] | undefined }
  | { readonly ok: false; readonly error: string; readonly messages: readonly string[] };

/** Reads the `blocks` of a message: absent, a list, or a list as JSON text. */
export const readMessageBlocks = (value: unknown, makeId: MakeId): ReadBlocks => {
  if (value === undefined || value === null || value === "") return { ok: true, blocks: undefined };
  const list = typeof value === "string" ? parseJson(value) : value;
  if (!Array.isArray(list)) {
    return { ok: false, error: "invalid_blocks_format", messages: ["[ERROR] blocks must be a list of blocks"] };
  }
  const issues = createIssues();
  checkBlocks(issues, "/blocks", list, "message");
  const messages = issues.messages();
  if (messages.length > 0) return { ok: false, error: "invalid_blocks", messages };
  return { ok: true, blocks: fillIds(list, makeId) };
};
