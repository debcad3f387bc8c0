import { AppError } from "../lib/errors.ts";
import type { Feature, ModalHandlers } from "./feature.ts";

type Handler<M> = NonNullable<M>[keyof NonNullable<M>];
type CommandHandler = Handler<Feature["commands"]>;

/** Which feature answers which name. Two features that claim one name are a mistake found at start. */
export type Routes = {
  /** The handler of a sub-command; that of `help` for anything unknown. */
  readonly command: (word: string) => { readonly name: string; readonly handler: CommandHandler };
  readonly button: (actionId: string) => Handler<Feature["buttons"]> | undefined;
  /** The event types that some feature answers. */
  readonly events: ReadonlyMap<string, Handler<Feature["events"]>>;
  readonly shortcut: (callbackId: string) => Handler<Feature["shortcuts"]> | undefined;
  readonly submit: (callbackId: string) => ModalHandlers["submit"];
  readonly options: (callbackId: string, actionId: string) => Handler<ModalHandlers["options"]> | undefined;
  readonly field: (callbackId: string, actionId: string) => Handler<ModalHandlers["fields"]> | undefined;
};

export const FALLBACK_COMMAND = "help";

export const createRoutes = (features: readonly Feature[]): Routes => {
  const commands = merge("command", features, (feature) => feature.commands);
  const buttons = merge("button", features, (feature) => feature.buttons);
  const modals = merge("modal", features, (feature) => feature.modals);
  const shortcuts = merge("shortcut", features, (feature) => feature.shortcuts);
  const help = commands.get(FALLBACK_COMMAND);
  if (help === undefined) {
    throw new AppError("bug", "no feature answers the command `help`", { operation: "slack.routes" });
  }
  return {
    command: (word) => {
      const handler = commands.get(word);
      return handler === undefined ? { name: FALLBACK_COMMAND, handler: help } : { name: word, handler };
    },
    button: (actionId) => buttons.get(actionId),
    events: merge("event", features, (feature) => feature.events),
    shortcut: (callbackId) => shortcuts.get(callbackId),
    submit: (callbackId) => modals.get(callbackId)?.submit,
    options: (callbackId, actionId) => own(modals.get(callbackId)?.options, actionId),
    field: (callbackId, actionId) => own(modals.get(callbackId)?.fields, actionId),
  };
};

/** Not what every object has by nature: `constructor` is no field. */
const own = <H>(handlers: Readonly<Record<string, H>> | undefined, name: string): H | undefined =>
  handlers !== undefined && Object.hasOwn(handlers, name) ? handlers[name] : undefined;

const merge = <H>(
  what: string,
  features: readonly Feature[],
  pick: (feature: Feature) => Readonly<Record<string, H>> | undefined,
): ReadonlyMap<string, H> => {
  const merged = new Map<string, H>();
  for (const feature of features) {
    for (const [name, handler] of Object.entries(pick(feature) ?? {})) {
      if (merged.has(name)) {
        throw new AppError("bug", `two features answer the ${what} ${name}`, { operation: "slack.routes" });
      }
      merged.set(name, handler);
    }
  }
  return merged;
};
