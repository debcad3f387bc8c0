import { notOffered } from "../check-values.ts";
import type { ChannelRecord, JsonObject, MessageRecord, ViewRecord } from "../entities.ts";
import { findElement, neverThere, type PlacedElement, stateOf } from "../inputs.ts";
import { findMessage, maySee } from "../messages.ts";
import { messageSource, viewSource } from "../payloads.ts";
import type { InputValue, Place, StateValues } from "../protocol.ts";
import { findView, keepValues } from "../views.ts";
import { type ActContext, type Actor, failed, type Refused } from "./context.ts";

/** Where an element stands, looked up. */
export type Spot =
  | { readonly in: "message"; readonly channel: ChannelRecord; readonly message: MessageRecord }
  | { readonly in: "view"; readonly view: ViewRecord };

export type Element = { readonly blockId: string; readonly actionId: string };

/** What a view keeps of what the page sent; a refusal when the page sent what cannot be. */
export const keepSent = (context: ActContext, view: ViewRecord, sent: StateValues): ViewRecord | Refused => {
  const unknown = neverThere(view.everHad, sent);
  if (unknown !== undefined) return failed("noInput", { input: unknown });
  return keepValues(context.store, view, sent);
};

/** Finds the place; a refusal when it is not there (any more) or not for this person. */
export const findSpot = (context: ActContext, { person }: Actor, place: Place): Spot | Refused => {
  const { store } = context;
  if (place.in === "view") {
    const view = findView(store, person.id, place.viewId);
    if (view === undefined) return failed("viewGone");
    const kept = keepSent(context, view, place.values);
    return "ok" in kept ? kept : { in: "view", view: kept };
  }
  const channel = store.channels.get(place.channel);
  const message = findMessage(store, place.channel, place.ts);
  const seen =
    channel !== undefined &&
    message !== undefined &&
    maySee(store, channel, person.id) &&
    (message.visibleTo ?? person.id) === person.id;
  return seen ? { in: "message", channel, message } : failed("messageGone");
};

export const blocksOf = (spot: Spot) =>
  spot.in === "view"
    ? spot.view.blocks
    : [...spot.message.blocks, ...spot.message.unfurls.flatMap(({ blocks }) => blocks)];

/** Finds the element; a refusal when the bot has taken it away, or does not offer what was chosen. */
export const findIn = (spot: Spot, { blockId, actionId }: Element, value?: InputValue): PlacedElement | Refused => {
  const found = findElement(blocksOf(spot), blockId, actionId);
  if (found === undefined) return failed("elementGone", { element: `${blockId}/${actionId}` });
  const wrong = value === undefined ? undefined : notOffered(found, value);
  if (wrong === undefined) return found;
  return failed("noOption", { element: `${blockId}/${actionId}`, option: JSON.stringify(wrong) });
};

/** The part of an interaction that says where it happened, with the state of all inputs there. */
export const spotSource = (context: ActContext, actor: Actor, spot: Spot): JsonObject => {
  const { store } = context;
  if (spot.in === "view") return viewSource(store, spot.view);
  const values = store.messageValues.get(valuesKey(actor, spot)) ?? {};
  return {
    ...messageSource(store, spot.channel, spot.message),
    state: { values: stateOf(spot.message.blocks, values) },
  };
};

export const valuesKey = ({ person }: Actor, spot: Spot): string =>
  spot.in === "view" ? spot.view.id : `${spot.channel.id}/${spot.message.ts}/${person.id}`;
