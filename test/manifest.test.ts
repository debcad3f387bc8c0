import { readdir, readFile } from "node:fs/promises";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { createBot } from "../src/app.ts";
import { createFixedClock } from "../src/lib/clock.ts";
import { createCountingIds } from "../src/lib/ids.ts";
import { createLogger } from "../src/lib/logger.ts";
import { createSecretBox } from "../src/lib/secrets.ts";
import { COMMAND, SHORTCUTS } from "../src/slack/action-ids.ts";
import { openTestDatabase } from "./support/database.ts";

const ROOT = new URL("../", import.meta.url);
const text = await readFile(new URL("manifest.yml", ROOT), "utf8");

const manifest = z
  .object({
    display_information: z.object({ name: z.string() }),
    features: z.object({
      app_home: z.record(z.string(), z.boolean()),
      slash_commands: z.array(
        z.object({ command: z.string(), url: z.string(), description: z.string(), usage_hint: z.string() }),
      ),
      shortcuts: z.array(z.object({ name: z.string(), type: z.enum(["global", "message"]), callback_id: z.string() })),
      unfurl_domains: z.array(z.string()),
    }),
    oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
    settings: z.object({
      interactivity: z.object({ request_url: z.string(), message_menu_options_url: z.string() }),
      event_subscriptions: z.object({ request_url: z.string(), bot_events: z.array(z.string()) }),
      socket_mode_enabled: z.boolean(),
    }),
  })
  .parse(parse(text));
const { features, settings } = manifest;
const scopes = manifest.oauth_config.scopes.bot;
const events = settings.event_subscriptions.bot_events;

/** What the bot answers; made with real parts, never started. */
const registered = await (async () => {
  await using database = await openTestDatabase();
  const { features } = createBot({
    config: {
      slack: { mode: "http", botToken: "xoxb-none", signingSecret: "none" },
      apiUrl: "http://127.0.0.1:1/api/",
      http: { host: "127.0.0.1", port: 0 },
      drive: {
        baseUrl: "http://127.0.0.1:1",
        edition: "enterprise",
        agentName: undefined,
        credential: { kind: "token", token: "none" },
        singleUserId: undefined,
        callsPerSecond: 100,
      },
      adminUsers: [],
    },
    database,
    secrets: createSecretBox(Buffer.alloc(32)),
    clock: createFixedClock(new Date(0)),
    ids: createCountingIds(),
    logger: createLogger({ level: "fatal" }),
  });
  return {
    commands: features.flatMap((feature) => Object.keys(feature.commands ?? {})),
    shortcuts: features.flatMap((feature) => Object.keys(feature.shortcuts ?? {})),
    events: features.flatMap((feature) => Object.keys(feature.events ?? {})),
  };
})();

describe("manifest.yml", () => {
  it("fits Slack's schema", async () => {
    const schema: unknown = JSON.parse(
      await readFile(new URL("support/manifest.schema.json", import.meta.url), "utf8"),
    );
    // The schema has words of its own ("regex", "_note") and formats that Ajv does not know.
    const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
    const validate = ajv.compile(z.record(z.string(), z.unknown()).parse(schema));
    validate(parse(text));
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ ...z.looseObject({}).parse(parse(text)), nonsense: 1 })).toBe(false);
  });

  it("keeps to the limits that the schema does not know", () => {
    // The schema allows more, its own text says five.
    expect(features.slash_commands.length).toBeLessThanOrEqual(5);
    expect(features.shortcuts.length).toBeLessThanOrEqual(5);
    expect(features.unfurl_domains.length).toBeLessThanOrEqual(5);
  });

  it("sends everything to the one address the app listens on", () => {
    const address = "https://YOUR_HOST/slack/events";
    expect([
      ...features.slash_commands.map(({ url }) => url),
      settings.interactivity.request_url,
      settings.interactivity.message_menu_options_url,
      settings.event_subscriptions.request_url,
    ]).toEqual([address, address, address, address]);
    expect(settings.socket_mode_enabled).toBe(false);
  });

  it("carries the stable names", () => {
    expect(features.slash_commands.map(({ command }) => command)).toEqual(["/koodrive"]);
    expect(features.shortcuts.map(({ name, type, callback_id }) => ({ name, type, callback_id }))).toEqual([
      { name: "Share from KooDrive", type: "global", callback_id: "share_file" },
      { name: "Open KooDrive link", type: "message", callback_id: "open_shared_link" },
    ]);
    expect(features.slash_commands[0]?.command).toBe(COMMAND);
    expect(features.shortcuts.map(({ callback_id }) => callback_id)).toEqual(Object.values(SHORTCUTS));
  });

  it("offers what the features answer", () => {
    // Named already, because a change of the manifest asks every workspace to install the app again.
    const notYetAnswered: readonly string[] = [];
    expect(features.shortcuts.map(({ callback_id }) => callback_id).toSorted()).toEqual(
      [...registered.shortcuts, ...notYetAnswered].toSorted(),
    );
    // Events come when a feature that answers them does: Slack asks again for each new one.
    expect(registered.events.filter((type) => !events.includes(type === "message" ? "message.im" : type))).toEqual([]);
    expect(new Set(registered.commands).size).toBe(registered.commands.length);
    const hinted = (features.slash_commands[0]?.usage_hint ?? "").split(" | ").map((hint) => hint.split(" ")[0]);
    expect(hinted.filter((name) => name === undefined || !registered.commands.includes(name))).toEqual([]);
  });

  it("gives a reason for each scope and each event", () => {
    const lines = text.split("\n").map((line) => line.trim());
    const bare = [...scopes, ...events].filter((name) => !lines[lines.indexOf(`- ${name}`) - 1]?.startsWith("# "));
    expect(bare).toEqual([]);
  });

  it("has the scope that each event needs", () => {
    // https://docs.slack.dev/reference/events; undefined: none.
    const needs: Readonly<Record<string, string | undefined>> = {
      app_home_opened: undefined,
      "message.im": "im:history",
      link_shared: "links:read",
      app_uninstalled: undefined,
      tokens_revoked: undefined,
    };
    expect(events.toSorted()).toEqual(Object.keys(needs).toSorted());
    expect(events.filter((event) => needs[event] !== undefined && !scopes.includes(needs[event]))).toEqual([]);
  });

  it("has the scopes of every method the app calls", async () => {
    // https://docs.slack.dev/reference/methods: what each method needs for the conversations we call it on.
    const needs: Readonly<Record<string, readonly string[]>> = {
      "auth.test": [],
      "chat.postEphemeral": ["chat:write"],
      "chat.postMessage": ["chat:write"],
      "chat.unfurl": ["links:write"],
      "chat.update": ["chat:write"],
      "conversations.history": ["im:history"],
      "conversations.info": ["channels:read", "groups:read"],
      "conversations.join": ["channels:join"],
      "conversations.members": ["channels:read", "groups:read"],
      "conversations.open": ["im:write"],
      "conversations.replies": ["im:history"],
      "files.completeUploadExternal": ["files:write"],
      "files.getUploadURLExternal": ["files:write"],
      "usergroups.users.list": ["usergroups:read"],
      "users.info": ["users:read"],
      "users.list": ["users:read"],
      "views.open": [],
      "views.publish": [],
      "views.push": [],
      "views.update": [],
    };
    const src = new URL("src/", ROOT);
    const files = (await readdir(src, { recursive: true })).filter(
      (name) => name.endsWith(".ts") && !name.startsWith("emulators/"),
    );
    const sources = await Promise.all(files.map((name) => readFile(new URL(name, src), "utf8")));
    const calls = sources.join("\n").matchAll(/\bclient\.((?:[a-z]+\.)+[a-zA-Z]+)\(/g);
    const called = [...new Set(Array.from(calls, ([, method]) => method ?? ""))];
    expect(called.length).toBeGreaterThan(0);
    expect(called.filter((method) => needs[method] === undefined)).toEqual([]);
    expect(called.flatMap((method) => needs[method] ?? []).filter((scope) => !scopes.includes(scope))).toEqual([]);
  });
});
