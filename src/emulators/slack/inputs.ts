import type { JsonObject } from "./entities.ts";
import { isObject, listOf, textOf } from "./json.ts";
import type { Block, InputValue, StateValues } from "./protocol.ts";

/** One interactive element and where it stands. */
export type PlacedElement = {
  readonly blockId: string;
  readonly actionId: string;
  readonly element: JsonObject;
  /** The input block around it; `undefined` in sections and rows of actions. */
  readonly input: JsonObject | undefined;
};

const placed = (block: JsonObject, element: unknown, input?: JsonObject): readonly PlacedElement[] =>
  isObject(element) && typeof element.action_id === "string"
    ? [{ blockId: textOf(block.block_id), actionId: element.action_id, element, input }]
    : [];

/** Every interactive element of some blocks, in order. */
export const elementsOf = (blocks: readonly unknown[]): readonly PlacedElement[] =>
  blocks
    .filter(isObject)
    .flatMap((block) => [
      ...placed(block, block.element, block),
      ...placed(block, block.accessory),
      ...[...listOf(block.elements), ...listOf(block.actions)].flatMap((element) =>
        isObject(element) && element.type === "card" ? elementsOf([element]) : placed(block, element),
      ),
      ...elementsOf(listOf(block.child_blocks)),
    ]);

export const findElement = (blocks: readonly Block[], blockId: string, actionId: string): PlacedElement | undefined =>
  elementsOf(blocks).find((found) => found.blockId === blockId && found.actionId === actionId);

type ValueShape = { readonly value: string; readonly initial: string; readonly many: boolean };

const shape = (value: string, initial: string, many = false): ValueShape => ({ value, initial, many });

/** Under which name each kind of element carries what was put in, and what it starts with. */
const SHAPES: Readonly<Record<string, ValueShape>> = {
  plain_text_input: shape("value", "initial_value"),
  email_text_input: shape("value", "initial_value"),
  url_text_input: shape("value", "initial_value"),
  number_input: shape("value", "initial_value"),
  rich_text_input: shape("rich_text_value", "initial_value"),
  radio_buttons: shape("selected_option", "initial_option"),
  static_select: shape("selected_option", "initial_option"),
  external_select: shape("selected_option", "initial_option"),
  users_select: shape("selected_user", "initial_user"),
  conversations_select: shape("selected_conversation", "initial_conversation"),
  channels_select: shape("selected_channel", "initial_channel"),
  checkboxes: shape("selected_options", "initial_options", true),
  multi_static_select: shape("selected_options", "initial_options", true),
  multi_external_select: shape("selected_options", "initial_options", true),
  multi_users_select: shape("selected_users", "initial_users", true),
  multi_conversations_select: shape("selected_conversations", "initial_conversations", true),
  multi_channels_select: shape("selected_channels", "initial_channels", true),
  datepicker: shape("selected_date", "initial_date"),
  timepicker: shape("selected_time", "initial_time"),
  datetimepicker: shape("selected_date_time", "initial_date_time"),
  file_input: shape("files", "initial_files", true),
};

const shapeOf = ({ element }: PlacedElement): ValueShape | undefined => SHAPES[textOf(element.type)];

/** What was put into an element: `undefined` or an empty list where nothing was. */
export const contentOf = (placedElement: PlacedElement, value: InputValue | undefined): unknown => {
  const known = shapeOf(placedElement);
  const content = known === undefined ? undefined : value?.[known.value];
  return content === null || content === "" ? undefined : content;
};

const startValue = (found: PlacedElement, { value, initial, many }: ValueShape, conversation: string | undefined) => {
  const { element } = found;
  const current = element.default_to_current_conversation === true ? conversation : undefined;
  const start = element[initial] ?? (many && current !== undefined ? [current] : current) ?? (many ? [] : null);
  return { type: textOf(element.type), [value]: start };
};

/**
 * The state of every input, as Slack sends it. What somebody put in is kept for inputs whose
 * block and action ids are the same and whose kind is; initial values only count for new ones.
 */
export const stateOf = (
  blocks: readonly unknown[],
  kept: StateValues,
  conversation?: string | undefined,
): StateValues => {
  const state: Record<string, Record<string, InputValue>> = {};
  for (const found of elementsOf(blocks)) {
    const known = shapeOf(found);
    if (known === undefined) continue;
    const before = kept[found.blockId]?.[found.actionId];
    const value =
      before !== undefined && before.type === found.element.type ? before : startValue(found, known, conversation);
    state[found.blockId] = { ...state[found.blockId], [found.actionId]: value };
  }
  return state;
};

/** Puts what the page sent over what was kept, input by input. */
export const mergeValues = (kept: StateValues, sent: StateValues): StateValues => {
  const merged: Record<string, Readonly<Record<string, InputValue>>> = { ...kept };
  for (const [blockId, actions] of Object.entries(sent)) merged[blockId] = { ...merged[blockId], ...actions };
  return merged;
};

export const inputKey = ({ blockId, actionId }: Pick<PlacedElement, "blockId" | "actionId">): string =>
  `${blockId}/${actionId}`;

/** The first sent value for an input that a view never had: a mistake, not lateness. */
export const neverThere = (everHad: ReadonlySet<string>, sent: StateValues): string | undefined =>
  Object.entries(sent)
    .flatMap(([blockId, actions]) => Object.keys(actions).map((actionId) => inputKey({ blockId, actionId })))
    .find((key) => !everHad.has(key));
