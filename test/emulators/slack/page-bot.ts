import type { App } from "@slack/bolt";
import type { ModalView } from "@slack/web-api";
import { GENERAL, manifest, startBoltWorkspace, type Workspace } from "./workspace.ts";

const plain = (text: string) => ({ type: "plain_text" as const, text });
const option = (text: string, value: string) => ({ text: plain(text), value });
const file = (text: string, value: string) => ({ ...option(text, value), description: plain("/Launch · 12 MB") });

const input = (id: string, label: string, element: object, more: object = {}) => ({
  type: "input" as const,
  block_id: id,
  label: plain(label),
  element: { action_id: id, ...element },
  ...more,
});

const FILES = [file("Brand assets.zip", "f1"), file("品牌手册.pdf", "f2"), file("Budget.xlsx", "f3")];
const optional = { optional: true };

/** A modal with every element there is. `forPeople` shows one field more. */
const everyElement = (forPeople: boolean): ModalView =>
  ({
    type: "modal",
    callback_id: "every_element",
    title: plain("Share files"),
    submit: plain("Share"),
    close: plain("Cancel"),
    blocks: [
      { type: "section", text: { type: "mrkdwn", text: "Choose *what* and *for whom*." } },
      input("space", "Space", {
        type: "static_select",
        option_groups: [
          { label: plain("Mine"), options: [option("My files", "mine")] },
          { label: plain("Teams"), options: [option("Design", "design")] },
        ],
      }),
      input("files", "Files", { type: "multi_external_select", min_query_length: 0, max_selected_items: 2 }),
      input("folder", "Folder", { type: "external_select", min_query_length: 2 }, optional),
      input(
        "scope",
        "Who can open it",
        {
          type: "radio_buttons",
          initial_option: option("Anyone", "anyone"),
          options: [option("Anyone", "anyone"), option("Some people", "people")],
        },
        { dispatch_action: true },
      ),
      ...(forPeople ? [input("recipients", "Recipients", { type: "multi_users_select" })] : []),
      input("until", "Until", { type: "datepicker" }),
      input("at", "At", { type: "timepicker" }, optional),
      input("remind", "Remind me", { type: "datetimepicker" }, optional),
      input(
        "rules",
        "Rules",
        { type: "checkboxes", options: [option("Log it", "log"), option("Watermark", "mark")] },
        optional,
      ),
      input(
        "labels",
        "Labels",
        { type: "multi_static_select", options: [option("Red", "r"), option("Blue", "b")] },
        optional,
      ),
      input("owner", "Owner", { type: "users_select" }, optional),
      input("downloads", "Downloads", { type: "number_input", is_decimal_allowed: false, max_value: "30" }, optional),
      input("email", "Email", { type: "email_text_input" }, optional),
      input("address", "Address", { type: "url_text_input" }, optional),
      input("code", "Code", { type: "plain_text_input", max_length: 8 }, optional),
      input("comment", "Comment", { type: "plain_text_input", multiline: true, max_length: 20 }, optional),
      input("destination", "Post in", { type: "conversations_select", default_to_current_conversation: true }),
      input("channel", "Channel", { type: "channels_select" }, optional),
      input("others", "Others", { type: "multi_conversations_select" }, optional),
      input("upload", "Upload", { type: "file_input", max_files: 1 }, optional),
    ],
  }) as unknown as ModalView;

/** A share's card with a menu, a button, and a button that must be confirmed. */
export const card = {
  channel: GENERAL,
  text: "Brand assets.zip was shared",
  blocks: [
    { type: "header" as const, text: plain("Brand assets.zip") },
    {
      type: "section" as const,
      text: { type: "mrkdwn" as const, text: "Valid until <!date^1798761600^{date_short} at {time}|later>" },
      accessory: { type: "overflow" as const, action_id: "share:more", options: [option("Extend", "extend")] },
    },
    {
      type: "actions" as const,
      elements: [
        { type: "button" as const, action_id: "share:code", text: plain("Get code"), value: "1" },
        {
          type: "button" as const,
          action_id: "share:cancel",
          style: "danger" as const,
          text: plain("Cancel share"),
          value: "1",
          confirm: {
            title: plain("Cancel this share?"),
            text: plain("The link stops working."),
            confirm: plain("Yes, cancel"),
            deny: plain("Keep it"),
          },
        },
      ],
    },
  ],
};

type BotLog = { readonly submitted: unknown[]; readonly pressed: string[] };

const createPageBot = (): { readonly log: BotLog; readonly setUp: (app: App) => void } => {
  const log: BotLog = { submitted: [], pressed: [] };
  const setUp = (app: App): void => {
    app.command("/koodrive", async ({ ack, body, client, respond }) => {
      await ack();
      if (body.text === "share") await client.views.open({ trigger_id: body.trigger_id, view: everyElement(false) });
      else await respond({ text: `There is no \`${body.text}\`.`, response_type: "ephemeral" });
    });
    app.shortcut("share_file", async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: everyElement(false) });
    });
    app.options(/.*/, async ({ ack, payload }) => {
      await ack({ options: FILES.filter(({ text }) => text.text.toLowerCase().includes(payload.value.toLowerCase())) });
    });
    app.action("scope", async ({ ack, body, action, client }) => {
      await ack();
      if (body.type !== "block_actions" || body.view === undefined || action.type !== "radio_buttons") return;
      const forPeople = action.selected_option?.value === "people";
      await client.views.update({ view_id: body.view.id, view: everyElement(forPeople) });
    });
    app.view("every_element", async ({ ack, view, client }) => {
      const { values } = view.state;
      if (values.comment?.comment?.value === "refused") {
        await ack({ response_action: "errors", errors: { comment: "The drive does not take this comment." } });
        return;
      }
      await ack();
      log.submitted.push(values);
      await client.chat.postMessage(card);
    });
    app.action(/^share:/, async ({ ack, action, respond }) => {
      await ack();
      log.pressed.push("action_id" in action ? action.action_id : "");
      await respond({ text: "The code is `K7mQ2xPa`.", response_type: "ephemeral", replace_original: false });
    });
    app.event("app_home_opened", async ({ event, client }) => {
      const blocks = [{ type: "header" as const, text: plain("Your shares") }];
      await client.views.publish({ user_id: event.user, view: { type: "home", blocks } });
    });
  };
  return { log, setUp };
};

/** A workspace with a bot that uses all that the page can show, and notes what reaches it. */
export const startPageBot = async (): Promise<Workspace & { readonly log: BotLog }> => {
  const bot = createPageBot();
  const workspace = await startBoltWorkspace(bot.setUp, { manifest: manifest({ events: ["app_home_opened"] }) });
  return { ...workspace, log: bot.log };
};
