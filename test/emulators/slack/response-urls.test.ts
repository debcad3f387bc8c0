import { describe, expect, it } from "vitest";
import { FINANCE, GENERAL, MEI, manifest, startPlainBot, startWorkspace, TOM } from "./workspace.ts";

const MINUTES = 60_000;

/** A workspace, and what posts to the response URL that its bot got last. */
const startResponses = async (channel = FINANCE) => {
  const urls: string[] = [];
  const botUrl = await startPlainBot((body) => {
    const fields = new URLSearchParams(body);
    const payload = JSON.parse(fields.get("payload") ?? "{}") as { readonly response_url?: string };
    urls.push(fields.get("response_url") ?? payload.response_url ?? "");
    return {};
  });
  const workspace = await startWorkspace({ botUrl, manifest: manifest() });
  await workspace.slack.act({ as: MEI, kind: "command", channel, command: "/koodrive", text: "help" });
  const respond = async (body: unknown) => {
    const answer = await fetch(urls.at(-1) ?? "", { method: "POST", body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as unknown };
  };
  return { ...workspace, respond };
};

const OK = { status: 200, body: { ok: true } };
const refused = (status: number, error: string) => ({ status, body: { ok: false, error } });

describe("a response URL", () => {
  it("works five times, also where the bot is no member", async () => {
    const { respond, slack } = await startResponses();
    for (let use = 0; use < 5; use += 1) expect(await respond({ text: `answer ${use}` })).toEqual(OK);
    expect(await respond({ text: "one more" })).toEqual(refused(404, "used_url"));
    expect(slack.snapshot(MEI).messages[FINANCE]?.map(({ ephemeral }) => ephemeral)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(slack.problems.map(({ kind, what }) => ({ kind, what }))).toEqual([
      { kind: "refused", what: "response_url: used_url" },
    ]);
  });

  it("lives 30 minutes of the emulator's clock", async () => {
    const { respond, clock } = await startResponses();
    clock.advance(30 * MINUTES);
    expect(await respond({ text: "in time" })).toEqual(OK);
    clock.advance(1);
    expect(await respond({ text: "late" })).toEqual(refused(404, "expired_url"));
  });

  it("answers one person, or all", async () => {
    const { respond, slack } = await startResponses(GENERAL);
    await respond({ text: "for you" });
    await respond({ text: "for all", response_type: "in_channel" });
    const seenBy = (id: string) => slack.snapshot(id).messages[GENERAL]?.map(({ text }) => text);
    expect([seenBy(MEI), seenBy(TOM)]).toEqual([["for you", "for all"], ["for all"]]);
  });

  it("refuses what Slack refuses", async () => {
    const { respond } = await startResponses();
    expect(await respond({ blocks: [{ type: "sparkle" }] })).toEqual(refused(400, "invalid_blocks"));
    expect(await respond({})).toEqual(refused(400, "no_text"));
    expect(await respond("text")).toEqual(refused(400, "invalid_payload"));
    expect(await respond({ delete_original: true })).toEqual(refused(404, "message_not_found"));
  });

  it("replaces and deletes the message whose button was pressed", async () => {
    const { respond, slack, web } = await startResponses(GENERAL);
    const button = { type: "button" as const, action_id: "go", text: { type: "plain_text" as const, text: "Go" } };
    const blocks = [{ type: "actions" as const, block_id: "row", elements: [button] }];
    const { ts = "" } = await web.chat.postMessage({ channel: GENERAL, text: "card", blocks });
    const press = (messageTs: string) =>
      slack.act({
        as: TOM,
        kind: "action",
        place: { in: "message", channel: GENERAL, ts: messageTs },
        blockId: "row",
        actionId: "go",
        action: { type: "button" },
      });
    await press(ts);
    expect(await respond({ text: "done", replace_original: true, blocks })).toEqual(OK);
    expect(slack.history(GENERAL).map(({ text }) => text)).toEqual(["done"]);
    expect(await respond({ delete_original: true })).toEqual(OK);
    expect(slack.snapshot(TOM).messages[GENERAL]).toEqual([]);

    const ephemeral = await web.chat.postEphemeral({ channel: GENERAL, user: TOM, text: "psst", blocks });
    await press(ephemeral.message_ts ?? "");
    expect(slack.deliveries.at(-1)?.payload).toMatchObject({ container: { is_ephemeral: true } });
    expect(slack.deliveries.at(-1)?.payload).not.toHaveProperty("message");
    const turn = { text: "for all", replace_original: true, response_type: "in_channel" };
    expect(await respond(turn)).toEqual(refused(400, "invalid_payload"));
    expect(await respond({ text: "still private", replace_original: true })).toEqual(OK);
    expect(slack.snapshot(MEI).messages[GENERAL]).toEqual([]);
    expect(slack.snapshot(TOM).messages[GENERAL]?.map(({ text }) => text)).toEqual(["still private"]);
  });

  it("is not one that was made up", async () => {
    const { slack } = await startResponses();
    const answer = await fetch(`${slack.url}/response/R0NONE`, { method: "POST", body: "{}" });
    expect([answer.status, await answer.json()]).toEqual([404, { ok: false, error: "invalid_url" }]);
  });
});
