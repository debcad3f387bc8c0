import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FileNode } from "../../src/emulators/koodrive/entities.ts";
import { companySeed } from "../../src/emulators/koodrive/seed/company.ts";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { type Actor, buttonsOf, fieldsOf, textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { openShareForm } from "../support/sharing.ts";

const LONGEST = 255;
const fill = (pattern: string, ending: string): string =>
  `${pattern.repeat(LONGEST).slice(0, LONGEST - ending.length)}${ending}`;

/** What people, other systems and jokers call their files. */
const NAMES = [
  fill("x", ".pdf"),
  fill("很长的文件名", ".docx"),
  fill("🎉", ".png"),
  fill("👩‍👩‍👧‍👦", ".jpg"),
  fill("خطة المشروع ", ".pdf"),
  fill("&", ".txt"),
  fill("<>", ".html"),
  fill("*_~`", ".md"),
  "<!channel> <@U0MEI00001> <https://evil.example|click>.txt",
  "$t(gone) {{name}} {{- link}} $& $1.txt",
  "two\nlines.txt",
  "\u202Efdp.exe",
  "Z̸̡̛a̷l̴g̶o̵".repeat(20),
  ".",
  "…",
] as const;

describe("the longest and strangest that a drive can hold", () => {
  let office: Office;
  let tom: Actor;
  let ids: readonly string[];
  beforeAll(async () => {
    const space = SEED.users.mei.personal;
    const nasty = Array.from(
      { length: 100 },
      (_, index): FileNode => ({
        fileId: `Fnasty${String(index).padStart(27, "0")}`,
        containerId: space,
        parentId: "",
        name: NAMES[index % NAMES.length] ?? "",
        fileType: "45",
        size: Number.MAX_SAFE_INTEGER,
        createdAt: 0,
        updatedAt: 0,
        ownerId: SEED.users.mei.id,
        lastEditorId: SEED.users.mei.id,
        recycledAt: undefined,
      }),
    );
    ids = nasty.map(({ fileId }) => fileId);
    office = await openOffice({
      taskDuration: () => 10_000,
      seed: (now) => {
        const seed = companySeed(now);
        const parentId = seed.spaces.find(({ containerId }) => containerId === space)?.rootFileId ?? "";
        return { ...seed, files: [...seed.files, ...nasty.map((file) => ({ ...file, parentId }))] };
      },
    });
    tom = office.person(PEOPLE.tom);
  });
  afterAll(() => office.close());

  const noRuleBroken = () => expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);

  it.each([
    ["English", PEOPLE.tom, CHANNELS.launch],
    ["Chinese", PEOPLE.mei, CHANNELS.marketing],
  ])("is found, chosen, shared, packaged and told of within Slack's limits, in %s", async (language, who, channel) => {
    const person = office.person(who);
    const comment = fill("&<>\n", `${language}`).repeat(2).slice(-511);
    await openShareForm(person, channel, ...ids);
    expect(await person.suggest("files", "")).not.toEqual([]);
    await person.type("comment", comment);
    await person.take("scope", "company");
    expect(await person.submit()).toEqual({ ok: true });
    const card = await person.seeMessage(channel, ({ blocks }) =>
      buttonsOf(blocks).some(({ element }) => element.action_id === "share:package"),
    );
    await office.bot.whenIdle();
    await person.close();
    noRuleBroken();

    office.drive.faults.next(
      { path: "/share/tasks" },
      { kind: "task", outcome: { kind: "some", failing: ids.slice(1) } },
    );
    await person.press(card, "share:package");
    await person.seeModal((view) => fieldsOf(view).includes("zip_name"));
    expect(await person.suggest("files", "x")).not.toEqual([]);
    await person.type("zip_name", "文".repeat(82));
    expect(await person.submit()).toEqual({ ok: true });
    await person.close();
    await office.bot.whenIdle();
    await office.later(5_000);
    await office.later(10_000);
    const notice = await person.seeMessage(person.direct(), ({ text }) => text.includes(":warning:"));
    expect(textOf(notice.blocks)).toMatch(/89|90/);
    await person.command("tasks", channel);
    await person.seeAnswer(channel, "文文文");
    noRuleBroken();
  });

  it("is shown as it is called, and does nothing: no mention, no link, no word of ours", async () => {
    const said = office.slack
      .history(CHANNELS.launch)
      .concat(office.slack.history(tom.direct()))
      .filter(({ userId }) => userId === office.slack.botUserId);
    expect(said.length).toBeGreaterThan(1);
    for (const { text, blocks } of said) {
      expect(`${text}\n${mrkdwnOf(blocks)}`).not.toMatch(
        /<!channel>|<@U0MEI00001>|<https:\/\/evil|not known here any more/,
      );
    }
  });

  it("is named when it is in the way: a hundred names in one message under a field", async () => {
    await openShareForm(tom, CHANNELS.launch, ...ids);
    await tom.find("space", "marketing", "Marketing 市场部");
    const answer = await tom.submit();
    expect(answer).toMatchObject({ ok: true, errors: { files: expect.stringContaining("Not in the chosen space: ") } });
    expect(JSON.stringify(answer).length).toBeLessThan(2_000);
    await tom.close();
    noRuleBroken();
  });

  it("is asked about when several fit", async () => {
    await tom.command("code .txt", CHANNELS.launch);
    await tom.command("package x", CHANNELS.launch);
    await tom.command(`nonsense ${"<!channel> ".repeat(300)}`, CHANNELS.launch);
    await office.slack.settled();
    noRuleBroken();
  });
});

/** The texts that Slack reads marks in. */
const mrkdwnOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(mrkdwnOf).join("\n");
  if (typeof value !== "object" || value === null) return "";
  const own = "type" in value && value.type === "mrkdwn" && "text" in value ? String(value.text) : "";
  return [own, ...Object.values(value).map(mrkdwnOf)].join("\n");
};
