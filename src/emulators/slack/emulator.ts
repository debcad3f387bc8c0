import type { Clock } from "../../lib/clock.ts";
import { createAct } from "./acts/act.ts";
import type { ActContext, Extras } from "./acts/context.ts";
import { announceToBot } from "./acts/events.ts";
import { createApiServer } from "./api-server.ts";
import { createClientApi } from "./client-api.ts";
import { createDelivery, failureOf } from "./deliver.ts";
import type { ApiCall, Delivery, MessageRecord } from "./entities.ts";
import { readManifest } from "./manifest.ts";
import type { Act, ActAnswer, Problem, Snapshot, View } from "./protocol.ts";
import type { RateCounts } from "./rate-limits.ts";
import { createRefusals, type Refusals } from "./refusals.ts";
import { makeResponseUrl } from "./response-urls.ts";
import { companySeed, type Seed } from "./seed.ts";
import { startServer } from "./server.ts";
import { createSnapshot, showView } from "./snapshot.ts";
import { createStore } from "./store.ts";
import { makeTrigger } from "./triggers.ts";
import { modalsOf } from "./views.ts";

export type SlackEmulatorOptions = {
  /** 0, or nothing: any free port. */
  readonly port?: number;
  readonly host?: "127.0.0.1";
  readonly clock: Clock;
  /** The clock of the requests' time stamps, for a bot that lives in another time than `clock`; `clock` by default. */
  readonly signingClock?: Clock;
  /** Where signed requests go, e.g. `http://127.0.0.1:3000/slack/events`; asked each time. */
  readonly botUrl: () => string;
  readonly signingSecret: string;
  readonly botToken: string;
  readonly appId?: string;
  /** A parsed manifest.yml: commands, shortcuts, scopes, events, unfurl domains. */
  readonly manifest: unknown;
  readonly seed?: Seed;
  /** How long the bot has to answer, in milliseconds of real time: 3000 as in Slack. */
  readonly timeoutMs?: number;
  /** Refuses what comes faster than Slack's tiers and one message a second and channel. Off by default. */
  readonly rateLimits?: boolean;
  readonly extras?: Extras;
};

export type SlackEmulator = {
  readonly url: string;
  /** Ends in `/api/`. */
  readonly apiUrl: string;
  readonly port: number;
  readonly botUserId: string;
  /** Does what a person does; waits for the bot's answer, not for events sent to it. */
  readonly act: (act: Act) => Promise<ActAnswer>;
  /** What one person sees. Throws for a person nobody can act as. */
  readonly snapshot: (personId: string) => Snapshot;
  /** The modals that a person has open, the topmost last. */
  readonly modals: (personId: string) => readonly View[];
  /** Everything ever said in a conversation, deleted and ephemeral messages included, oldest first. */
  readonly history: (channel: string) => readonly MessageRecord[];
  /** The direct message between the bot and a person; opened if there is none. */
  readonly directMessage: (personId: string) => string;
  /** What the workspace's administration does: joins a conversation with another company, or ends that. */
  readonly setExternallyShared: (channel: string, isExternallyShared: boolean) => void;
  /** As comes with a person's command or press: opens one modal, within 3 seconds. For a request of one's own making. */
  readonly makeTrigger: (personId: string, viewId?: string) => string;
  /** Web API calls so far, oldest first. */
  readonly calls: readonly ApiCall[];
  /** Requests sent to the bot so far, oldest first. */
  readonly deliveries: readonly Delivery[];
  readonly problems: readonly Problem[];
  /** What was counted against the rate limits so far; nothing while they are off. */
  readonly rateCounts: () => RateCounts;
  /** Scripts refusals of the Web API. */
  readonly refuse: Pick<Refusals, "next" | "always" | "sometimes" | "clear">;
  /** Sends `url_verification`, as Slack does when a request URL is saved; whether the bot gave the challenge back. */
  readonly verifyUrl: () => Promise<boolean>;
  /**
   * Waits until `look` gives something other than `undefined`, `null` or `false`; asks after
   * every change, without polling. Rejects after `timeoutMs` of real time.
   */
  readonly waitFor: <T>(look: () => T | undefined | null | false, timeoutMs?: number) => Promise<T>;
  /** Resolves when every event and notice that was due has been sent to the bot. */
  readonly settled: () => Promise<void>;
  /** Calls back after every change; returns what ends that. */
  readonly on: (listener: () => void) => () => void;
  readonly close: () => Promise<void>;
};

/** Starts a look-alike of a Slack workspace on 127.0.0.1, with a page to use it through. */
export const createSlackEmulator = async (options: SlackEmulatorOptions): Promise<SlackEmulator> => {
  const { clock, botUrl, signingSecret, botToken, timeoutMs = 3_000, extras } = options;
  const manifest = readManifest(options.manifest);
  const appId = options.appId ?? "A0KOODRIVE";
  const store = createStore({ clock, seed: options.seed ?? companySeed, appName: manifest.name, appId });
  const delivery = createDelivery({
    clock,
    signingClock: options.signingClock ?? clock,
    botUrl,
    signingSecret,
    timeoutMs,
    record: store.recordDelivery,
  });
  const refusals = createRefusals();
  const pending = new Set<Promise<void>>();
  // Known only once the server listens; nothing asks before.
  let url = "";

  const context: ActContext = {
    store,
    manifest,
    delivery,
    responseUrl: (target) => `${url}/response/${makeResponseUrl(store, target)}`,
    background: (work) => {
      const tracked = work.finally(() => pending.delete(tracked));
      pending.add(tracked);
    },
    extras,
  };
  const act = createAct(context);
  const snapshot = createSnapshot({ store, manifest, extras });
  const api = createApiServer({
    context: {
      store,
      scopes: manifest.scopes,
      messagesTabEnabled: manifest.messagesTabEnabled,
      url: () => url,
      posted: (channel, message) => announceToBot(context, channel, message),
    },
    botToken,
    refusals,
    rateLimits: options.rateLimits ?? false,
  });
  const client = createClientApi({ store, snapshot, act });
  const server = await startServer(
    { store, botToken, api: api.answerCall, client },
    options.port ?? 0,
    options.host ?? "127.0.0.1",
  );
  url = `http://127.0.0.1:${server.port}`;

  const settled = async (): Promise<void> => {
    while (pending.size > 0) await Promise.all(pending);
  };

  return {
    url,
    apiUrl: `${url}/api/`,
    port: server.port,
    botUserId: store.bot.id,
    act,
    snapshot: (personId) => {
      const seen = snapshot(personId);
      if (seen === undefined) throw new Error(`nobody can act as ${personId}`);
      return seen;
    },
    modals: (personId) => modalsOf(store, personId).map(showView),
    history: (channel) => [...store.messagesOf(channel).values()],
    directMessage: (personId) => store.openDirectMessage(store.bot.id, personId).id,
    makeTrigger: (userId, viewId) => makeTrigger(store, { userId, viewId }),
    setExternallyShared: (id, isExternallyShared) => {
      const channel = store.channels.get(id);
      if (channel === undefined) throw new Error(`no conversation ${id}`);
      store.putChannel({ ...channel, isExternallyShared });
    },
    calls: store.calls,
    deliveries: store.deliveries,
    problems: store.problems,
    rateCounts: api.rateCounts,
    refuse: { next: refusals.next, always: refusals.always, sometimes: refusals.sometimes, clear: refusals.clear },
    verifyUrl: async () => {
      const challenge = store.newId("challenge");
      const answer = await delivery.event("url_verification", { type: "url_verification", challenge });
      return failureOf(answer) === undefined && answer.kind === "answered" && answer.body.includes(challenge);
    },
    waitFor: (look, waitMs = 10_000) => waitForChange(store.on, look, waitMs),
    settled,
    on: store.on,
    close: async () => {
      await delivery.close();
      await settled();
      await server.close();
    },
  };
};

const waitForChange = <T>(
  on: (listener: () => void) => () => void,
  look: () => T | undefined | null | false,
  timeoutMs: number,
): Promise<T> =>
  new Promise((resolve, reject) => {
    let stop = (): void => {};
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`waited ${timeoutMs} ms in vain for: ${look.toString()}`));
    }, timeoutMs);
    const check = (): void => {
      try {
        const found = look();
        if (found === undefined || found === null || found === false) return;
        resolve(found);
      } catch (error) {
        reject(error);
      }
      clearTimeout(timer);
      stop();
    };
    stop = on(check);
    check();
  });
