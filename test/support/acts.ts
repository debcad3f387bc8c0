import { randomUUID } from "node:crypto";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import type { Feature } from "../../src/slack/feature.ts";
import { createSubjects } from "./act-subjects.ts";
import { CHANNELS, type Office, PEOPLE } from "./office.ts";
import type { Ask } from "./requests.ts";

/** What a feature answers, as `command share`, `button share:edit`, `modal share_edit`, `shortcut share_file`. */
export const actsOf = (features: readonly Feature[]): readonly string[] =>
  features
    .flatMap(({ commands = {}, buttons = {}, modals = {}, shortcuts = {} }) => [
      ...Object.keys(commands).map((name) => `command ${name}`),
      ...Object.keys(buttons).map((name) => `button ${name}`),
      ...Object.entries(modals).flatMap(([name, { submit }]) => (submit === undefined ? [] : [`modal ${name}`])),
      ...Object.keys(shortcuts).map((name) => `shortcut ${name}`),
    ])
    .sort();

/** For each act, what somebody sends to do it. */
export const createActs = (office: Office, named: string) => {
  const { db } = office.database;
  const subjects = createSubjects(office, named);
  const { file, reader, option, one, many, typed, share, onShare, command, press, about, session, walk } = subjects;
  const { conflict, exception, connection, task, intent } = subjects;
  const modal = (values: Readonly<Record<string, unknown>>, metadata: unknown): Promise<Ask> =>
    Promise.resolve({ kind: "modal", values, metadata });
  const base = { comment: "e3b0c44298fc1c149afbf4c8996fb924", hasCode: true };

  const acts: Readonly<Record<string, (userId: string) => Promise<Ask>>> = {
    "command audit": command(""),
    "command cancel": about(""),
    "command code": about(""),
    "command connect": command(""),
    "command disconnect": command(""),
    "command edit": about(""),
    "command extend": about(" 3"),
    "command help": command(""),
    "command open": command(""),
    "command package": about(""),
    "command package-expiry": command("7"),
    "command policy": command(""),
    "command retention": command(""),
    "command save": about(""),
    "command settings": command(""),
    "command share": command(""),
    "command shares": command(""),
    "command tasks": command(""),
    "command whoami": command(""),
    "button account:approve": connection,
    "button account:connect": press(),
    "button account:deny": connection,
    // Of somebody else: one's own is ended in a test of its own, since who is connected no more can do nothing after it.
    "button account:disconnect": press(`link:${SEED.users.chen.id}`),
    "button audit:all": press(),
    "button audit:export": press(),
    "button audit:newer": press(),
    "button audit:older": press(),
    "button audit:person": () =>
      Promise.resolve({ kind: "button", element: { type: "users_select", selected_user: PEOPLE.tom } }),
    "button channel:settings": press(),
    "button exception:approve": exception,
    "button exception:ask": press(),
    "button exception:refuse": exception,
    "button help:show": press(),
    "button home:next": press("5"),
    "button home:previous": press("0"),
    "button home:settings": press(),
    "button link:back": async () => ({
      kind: "button",
      value: await session(),
      view: { callbackId: "task_create", metadata: {} },
    }),
    "button link:browse": async () => ({ kind: "button", value: (await share()).shortCode }),
    "button link:cards-on": press(),
    "button link:enter": walk(SEED.files.brandFolder.id),
    "button link:file": walk(SEED.files.brandFolder.id),
    "button link:first": walk(),
    "button link:more": () =>
      Promise.resolve({ kind: "button", element: { type: "overflow", selected_option: option("cards-off") } }),
    "button link:page": walk("0:"),
    "button link:up": walk(),
    "button reminder:let-end": async () => {
      const { shareId, expiresAt } = await share();
      return { kind: "button", value: `${shareId}:${expiresAt.getTime()}` };
    },
    "button share:again": onShare,
    "button share:cancel": onShare,
    "button share:code": onShare,
    "button share:details": onShare,
    "button share:edit": onShare,
    "button share:extend": onShare,
    "button share:extend-week": onShare,
    "button share:mine": conflict,
    "button share:more": async () => ({
      kind: "button",
      element: { type: "overflow", selected_option: option(`edit|${(await share()).shareId}`) },
    }),
    "button share:package": onShare,
    "button share:retry": intent,
    "button share:save": onShare,
    "button share:start": press(),
    "button share:theirs": conflict,
    "button shares:next": press(),
    "button shares:post": onShare,
    "button shares:post-outside": onShare,
    "button shares:previous": press(),
    "button task:retry": task,
    "button tasks:page": press("0"),
    "modal account_connect": () => modal({ drive_account: typed(SEED.users.chen.id) }, { locale: "en" }),
    "modal channel_settings": () =>
      modal({ unfurl: one("on"), history: one("none") }, { locale: "en", channel: CHANNELS.launch }),
    "modal exception_request": () => modal({ wish: many("days"), days: typed("60"), reason: typed("because") }, {}),
    "modal home_settings": () =>
      modal(
        { language: one("en"), notices: one("message"), quiet_from: one("none"), reminders: many("48") },
        { locale: "en" },
      ),
    "modal package_expiry": () => modal({}, { locale: "en", confirm: 7 }),
    "modal retention_policy": () =>
      modal({ policies: many() }, { locale: "en", changeId: randomUUID(), step: "confirm" }),
    "modal share_cancel": async () => modal({}, { ...reader, shareIds: [(await share()).shareId] }),
    "modal share_create": () =>
      modal(
        {
          space: one(file.containerId),
          files: many(file.id),
          scope: one("external"),
          validity: one("7"),
          access_code: one("auto"),
          destination: { type: "conversations_select", selected_conversation: CHANNELS.launch },
        },
        reader,
      ),
    "modal share_edit": async () => {
      const { shareId, expiresAt } = await share();
      const metadata = {
        ...reader,
        shareId,
        edition: "enterprise",
        base: { ...base, expiresAt: expiresAt.toISOString() },
      };
      return modal({ validity: one("30"), access_code: one("keep"), comment: typed("") }, metadata);
    },
    "modal share_extend": async () => modal({ days: one("7") }, { ...reader, shareId: (await share()).shareId }),
    "modal share_open": async () =>
      modal({ link: typed((await share()).url) }, { ...reader, stage: "link", goal: "files" }),
    "modal share_replace": async () => modal({}, { ...reader, shareId: (await share()).shareId, outside: [] }),
    "modal sharing_policy": async () => {
      const kept = await db.selectFrom("sharingPolicies").select("revision").executeTakeFirst();
      const values = {
        max_days: typed("365"),
        default_days: typed("7"),
        code: one("never"),
        scopes: many("external", "company", "people"),
        outside_channels: one("confirmed"),
        outside_sharers: one("everyone"),
        audit_days: typed("365"),
      };
      return modal(values, { locale: "en", revision: kept?.revision ?? 0 });
    },
    "modal task_create": async () =>
      modal(
        { task_type: one("package"), files: many(file.id), zip_name: typed("all.zip") },
        { shareId: (await share()).shareId, locale: "en" },
      ),
    "shortcut open_shared_link": async () => ({ kind: "shortcut", text: `<${(await share()).url}>` }),
    "shortcut share_file": () => Promise.resolve({ kind: "shortcut" }),
  };
  return { acts, close: subjects.close };
};
