import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  ADA,
  FINANCE,
  GENERAL,
  MEI,
  manifest,
  meiReads,
  PARTNERS,
  PRIYA,
  SIGNING_SECRET,
  startBoltWorkspace,
  startPlainBot,
  startWorkspace,
} from "./workspace.ts";

const command = { as: MEI, kind: "command" as const, channel: GENERAL, command: "/koodrive", text: " share 42 " };

/** A bot that gives one answer and keeps what it got. */
const keepingBot = async (answer: { readonly status?: number; readonly body?: string } | "never" = {}) => {
  const got: { readonly body: string; readonly headers: Readonly<Record<string, unknown>> }[] = [];
  const botUrl = await startPlainBot((body, headers) => {
    got.push({ body, headers });
    return answer;
  });
  return { botUrl, got };
};

const payloadOf = (body: string | undefined): unknown => JSON.parse(new URLSearchParams(body).get("payload") ?? "null");

describe("a slash command", () => {
  it("is sent with Slack's fields, signed over its raw body", async () => {
    const { botUrl, got } = await keepingBot();
    const { slack } = await startWorkspace({ botUrl, manifest: manifest() });
    expect(await slack.act(command)).toEqual({ ok: true });
    const [first] = got;
    const fields = Object.fromEntries(new URLSearchParams(first?.body));
    expect(fields).toEqual({
      token: "verification-token-not-used",
      team_id: "T0LANTERN",
      team_domain: "lantern-works",
      channel_id: GENERAL,
      channel_name: "general",
      user_id: MEI,
      user_name: "mei.lin",
      api_app_id: "A0KOODRIVE",
      is_enterprise_install: "false",
      command: "/koodrive",
      text: "share 42",
      response_url: fields.response_url,
      trigger_id: fields.trigger_id,
    });
    expect(fields.response_url).toMatch(new RegExp(`^${slack.url}/response/R\\w+$`));
    expect(fields.trigger_id).toMatch(/^\d+\.\d+\.\w+$/);
    const timestamp = String(Date.parse("2026-03-02T09:00:00Z") / 1000);
    const digest = createHmac("sha256", SIGNING_SECRET).update(`v0:${timestamp}:${first?.body}`).digest("hex");
    expect(first?.headers).toMatchObject({
      "content-type": "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": `v0=${digest}`,
    });
  });

  it("names direct messages and private channels as Slack does", async () => {
    const { botUrl, got } = await keepingBot();
    const { slack } = await startWorkspace({ botUrl, manifest: manifest() });
    await slack.act({ ...command, channel: slack.directMessage(MEI) });
    await slack.act({ ...command, channel: FINANCE });
    expect(got.map(({ body }) => new URLSearchParams(body).get("channel_name"))).toEqual([
      "directmessage",
      "privategroup",
    ]);
  });

  it.each([
    ["text", "Hello", [{ text: "Hello", visibleTo: MEI }]],
    ["JSON", '{"text":"Hello"}', [{ text: "Hello", visibleTo: MEI }]],
    ["JSON for all", '{"text":"Hello","response_type":"in_channel"}', [{ text: "Hello", visibleTo: undefined }]],
    ["nothing", "", []],
  ])("shows an answer of %s", async (_, body, shown) => {
    const { botUrl } = await keepingBot({ body });
    const { slack } = await startWorkspace({ botUrl, manifest: manifest() });
    expect(await slack.act(command)).toEqual({ ok: true });
    expect(slack.history(GENERAL).map(({ text, visibleTo }) => ({ text, visibleTo }))).toEqual(shown);
  });

  it("shows that an answer breaks Slack's rules", async () => {
    const { botUrl } = await keepingBot({ body: JSON.stringify({ blocks: [{ type: "sparkle" }] }) });
    const { slack } = await startWorkspace({ botUrl, manifest: manifest() });
    expect(await slack.act(command)).toEqual({
      ok: false,
      error: "/koodrive: the bot's answer was not accepted: invalid_blocks",
    });
    expect(slack.problems.map(({ kind, what }) => ({ kind, what }))).toEqual([
      { kind: "broke-rule", what: "response_url: invalid_blocks" },
      { kind: "broke-rule", what: "/koodrive" },
    ]);
  });

  it("fails with operation_timeout when the bot does not answer in time", async () => {
    const { botUrl } = await keepingBot("never");
    const { slack } = await startWorkspace({ botUrl, manifest: manifest(), timeoutMs: 40 });
    const detail = "the bot did not answer in time (Slack waits 3 seconds)";
    expect(await slack.act(command)).toEqual({
      ok: false,
      error: meiReads("late"),
    });
    expect(slack.problems).toEqual([
      {
        kind: "no-answer",
        at: "2026-03-02T09:00:00.000Z",
        what: "/koodrive: operation_timeout",
        detail,
        toldTo: MEI,
        silence: { kind: "late" },
      },
    ]);
    expect(slack.deliveries.map(({ name, outcome }) => ({ name, outcome }))).toEqual([
      { name: "/koodrive", outcome: "operation_timeout" },
    ]);
  });

  it("fails when the bot answers with an error or is not there", async () => {
    const { botUrl } = await keepingBot({ status: 500 });
    const broken = await startWorkspace({ botUrl, manifest: manifest() });
    expect(await broken.slack.act(command)).toEqual({
      ok: false,
      error: meiReads("answeredBadly", { status: 500 }),
    });
    const gone = await startWorkspace({ manifest: manifest() });
    expect(await gone.slack.act(command)).toMatchObject({ ok: false });
    expect(gone.slack.deliveries.map(({ outcome }) => outcome)).toEqual(["unreachable"]);
  });

  it("is not for people of another company", async () => {
    const { slack } = await startWorkspace({ manifest: manifest() });
    expect(await slack.act({ ...command, as: PRIYA, channel: PARTNERS })).toEqual({
      ok: false,
      error: "only people of the workspace that installed the app can use it",
    });
    expect(slack.deliveries).toEqual([]);
  });

  it("is refused by bolt when it was signed with another secret", async () => {
    const { slack } = await startBoltWorkspace((app) => app.command("/koodrive", ({ ack }) => ack()), {
      boltSecret: "another-secret",
    });
    expect(await slack.act(command)).toEqual({
      ok: false,
      error: meiReads("answeredBadly", { status: 401 }),
    });
  });
});

describe("shortcuts", () => {
  it("are sent with who and where", async () => {
    const { botUrl, got } = await keepingBot();
    const { slack } = await startWorkspace({ botUrl, manifest: manifest() });
    await slack.act({ as: ADA, kind: "say", channel: GENERAL, text: "see https://a.example/s/1" });
    const ts = slack.history(GENERAL)[0]?.ts ?? "";
    expect(await slack.act({ as: MEI, kind: "shortcut", callbackId: "share_file" })).toEqual({ ok: true });
    const message = { channel: GENERAL, ts };
    expect(await slack.act({ as: MEI, kind: "shortcut", callbackId: "open_shared_link", message })).toEqual({
      ok: true,
    });
    const who = {
      team: { id: "T0LANTERN", domain: "lantern-works" },
      enterprise: null,
      is_enterprise_install: false,
      user: { id: MEI, username: "mei.lin", name: "mei.lin", team_id: "T0LANTERN" },
      api_app_id: "A0KOODRIVE",
      token: "verification-token-not-used",
      action_ts: expect.stringMatching(/^\d+\.\d{6}$/),
      trigger_id: expect.any(String),
    };
    expect(got.map(({ body }) => payloadOf(body))).toEqual([
      { ...who, type: "shortcut", callback_id: "share_file" },
      {
        ...who,
        type: "message_action",
        callback_id: "open_shared_link",
        channel: { id: GENERAL, name: "general" },
        message_ts: ts,
        message: { type: "message", user: ADA, ts, text: "see <https://a.example/s/1>", team: "T0LANTERN" },
        response_url: expect.stringContaining("/response/"),
      },
    ]);
  });

  it("need to be in the manifest, and a message where it is theirs", async () => {
    const { slack } = await startWorkspace({ manifest: manifest() });
    expect(await slack.act({ as: MEI, kind: "shortcut", callbackId: "nope" })).toEqual({
      ok: false,
      error: meiReads("noShortcut", { shortcut: "nope" }),
    });
    expect(await slack.act({ as: MEI, kind: "shortcut", callbackId: "open_shared_link" })).toEqual({
      ok: false,
      error: meiReads("shortcutMessage"),
    });
  });
});

describe("the request URL", () => {
  it("is verified by a challenge", async () => {
    const { slack } = await startBoltWorkspace(() => {});
    expect(await slack.verifyUrl()).toBe(true);
    const silent = await startWorkspace({ botUrl: (await keepingBot()).botUrl });
    expect(await silent.slack.verifyUrl()).toBe(false);
  });
});
