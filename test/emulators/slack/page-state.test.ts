import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { mergeValues } from "../../../src/emulators/slack/page/blocks/form-state.ts";
import { readLine, usagesOf } from "../../../src/emulators/slack/page/components/completion.ts";
import { rowsOf } from "../../../src/emulators/slack/page/components/message-groups.ts";
import { emojiByName } from "../../../src/emulators/slack/page/text/emoji.ts";
import type { Block, CommandHint, Message } from "../../../src/emulators/slack/protocol.ts";

const input = (id: string, element: object): Block => ({
  type: "input",
  block_id: id,
  label: { type: "plain_text", text: id },
  element: { action_id: id, ...element },
});

const option = (value: string) => ({ text: { type: "plain_text", text: value }, value });

describe("the values of a view", () => {
  const blocks: readonly Block[] = [
    input("name", { type: "plain_text_input", initial_value: "draft" }),
    input("days", { type: "static_select", initial_option: option("7"), options: [option("7")] }),
    input("people", { type: "multi_users_select" }),
    input("place", { type: "conversations_select", default_to_current_conversation: true }),
    input("at", { type: "datetimepicker" }),
    { type: "section", block_id: "pick", accessory: { type: "checkboxes", action_id: "pick", options: [] } },
    { type: "actions", block_id: "go", elements: [{ type: "button", action_id: "go" }] },
  ];

  it("begin as the bot says, with the open conversation where it asks for it", () => {
    expect(mergeValues(blocks, {}, "C1")).toEqual({
      name: { name: { type: "plain_text_input", value: "draft" } },
      days: { days: { type: "static_select", selected_option: option("7") } },
      people: { people: { type: "multi_users_select", selected_users: [] } },
      place: { place: { type: "conversations_select", selected_conversation: "C1" } },
      at: { at: { type: "datetimepicker", selected_date_time: null } },
      pick: { pick: { type: "checkboxes", selected_options: [] } },
    });
  });

  it("stay what was typed through an update; new fields begin, gone ones go, changed ones begin again", () => {
    const before = {
      name: { name: { type: "plain_text_input", value: "typed" } },
      days: { days: { type: "static_select", selected_option: option("30") } },
      gone: { gone: { type: "plain_text_input", value: "old" } },
    };
    const after = [
      input("name", { type: "plain_text_input", initial_value: "another" }),
      input("days", { type: "datepicker", initial_date: "2026-08-21" }),
      input("fresh", { type: "number_input", initial_value: "3" }),
    ];
    expect(mergeValues(after, before, undefined)).toEqual({
      name: { name: { type: "plain_text_input", value: "typed" } },
      days: { days: { type: "datepicker", selected_date: "2026-08-21" } },
      fresh: { fresh: { type: "number_input", value: "3" } },
    });
  });
});

describe("the composer", () => {
  const koodrive: CommandHint = { command: "/koodrive", description: "", usageHint: "share | save <share> | help" };
  const kudos: CommandHint = { command: "/kudos", description: "", usageHint: "[who]" };
  const commands = [koodrive, kudos];

  it.each([
    ["hello / you", { kind: "text" }],
    ["and/or", { kind: "text" }],
    ["/", { kind: "naming", offers: commands }],
    ["/koo", { kind: "naming", offers: [koodrive] }],
    ["/koodrive", { kind: "command", hint: koodrive, text: "" }],
    [" /koodrive  share 12 ", { kind: "command", hint: koodrive, text: "share 12" }],
    ["/koo share", { kind: "unknown", command: "/koo" }],
    ["/nope", { kind: "unknown", command: "/nope" }],
  ])("reads %j", (typed, expected) => {
    expect(readLine(typed, commands)).toEqual(expected);
  });

  it("offers the ways that a usage hint names", () => {
    expect([usagesOf(koodrive, ""), usagesOf(koodrive, "s"), usagesOf(koodrive, "help"), usagesOf(kudos, "")]).toEqual([
      ["share", "save <share>", "help"],
      ["share", "save <share>"],
      [],
      [],
    ]);
  });
});

describe("messages", () => {
  const message = (ts: number, userId: string, more: Partial<Message> = {}): Message => ({
    ts: `${ts}.000000`,
    channel: "C1",
    userId,
    text: "",
    blocks: [],
    threadTs: undefined,
    edited: false,
    ephemeral: false,
    deleted: false,
    unfurls: [],
    ...more,
  });
  // 2026-08-21, 15:00 UTC: 23:00 in Shanghai.
  const T = 1_787_324_400;
  const all = [
    message(T, "U1"),
    message(T + 60, "U1"),
    message(T + 120, "U1", { ephemeral: true }),
    message(T + 180, "U1"),
    message(T + 200, "U2", { threadTs: `${T + 180}.000000` }),
    message(T + 600, "U1"),
    message(T + 3_700, "U1"),
    message(T + 3_710, "U2"),
    message(T + 3_720, "U2", { deleted: true }),
  ];
  const shown = (rows: ReturnType<typeof rowsOf>) =>
    rows.map(({ message: { ts }, startsDay, follows, startsNew, replies }) =>
      [
        Number(ts) - T,
        startsDay ? "day" : "",
        follows ? "follows" : "",
        startsNew ? "new" : "",
        replies.length > 0 ? `${replies.length} replies` : "",
      ]
        .filter((part) => part !== "")
        .join(" "),
    );

  it("stand under their author and day, in the reader's zone; replies stay in their thread", () => {
    expect(shown(rowsOf(all, "Asia/Shanghai", { me: "U1", readUntil: `${T + 3_700}.000000` }))).toEqual([
      "0 day",
      "60 follows",
      "120",
      "180 1 replies",
      "600",
      "3700 day",
      "3710 new",
    ]);
  });

  it("of a thread are its first message and its replies", () => {
    expect(shown(rowsOf(all, "UTC", { me: "U1", thread: `${T + 180}.000000` }))).toEqual(["180 day", "200"]);
  });
});

describe("emoji", () => {
  it.each([
    ["tada", "🎉"],
    ["+1", "👍"],
    ["large_green_circle", "🟢"],
    ["hourglass_flowing_sand", "⏳"],
    ["white_check_mark", "✅"],
    ["no_such_thing", undefined],
  ])("%s", (name, character) => {
    expect(emojiByName(name)).toBe(character);
  });
});

describe("colours", () => {
  const tokens = readFileSync(new URL("../../../src/emulators/slack/page/styles/tokens.css", import.meta.url), "utf8");
  const colours = new Map(
    [...tokens.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
      ([, name = "", light = "", dark = ""]) => [name, { light, dark }] as const,
    ),
  );
  const luminance = (hex: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: string, other: string): number => {
    const [a = 0, b = 0] = [luminance(one), luminance(other)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };

  it.each([
    ["text", ["ground", "sheet", "raised", "soft", "softer", "press"], 4.5],
    ["muted", ["ground", "sheet", "raised", "soft", "softer", "press"], 4.5],
    ["accent", ["sheet", "raised", "soft", "softer"], 4.5],
    ["accent-text", ["accent-soft"], 4.5],
    ["on-accent", ["accent-fill", "accent-fill-hover"], 4.5],
    ["danger", ["sheet", "raised", "danger-soft"], 4.5],
    ["on-danger", ["danger-fill", "danger-fill-hover"], 4.5],
    ["warn", ["ground", "sheet", "warn-soft"], 4.5],
    ["good", ["good-soft"], 4.5],
    ["mark", ["sheet"], 4.5],
    // The edge of a field is not text: 3 is asked.
    ["line-strong", ["sheet", "raised"], 3],
  ])("%s can be read on %j", (front, backs, least) => {
    const weak = backs.flatMap((back) =>
      (["light", "dark"] as const)
        .map((theme) => ({
          pair: `${front} on ${back}, ${theme}`,
          ratio: contrast(colours.get(front)?.[theme] ?? "#000000", colours.get(back)?.[theme] ?? "#000000"),
        }))
        .filter(({ ratio }) => ratio < least),
    );
    expect(weak).toEqual([]);
  });
});
