import type { View } from "@slack/types";
import type { WebClient } from "@slack/web-api";
import { describe, expect, it } from "vitest";
import type { SlackEmulator } from "../../../src/emulators/slack/emulator.ts";
import { errorOf, GENERAL, MEI, manifest, meiReads, startPlainBot, startWorkspace, TOM } from "./workspace.ts";

const plain = (text: string) => ({ type: "plain_text" as const, text });
const note = (blockId: string, initial_value?: string) => ({
  type: "input" as const,
  block_id: blockId,
  label: plain(blockId),
  optional: true,
  element: { type: "plain_text_input" as const, action_id: blockId, ...(initial_value && { initial_value }) },
});
const modal = (blocks: View["blocks"], more: object = {}): View => ({
  type: "modal",
  callback_id: "notes",
  title: plain("Notes"),
  submit: plain("Save"),
  blocks,
  ...more,
});

type Answer = (payload: Record<string, unknown>) => string;

/** A workspace whose bot acknowledges everything; `trigger` makes a person use a shortcut and gives its trigger id. */
const startViews = async (answer: Answer = () => "") => {
  const payloads: Record<string, unknown>[] = [];
  const botUrl = await startPlainBot((body) => {
    const payload = JSON.parse(new URLSearchParams(body).get("payload") ?? "{}") as Record<string, unknown>;
    payloads.push(payload);
    return { body: answer(payload) };
  });
  const workspace = await startWorkspace({ botUrl, manifest: manifest() });
  const trigger = async (): Promise<string> => {
    await workspace.slack.act({ as: MEI, kind: "shortcut", callbackId: "share_file" });
    return String(payloads.at(-1)?.trigger_id);
  };
  return { ...workspace, payloads, trigger };
};

const openModal = async (web: WebClient, trigger_id: string, view: View) =>
  (await web.views.open({ trigger_id, view })).view;
const type = (slack: SlackEmulator, viewId: string, blockId: string, value: string) =>
  slack.act({
    as: MEI,
    kind: "action",
    place: { in: "view", viewId, values: {} },
    blockId,
    actionId: blockId,
    action: { type: "plain_text_input", value },
  });

describe("a trigger id", () => {
  it("lives three seconds of the emulator's clock", async () => {
    const { web, clock, trigger } = await startViews();
    const [early, late] = [await trigger(), await trigger()];
    clock.advance(3_000);
    expect(await errorOf(openModal(web, early, modal([])))).toBe("no error");
    clock.advance(1);
    expect(await errorOf(openModal(web, late, modal([])))).toBe("expired_trigger_id");
  });

  it("works once, and not when it is made up", async () => {
    const { web, trigger } = await startViews();
    const id = await trigger();
    expect(await errorOf(openModal(web, id, modal([])))).toBe("no error");
    expect(await errorOf(openModal(web, id, modal([])))).toBe("exchanged_trigger_id");
    expect(await errorOf(openModal(web, "1.2.abc", modal([])))).toBe("invalid_trigger_id");
  });

  it("is not used up by a view that is refused", async () => {
    const { web, trigger } = await startViews();
    const id = await trigger();
    expect(await errorOf(openModal(web, id, modal([{ type: "sparkle" } as never])))).toBe("invalid_arguments");
    expect(await errorOf(openModal(web, id, modal([])))).toBe("no error");
  });
});

describe("views.open, views.push and views.update", () => {
  it("show the view as Slack does", async () => {
    const { web, trigger } = await startViews();
    const view = await openModal(
      web,
      await trigger(),
      modal([note("a", "x")], { private_metadata: "m", external_id: "e" }),
    );
    expect(view).toEqual({
      id: view?.id,
      team_id: "T0LANTERN",
      type: "modal",
      blocks: [note("a", "x")],
      private_metadata: "m",
      callback_id: "notes",
      state: { values: { a: { a: { type: "plain_text_input", value: "x" } } } },
      hash: expect.stringMatching(/^1772442000\.\w+$/),
      title: plain("Notes"),
      submit: plain("Save"),
      close: null,
      clear_on_close: false,
      notify_on_close: false,
      submit_disabled: false,
      previous_view_id: null,
      root_view_id: view?.id,
      app_id: "A0KOODRIVE",
      external_id: "e",
      app_installed_team_id: "T0LANTERN",
      bot_id: "B0BOT00001",
    });
  });

  it("keep what was typed where ids and kind stay; initial values count for new inputs only", async () => {
    const { web, slack, trigger } = await startViews();
    const opened = await openModal(web, await trigger(), modal([note("a", "first"), note("b")]));
    const view_id = opened?.id ?? "";
    expect(await type(slack, view_id, "a", "typed")).toEqual({ ok: true });
    await web.views.update({ view_id, view: modal([note("a", "other"), note("c", "new")]) });
    expect(slack.snapshot(MEI).modals[0]?.values).toEqual({
      a: { a: { type: "plain_text_input", value: "typed" } },
      c: { c: { type: "plain_text_input", value: "new" } },
    });
    expect(await type(slack, view_id, "zzz", "typed")).toEqual({
      ok: false,
      error: meiReads("elementGone", { element: "zzz/zzz" }),
    });
  });

  it("find a view by external id, and mind the hash", async () => {
    const { web, trigger } = await startViews();
    const view = await openModal(web, await trigger(), modal([], { external_id: "mine" }));
    expect(await errorOf(web.views.update({ external_id: "mine", view: modal([], { external_id: "mine" }) }))).toBe(
      "no error",
    );
    const stale = { view_id: view?.id ?? "", hash: view?.hash ?? "", view: modal([]) };
    expect(await errorOf(web.views.update(stale))).toBe("hash_conflict");
    expect(await errorOf(openModal(web, await trigger(), modal([], { external_id: "mine" })))).toBe(
      "duplicate_external_id",
    );
  });

  it("know no view that was closed", async () => {
    const { web, slack, trigger } = await startViews();
    const view_id = (await openModal(web, await trigger(), modal([])))?.id ?? "";
    expect(await slack.act({ as: MEI, kind: "close", viewId: view_id })).toEqual({ ok: true });
    expect(await errorOf(web.views.update({ view_id, view: modal([]) }))).toBe("not_found");
    expect(slack.problems.map(({ kind, what }) => ({ kind, what }))).toEqual([
      { kind: "refused", what: "views.update: not_found" },
    ]);
  });

  it("stack three views", async () => {
    const press = { type: "button" as const, action_id: "more", text: plain("More") };
    const stacked = modal([{ type: "actions", block_id: "row", elements: [press] }], { notify_on_close: true });
    const { web, slack, trigger, payloads } = await startViews();
    await openModal(web, await trigger(), stacked);
    const push = async () => {
      const place = { in: "view" as const, viewId: slack.snapshot(MEI).modals.at(-1)?.id ?? "", values: {} };
      await slack.act({ as: MEI, kind: "action", place, blockId: "row", actionId: "more", action: { type: "button" } });
      return web.views.push({ trigger_id: String(payloads.at(-1)?.trigger_id), view: stacked });
    };
    const second = await push();
    expect(await errorOf(push())).toBe("no error");
    expect(await errorOf(push())).toBe("push_limit_reached");
    const ids = slack.snapshot(MEI).modals.map(({ id }) => id);
    expect(second.view).toMatchObject({ previous_view_id: ids[0], root_view_id: ids[0] });
    await slack.act({ as: MEI, kind: "close", viewId: ids[2] ?? "" });
    expect(slack.snapshot(MEI).modals.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    await slack.act({ as: MEI, kind: "close", viewId: ids[1] ?? "", clearAll: true });
    await slack.settled();
    expect(slack.snapshot(MEI).modals).toEqual([]);
    const closed = payloads.filter((payload) => payload.type === "view_closed");
    expect(closed.map(({ is_cleared }) => is_cleared)).toEqual([false, true, true]);
    expect(await errorOf(web.views.push({ trigger_id: await trigger(), view: stacked }))).toBe("not_found");
  });
});

describe("submitting", () => {
  const submitAnswered = async (answer: unknown, view: View = modal([note("a")])) => {
    const started = await startViews((payload) =>
      payload.type === "view_submission" ? (typeof answer === "string" ? answer : JSON.stringify(answer)) : "",
    );
    const { web, slack, trigger } = started;
    const viewId = (await openModal(web, await trigger(), view))?.id ?? "";
    const result = await slack.act({ as: MEI, kind: "submit", viewId, values: {} });
    const open = slack.snapshot(MEI).modals.map(({ title }) => title?.text);
    return { ...started, result, open, what: slack.problems.map((problem) => problem.detail) };
  };
  const other = modal([], { title: plain("Other") });

  it.each([
    ["nothing closes it", "", { ok: true }, []],
    ["clear closes all", { response_action: "clear" }, { ok: true }, []],
    ["update replaces it", { response_action: "update", view: other }, { ok: true }, ["Other"]],
    ["push puts one on top", { response_action: "push", view: other }, { ok: true }, ["Notes", "Other"]],
    ["errors stay", { response_action: "errors", errors: { a: "No" } }, { ok: true, errors: { a: "No" } }, ["Notes"]],
  ])("%s", async (_, answer, result, open) => {
    const done = await submitAnswered(answer);
    expect({ result: done.result, open: done.open, what: done.what }).toEqual({ result, open, what: [] });
  });

  it.each([
    [
      "errors for a block that is not there",
      { response_action: "errors", errors: { z: "No" } },
      "errors names z, which is no input block of the view",
    ],
    ["errors without text", { response_action: "errors", errors: { a: "" } }, "the error of a is no text"],
    ["no errors at all", { response_action: "errors" }, "errors must name blocks"],
    ["an unknown action", { response_action: "dance" }, 'unknown response_action "dance"'],
    [
      "a view that Slack refuses",
      { response_action: "update", view: { type: "modal", blocks: [] } },
      "[ERROR] missing required field [json-pointer:/view/title]",
    ],
    ["what is not JSON", "oops", "the bot's answer is not JSON"],
  ])("refuses %s", async (_, answer, detail) => {
    const done = await submitAnswered(answer);
    expect({ ...done.result, open: done.open }).toEqual({
      ok: false,
      error: `submit notes: ${detail}`,
      open: ["Notes"],
    });
    expect(done.what).toEqual([detail]);
  });

  it("sends the state of every input, and response URLs where a menu asks for one", async () => {
    const menu = {
      type: "conversations_select" as const,
      action_id: "to",
      response_url_enabled: true,
      default_to_current_conversation: true,
    };
    const to = { type: "input" as const, block_id: "to", label: plain("To"), element: menu };
    const { web, slack, payloads } = await startViews();
    await slack.act({ as: MEI, kind: "command", channel: GENERAL, command: "/koodrive", text: "" });
    const trigger_id = String(slack.deliveries.at(-1)?.payload.trigger_id);
    const viewId = (await openModal(web, trigger_id, modal([note("a"), to])))?.id ?? "";
    await slack.act({
      as: MEI,
      kind: "submit",
      viewId,
      values: { a: { a: { type: "plain_text_input", value: "hi" } } },
    });
    expect(payloads.at(-1)).toMatchObject({
      type: "view_submission",
      view: {
        state: {
          values: {
            a: { a: { type: "plain_text_input", value: "hi" } },
            to: { to: { type: "conversations_select", selected_conversation: GENERAL } },
          },
        },
      },
      response_urls: [{ block_id: "to", action_id: "to", channel_id: GENERAL, response_url: expect.any(String) }],
    });
  });

  it("is refused for a modal that is gone, and for inputs it never had", async () => {
    const { slack, web, trigger } = await startViews();
    const viewId = (await openModal(web, await trigger(), modal([note("a")])))?.id ?? "";
    const never = { zz: { zz: { type: "plain_text_input", value: "hi" } } };
    expect(await slack.act({ as: MEI, kind: "submit", viewId, values: never })).toEqual({
      ok: false,
      error: meiReads("noInput", { input: "zz/zz" }),
    });
    expect(await slack.act({ as: TOM, kind: "submit", viewId, values: {} })).toEqual({
      ok: false,
      error: "not_found: this modal is not open any more",
    });
  });
});

describe("views.publish", () => {
  it("shows a Home tab to one person, the same view each time", async () => {
    const { web, slack } = await startViews();
    const home = (text: string): View => ({ type: "home", blocks: [{ type: "header", text: plain(text) }] });
    const first = await web.views.publish({ user_id: MEI, view: home("One") });
    const second = await web.views.publish({ user_id: MEI, view: home("Two"), hash: first.view?.hash ?? "" });
    expect(second.view?.id).toBe(first.view?.id);
    expect(await errorOf(web.views.publish({ user_id: MEI, view: home("Three"), hash: "1.2" }))).toBe("hash_conflict");
    expect(slack.snapshot(MEI).home?.blocks).toMatchObject([{ type: "header", text: plain("Two") }]);
    expect(slack.snapshot(TOM).home).toBeUndefined();
    expect(await errorOf(web.views.publish({ user_id: "U0NOBODY", view: home("One") }))).toBe("user_not_found");
  });
});
