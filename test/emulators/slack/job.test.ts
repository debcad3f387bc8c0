import type { App } from "@slack/bolt";
import { describe, expect, it } from "vitest";
import type { Act, ActAnswer, Snapshot } from "../../../src/emulators/slack/protocol.ts";
import { GENERAL, LAUNCH, MEI, meiReads, startBoltWorkspace, TOM } from "./workspace.ts";

const plain = (text: string) => ({ type: "plain_text" as const, text });

const modal = {
  type: "modal" as const,
  callback_id: "share_create",
  title: plain("Share files"),
  submit: plain("Share"),
  blocks: [
    {
      type: "input" as const,
      block_id: "files",
      label: plain("Files"),
      element: { type: "multi_external_select" as const, action_id: "files", min_query_length: 0 },
    },
    {
      type: "input" as const,
      block_id: "comment",
      optional: true,
      label: plain("Comment"),
      element: { type: "plain_text_input" as const, action_id: "comment", initial_value: "Hello" },
    },
  ],
};

const plan = { text: { type: "plain_text" as const, text: "plan.pdf" }, value: "42" };

/** A bot that shares: command, modal, options, submission with and without errors, card, button. */
const sharingBot = (app: App): void => {
  app.command("/koodrive", async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: modal });
  });
  app.options("files", async ({ ack, payload }) => {
    await ack({ options: payload.value === "pl" ? [plan] : [] });
  });
  app.view("share_create", async ({ ack, view, client, body }) => {
    const comment = view.state.values.comment?.comment?.value ?? "";
    if (comment.length > 20) {
      await ack({ response_action: "errors", errors: { comment: "Too long" } });
      return;
    }
    await ack();
    const button = { type: "button" as const, action_id: "task:stop", text: plain("Stop"), value: "7" };
    await client.chat.postMessage({
      channel: GENERAL,
      text: `<@${body.user.id}> shared a file: ${comment}`,
      blocks: [
        { type: "section", text: { type: "mrkdwn", text: comment } },
        { type: "actions", block_id: "card", elements: [button] },
      ],
    });
  });
  app.action("task:stop", async ({ ack, respond, action }) => {
    await ack();
    const value = action.type === "button" ? action.value : "";
    await respond({ replace_original: true, text: `Stopped ${value}` });
  });
};

const filled = (comment: string) => ({
  files: { files: { type: "multi_external_select", selected_options: [plan] } },
  comment: { comment: { type: "plain_text_input", value: comment } },
});

const topModal = (snapshot: Snapshot) => {
  const view = snapshot.modals.at(-1);
  if (view === undefined) throw new Error("no modal is open");
  return view;
};

describe("a person shares a file through a real bolt app", () => {
  it("goes from command to modal, options, errors, card and button", async () => {
    const { slack } = await startBoltWorkspace(sharingBot);
    const act = (what: Act): Promise<ActAnswer> => slack.act(what);

    expect(await act({ as: MEI, kind: "command", channel: GENERAL, command: "/koodrive", text: "share" })).toEqual({
      ok: true,
    });
    await slack.waitFor(() => slack.snapshot(MEI).modals.length === 1);
    const view = topModal(slack.snapshot(MEI));
    expect(slack.snapshot(TOM).modals).toEqual([]);
    expect(view.values).toEqual({
      files: { files: { type: "multi_external_select", selected_options: [] } },
      comment: { comment: { type: "plain_text_input", value: "Hello" } },
    });

    const place = { in: "view" as const, viewId: view.id, values: {} };
    const search = { as: MEI, kind: "suggest" as const, place, blockId: "files", actionId: "files" };
    expect(await act({ ...search, query: "pl" })).toEqual({ ok: true, options: [plan] });
    expect(await act({ ...search, query: "zzz" })).toEqual({ ok: true, options: [] });

    const submit = { as: MEI, kind: "submit" as const, viewId: view.id };
    expect(await act({ ...submit, values: {} })).toEqual({
      ok: true,
      errors: { files: meiReads("required") },
    });
    expect(await act({ ...submit, values: filled("x".repeat(21)) })).toEqual({
      ok: true,
      errors: { comment: "Too long" },
    });
    expect(slack.snapshot(MEI).modals).toHaveLength(1);
    expect(await act({ ...submit, values: filled("The plan") })).toEqual({ ok: true });
    expect(slack.snapshot(MEI).modals).toEqual([]);

    const card = await slack.waitFor(() => slack.history(GENERAL).at(-1));
    expect(card.text).toBe(`<@${MEI}> shared a file: The plan`);
    const press = {
      as: TOM,
      kind: "action" as const,
      place: { in: "message" as const, channel: GENERAL, ts: card.ts },
      blockId: "card",
      actionId: "task:stop",
      action: { type: "button" },
    };
    expect(await act(press)).toEqual({ ok: true });
    const changed = await slack.waitFor(() => slack.history(GENERAL).find(({ text }) => text === "Stopped 7"));
    expect({ ts: changed.ts, blocks: changed.blocks }).toEqual({ ts: card.ts, blocks: [] });
    expect(await act(press)).toEqual({
      ok: false,
      error: "there is no element card/task:stop (block_id/action_id) any more",
    });
    expect(slack.problems).toEqual([]);
  });

  it("refuses a channel that the person is not in, and an unknown command", async () => {
    const { slack } = await startBoltWorkspace(sharingBot);
    const command = { as: MEI, kind: "command" as const, channel: GENERAL, command: "/other", text: "" };
    expect(await slack.act(command)).toEqual({ ok: false, error: meiReads("noCommand", { command: "/other" }) });
    expect(await slack.act({ ...command, as: "U0YUSUF001", channel: LAUNCH, command: "/koodrive" })).toEqual({
      ok: false,
      error: "not_in_channel: join the channel first",
    });
    expect(slack.deliveries).toEqual([]);
  });
});
