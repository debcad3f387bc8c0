import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/emulators/slack/entities.ts";
import {
  ADA,
  GENERAL,
  LAUNCH,
  MEI,
  manifest,
  meiReads,
  PARTNERS,
  PRIYA,
  startPlainBot,
  startWorkspace,
  TOM,
} from "./workspace.ts";

const EVENTS = [
  "app_home_opened",
  "app_mention",
  "app_uninstalled",
  "link_shared",
  "member_joined_channel",
  "message.im",
  "tokens_revoked",
];

type Got = { readonly event: JsonObject; readonly retry: unknown };

/** A bot that keeps the events it gets and answers with what `answer` says. */
const startEvents = async (
  answer: (
    count: number,
  ) => { readonly status?: number; readonly headers?: Record<string, string> } | "never" = () => ({}),
  more = {},
) => {
  const got: Got[] = [];
  const botUrl = await startPlainBot((body, headers) => {
    const { event } = JSON.parse(body) as { readonly event: JsonObject };
    got.push({ event, retry: headers["x-slack-retry-num"] });
    return answer(got.length);
  });
  const workspace = await startWorkspace({
    botUrl,
    manifest: manifest({ events: EVENTS, domains: ["drive.example"] }),
    ...more,
  });
  return { ...workspace, got };
};

describe("events", () => {
  it("tell of what people write to the bot, in Slack's envelope", async () => {
    const { slack } = await startEvents();
    const channel = slack.directMessage(MEI);
    await slack.act({ as: MEI, kind: "say", channel, text: "a < b & c" });
    await slack.settled();
    const [delivery] = slack.deliveries;
    const ts = slack.history(channel)[0]?.ts;
    expect(delivery?.payload).toEqual({
      token: "verification-token-not-used",
      team_id: "T0LANTERN",
      api_app_id: "A0KOODRIVE",
      type: "event_callback",
      event_id: expect.stringMatching(/^Ev/),
      event_time: 1_772_442_000,
      event_context: expect.any(String),
      is_ext_shared_channel: false,
      authorizations: [
        {
          enterprise_id: null,
          team_id: "T0LANTERN",
          user_id: slack.botUserId,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      event: {
        type: "message",
        user: MEI,
        ts,
        text: "a &lt; b &amp; c",
        team: "T0LANTERN",
        channel,
        event_ts: ts,
        channel_type: "im",
      },
    });
  });

  it("tell the bot of its own direct messages, by which a careless bot would answer itself", async () => {
    const { slack, web, got } = await startEvents();
    await web.chat.postMessage({ channel: MEI, text: "psst https://drive.example/s/1" });
    await slack.settled();
    expect(got.map(({ event }) => [event.type, event.user, event.bot_id])).toEqual([
      ["message", slack.botUserId, "B0BOT00001"],
    ]);
  });

  it("tell of mentions only where the bot is", async () => {
    const { slack, got } = await startEvents();
    await slack.act({ as: MEI, kind: "say", channel: LAUNCH, text: "@KooDrive help" });
    await slack.act({ as: MEI, kind: "say", channel: GENERAL, text: "@KooDrive help" });
    await slack.settled();
    expect(got.map(({ event }) => [event.type, event.channel, event.text])).toEqual([
      ["app_mention", GENERAL, `<@${slack.botUserId}> help`],
    ]);
  });

  it("tell of links of the app's domains, not of those that strangers post", async () => {
    const { slack, got } = await startEvents();
    const text = "https://drive.example/s/1?a=1&b=2 https://eu.drive.example/s/2 https://other.example/s/3";
    await slack.act({ as: PRIYA, kind: "say", channel: PARTNERS, text });
    await slack.act({ as: MEI, kind: "say", channel: PARTNERS, text });
    await slack.settled();
    const ts = slack.history(PARTNERS).at(-1)?.ts;
    expect(got.map(({ event }) => event)).toEqual([
      {
        type: "link_shared",
        channel: PARTNERS,
        is_bot_user_member: false,
        user: MEI,
        user_locale: "zh-CN",
        message_ts: ts,
        unfurl_id: `${PARTNERS}.${ts}`,
        source: "conversations_history",
        links: [
          { domain: "drive.example", url: "https://drive.example/s/1?a=1&b=2" },
          { domain: "drive.example", url: "https://eu.drive.example/s/2" },
        ],
        event_ts: ts,
      },
    ]);
  });

  it("tell who looks at the Home tab, and who added the bot", async () => {
    const { slack, got } = await startEvents();
    await slack.act({ as: TOM, kind: "open-home" });
    await slack.act({ as: TOM, kind: "invite-bot", channel: LAUNCH });
    await slack.act({ as: TOM, kind: "invite-bot", channel: LAUNCH });
    await slack.settled();
    expect(got.map(({ event: { type, user, tab, inviter } }) => ({ type, user, tab, inviter }))).toEqual([
      { type: "app_home_opened", user: TOM, tab: "home", inviter: undefined },
      { type: "member_joined_channel", user: slack.botUserId, tab: undefined, inviter: TOM },
    ]);
  });

  it("are not sent without subscription or scope", async () => {
    const { slack, got } = await startEvents(undefined, {
      manifest: manifest({ events: ["message.im"], scopes: ["chat:write"] }),
    });
    await slack.act({ as: MEI, kind: "say", channel: slack.directMessage(MEI), text: "hello" });
    await slack.act({ as: MEI, kind: "open-home" });
    await slack.settled();
    expect(got).toEqual([]);
  });

  it("are sent once more at once, then a problem", async () => {
    const { slack, got } = await startEvents((count) => ({ status: count === 1 ? 500 : 200 }));
    await slack.act({ as: TOM, kind: "open-home" });
    await slack.settled();
    expect(got.map(({ retry }) => retry)).toEqual([undefined, "1"]);
    expect(slack.problems).toEqual([]);

    const broken = await startEvents(() => "never", { timeoutMs: 30 });
    await broken.slack.act({ as: TOM, kind: "open-home" });
    await broken.slack.settled();
    expect(broken.slack.deliveries.map(({ outcome }) => outcome)).toEqual(["operation_timeout", "operation_timeout"]);
    expect(broken.slack.problems.map(({ kind, what }) => ({ kind, what }))).toEqual([
      { kind: "no-answer", what: "event app_home_opened: operation_timeout" },
    ]);
  });

  it("are not repeated when the bot asks for that", async () => {
    const { slack, got } = await startEvents(() => ({ status: 500, headers: { "x-slack-no-retry": "1" } }));
    await slack.act({ as: TOM, kind: "open-home" });
    await slack.settled();
    expect(got).toHaveLength(1);
  });
});

describe("removing the bot", () => {
  it("is for administrators, tells the bot, and kills its token", async () => {
    const { slack, web, got } = await startEvents();
    expect(await slack.act({ as: MEI, kind: "uninstall" })).toEqual({
      ok: false,
      error: meiReads("adminsRemove"),
    });
    expect(await slack.act({ as: ADA, kind: "uninstall" })).toEqual({ ok: true });
    await slack.settled();
    expect(got.map(({ event }) => event.type)).toEqual(["app_uninstalled", "tokens_revoked"]);
    await expect(web.auth.test()).rejects.toMatchObject({ data: { ok: false, error: "account_inactive" } });
    expect(slack.snapshot(MEI).commands).toEqual([]);
    await slack.act({ as: TOM, kind: "open-home" });
    await slack.settled();
    expect(got).toHaveLength(2);
  });

  it("can be done by the bot itself with apps.uninstall", async () => {
    const { web } = await startEvents();
    expect(await web.apiCall("apps.uninstall")).toMatchObject({ ok: true });
    await expect(web.auth.test()).rejects.toMatchObject({ data: { error: "account_inactive" } });
  });
});
