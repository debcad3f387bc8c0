import { mergeValues, type PlacedElement } from "../inputs.ts";
import { isObject, listOf, parseJson, textOf } from "../json.ts";
import { actionField, interaction } from "../payloads.ts";
import type { InputValue, Option, OptionGroup, Place } from "../protocol.ts";
import { makeTrigger } from "../triggers.ts";
import { createIssues } from "../validate/issues.ts";
import { checkSuggestions } from "../validate/options.ts";
import { keepValues } from "../views.ts";
import {
  type ActContext,
  type Actor,
  acknowledged,
  bodyOf,
  brokeRule,
  DONE,
  failed,
  mayUseApp,
  type Outcome,
} from "./context.ts";
import { type Element, findIn, findSpot, type Spot, spotSource, valuesKey } from "./places.ts";

const WITHOUT_STATE = ["button", "overflow", "workflow_button", "icon_button", "feedback_buttons"];

/** Keeps what was chosen: in the view, or for this person at this message. */
const keepChoice = (
  context: ActContext,
  actor: Actor,
  spot: Spot,
  { blockId, actionId, element }: PlacedElement,
  action: InputValue,
): Spot => {
  if (WITHOUT_STATE.includes(textOf(element.type))) return spot;
  const { store } = context;
  const values = { [blockId]: { [actionId]: { ...action, type: textOf(element.type) } } };
  if (spot.in === "view") return { in: "view", view: keepValues(store, spot.view, values) };
  const key = valuesKey(actor, spot);
  store.messageValues.set(key, mergeValues(store.messageValues.get(key) ?? {}, values));
  return spot;
};

export type Use = Element & { readonly place: Place; readonly action: InputValue };

/**
 * A button pressed, an option chosen. Inputs tell the bot only with `dispatch_action`.
 * https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
 */
export const useElement = async (context: ActContext, actor: Actor, use: Use): Promise<Outcome> => {
  const { store, delivery } = context;
  const spot = findSpot(context, actor, use.place);
  if ("ok" in spot) return spot;
  const found = findIn(spot, use, use.action);
  if ("ok" in found) return found;
  const forbidden = store.isInstalled() ? undefined : mayUseApp(context, actor.person);
  if (forbidden !== undefined) return forbidden;
  const kept = keepChoice(context, actor, spot, found, use.action);
  if (found.input !== undefined && found.input.dispatch_action !== true) return DONE;
  const { person } = actor;
  const channel = kept.in === "message" ? kept.channel.id : kept.view.conversation;
  const responseTarget =
    kept.in === "message" ? { channel: kept.channel.id, userId: person.id, messageTs: kept.message.ts } : undefined;
  const answer = await delivery.interaction(
    interaction(store, "block_actions", person, {
      ...spotSource(context, actor, kept),
      trigger_id: makeTrigger(store, {
        userId: person.id,
        channel,
        viewId: kept.in === "view" ? kept.view.id : undefined,
      }),
      ...(responseTarget && { response_url: context.responseUrl(responseTarget) }),
      actions: [actionField(store, found, use.action)],
    }),
  );
  return acknowledged(context, actor, `action ${use.actionId}`, answer);
};

export type Search = Element & { readonly place: Place; readonly query: string };

/** Slack asks only after so many characters; 3 where the element does not say. */
const leastQuery = ({ element }: PlacedElement): number =>
  typeof element.min_query_length === "number" ? element.min_query_length : 3;

/**
 * Asks the bot for the options of an external select.
 * https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
 */
export const suggest = async (context: ActContext, actor: Actor, search: Search): Promise<Outcome> => {
  const { store, delivery } = context;
  const spot = findSpot(context, actor, search.place);
  if ("ok" in spot) return spot;
  const found = findIn(spot, search);
  if ("ok" in found) return found;
  if (!textOf(found.element.type).endsWith("external_select"))
    return failed("ownOptions", { element: search.actionId });
  if (search.query.length < leastQuery(found)) return { ok: true, options: [] };
  const what = `options for ${search.actionId}`;
  const answer = await delivery.interaction(
    interaction(store, "block_suggestion", actor.person, {
      ...spotSource(context, actor, spot),
      action_id: search.actionId,
      block_id: search.blockId,
      value: search.query,
    }),
  );
  const taken = acknowledged(context, actor, what, answer);
  return taken.ok ? readOptions(context, what, bodyOf(answer)) : taken;
};

const readOptions = (context: ActContext, what: string, body: string): Outcome => {
  const json = parseJson(body);
  if (!isObject(json)) return brokeRule(context, what, "the bot's answer is not JSON with options or option_groups");
  const issues = createIssues();
  checkSuggestions(issues, json);
  if (issues.messages().length > 0) return brokeRule(context, what, issues.messages().join("\n"));
  // Checked field by field above.
  const optionGroups = listOf(json.option_groups) as readonly OptionGroup[];
  const options = [...(listOf(json.options) as readonly Option[]), ...optionGroups.flatMap((group) => group.options)];
  return { ok: true, options, ...(optionGroups.length > 0 && { optionGroups }) };
};
