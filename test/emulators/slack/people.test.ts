import { describe, expect, it } from "vitest";
import { ADA, ALL_SCOPES, errorOf, MEI, manifest, PRIYA, SOFIA, startWorkspace, TOM } from "./workspace.ts";

const startAll = () => startWorkspace({ manifest: manifest() });
const noEmail = manifest({ scopes: ALL_SCOPES.filter((scope) => scope !== "users:read.email") });

describe("users.info", () => {
  it("shows a person with locale, zone and address", async () => {
    const { web } = await startAll();
    const { user } = await web.users.info({ user: MEI, include_locale: true });
    expect(user).toEqual({
      id: MEI,
      team_id: "T0LANTERN",
      name: "mei.lin",
      deleted: false,
      color: "c2385a",
      real_name: "Mei Lin 林美",
      tz: "Asia/Shanghai",
      tz_label: "China Standard Time",
      tz_offset: 28_800,
      profile: {
        title: "",
        phone: "",
        real_name: "Mei Lin 林美",
        real_name_normalized: "Mei Lin 林美",
        display_name: "mei.lin",
        display_name_normalized: "mei.lin",
        team: "T0LANTERN",
        skype: "",
        status_text: "",
        status_emoji: "",
        status_emoji_display_info: [],
        status_expiration: 0,
        huddle_state: "default_unset",
        huddle_state_expiration_ts: 0,
        image_48: "",
        image_192: "",
        email: "mei.lin@lantern-works.example",
      },
      is_admin: false,
      is_owner: false,
      is_primary_owner: false,
      is_restricted: false,
      is_ultra_restricted: false,
      is_bot: false,
      is_app_user: false,
      updated: 0,
      locale: "zh-CN",
    });
  });

  it("tells administrators, strangers and people who left, and follows summer time", async () => {
    const { web, clock } = await startAll();
    const info = async (user: string) => (await web.users.info({ user })).user;
    expect(await info(ADA)).toMatchObject({ is_admin: true, tz_offset: 0 });
    expect(await info(PRIYA)).toMatchObject({ is_stranger: true, team_id: "T0ACMECORP", tz_offset: 19_800 });
    expect(await info(SOFIA)).toMatchObject({ deleted: true });
    expect((await info(TOM))?.tz_offset).toBe(-18_000);
    clock.advance(30 * 24 * 3600 * 1000);
    expect((await info(TOM))?.tz_offset).toBe(-14_400);
    expect(await errorOf(web.users.info({ user: "U0NOBODY" }))).toBe("user_not_found");
    expect(await errorOf(web.apiCall("users.info", {}))).toBe("invalid_arguments");
  });

  it("hides addresses without users:read.email, and locales that were not asked for", async () => {
    const { web } = await startWorkspace({ manifest: noEmail });
    const { user } = await web.users.info({ user: MEI });
    expect([user?.profile?.email, user?.locale]).toEqual([undefined, undefined]);
    expect(await errorOf(web.users.lookupByEmail({ email: "mei.lin@lantern-works.example" }))).toBe("missing_scope");
  });
});

describe("users.list and users.lookupByEmail", () => {
  it("find people", async () => {
    const { web, slack } = await startAll();
    const { members } = await web.users.list({});
    expect(members?.map(({ id }) => id)).toEqual([MEI, TOM, ADA, "U0YUSUF001", PRIYA, SOFIA, slack.botUserId]);
    expect((await web.users.lookupByEmail({ email: "Mei.Lin@lantern-works.example" })).user?.id).toBe(MEI);
    expect(await errorOf(web.users.lookupByEmail({ email: "sofia.rossi@lantern-works.example" }))).toBe(
      "users_not_found",
    );
  });
});

describe("auth.test, team.info, bots.info", () => {
  it("say who the bot is and where", async () => {
    const { web, slack } = await startAll();
    const { response_metadata: _, ...who } = await web.auth.test();
    expect(who).toEqual({
      ok: true,
      url: "https://lantern-works.slack.com/",
      team: "Lantern Works",
      user: "koodrive",
      team_id: "T0LANTERN",
      user_id: slack.botUserId,
      bot_id: "B0BOT00001",
      is_enterprise_install: false,
    });
    expect((await web.team.info()).team).toMatchObject({
      id: "T0LANTERN",
      name: "Lantern Works",
      domain: "lantern-works",
    });
    expect((await web.bots.info({ bot: "B0BOT00001" })).bot).toMatchObject({
      id: "B0BOT00001",
      name: "KooDrive",
      app_id: "A0KOODRIVE",
      user_id: slack.botUserId,
    });
    expect(await errorOf(web.bots.info({ bot: "B0OTHER" }))).toBe("bot_not_found");
  });
});

describe("usergroups.list and usergroups.users.list", () => {
  it("list groups and their people", async () => {
    const { web } = await startAll();
    const { usergroups } = await web.usergroups.list({ include_users: true });
    expect(usergroups).toMatchObject([
      { id: "S0DESIGN01", handle: "design", users: [MEI, "U0YUSUF001"], user_count: 2 },
    ]);
    expect((await web.usergroups.users.list({ usergroup: "S0DESIGN01" })).users).toEqual([MEI, "U0YUSUF001"]);
    expect(await errorOf(web.usergroups.users.list({ usergroup: "S0NONE" }))).toBe("no_such_subteam");
  });
});
