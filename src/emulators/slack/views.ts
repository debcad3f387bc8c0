import type { JsonObject, ViewRecord } from "./entities.ts";
import { elementsOf, inputKey, mergeValues, stateOf } from "./inputs.ts";
import { listOf, textOf } from "./json.ts";
import { LIMITS } from "./limits.ts";
import type { StateValues } from "./protocol.ts";
import type { Store } from "./store.ts";
import { fillIds } from "./validate/read-blocks.ts";

const newHash = (store: Store): string => `${store.nowSeconds()}.${store.newId("").toLowerCase()}`;

export const viewBlocks = (store: Store, payload: JsonObject): ViewRecord["blocks"] =>
  fillIds(listOf(payload.blocks), (prefix) => store.newId(prefix));

const put = (store: Store, view: ViewRecord): ViewRecord => {
  store.views.set(view.id, view);
  store.changed();
  return view;
};

export type ViewPlace = {
  readonly userId: string;
  readonly type: "modal" | "home";
  readonly previous?: ViewRecord | undefined;
  readonly conversation?: string | undefined;
};

/** Keeps a new view; whoever asks puts it on the person's screen. */
const addView = (store: Store, payload: JsonObject, place: ViewPlace): ViewRecord => {
  const id = store.newId("V");
  const blocks = viewBlocks(store, payload);
  return put(store, {
    id,
    hash: newHash(store),
    userId: place.userId,
    type: place.type,
    payload,
    blocks,
    externalId: textOf(payload.external_id),
    rootId: place.previous?.rootId ?? id,
    previousId: place.previous?.id,
    values: stateOf(blocks, {}, place.conversation),
    everHad: new Set(elementsOf(blocks).map(inputKey)),
    conversation: place.conversation,
  });
};

/** Gives a view new content; what the person typed stays where ids and kind stay. */
export const updateView = (store: Store, view: ViewRecord, payload: JsonObject): ViewRecord => {
  const blocks = viewBlocks(store, payload);
  return put(store, {
    ...view,
    hash: newHash(store),
    payload,
    blocks,
    externalId: textOf(payload.external_id),
    values: stateOf(blocks, view.values, view.conversation),
    everHad: new Set([...view.everHad, ...elementsOf(blocks).map(inputKey)]),
  });
};

/** Keeps what the page sent with an act. The hash stays: the bot's view has not changed. */
export const keepValues = (store: Store, view: ViewRecord, sent: StateValues): ViewRecord =>
  put(store, { ...view, values: stateOf(view.blocks, mergeValues(view.values, sent), view.conversation) });

export const modalsOf = (store: Store, userId: string): readonly ViewRecord[] =>
  (store.modals.get(userId) ?? []).flatMap((id) => store.views.get(id) ?? []);

export const homeOf = (store: Store, userId: string): ViewRecord | undefined => {
  const id = store.homes.get(userId);
  return id === undefined ? undefined : store.views.get(id);
};

/** A view that is on somebody's screen. */
export const findView = (store: Store, userId: string, viewId: string): ViewRecord | undefined =>
  [...modalsOf(store, userId), homeOf(store, userId)].find((view) => view?.id === viewId);

const setStack = (store: Store, userId: string, ids: readonly string[]): void => {
  for (const id of store.modals.get(userId) ?? []) {
    if (!ids.includes(id)) store.views.delete(id);
  }
  store.modals.set(userId, ids);
  store.changed();
};

/** Opens a modal; one that was open before gives way. */
export const openModal = (store: Store, payload: JsonObject, userId: string, conversation?: string): ViewRecord => {
  const view = addView(store, payload, { userId, type: "modal", conversation });
  setStack(store, userId, [view.id]);
  return view;
};

/** Puts a modal on top of another; `undefined` when there are three already. */
export const pushModal = (store: Store, payload: JsonObject, previous: ViewRecord): ViewRecord | undefined => {
  const { userId, conversation } = previous;
  const stack = modalsOf(store, userId);
  if (stack.length >= LIMITS.viewStack) return undefined;
  const view = addView(store, payload, { userId, type: "modal", previous, conversation });
  setStack(store, userId, [...stack.map(({ id }) => id), view.id]);
  return view;
};

/** Takes a modal, and those above it, off the screen; the one below comes back. */
export const closeModal = (store: Store, view: ViewRecord): void => {
  const ids = modalsOf(store, view.userId).map(({ id }) => id);
  const index = ids.indexOf(view.id);
  if (index >= 0) setStack(store, view.userId, ids.slice(0, index));
};

export const clearModals = (store: Store, userId: string): void => setStack(store, userId, []);

/** Shows a person's Home tab; the same view each time. */
export const publishHome = (store: Store, payload: JsonObject, userId: string): ViewRecord => {
  const before = homeOf(store, userId);
  if (before !== undefined) return updateView(store, before, payload);
  const view = addView(store, payload, { userId, type: "home" });
  store.homes.set(userId, view.id);
  store.changed();
  return view;
};

/** Whether another view has this external id. */
export const externalIdTaken = (store: Store, externalId: unknown, except?: string): boolean =>
  typeof externalId === "string" &&
  externalId !== "" &&
  [...store.views.values()].some((view) => view.externalId === externalId && view.id !== except);

/** A view as the Web API and the interactions show it. */
export const formatView = (store: Store, view: ViewRecord): JsonObject => {
  const { payload } = view;
  return {
    id: view.id,
    team_id: store.team.id,
    type: view.type,
    blocks: view.blocks,
    private_metadata: textOf(payload.private_metadata),
    callback_id: textOf(payload.callback_id),
    state: { values: view.values },
    hash: view.hash,
    title: payload.title ?? null,
    submit: payload.submit ?? null,
    close: payload.close ?? null,
    clear_on_close: payload.clear_on_close === true,
    notify_on_close: payload.notify_on_close === true,
    ...(view.type === "modal" && { submit_disabled: payload.submit_disabled === true }),
    previous_view_id: view.previousId ?? null,
    root_view_id: view.rootId,
    app_id: store.appId,
    external_id: view.externalId,
    app_installed_team_id: store.team.id,
    bot_id: store.botId,
  };
};
