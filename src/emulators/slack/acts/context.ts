import { type BotAnswer, type BotDelivery, failureOf } from "../deliver.ts";
import type { ChannelRecord, PersonRecord } from "../entities.ts";
import type { AppManifest } from "../manifest.ts";
import type { ActAnswer, Control } from "../protocol.ts";
import type { ResponseTarget } from "../response-urls.ts";
import type { Store } from "../store.ts";
import type { Say } from "../words.ts";

/** The demo around the workspace: its own switches, shown in the page's "Demo" panel. */
export type Extras = {
  /** In the language of whoever has that locale. */
  readonly controls: (locale: string) => readonly Control[];
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

/** An act that is refused, before it is put into the words of whoever did it. */
export type Refused = {
  readonly ok: false;
  readonly says: Parameters<Say>[0];
  readonly values?: Parameters<Say>[1];
};
export type Outcome = Extract<ActAnswer, { readonly ok: true }> | Refused;

export const DONE: Outcome = { ok: true };
export const failed = (says: Refused["says"], values?: Refused["values"]): Refused => ({
  ok: false,
  says,
  ...(values !== undefined && { values }),
});

/**
 * Checks that the bot took a request; when not, shows a problem and says it to the person.
 * @param actor undefined where nobody waits for it
 */
export const acknowledged = (
  context: ActContext,
  actor: Actor | undefined,
  what: string,
  answer: BotAnswer,
): Outcome => {
  const failure = failureOf(answer);
  if (failure === undefined) return DONE;
  const { error, detail, silence } = failure;
  const told = actor === undefined ? {} : { toldTo: actor.person.id };
  context.store.problem("no-answer", `${what}: ${error}`, detail, { silence, ...told });
  if (silence.kind === "error") return failed("answeredBadly", { status: silence.status });
  return failed(silence.kind);
};

/** The answer's body; only for an answer that was acknowledged. */
export const bodyOf = (answer: BotAnswer): string => (answer.kind === "answered" ? answer.body.trim() : "");

/** Shows that the bot answered with what Slack does not accept. */
export const brokeRule = (context: ActContext, what: string, detail: string): Outcome => {
  context.store.problem("broke-rule", what, detail);
  return failed("brokeRule", { what, detail });
};

/** Apps answer only people of the workspace that installed them (Slack Connect). */
export const mayUseApp = ({ store }: ActContext, person: PersonRecord): Refused | undefined => {
  if (!store.isInstalled()) return failed("notInstalled");
  if (person.isStranger) return failed("strangers");
  return undefined;
};
