import { checkValues } from "../check-values.ts";
import type { JsonObject, PersonRecord, ViewRecord } from "../entities.ts";
import { elementsOf } from "../inputs.ts";
import { isObject, parseJson } from "../json.ts";
import { interaction } from "../payloads.ts";
import type { StateValues } from "../protocol.ts";
import { makeTrigger } from "../triggers.ts";
import { readView } from "../validate/view.ts";
import {
  clearModals,
  closeModal,
  externalIdTaken,
  findView,
  formatView,
  modalsOf,
  pushModal,
  updateView,
} from "../views.ts";
import { words } from "../words.ts";
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
import { keepSent } from "./places.ts";

/** Response URLs for the conversations chosen in menus that ask for one. */
const responseUrls = (context: ActContext, person: PersonRecord, view: ViewRecord): readonly JsonObject[] =>
  elementsOf(view.blocks).flatMap(({ blockId, actionId, element }) => {
    if (element.response_url_enabled !== true) return [];
    const value = view.values[blockId]?.[actionId];
    const channel = value?.selected_conversation ?? value?.selected_channel;
    if (typeof channel !== "string") return [];
    const response_url = context.responseUrl({ channel, userId: person.id });
    return [{ block_id: blockId, action_id: actionId, channel_id: channel, response_url }];
  });

export type Submission = { readonly viewId: string; readonly values: StateValues };

/**
 * Sends a modal off and does what the bot answers: errors, another view, or none.
 * https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
 */
export const submit = async (context: ActContext, actor: Actor, { viewId, values }: Submission): Promise<Outcome> => {
  const { store, delivery } = context;
  const { person } = actor;
  const found = findView(store, person.id, viewId);
  if (found === undefined || found.type !== "modal") return failed("modalGone");
  if (modalsOf(store, person.id).at(-1)?.id !== viewId) return failed("modalBeneath");
  const forbidden = mayUseApp(context, person);
  if (forbidden !== undefined) return forbidden;
  const view = keepSent(context, found, values);
  if ("ok" in view) return view;
  const errors = checkValues(view.blocks, view.values, words(person.locale));
  if (Object.keys(errors).length > 0) return { ok: true, errors };
  const what = `submit ${String(view.payload.callback_id ?? viewId)}`;
  const answer = await delivery.interaction(
    interaction(store, "view_submission", person, {
      trigger_id: makeTrigger(store, { userId: person.id, viewId, channel: view.conversation }),
      view: formatView(store, view),
      response_urls: responseUrls(context, person, view),
    }),
  );
  const taken = acknowledged(context, actor, what, answer);
  return taken.ok ? follow(context, what, view, bodyOf(answer)) : taken;
};

const follow = (context: ActContext, what: string, view: ViewRecord, body: string): Outcome => {
  const { store } = context;
  const json = body === "" ? {} : parseJson(body);
  if (!isObject(json)) return brokeRule(context, what, "the bot's answer is not JSON");
  switch (json.response_action) {
    case undefined:
      closeModal(store, view);
      return DONE;
    case "clear":
      clearModals(store, view.userId);
      return DONE;
    case "errors":
      return showErrors(context, what, view, json.errors);
    case "update":
    case "push":
      return showView(context, what, view, json);
    default:
      return brokeRule(context, what, `unknown response_action ${JSON.stringify(json.response_action)}`);
  }
};

const showErrors = (context: ActContext, what: string, view: ViewRecord, errors: unknown): Outcome => {
  if (!isObject(errors) || Object.keys(errors).length === 0) return brokeRule(context, what, "errors must name blocks");
  const inputs = new Set(view.blocks.filter(({ type }) => type === "input").map(({ block_id }) => block_id));
  const read: Record<string, string> = {};
  for (const [blockId, message] of Object.entries(errors)) {
    if (!inputs.has(blockId))
      return brokeRule(context, what, `errors names ${blockId}, which is no input block of the view`);
    if (typeof message !== "string" || message === "")
      return brokeRule(context, what, `the error of ${blockId} is no text`);
    read[blockId] = message;
  }
  return { ok: true, errors: read };
};

const showView = (context: ActContext, what: string, view: ViewRecord, json: JsonObject): Outcome => {
  const { store } = context;
  const push = json.response_action === "push";
  const read = readView(json.view, "modal");
  if (!read.ok) return brokeRule(context, what, read.messages.join("\n"));
  if (externalIdTaken(store, read.view.external_id, push ? undefined : view.id)) {
    return brokeRule(context, what, "duplicate_external_id");
  }
  // The person may have closed the modal while the bot was thinking.
  const current = store.views.get(view.id);
  if (current === undefined) return DONE;
  if (!push) updateView(store, current, read.view);
  else if (pushModal(store, read.view, current) === undefined) return brokeRule(context, what, "push_limit_reached");
  return DONE;
};

/** Closes a modal, or all of them, and tells the bot of those that asked to be told. */
export const close = (context: ActContext, { person }: Actor, viewId: string, clearAll: boolean): Outcome => {
  const { store } = context;
  const view = findView(store, person.id, viewId);
  if (view === undefined || view.type !== "modal") return DONE;
  const all = clearAll || view.payload.clear_on_close === true;
  const stack = modalsOf(store, person.id);
  const closed = all ? stack : stack.slice(stack.findIndex(({ id }) => id === viewId));
  const told = closed.filter(({ payload }) => payload.notify_on_close === true);
  const payloads = told.map((gone) =>
    interaction(store, "view_closed", person, { view: formatView(store, gone), is_cleared: all }),
  );
  if (all) clearModals(store, person.id);
  else closeModal(store, view);
  for (const payload of payloads) {
    context.background(
      context.delivery.interaction(payload).then((answer) => {
        acknowledged(context, undefined, "view_closed", answer);
      }),
    );
  }
  return DONE;
};
