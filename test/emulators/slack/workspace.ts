import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { App, HTTPReceiver, type Logger, LogLevel } from "@slack/bolt";
import { WebClient } from "@slack/web-api";
import { onTestFinished } from "vitest";
import { parse } from "yaml";
import {
  createSlackEmulator,
  type SlackEmulator,
  type SlackEmulatorOptions,
} from "../../../src/emulators/slack/emulator.ts";
import { words } from "../../../src/emulators/slack/words.ts";
import { createFixedClock, type MovableClock } from "../../../src/lib/clock.ts";

export const BOT_TOKEN = "xoxb-test-token";
export const SIGNING_SECRET = "test-signing-secret";

export const MEI = "U0MEI00001";
export const TOM = "U0TOM00001";
export const ADA = "U0ADA00001";
export const PRIYA = "U0PRIYA001";
export const SOFIA = "U0SOFIA001";
export const GENERAL = "C0GENERAL1";
export const LAUNCH = "C0LAUNCH01";
export const FINANCE = "C0FINANCE1";
export const PARTNERS = "C0PARTNER1";
export const OLD = "C0OLDPROJ1";

/** What the emulator says to Mei, in her language. */
export const meiReads = words("zh-CN");

export const START = new Date("2026-03-02T09:00:00Z");

const projectManifest: unknown = parse(readFileSync(new URL("../../../manifest.yml", import.meta.url), "utf8"));

export type Manifest = {
  readonly scopes?: readonly string[];
  readonly events?: readonly string[];
  readonly domains?: readonly string[];
  readonly messagesTab?: boolean;
};

/** A small app's manifest: one command, two shortcuts, and what a test asks for. */
export const manifest = ({
  scopes = ALL_SCOPES,
  events = [],
  domains = [],
  messagesTab = true,
}: Manifest = {}): unknown => ({
  display_information: { name: "KooDrive" },
  features: {
    app_home: { home_tab_enabled: true, messages_tab_enabled: messagesTab },
    slash_commands: [{ command: "/koodrive", description: "Share files", usage_hint: "share | help" }],
    shortcuts: [
      { name: "Share from KooDrive", type: "global", callback_id: "share_file", description: "Share" },
      { name: "Open KooDrive link", type: "message", callback_id: "open_shared_link", description: "Open" },
    ],
    unfurl_domains: domains,
  },
  oauth_config: { scopes: { bot: scopes } },
  settings: { event_subscriptions: { bot_events: events } },
});

export const ALL_SCOPES = [
  "app_mentions:read",
  "channels:history",
  "channels:join",
  "channels:read",
  "chat:write",
  "commands",
  "files:read",
  "files:write",
  "groups:history",
  "groups:read",
  "im:history",
  "im:read",
  "im:write",
  "links:read",
  "links:write",
  "team:read",
  "usergroups:read",
  "users:read",
  "users:read.email",
];

export type Workspace = {
  readonly slack: SlackEmulator;
  readonly clock: MovableClock;
  readonly web: WebClient;
};

type Options = Partial<Omit<SlackEmulatorOptions, "clock">> & { readonly clock?: MovableClock };

/** An emulator with a client that holds the right token and does not repeat calls. Closed when the test ends. */
export const startWorkspace = async (options: Options = {}): Promise<Workspace> => {
  const clock = options.clock ?? createFixedClock(START);
  const slack = await createSlackEmulator({
    botUrl: () => "http://127.0.0.1:9/nobody-listens",
    signingSecret: SIGNING_SECRET,
    botToken: BOT_TOKEN,
    manifest: projectManifest,
    ...options,
    clock,
  });
  onTestFinished(() => slack.close());
  return { slack, clock, web: clientFor(slack) };
};

/** Says nothing: refusals that a test provokes would fill the screen. */
const silent: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

export const clientFor = ({ apiUrl }: { readonly apiUrl: string }, token = BOT_TOKEN): WebClient =>
  new WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    logger: silent,
    rejectRateLimitedCalls: true,
  });

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });

/** A real bolt app, behind a real HTTP server, in front of an emulator. */
export const startBoltWorkspace = async (
  setUp: (app: App) => void,
  options: Options & { readonly boltSecret?: string } = {},
): Promise<Workspace> => {
  // Bolt holds requests' time stamps against the machine's clock, so the emulator's must be near it.
  const clock = options.clock ?? createFixedClock(new Date());
  let port = 0;
  const workspace = await startWorkspace({ botUrl: () => `http://127.0.0.1:${port}/slack/events`, ...options, clock });
  const { boltSecret = SIGNING_SECRET } = options;
  const receiver = new HTTPReceiver({
    signingSecret: boltSecret,
    endpoints: ["/slack/events"],
    logger: silent,
  });
  const app = new App({
    token: BOT_TOKEN,
    receiver,
    clientOptions: { slackApiUrl: workspace.slack.apiUrl, retryConfig: { retries: 0 } },
    logger: silent,
    deferInitialization: true,
  });
  await app.init();
  setUp(app);
  const server = createServer(receiver.requestListener);
  port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return workspace;
};

/** A bot of one function: every request's answer as a test wants it. */
export const startPlainBot = async (
  answer: (
    body: string,
    headers: Readonly<Record<string, unknown>>,
  ) => { readonly status?: number; readonly body?: string; readonly headers?: Record<string, string> } | "never",
): Promise<() => string> => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const said = answer(Buffer.concat(chunks).toString("utf8"), request.headers);
      if (said !== "never") response.writeHead(said.status ?? 200, said.headers).end(said.body ?? "");
    });
  });
  const port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return () => `http://127.0.0.1:${port}/slack/events`;
};

/** The error of a refused Web API call; `no error` when it worked. */
export const errorOf = (call: Promise<unknown>): Promise<string | undefined> =>
  call.then(
    () => "no error",
    (error: { readonly data?: { readonly error?: string }; readonly code?: string }) => error.data?.error ?? error.code,
  );
