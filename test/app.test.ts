import { Agent, request } from "undici";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { signedHeaders } from "../src/emulators/slack/signing.ts";
import { textOf } from "./support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "./support/office.ts";
import { pressButton, sendForm } from "./support/submission.ts";

const commandBody = (fields: Readonly<Record<string, string>> = {}): string =>
  new URLSearchParams({
    command: "/koodrive",
    text: "help",
    team_id: "T0LANTERN",
    user_id: PEOPLE.tom,
    channel_id: CHANNELS.general,
    api_app_id: "A0KOODRIVE",
    trigger_id: "1.1.1",
    response_url: "http://127.0.0.1:9/none",
    ...fields,
  }).toString();

describe("the bot's door", () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
  });
  afterEach(() => office.slack.refuse.clear());
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await office.close();
  });

  const nothingHappened = async (): Promise<void> => {
    const { db } = office.database;
    expect(await db.selectFrom("shareIntents").selectAll().execute()).toEqual([]);
    expect(await db.selectFrom("audit").selectAll().execute()).toEqual([]);
    expect(office.drive.requests.all()).toEqual([]);
    expect(office.slack.calls.filter(({ method }) => method !== "auth.test" && method !== "users.info")).toEqual([]);
  };
  const minutes = (count: number): Date => new Date(Date.now() + count * 60_000);

  it.each([
    ["signed with another secret", () => ({ secret: "x".repeat(32) })],
    ["signed six minutes ago: a recording", () => ({ at: minutes(-6) })],
    ["signed a long time ago", () => ({ at: new Date(0) })],
  ])("turns away what was %s, and nothing happens", async (_name, signing) => {
    const answer = await office.post(commandBody({ text: "share" }), signing());
    expect(answer).toEqual({ status: 401, body: "" });
    await nothingHappened();
  });

  it("turns away what carries no signature", async () => {
    const response = await fetch(`${office.url()}/slack/events`, {
      method: "POST",
      body: commandBody({ text: "share" }),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect(response.status).toBe(401);
    await nothingHappened();
  });

  it("turns away what another workspace sends, even well signed", async () => {
    const share = { values: {}, metadata: {}, teamId: "T0STRANGER" };
    expect(await office.post(commandBody({ text: "share", team_id: "T0STRANGER" }))).toEqual({ status: 200, body: "" });
    expect(await sendForm(office, PEOPLE.tom, "share_create", share)).toEqual({ status: 200, body: undefined });
    await nothingHappened();
    const lines = office.logLines.filter((line) => line.includes("another workspace"));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: "warn", teamId: "T0STRANGER" },
      { level: "warn", teamId: "T0STRANGER" },
    ]);
  });

  it.each(["", "help", "HELP", "help share", "nonsense & <@U1>", "shar"])(
    "answers /koodrive %s with usage, privately",
    async (text) => {
      const tom = office.person(PEOPLE.tom);
      await tom.command(text, CHANNELS.general);
      const answer = await tom.seeAnswer(CHANNELS.general, "`/koodrive share`");
      const shown = textOf(answer.blocks);
      for (const command of ["share", "code <share>", "package <share or link>", "save <share or link>", "tasks"]) {
        expect(shown).toContain(`\`/koodrive ${command}\``);
      }
      const unknown = "“nonsense &amp; &lt;@U1&gt;” is not a command of this app. Here is what it can do:";
      expect(shown.includes(unknown)).toBe(text.startsWith("nonsense"));
      expect(office.person(PEOPLE.ada).messages(CHANNELS.general)).toEqual([]);
    },
  );

  it("answers usage in Chinese to people whose Slack is", async () => {
    const mei = office.person(PEOPLE.mei);
    await mei.command("帮助", CHANNELS.general);
    await mei.seeAnswer(CHANNELS.general, "“帮助”不是本应用的命令。");
  });

  it("takes a press of a button that it does not know, or that only opens a link", async () => {
    expect(await pressButton(office, PEOPLE.tom, "share:of-another-version", "1")).toBe(200);
    expect(await pressButton(office, PEOPLE.tom, "link:open", "1")).toBe(200);
    expect(await pressButton(office, PEOPLE.tom, "constructor", "1")).toBe(200);
  });

  it("says in the person's own conversation what cannot be said where they asked", async () => {
    // Slack takes answers for half an hour; nobody can reach the address in this command any more.
    const tom = office.person(PEOPLE.tom);
    const before = office.slack.history(tom.direct()).length;
    expect((await office.post(commandBody({ text: "tasks" }))).status).toBe(200);
    await office.slack.waitFor(() => office.slack.history(tom.direct()).length > before);
    expect(textOf(office.slack.history(tom.direct()).at(-1)?.blocks ?? [])).toMatch(/tasks/);
  });

  it.each([
    ["nothing at all", "null"],
    ["nothing in a form", "payload=null"],
    ["nothing, wrapped up", "payload=%20null+"],
  ])("turns away %s, and lives on", async (_what, body) => {
    expect((await office.post(body)).status).toBe(400);
    expect((await office.post(commandBody())).status).toBe(200);
  });

  it.each([
    ["a press without a button", { type: "block_actions", actions: [] }],
    ["a form without a state", { type: "view_submission", view: { id: "V1", callback_id: "share_create" } }],
    ["a search without a text", { type: "block_suggestion", action_id: "files" }],
    ["a shortcut on no message", { type: "message_action", callback_id: "open_shared_link", trigger_id: "1" }],
  ])("turns away %s, with a line in the log", async (_what, fields) => {
    const payload = { team: { id: "T0LANTERN" }, user: { id: PEOPLE.tom }, trigger_id: "1.1.1", ...fields };
    const before = office.logLines.length;
    const answer = await office.post(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
    expect(answer.status).toBe(200);
    const lines = office.logLines.slice(before).map((line) => JSON.parse(line));
    expect(lines).toMatchObject([{ level: "warn", flaw: expect.stringContaining(`${fields.type}: `) }]);
  });

  it("closes a modal that it does not know", async () => {
    const answer = await sendForm(office, PEOPLE.tom, "of_another_version", { values: {}, metadata: {} });
    expect(answer).toEqual({ status: 200, body: undefined });
  });

  it.each([
    ["a button with a tampered value", () => pressButton(office, PEOPLE.tom, "share:code", "'; drop table shares; --")],
    ["a button with the id of nothing", () => pressButton(office, PEOPLE.tom, "share:package", "1689743054514187776")],
    [
      "a retry of nothing",
      () => pressButton(office, PEOPLE.tom, "share:retry", "00000000-0000-4000-8000-000000000000"),
    ],
  ])("answers %s with a word to the person", async (_name, press) => {
    const tom = office.person(PEOPLE.tom);
    const before = office.slack.history(tom.direct()).length;
    expect(await press()).toBe(200);
    await office.slack.waitFor(() => office.slack.history(tom.direct()).length > before);
    expect(office.slack.history(tom.direct()).at(-1)?.text).toMatch(/not known here any more|already dealt with/);
  });

  it("proves to Slack that the address is ours", async () => {
    expect(await office.slack.verifyUrl()).toBe(true);
  });

  it("tells of its health, and says why when it is not ready", async () => {
    const get = async (path: string) => {
      const response = await fetch(`${office.url()}${path}`);
      return { status: response.status, body: await response.text() };
    };
    expect(await get("/healthz")).toEqual({ status: 200, body: "ok\n" });
    expect(await get("/readyz")).toEqual({ status: 200, body: "ready\n" });
    expect((await get("/elsewhere")).status).toBe(404);
  });

  it("refuses a body that no payload of Slack's is as long as", async () => {
    const answer = await office.post(commandBody({ text: "x".repeat(2 * 1024 * 1024) })).catch(() => ({ status: 413 }));
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect((await office.post(commandBody())).status).toBe(200);
  });

  it("does not let a body that is too long hold up what comes after it on the same connection", async () => {
    const one = new Agent({ connections: 1, pipelining: 1 });
    const post = async (text: string): Promise<number> => {
      const body = commandBody({ text });
      const headers = {
        "content-type": "application/x-www-form-urlencoded",
        ...signedHeaders(office.keys.signingSecret, body, new Date()),
      };
      const answer = await request(`${office.url()}/slack/events`, {
        method: "POST",
        body,
        headers,
        dispatcher: one,
        headersTimeout: 5_000,
      });
      await answer.body.text();
      return answer.statusCode;
    };
    expect(await post("x".repeat(8 * 1024 * 1024))).toBe(413);
    expect(await post("help")).toBe(200);
    await one.close();
  });
});

describe("a bot that cannot sign in to Slack", () => {
  it("does not start, and says which setting is wrong", async () => {
    await expect(
      openOffice({ config: (config) => ({ ...config, slack: { ...config.slack, botToken: "xoxb-revoked" } }) }),
    ).rejects.toMatchObject({ code: "not-signed-in", message: expect.stringContaining("SLACK_BOT_TOKEN") });
  });
});
