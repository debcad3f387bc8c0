import { describe, expect, it } from "vitest";
import type { Act } from "../../../src/emulators/slack/protocol.ts";
import { GENERAL, MEI, manifest, meiReads, startPlainBot, startWorkspace, TOM } from "./workspace.ts";

const plain = (text: string) => ({ type: "plain_text" as const, text });
const option = (value: string) => ({ text: plain(value), value });

/** A workspace with one message of these elements, whose bot answers every interaction with `body`. */
const startElements = async (elements: readonly object[], body = "", status = 200) => {
  const botUrl = await startPlainBot(() => ({ status, body }));
  const workspace = await startWorkspace({ botUrl, manifest: manifest() });
  const blocks = [{ type: "actions", block_id: "row", elements }];
  await workspace.web.apiCall("chat.postMessage", { channel: GENERAL, text: "card", blocks });
  const ts = workspace.slack.history(GENERAL)[0]?.ts ?? "";
  const place = { in: "message" as const, channel: GENERAL, ts };
  const element = { place, blockId: "row" };
  const use = (actionId: string, action: { readonly type: string }, as = MEI) =>
    workspace.slack.act({ as, kind: "action", ...element, actionId, action });
  const suggest = (query: string, actionId = "files") =>
    workspace.slack.act({ as: MEI, kind: "suggest", ...element, actionId, query });
  return { ...workspace, use, suggest, place };
};

const files = { type: "external_select", action_id: "files", min_query_length: 2 };

describe("options for an external select", () => {
  it("are asked of the bot with what was typed", async () => {
    const { slack, suggest } = await startElements([files], JSON.stringify({ options: [option("a")] }));
    expect(await suggest("pl")).toEqual({ ok: true, options: [option("a")] });
    expect(slack.deliveries[0]?.payload).toMatchObject({
      type: "block_suggestion",
      action_id: "files",
      block_id: "row",
      value: "pl",
      container: { type: "message", channel_id: GENERAL, is_ephemeral: false },
      channel: { id: GENERAL, name: "general" },
      user: { id: MEI },
    });
  });

  it("are not asked for before so many characters: three, where the element does not say", async () => {
    const { slack, suggest } = await startElements(
      [files, { type: "external_select", action_id: "other" }],
      '{"options":[]}',
    );
    expect(await suggest("p")).toEqual({ ok: true, options: [] });
    expect(await suggest("pl", "other")).toEqual({ ok: true, options: [] });
    expect(slack.deliveries).toEqual([]);
    await suggest("pla", "other");
    expect(slack.deliveries).toHaveLength(1);
  });

  it("may come in groups", async () => {
    const optionGroups = [{ label: plain("Folder"), options: [option("a"), option("b")] }];
    const { suggest } = await startElements([files], JSON.stringify({ option_groups: optionGroups }));
    expect(await suggest("pl")).toEqual({ ok: true, options: [option("a"), option("b")], optionGroups });
  });

  it.each([
    [
      "too many",
      JSON.stringify({ options: Array.from({ length: 101 }, (_, i) => option(`v${i}`)) }),
      "[ERROR] no more than 100 items allowed [json-pointer:/options]",
    ],
    ["no JSON", "oops", "the bot's answer is not JSON with options or option_groups"],
    ["nothing", "", "the bot's answer is not JSON with options or option_groups"],
  ])("are refused: %s", async (_, body, detail) => {
    const { slack, suggest } = await startElements([files], body);
    expect(await suggest("pl")).toEqual({ ok: false, error: `options for files: ${detail}` });
    expect(slack.problems.map((problem) => [problem.kind, problem.detail])).toEqual([["broke-rule", detail]]);
  });

  it("are not there for other elements", async () => {
    const { suggest } = await startElements([{ type: "static_select", action_id: "files", options: [option("a")] }]);
    expect(await suggest("pla")).toEqual({ ok: false, error: meiReads("ownOptions", { element: "files" }) });
  });
});

describe("an element of a message", () => {
  const choice = { type: "static_select", action_id: "days", options: [option("7"), option("30")] };
  const button = { type: "button", action_id: "go", text: plain("Go"), value: "42", style: "primary" };

  it("sends what was chosen with the state of all inputs of the message, by person", async () => {
    const { slack, use } = await startElements([choice, button]);
    await use("days", { type: "static_select", selected_option: option("30") } as never);
    await use("go", { type: "button", value: "forged" } as never);
    await use("go", { type: "button" }, TOM);
    const sent = slack.deliveries.map(({ payload }) => ({ actions: payload.actions, state: payload.state }));
    const chosen = { row: { days: { type: "static_select", selected_option: option("30") } } };
    const pressed = { ...button, block_id: "row", action_ts: expect.any(String) };
    expect(sent).toEqual([
      {
        actions: [
          {
            type: "static_select",
            action_id: "days",
            block_id: "row",
            selected_option: option("30"),
            action_ts: expect.any(String),
          },
        ],
        state: { values: chosen },
      },
      { actions: [pressed], state: { values: chosen } },
      { actions: [pressed], state: { values: { row: { days: { type: "static_select", selected_option: null } } } } },
    ]);
  });

  it("does not take what it does not offer", async () => {
    const { use } = await startElements([choice]);
    expect(await use("days", { type: "static_select", selected_option: option("99") } as never)).toEqual({
      ok: false,
      error: meiReads("noOption", { element: "row/days", option: '"99"' }),
    });
  });

  it("tells the person that the bot failed", async () => {
    const { use, slack } = await startElements([button], "", 500);
    expect(await use("go", { type: "button" })).toEqual({
      ok: false,
      error: meiReads("answeredBadly", { status: 500 }),
    });
    expect(slack.problems.map(({ what }) => what)).toEqual(["action go: dispatch_failed"]);
  });

  it("is out of reach for who does not see the message", async () => {
    const { slack, place } = await startElements([button]);
    const act: Act = {
      as: "U0PRIYA001",
      kind: "action",
      place,
      blockId: "row",
      actionId: "go",
      action: { type: "button" },
    };
    expect(await slack.act(act)).toEqual({ ok: false, error: "message_not_found: this message is not there any more" });
    expect(await slack.act({ ...act, as: "U0SOFIA001" })).toEqual({
      ok: false,
      error: "nobody can act as this person",
    });
  });
});
