import fc from "fast-check";
import { BUTTONS, SHORTCUTS } from "../../src/slack/action-ids.ts";
import { TEAM } from "../support/office.ts";
import { BLOCKS, channel, id, LINK, person, view } from "./forms.ts";
import { anything, nastyText, PLANTED, spoil, spoiling } from "./values.ts";

/** A body as it stands in a request to the bot, before it is signed. */
export type SlackBody = { readonly kind: string; readonly type: string; readonly body: string };

const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json";

const COMMANDS = [
  ...[
    "share",
    "shares",
    "edit",
    "extend",
    "cancel",
    "code",
    "open",
    "package",
    "save",
    "tasks",
    "connect",
    "disconnect",
  ],
  ...["whoami", "package-expiry", "retention", "policy", "audit", "help", "settings"],
];
const ts = fc.integer({ min: 1, max: 2_000_000_000 }).map((seconds) => `${seconds}.000100`);
const base = (type: string, userId: string) => ({
  type,
  team: { id: TEAM, domain: "lantern-works" },
  user: { id: userId, team_id: TEAM },
  api_app_id: "A0KOODRIVE",
  token: PLANTED.token,
  trigger_id: "1.1.1",
});
/** Where the bot answers; put in the place of this when it is known. */
export const RESPONSE_URL = "http://response.example/answer";

const button = fc
  .record({
    userId: person,
    actionId: fc.oneof(fc.constantFrom<string>(...Object.values(BUTTONS), ...BLOCKS), nastyText),
    value: id,
    act: fc.constantFrom("edit", "extend", "cancel", "details", "again", "zap"),
    kind: fc.constantFrom("button", "overflow", "users_select", "checkboxes", "static_select"),
    place: channel,
    ts,
    view,
    inView: fc.boolean(),
  })
  .map(({ userId, actionId, value, act, kind, place, ts: stamp, view: shown, inView }) => ({
    ...base("block_actions", userId),
    ...(inView
      ? { container: { type: "view", view_id: shown.id }, view: shown }
      : {
          container: { type: "message", message_ts: stamp, channel_id: place },
          channel: { id: place, name: "x" },
          message: { ts: stamp, type: "message", text: value, thread_ts: stamp },
          response_url: RESPONSE_URL,
        }),
    actions: [
      {
        type: kind,
        action_id: actionId,
        block_id: value.slice(0, 20),
        action_ts: "1.1",
        value,
        selected_option: { text: { type: "plain_text", text: "x" }, value: `${act}|${value}` },
        selected_user: userId,
        selected_options: [],
      },
    ],
  }));
const submission = fc
  .record({ userId: person, view })
  .map(({ userId, view: sent }) => ({ ...base("view_submission", userId), view: sent, response_urls: [] }));
const closed = fc
  .record({ userId: person, view })
  .map(({ userId, view: sent }) => ({ ...base("view_closed", userId), view: sent, is_cleared: true }));
const suggestion = fc
  .record({ userId: person, view, actionId: fc.constantFrom("space", "files", "target", "other"), value: nastyText })
  .map(({ userId, view: sent, actionId, value }) => ({
    ...base("block_suggestion", userId),
    container: { type: "view", view_id: sent.id },
    view: sent,
    action_id: actionId,
    block_id: actionId,
    value,
  }));
const shortcut = fc
  .record({
    userId: person,
    place: channel,
    ts,
    text: fc.oneof(nastyText, fc.constant(LINK)),
    blocks: anything,
    isMessage: fc.boolean(),
  })
  .map(({ userId, place, ts: stamp, text, blocks, isMessage }) =>
    isMessage
      ? {
          ...base("message_action", userId),
          callback_id: SHORTCUTS.openSharedLink,
          channel: { id: place, name: "x" },
          message_ts: stamp,
          message: { type: "message", ts: stamp, text, blocks, attachments: blocks },
          response_url: RESPONSE_URL,
        }
      : { ...base("shortcut", userId), callback_id: SHORTCUTS.shareFile, action_ts: "1.1" },
  );

const word = fc.oneof(fc.constantFrom(...COMMANDS), nastyText);
const rest = fc.oneof(nastyText, id, fc.constantFrom(LINK, "14", "1689743054514187807 7"));
const command = fc
  .record({
    userId: person,
    place: channel,
    text: fc.oneof(
      { weight: 1, arbitrary: fc.constant(`open ${LINK} ${PLANTED.code}`) },
      { weight: 9, arbitrary: fc.tuple(word, rest).map((words) => words.join(" ")) },
    ),
  })
  .map(({ userId, place, text }) => ({
    command: "/koodrive",
    text,
    team_id: TEAM,
    user_id: userId,
    channel_id: place,
    api_app_id: "A0KOODRIVE",
    token: PLANTED.token,
    trigger_id: "1.1.1",
    response_url: RESPONSE_URL,
  }));

const event = fc
  .record({
    id: fc.uuid(),
    event: fc.oneof(
      fc.record({
        type: fc.constant("app_home_opened"),
        user: person,
        tab: fc.constantFrom("home", "messages"),
        channel,
        view: anything,
      }),
      fc.record({
        type: fc.constant("message"),
        channel_type: fc.constant("im"),
        channel,
        user: person,
        text: fc.oneof(nastyText, fc.constant(`look ${LINK}`)),
        ts,
      }),
      fc.record({
        type: fc.constant("link_shared"),
        user: person,
        channel,
        message_ts: ts,
        links: fc.oneof(fc.constant([{ domain: "intl.myhuaweicloud-koodrive.com", url: LINK }]), anything),
        source: fc.constantFrom("conversations_history", "composer"),
        unfurl_id: nastyText,
      }),
      fc.record({
        type: fc.constantFrom("tokens_revoked", "message", "reaction_added"),
        tokens: anything,
        channel,
        user: person,
      }),
    ),
  })
  .map(({ id: eventId, event: what }) => ({
    token: PLANTED.token,
    team_id: TEAM,
    api_app_id: "A0KOODRIVE",
    event: what,
    type: "event_callback",
    event_id: `Ev${eventId}`,
    event_time: 1,
  }));

const spoilt = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 3, arbitrary },
    {
      weight: 2,
      arbitrary: fc
        .tuple(arbitrary, fc.array(spoiling, { minLength: 1, maxLength: 3 }))
        .map(([value, how]) => spoil(value, how)),
    },
  );
const asForm =
  (kind: string) =>
  (payload: unknown): SlackBody => ({
    kind,
    type: FORM,
    body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
  });

const raw = fc.record({
  type: fc.constantFrom(FORM, JSON_TYPE, "text/plain", "multipart/form-data; boundary=x"),
  body: fc.oneof(
    nastyText,
    anything.map((value) => JSON.stringify(value)),
    nastyText.map((text) => `payload=${text}`),
  ),
});

/** Requests as Slack makes them, as Slack would never make them, and everything between. */
export const slackBody: fc.Arbitrary<SlackBody> = fc.oneof(
  {
    weight: 5,
    arbitrary: spoilt(command).map((fields): SlackBody => ({ kind: "command", type: FORM, body: formOf(fields) })),
  },
  { weight: 6, arbitrary: spoilt(submission).map(asForm("submission")) },
  { weight: 5, arbitrary: spoilt(button).map(asForm("button")) },
  { weight: 2, arbitrary: spoilt(suggestion).map(asForm("suggestion")) },
  { weight: 1, arbitrary: spoilt(closed).map(asForm("closed")) },
  { weight: 2, arbitrary: spoilt(shortcut).map(asForm("shortcut")) },
  {
    weight: 3,
    arbitrary: spoilt(event).map((body): SlackBody => ({ kind: "event", type: JSON_TYPE, body: JSON.stringify(body) })),
  },
  { weight: 1, arbitrary: raw.map((body): SlackBody => ({ kind: "raw", ...body })) },
);

const formOf = (fields: unknown): string => {
  const pairs = typeof fields === "object" && fields !== null ? Object.entries(fields) : [];
  return new URLSearchParams(
    pairs.map(([key, value]): [string, string] => [
      key,
      typeof value === "string" ? value : (JSON.stringify(value) ?? ""),
    ]),
  ).toString();
};
