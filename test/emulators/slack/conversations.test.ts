import { describe, expect, it } from "vitest";
import {
  ALL_SCOPES,
  errorOf,
  FINANCE,
  GENERAL,
  LAUNCH,
  MEI,
  manifest,
  OLD,
  PARTNERS,
  SOFIA,
  startWorkspace,
} from "./workspace.ts";

const without = (...scopes: readonly string[]) =>
  manifest({ scopes: ALL_SCOPES.filter((scope) => !scopes.includes(scope)) });
const startAll = () => startWorkspace({ manifest: manifest() });

describe("conversations.info", () => {
  it("shows a public channel as Slack does", async () => {
    const { web } = await startAll();
    const { channel } = await web.conversations.info({ channel: PARTNERS, include_locale: true });
    expect(channel).toEqual({
      id: PARTNERS,
      created: 1_772_442_000,
      creator: MEI,
      is_archived: false,
      is_org_shared: false,
      context_team_id: "T0LANTERN",
      updated: 1_772_442_000_000,
      locale: "en-US",
      name: "acme-partners",
      name_normalized: "acme-partners",
      is_channel: true,
      is_group: false,
      is_im: false,
      is_mpim: false,
      is_private: false,
      is_general: false,
      is_shared: true,
      is_ext_shared: true,
      is_pending_ext_shared: false,
      pending_shared: [],
      pending_connected_team_ids: [],
      shared_team_ids: ["T0LANTERN"],
      parent_conversation: null,
      unlinked: 0,
      is_member: false,
      topic: { value: "Shared with Acme Corp", creator: MEI, last_set: 1_772_442_000 },
      purpose: { value: "", creator: "", last_set: 0 },
      previous_names: [],
      num_members: 4,
    });
  });

  it("does not know private channels and direct messages of others", async () => {
    const { web, slack } = await startAll();
    expect(await errorOf(web.conversations.info({ channel: FINANCE }))).toBe("channel_not_found");
    expect(await errorOf(web.conversations.info({ channel: "D0MEITOM01" }))).toBe("channel_not_found");
    await slack.act({ as: MEI, kind: "invite-bot", channel: FINANCE });
    expect((await web.conversations.info({ channel: FINANCE })).channel).toMatchObject({
      is_private: true,
      is_member: true,
    });
    const im = await web.conversations.info({ channel: slack.directMessage(MEI) });
    expect(im.channel).toMatchObject({ is_im: true, user: MEI, is_user_deleted: false });
  });

  it("asks for the scope of the kind of conversation", async () => {
    const { web, slack } = await startWorkspace({ manifest: without("im:read") });
    const channel = slack.directMessage(MEI);
    await expect(web.conversations.info({ channel })).rejects.toMatchObject({
      data: { error: "missing_scope", needed: "im:read" },
    });
    expect(await errorOf(web.conversations.info({ channel: GENERAL }))).toBe("no error");
  });
});

describe("conversations.list and conversations.members", () => {
  it("list what the bot may see, in pages", async () => {
    const { web } = await startAll();
    const all = await web.conversations.list({ types: "public_channel,private_channel", exclude_archived: true });
    expect(all.channels?.map(({ id }) => id)).toEqual([GENERAL, LAUNCH, "C0MARKET01", PARTNERS]);
    const first = await web.conversations.list({ limit: 3 });
    const cursor = first.response_metadata?.next_cursor ?? "";
    const second = await web.conversations.list({ limit: 3, cursor });
    expect([first, second].map(({ channels }) => channels?.map(({ id }) => id))).toEqual([
      [GENERAL, LAUNCH, "C0MARKET01"],
      [PARTNERS, OLD],
    ]);
    expect(await errorOf(web.conversations.list({ types: "secret_channel" }))).toBe("invalid_types");
    expect(await errorOf(web.conversations.list({ cursor: "nonsense" }))).toBe("invalid_cursor");
  });

  it("list a channel's people", async () => {
    const { web, slack } = await startAll();
    expect((await web.conversations.members({ channel: GENERAL })).members).toEqual([
      MEI,
      "U0TOM00001",
      "U0ADA00001",
      "U0YUSUF001",
      slack.botUserId,
    ]);
  });
});

describe("conversations.join and conversations.open", () => {
  it("join a public channel once and say so in it", async () => {
    const { web, slack } = await startAll();
    expect((await web.conversations.join({ channel: LAUNCH })).channel).toMatchObject({ is_member: true });
    expect(await web.conversations.join({ channel: LAUNCH })).toMatchObject({ warning: "already_in_channel" });
    expect(slack.history(LAUNCH).map(({ subtype, userId }) => ({ subtype, userId }))).toEqual([
      { subtype: "channel_join", userId: slack.botUserId },
    ]);
    expect(await errorOf(web.conversations.join({ channel: OLD }))).toBe("is_archived");
    expect(await errorOf(web.conversations.join({ channel: FINANCE }))).toBe("channel_not_found");
  });

  it("need channels:join", async () => {
    const { web } = await startWorkspace({ manifest: without("channels:join") });
    expect(await errorOf(web.conversations.join({ channel: LAUNCH }))).toBe("missing_scope");
  });

  it("open the direct message with a person", async () => {
    const { web, slack } = await startAll();
    const id = slack.directMessage(MEI);
    expect(await web.conversations.open({ users: MEI })).toMatchObject({ channel: { id }, already_open: true });
    expect((await web.conversations.open({ users: MEI, return_im: true })).channel).toMatchObject({ id, user: MEI });
    expect(await errorOf(web.conversations.open({ users: SOFIA }))).toBe("user_disabled");
    expect(await errorOf(web.conversations.open({ users: "U0NOBODY" }))).toBe("user_not_found");
    expect(await errorOf(web.apiCall("conversations.open", {}))).toBe("users_list_not_supplied");
  });
});

describe("conversations.history and conversations.replies", () => {
  it("give back what was said, newest first, without ephemeral messages, with metadata on request", async () => {
    const { web, clock } = await startAll();
    const metadata = { event_type: "share", event_payload: { id: "42" } };
    const { ts: first = "" } = await web.chat.postMessage({ channel: GENERAL, text: "one", metadata });
    await web.chat.postEphemeral({ channel: GENERAL, user: MEI, text: "psst" });
    clock.advance(1000);
    await web.chat.postMessage({ channel: GENERAL, text: "two" });
    await web.chat.postMessage({ channel: GENERAL, text: "reply", thread_ts: first });
    const read = async (more = {}) => (await web.conversations.history({ channel: GENERAL, ...more })).messages;
    expect((await read())?.map(({ text, metadata: found }) => ({ text, found }))).toEqual([
      { text: "two", found: undefined },
      { text: "one", found: undefined },
    ]);
    expect(
      (await read({ include_all_metadata: true, latest: first, inclusive: true }))?.map((m) => m.metadata),
    ).toEqual([metadata]);
    expect((await read({ oldest: first }))?.map(({ text }) => text)).toEqual(["two"]);
    const page = await web.conversations.history({ channel: GENERAL, limit: 1 });
    expect(page).toMatchObject({ has_more: true, response_metadata: { next_cursor: expect.any(String) } });
    const thread = await web.conversations.replies({ channel: GENERAL, ts: first });
    expect(thread.messages?.map(({ text }) => text)).toEqual(["one", "reply"]);
    expect(await errorOf(web.conversations.replies({ channel: GENERAL, ts: "1.2" }))).toBe("thread_not_found");
  });

  it("need the bot in the channel and the scope", async () => {
    const { web } = await startWorkspace({ manifest: without("channels:history") });
    expect(await errorOf(web.conversations.history({ channel: GENERAL }))).toBe("missing_scope");
    const all = await startAll();
    expect(await errorOf(all.web.conversations.history({ channel: LAUNCH }))).toBe("not_in_channel");
  });
});
