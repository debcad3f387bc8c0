import type { JsonObject, ViewRecord } from "../entities.ts";
import type { TriggerContext } from "../triggers.ts";
import { useTrigger } from "../triggers.ts";
import { readMessageBlocks } from "../validate/read-blocks.ts";
import { readView } from "../validate/view.ts";
import {
  externalIdTaken,
  formatView,
  homeOf,
  modalsOf,
  openModal,
  publishHome,
  pushModal,
  updateView,
} from "../views.ts";
import type { Args } from "./args.ts";
import { type Answer, type ApiContext, done, type Methods, missing, refuse, refuseWith } from "./method.ts";

const withView = (args: Args, type: "modal" | "home", go: (view: JsonObject) => Answer): Answer => {
  if (!args.has("view")) return missing("view");
  const read = readView(args.raw.view, type);
  return read.ok ? go(read.view) : refuseWith(read.error, read.messages);
};

/** The view is looked at first: one that is refused does not use the trigger up. */
const withTrigger = (
  { store }: ApiContext,
  args: Args,
  go: (view: JsonObject, trigger: TriggerContext) => Answer,
): Answer =>
  withView(args, "modal", (view) => {
    if (!args.has("trigger_id")) return missing("trigger_id");
    if (externalIdTaken(store, view.external_id)) return refuse("duplicate_external_id");
    const trigger = useTrigger(store, args.text("trigger_id"));
    return typeof trigger === "string" ? refuse(trigger) : go(view, trigger);
  });

const shown = ({ store }: ApiContext, view: ViewRecord): Answer => done({ view: formatView(store, view) });

const hasConflict = (args: Args, view: ViewRecord | undefined): boolean =>
  args.has("hash") && view !== undefined && args.text("hash") !== view.hash;

const open = (context: ApiContext, args: Args): Answer =>
  withTrigger(context, args, (view, { userId, channel }) =>
    shown(context, openModal(context.store, view, userId, channel)),
  );

const push = (context: ApiContext, args: Args): Answer =>
  withTrigger(context, args, (view, { viewId, userId }) => {
    const top = modalsOf(context.store, userId).at(-1);
    if (top === undefined || viewId === undefined) return refuse("not_found");
    const pushed = pushModal(context.store, view, top);
    return pushed === undefined ? refuse("push_limit_reached") : shown(context, pushed);
  });

const update = (context: ApiContext, args: Args): Answer => {
  const { store } = context;
  if (!args.has("view_id") && !args.has("external_id")) return missing("view_id");
  const externalId = args.text("external_id");
  const found = args.has("view_id")
    ? store.views.get(args.text("view_id"))
    : [...store.views.values()].find((view) => view.externalId === externalId);
  if (found === undefined) return refuse("not_found");
  if (hasConflict(args, found)) return refuse("hash_conflict");
  return withView(args, found.type, (view) => {
    if (externalIdTaken(store, view.external_id, found.id)) return refuse("duplicate_external_id");
    return shown(context, updateView(store, found, view));
  });
};

const publish = (context: ApiContext, args: Args): Answer => {
  const { store } = context;
  const userId = args.text("user_id");
  if (!args.has("user_id")) return missing("user_id");
  if (store.people.get(userId)?.isBot !== false) return refuse("user_not_found");
  const before = homeOf(store, userId);
  if (hasConflict(args, before)) return refuse("hash_conflict");
  return withView(args, "home", (view) => {
    if (externalIdTaken(store, view.external_id, before?.id)) return refuse("duplicate_external_id");
    return shown(context, publishHome(store, view, userId));
  });
};

/** https://docs.slack.dev/surfaces/modals and https://docs.slack.dev/surfaces/app-home */
export const viewMethods: Methods = {
  "views.open": { scopes: [], tier: 4, run: open },
  "views.push": { scopes: [], tier: 4, run: push },
  "views.update": { scopes: [], tier: 4, run: update },
  "views.publish": { scopes: [], tier: 4, run: publish },
  "blocks.validate": {
    scopes: [],
    tier: 4,
    run: ({ store }, args) => {
      if (args.has("view")) {
        const type = JSON.stringify(args.json("view") ?? "").includes('"type":"home"') ? "home" : "modal";
        return withView(args, type, () => done());
      }
      const read = readMessageBlocks(args.raw.blocks, (prefix) => store.newId(prefix));
      if (!read.ok) return refuseWith(read.error, read.messages);
      return read.blocks === undefined ? missing("blocks") : done();
    },
  },
};
