import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import {
  App,
  type Logger as BoltLogger,
  HTTPModuleFunctions,
  HTTPReceiver,
  LogLevel,
  type Receiver,
  SocketModeReceiver,
} from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import type { Clock } from "../lib/clock.ts";
import { AppError, settle } from "../lib/errors.ts";
import type { IdMaker } from "../lib/ids.ts";
import type { Logger } from "../lib/logger.ts";
import type { Metrics } from "../lib/metrics.ts";
import { createUnderWay } from "../lib/under-way.ts";
import { type Attempt, attemptCall, unexpected } from "./attempt.ts";
import { registerFeatures } from "./dispatch.ts";
import type { Feature } from "./feature.ts";
import type { Messenger } from "./messenger.ts";
import type { People } from "./people.ts";
import { webClientOptions } from "./web-client.ts";

// Longer than what stands before us keeps its connections: whoever ends one first must not be the one who is just asked.
const KEEP_ALIVE_MS = 75_000;

/** How Slack reaches this program: it calls us (`http`), or we keep a socket open to it. */
export type SlackConnection =
  | { readonly mode: "http"; readonly signingSecret: string; readonly host: string; readonly port: number }
  | { readonly mode: "socket"; readonly appToken: string; readonly host: string; readonly port: number };

/** A page beside Slack's own, e.g. `/healthz`. */
export type HttpRoute = {
  readonly path: string;
  readonly answer: () => Promise<{ readonly status: number; readonly type: string; readonly body: string }>;
};

export type SlackAppDeps = {
  readonly connection: SlackConnection;
  readonly botToken: string;
  readonly client: WebClient;
  readonly apiUrl: string | undefined;
  readonly features: readonly Feature[];
  readonly messenger: Messenger;
  readonly people: People;
  readonly routes: readonly HttpRoute[];
  readonly metrics: Pick<Metrics, "interaction">;
  readonly clock: Clock;
  readonly ids: IdMaker;
  readonly logger: Logger;
  /** In which conversation a modal was opened. */
  readonly findViewPlace: (teamId: string, viewId: string) => Promise<string | undefined>;
};

export type SlackApp = {
  /** Begins to listen. Resolves with the port (HTTP mode; port 0 picks a free one). */
  readonly start: () => Promise<number>;
  /** Takes no new calls; those under way are answered. */
  readonly stop: () => Promise<void>;
  /** Resolves once no call of Slack's is being dealt with: events are acknowledged before that. */
  readonly whenIdle: () => Promise<void>;
};

/**
 * The Slack side of the program: a real bolt app with every feature's handlers. `identity` is
 * asked of Slack at start, and every request of another workspace is turned away.
 */
export const createSlackApp = (deps: SlackAppDeps, identity: SlackIdentity): SlackApp => {
  const logger = boltLogger(deps.logger);
  const receiver = createReceiver(deps, logger);
  const app = new App({
    receiver,
    logger,
    clientOptions: webClientOptions(deps.apiUrl),
    // Bolt would look up, for each request, a conversation's state that nothing here keeps.
    convoStore: false,
    // The token was checked at start; checking it again on each request would cost a call to Slack.
    authorize: () =>
      Promise.resolve({
        botToken: deps.botToken,
        botId: identity.botId,
        botUserId: identity.botUserId,
        teamId: identity.teamId,
      }),
  });
  registerFeatures(app, deps, identity);
  const underWay = createUnderWay();
  const process = app.processEvent.bind(app);
  app.processEvent = (event) => underWay.track(process(event));
  app.error((error) => {
    deps.logger.error({ err: error }, "a request of Slack's failed");
    return Promise.resolve();
  });

  return {
    start: async () => {
      const { connection } = deps;
      if (connection.mode === "socket") {
        await app.start();
        return connection.port;
      }
      const server: unknown = await (receiver instanceof HTTPReceiver
        ? receiver.start({ host: connection.host, port: connection.port })
        : app.start(connection.port));
      if (!(server instanceof Server)) return connection.port;
      server.keepAliveTimeout = KEEP_ALIVE_MS;
      return portOf(server) ?? connection.port;
    },
    stop: async () => {
      await app.stop();
    },
    whenIdle: underWay.whenNone,
  };
};

export type SlackIdentity = { readonly teamId: string; readonly botId: string; readonly botUserId: string };

/**
 * Asks Slack who the token belongs to. While Slack cannot be reached or says that it is broken, it is asked again for
 * a minute; throws `not-signed-in` when the token is no good.
 */
export const identify = async (
  client: WebClient,
  { logger, pausesMs = IDENTIFY_PAUSES_MS }: { readonly logger: Logger; readonly pausesMs?: readonly number[] },
): Promise<SlackIdentity> => {
  for (const pause of [...pausesMs, undefined]) {
    const asked = await settle(
      attemptCall(
        "auth.test",
        () => client.auth.test(),
        () => undefined,
      ),
    );
    if (asked.ok && asked.value.ok) {
      const { team_id: teamId = "", bot_id: botId = "", user_id: botUserId = "" } = asked.value.value;
      return { teamId, botId, botUserId };
    }
    const error = asked.ok ? refusalOf(asked.value) : asked.error;
    if (error.code === "not-signed-in") {
      throw new AppError("not-signed-in", "Slack did not accept SLACK_BOT_TOKEN (auth.test failed)", {
        operation: "slack.auth.test",
        cause: error,
      });
    }
    if (pause === undefined) throw error;
    logger.warn({ err: error, waitMs: pause }, "Slack cannot say who this app is; it is asked again");
    await setTimeout(Math.max(pause, error.retryAfterMs ?? 0));
  }
  throw new AppError("bug", "never asked", { operation: "slack.auth.test" });
};

const refusalOf = (refused: Attempt<unknown>): AppError =>
  unexpected("auth.test", refused.ok ? "no reason given" : refused.slackError);

const IDENTIFY_PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

const createReceiver = ({ connection, routes }: SlackAppDeps, logger: BoltLogger): Receiver => {
  const customRoutes = routes.map((route) => ({
    path: route.path,
    method: "GET",
    handler: (_request: IncomingMessage, response: ServerResponse): void => {
      const send = ({ status, type, body }: Awaited<ReturnType<HttpRoute["answer"]>>): void => {
        response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
        response.end(body);
      };
      // The figures are read from the database, which may be away: that must not end the process.
      route.answer().then(send, (error: unknown) => {
        logger.warn(`${route.path} could not be answered: ${error instanceof Error ? error.message : String(error)}`);
        send({ status: 503, type: "text/plain", body: "not available now\n" });
      });
    },
  }));
  return connection.mode === "http"
    ? turnAwayBadBodies(
        new HTTPReceiver({
          signingSecret: connection.signingSecret,
          endpoints: EVENTS_PATH,
          customRoutes,
          logger,
          bodyLimit: BODY_LIMIT,
          // Requests that nobody may answer: a wrong signature has no business learning more than "no".
          unhandledRequestTimeoutMillis: 3_001,
        }),
      )
    : new SocketModeReceiver({
        appToken: connection.appToken,
        customRoutes,
        installerOptions: { port: connection.port },
        logger,
      });
};

const EVENTS_PATH = "/slack/events";
// Slack's largest payloads (a modal of 100 blocks) stay far below this.
const BODY_LIMIT = "1mb";
const SURELY_READ = 512 * 1024;
const LONGEST_NOTHING = 64;

/**
 * Bolt falls over a body that is `null`, past every error hook, and would take the process with it. Of a body that is too
 * long it leaves the rest unread, and the next request on the same connection would wait behind that for ever.
 */
const turnAwayBadBodies = (receiver: HTTPReceiver): HTTPReceiver => {
  const { requestListener } = receiver;
  receiver.requestListener = (request, response) => {
    const length = Number(request.headers["content-length"] ?? 0);
    if (length > SURELY_READ || request.headers["content-length"] === undefined) {
      response.once("finish", () => {
        if (!request.complete) request.resume();
      });
    }
    const isEvent = request.method === "POST" && request.url === EVENTS_PATH;
    if (!isEvent || length > LONGEST_NOTHING) return requestListener(request, response);
    HTTPModuleFunctions.bufferIncomingMessage(request, BODY_LIMIT).then(
      (whole) => {
        if (!/^\s*(payload=)?(\s|%20|\+)*null(\s|%20|\+)*$/.test(whole.rawBody.toString()))
          return requestListener(whole, response);
        HTTPModuleFunctions.buildNoBodyResponse(response, 400);
      },
      () => HTTPModuleFunctions.buildNoBodyResponse(response, 400),
    );
  };
  return receiver;
};

const portOf = (server: Server): number | undefined => {
  const address = server.address();
  return typeof address === "object" ? address?.port : undefined;
};

const boltLogger = (logger: Logger): BoltLogger => {
  const text = (parts: readonly unknown[]): string => parts.map(String).join(" ");
  return {
    // Bolt tells of each step, answers included: not worth putting together for nobody.
    debug: (...parts) => {
      if (logger.isEnabled("trace")) logger.trace({}, text(parts));
    },
    info: (...parts) => logger.debug({}, text(parts)),
    warn: (...parts) => logger.warn({}, text(parts)),
    error: (...parts) => logger.error({}, text(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
};
