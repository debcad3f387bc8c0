import { describe, expect, it } from "vitest";
import {
  ALL_SCOPES,
  clientFor,
  errorOf,
  FINANCE,
  GENERAL,
  LAUNCH,
  MEI,
  manifest,
  OLD,
  SOFIA,
  startWorkspace,
  TOM,
} from "./workspace.ts";

const header = (text: string) => ({ type: "header" as const, text: { type: "plain_text" as const, text } });

describe("chat.postMessage", () => {
  it("keeps what was sent and gives it back", async () => {
    const { web, slack } = await startWorkspace();
    const metadata = { event_type: "share", event_payload: { id: "42" } };
    const sent = await web.chat.postMessage({
      channel: GENERAL,
      text: "A card",
      blocks: [{ ...header("Card"), block_id: "h" }],
      metadata,
      unfurl_links: false,
      unfurl_media: false,
    });
    expect({ ...sent, response_metadata: undefined }).toEqual({
      ok: true,
      channel: GENERAL,
      ts: "1772442000.000000",
      message: {
        type: "message",
        user: slack.botUserId,
        ts: "1772442000.000000",
        text: "A card",
        team: "T0LANTERN",
        bot_id: "B0BOT00001",
        app_id: "A0KOODRIVE",
        bot_profile: {
          id: "B0BOT00001",
          app_id: "A0KOODRIVE",
          name: "KooDrive",
          deleted: false,
          updated: 0,
          team_id: "T0LANTERN",
        },
        blocks: [{ ...header("Card"), block_id: "h" }],
        metadata,
      },
    });
    expect(slack.history(GENERAL)).toEqual([
      {
        ts: "1772442000.000000",
        channel: GENERAL,
        userId: slack.botUserId,
        text: "A card",
        blocks: [{ ...header("Card"), block_id: "h" }],
        attachments: [],
        threadTs: undefined,
        editedTs: undefined,
        edited: false,
        visibleTo: undefined,
        deleted: false,
        unfurls: [],
        metadata,
        files: [],
        subtype: undefined,
        clientMsgId: undefined,
        unfurlLinks: false,
        unfurlMedia: false,
      },
    ]);
  });

  it("does not drop a second message with the same client_msg_id", async () => {
    const { web, slack } = await startWorkspace();
    const message = { channel: GENERAL, text: "again", client_msg_id: "11111111-2222" };
    await web.apiCall("chat.postMessage", message);
    await web.apiCall("chat.postMessage", message);
    expect(slack.history(GENERAL).map(({ clientMsgId }) => clientMsgId)).toEqual(["11111111-2222", "11111111-2222"]);
  });

  it("takes a person's id for the direct message, and a channel's name", async () => {
    const { web, slack } = await startWorkspace();
    expect(await web.chat.postMessage({ channel: MEI, text: "psst" })).toMatchObject({
      channel: slack.directMessage(MEI),
    });
    expect(await web.chat.postMessage({ channel: "#general", text: "hello" })).toMatchObject({ channel: GENERAL });
  });

  it.each([
    ["a public channel without the bot", { channel: LAUNCH, text: "a" }, "not_in_channel"],
    ["a private channel without the bot", { channel: FINANCE, text: "a" }, "channel_not_found"],
    ["an archived channel", { channel: OLD, text: "a" }, "is_archived"],
    ["no channel", { channel: "C0NOWHERE1", text: "a" }, "channel_not_found"],
    ["somebody who left", { channel: SOFIA, text: "a" }, "channel_not_found"],
    ["nothing to say", { channel: GENERAL, text: "" }, "no_text"],
    ["too much to say", { channel: GENERAL, text: "x".repeat(40_001) }, "msg_too_long"],
    [
      "metadata without a type",
      { channel: GENERAL, text: "a", metadata: { event_payload: {} } },
      "invalid_metadata_format",
    ],
    ["blocks that break a limit", { channel: GENERAL, text: "a", blocks: [header("x".repeat(151))] }, "invalid_blocks"],
  ])("refuses %s", async (_, message, error) => {
    const { web, slack } = await startWorkspace();
    expect(await errorOf(web.apiCall("chat.postMessage", message))).toBe(error);
    expect(slack.history(message.channel)).toEqual([]);
    expect(slack.problems.map(({ what }) => what)).toEqual([`chat.postMessage: ${error}`]);
  });

  it("posts where the bot is not with chat:write.public", async () => {
    const { web } = await startWorkspace({ manifest: manifest({ scopes: [...ALL_SCOPES, "chat:write.public"] }) });
    expect(await errorOf(web.chat.postMessage({ channel: LAUNCH, text: "a" }))).toBe("no error");
  });

  it("does not reach people when the messages tab is off", async () => {
    const { web } = await startWorkspace({ manifest: manifest({ messagesTab: false }) });
    expect(await errorOf(web.chat.postMessage({ channel: MEI, text: "a" }))).toBe("messages_tab_disabled");
  });

  it("gives no two messages the same time stamp, even when the clock stands or goes back", async () => {
    const { web, slack, clock } = await startWorkspace();
    for (const step of [0, 0, -5_000, 1]) {
      clock.advance(step);
      await web.chat.postMessage({ channel: GENERAL, text: "tick" });
    }
    const stamps = slack.history(GENERAL).map(({ ts }) => ts);
    expect(stamps).toEqual([...new Set(stamps)].toSorted());
    expect(stamps).toHaveLength(4);
  });
});

describe("tokens and scopes", () => {
  it("are checked before anything else", async () => {
    const { slack, web } = await startWorkspace({ manifest: manifest({ scopes: ["users:read"] }) });
    expect(await errorOf(clientFor(slack, "xoxb-other").auth.test())).toBe("invalid_auth");
    const answer = await fetch(`${slack.apiUrl}auth.test`, { method: "POST" });
    expect(await answer.json()).toEqual({ ok: false, error: "not_authed" });
    await expect(web.chat.postMessage({ channel: GENERAL, text: "a" })).rejects.toMatchObject({
      data: { ok: false, error: "missing_scope", needed: "chat:write", provided: "users:read" },
    });
    expect(await errorOf(web.apiCall("chat.dance"))).toBe("unknown_method");
  });

  it("may be sent as a field, and never show in what is recorded", async () => {
    const { slack } = await startWorkspace();
    const body = new URLSearchParams({ token: "xoxb-test-token", channel: GENERAL, text: "hi" });
    expect(await (await fetch(`${slack.apiUrl}chat.postMessage`, { method: "POST", body })).json()).toMatchObject({
      ok: true,
    });
    expect(slack.calls.map(({ method, args, at }) => ({ method, args, at }))).toEqual([
      { method: "chat.postMessage", args: { channel: GENERAL, text: "hi" }, at: "2026-03-02T09:00:00.000Z" },
    ]);
    expect(JSON.stringify([slack.calls, slack.problems, slack.snapshot(MEI)])).not.toContain("xoxb-");
  });
});

describe("chat.update and chat.delete", () => {
  it("show (edited) only for text without blocks, and drop the blocks then", async () => {
    const { web, slack } = await startWorkspace();
    const { ts = "" } = await web.chat.postMessage({ channel: GENERAL, text: "one", blocks: [header("One")] });
    const seen = () =>
      slack.history(GENERAL).map(({ text, blocks, edited }) => ({ text, blocks: blocks.length, edited }));
    await web.chat.update({ channel: GENERAL, ts, text: "two", blocks: [header("Two")] });
    expect(seen()).toEqual([{ text: "two", blocks: 1, edited: false }]);
    const answer = await web.chat.update({ channel: GENERAL, ts, text: "three" });
    expect(seen()).toEqual([{ text: "three", blocks: 0, edited: true }]);
    expect(answer).toMatchObject({
      channel: GENERAL,
      ts,
      text: "three",
      message: { edited: { user: slack.botUserId } },
    });
  });

  it("reach only the bot's own messages that are still there", async () => {
    const { web, slack } = await startWorkspace();
    await slack.act({ as: MEI, kind: "say", channel: GENERAL, text: "mine" });
    const theirs = slack.history(GENERAL)[0]?.ts ?? "";
    expect(await errorOf(web.chat.update({ channel: GENERAL, ts: theirs, text: "a" }))).toBe("cant_update_message");
    expect(await errorOf(web.chat.delete({ channel: GENERAL, ts: theirs }))).toBe("cant_delete_message");
    const { message_ts = "" } = await web.chat.postEphemeral({ channel: GENERAL, user: MEI, text: "psst" });
    expect(await errorOf(web.chat.update({ channel: GENERAL, ts: message_ts, text: "a" }))).toBe("message_not_found");
    const { ts = "" } = await web.chat.postMessage({ channel: GENERAL, text: "bye" });
    expect(await web.chat.delete({ channel: GENERAL, ts })).toMatchObject({ ok: true, channel: GENERAL, ts });
    expect(await errorOf(web.chat.update({ channel: GENERAL, ts, text: "a" }))).toBe("message_not_found");
    expect(await errorOf(web.chat.update({ channel: "C0NOWHERE1", ts, text: "a" }))).toBe("channel_not_found");
  });

  it("notice a message that an administrator deleted", async () => {
    const { web, slack } = await startWorkspace();
    const { ts = "" } = await web.chat.postMessage({ channel: GENERAL, text: "bye" });
    const remove = { kind: "delete" as const, channel: GENERAL, ts };
    expect(await slack.act({ as: TOM, ...remove })).toEqual({
      ok: false,
      error: "cant_delete_message: it is not yours",
    });
    expect(await slack.act({ as: "U0ADA00001", ...remove })).toEqual({ ok: true });
    expect(await errorOf(web.chat.update({ channel: GENERAL, ts, text: "a" }))).toBe("message_not_found");
  });
});

describe("chat.postEphemeral", () => {
  it("is for one member's eyes", async () => {
    const { web, slack } = await startWorkspace();
    await web.chat.postEphemeral({ channel: GENERAL, user: MEI, text: "only you" });
    const seenBy = (id: string) =>
      slack.snapshot(id).messages[GENERAL]?.map(({ text, ephemeral }) => ({ text, ephemeral }));
    expect(seenBy(MEI)).toEqual([{ text: "only you", ephemeral: true }]);
    expect(seenBy(TOM)).toEqual([]);
    const ts = slack.history(GENERAL)[0]?.ts ?? "";
    expect(await slack.act({ as: TOM, kind: "dismiss", channel: GENERAL, ts })).toMatchObject({ ok: false });
    expect(await slack.act({ as: MEI, kind: "dismiss", channel: GENERAL, ts })).toEqual({ ok: true });
    expect(seenBy(MEI)).toEqual([]);
    expect(await errorOf(web.chat.postEphemeral({ channel: GENERAL, user: "U0PRIYA001", text: "a" }))).toBe(
      "user_not_in_channel",
    );
  });
});

describe("chat.getPermalink and chat.unfurl", () => {
  it("link to a message", async () => {
    const { web } = await startWorkspace();
    const { ts = "" } = await web.chat.postMessage({ channel: GENERAL, text: "here" });
    expect(await web.chat.getPermalink({ channel: GENERAL, message_ts: ts })).toMatchObject({
      permalink: `https://lantern-works.slack.com/archives/${GENERAL}/p${ts.replace(".", "")}`,
    });
    expect(await errorOf(web.chat.getPermalink({ channel: GENERAL, message_ts: "1.2" }))).toBe("message_not_found");
  });

  it("put a card below a link that is in the message", async () => {
    const { web, slack } = await startWorkspace();
    await slack.act({ as: MEI, kind: "say", channel: GENERAL, text: "https://drive.example/s/1" });
    const ts = slack.history(GENERAL)[0]?.ts ?? "";
    const unfurl = (url: string, blocks: readonly object[]) =>
      errorOf(web.apiCall("chat.unfurl", { channel: GENERAL, ts, unfurls: { [url]: { blocks } } }));
    expect(await unfurl("https://drive.example/s/1", [{ ...header("Share"), block_id: "b" }])).toBe("no error");
    expect(slack.snapshot(TOM).messages[GENERAL]?.[0]?.unfurls).toEqual([
      { url: "https://drive.example/s/1", blocks: [{ ...header("Share"), block_id: "b" }] },
    ]);
    expect(await unfurl("https://drive.example/other", [header("Share")])).toBe("cannot_unfurl_url");
    const rich = [{ type: "rich_text", elements: [] }];
    expect(await unfurl("https://drive.example/s/1", rich)).toBe("cannot_parse_attachment");
  });
});
