import { type BotAnswer, type BotDelivery, failureOf } from "../deliver.ts";
import type { ChannelRecord, PersonRecord } from "../entities.ts";
import type { AppManifest } from "../manifest.ts";
import type { ActAnswer, Control } from "../protocol.ts";
import type { ResponseTarget } from "../response-urls.ts";
import type { Store } from "../store.ts";

/** The demo around the workspace: its own switches, shown in the page's "Demo" panel. */
export type Extras = {
  readonly controls: () => readonly Control[];
  readonly run: (id: string, value?: string) => void | Promise<void>;
};

export type ActContext = {
  readonly store: Store;
  readonly manifest: AppManifest;
  readonly delivery: BotDelivery;
  /** A new response URL, whole. */
  readonly responseUrl: (target: ResponseTarget) => string;
  /** Lets work go on after the act is answered; it must not fail. */
  readonly background: (work: Promise<void>) => void;
  readonly extras: Extras | undefined;
};

export type Actor = { readonly person: PersonRecord };
export type ActorIn = Actor & { readonly channel: ChannelRecord };

export const DONE: ActAnswer = { ok: true };
export const failed = (error: string): ActAnswer => ({ ok: false, error });

/** Checks that the bot took a request; when not, shows a problem and says it to the person. */
export const acknowledged = (context: ActContext, what: string, answer: BotAnswer): ActAnswer => {
  const failure = failureOf(answer);
  if (failure === undefined) return DONE;
  context.store.problem("no-answer", `${what}: ${failure.error}`, failure.detail);
  return failed(`${what} failed with the error "${failure.error}": ${failure.detail}`);
};

/** The answer's body; only for an answer that was acknowledged. */
export const bodyOf = (answer: BotAnswer): string => (answer.kind === "answered" ? answer.body.trim() : "");

/** Shows that the bot answered with what Slack does not accept. */
export const brokeRule = (context: ActContext, what: string, detail: string): ActAnswer => {
  context.store.problem("broke-rule", what, detail);
  return failed(`${what}: ${detail}`);
};

/** Apps answer only people of the workspace that installed them (Slack Connect). */
export const mayUseApp = ({ store }: ActContext, person: PersonRecord): ActAnswer | undefined => {
  if (!store.isInstalled()) return failed("the app is not installed in this workspace any more");
  if (person.isStranger) return failed("only people of the workspace that installed the app can use it");
  return undefined;
};
