import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "../../src/emulators/slack/protocol.ts";
import { recordAudit } from "../../src/store/audit.ts";
import { buttonsOf, findButton, textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";

const TEAM = "T0LANTERN";
const SHARE = "300000000000000002";

describe("/koodrive audit", () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
    const now = office.clock.now().getTime();
    for (let count = 0; count < 20; count++) {
      await recordAudit(office.database.db, {
        teamId: TEAM,
        userId: count % 2 === 0 ? PEOPLE.tom : PEOPLE.mei,
        at: new Date(now - (20 - count) * 24 * 60 * 60 * 1000),
        act: count === 3 ? "share.code" : "share.create",
        subject: { shareId: count < 4 ? SHARE : `30000000000000010${count}`, name: `=cmd()|' /C calc'!A${count}` },
        result: count === 3 ? "=cmd()" : "created",
        reference: `ref-${count}`,
        details: { hasCode: true },
      });
    }
    await recordAudit(office.database.db, {
      teamId: "T0OTHER001",
      userId: PEOPLE.tom,
      at: new Date(now),
      act: "share.create",
      subject: { shareId: SHARE, name: "of another workspace" },
      result: "created",
      reference: undefined,
      details: undefined,
    });
  });
  afterAll(() => office.close());

  const ask = async (personId: string, text: string): Promise<Message> => {
    const person = office.person(personId);
    const before = new Set(person.messages(CHANNELS.general).map((message) => message.ts));
    await person.command(text, CHANNELS.general);
    return person.seeMessage(CHANNELS.general, (message) => message.ephemeral && !before.has(message.ts));
  };
  const referencesOf = (message: Message): readonly string[] =>
    [...textOf(message.blocks).matchAll(/`(ref-\d+)`/g)].map((match) => match[1] ?? "");
  const refs = (...numbers: readonly number[]) => numbers.map((number) => `ref-${number}`);

  it("pages through the log in place, newest first", async () => {
    const ada = office.person(PEOPLE.ada);
    const first = await ask(PEOPLE.ada, "audit");
    expect(referencesOf(first)).toEqual(refs(19, 18, 17, 16, 15, 14, 13, 12));
    await ada.press(first, "audit:older");
    const second = await ada.seeMessage(CHANNELS.general, (message) => referencesOf(message)[0] === "ref-11");
    expect({ ts: second.ts, refs: referencesOf(second) }).toEqual({
      ts: first.ts,
      refs: refs(11, 10, 9, 8, 7, 6, 5, 4),
    });
    await ada.press(second, "audit:older");
    const third = await ada.seeMessage(CHANNELS.general, (message) => referencesOf(message)[0] === "ref-3");
    expect(referencesOf(third)).toEqual(refs(3, 2, 1, 0));
    expect(buttonsOf(third.blocks).map(({ element }) => element.action_id)).not.toContain("audit:older");
    await ada.press(third, "audit:newer");
    const back = await ada.seeMessage(CHANNELS.general, (message) => referencesOf(message)[0] === "ref-11");
    expect(referencesOf(back)).toEqual(refs(11, 10, 9, 8, 7, 6, 5, 4));
  });

  it.each([
    [`audit ${SHARE}`, refs(3, 2, 1, 0)],
    [`audit ${PEOPLE.mei} ${SHARE}`, refs(3, 1)],
    [`audit <@${PEOPLE.mei}|mei> share.code`, refs(3)],
    ["audit task", []],
    ["audit share 3d", refs(19, 18)],
  ])("%s", async (text, found) => {
    expect(referencesOf(await ask(PEOPLE.ada, text))).toEqual(found);
  });

  it("keeps the other filters when a person is chosen, and says what it does not understand", async () => {
    const ada = office.person(PEOPLE.ada);
    const shown = await ask(PEOPLE.ada, `audit ${SHARE}`);
    const { blockId } = findButton(shown.blocks, "audit:person");
    await office.slack.act({
      as: PEOPLE.ada,
      kind: "action",
      place: { in: "message", channel: shown.channel, ts: shown.ts },
      blockId,
      actionId: "audit:person",
      action: { type: "users_select", selected_user: PEOPLE.tom },
    });
    const narrowed = await ada.seeMessage(CHANNELS.general, (message) => referencesOf(message)[0] === "ref-2");
    expect({ ts: narrowed.ts, refs: referencesOf(narrowed) }).toEqual({ ts: shown.ts, refs: refs(2, 0) });
    expect(textOf((await ask(PEOPLE.ada, "audit !!!")).blocks)).toContain("“!!!” is no filter");
  });

  it("is for administrators alone, whose right is asked for anew, and speaks Chinese", async () => {
    expect(textOf((await ask(PEOPLE.mei, "audit")).blocks)).toContain("只有云盘管理员可以执行此操作");
    expect(textOf((await ask(PEOPLE.tom, "audit export")).blocks)).toContain("Only drive administrators");
    const refused = await ask(PEOPLE.ada, `audit ${PEOPLE.tom} audit`);
    expect(textOf(refused.blocks)).toContain("Audit log exported");
    expect(textOf(refused.blocks)).toContain("refused");
  });

  it("sends the log as a file, as it was when it was asked for, with nothing in it that a spreadsheet would run", async () => {
    const ada = office.person(PEOPLE.ada);
    await ask(PEOPLE.ada, `audit export ${SHARE}`);
    await office.bot.whenIdle();
    const sent = await ada.seeMessage(ada.direct(), (message) => (message.files ?? []).length > 0);
    expect(sent.text).toContain("4 entries");
    const name = sent.files?.[0]?.name ?? "";
    expect(name).toMatch(/^koodrive-audit-[0-9a-f]{8}\.csv$/);
    const answer = await fetch(`${office.slack.url}/files/${sent.files?.[0]?.id}/${name}`, {
      headers: { authorization: `Bearer ${office.keys.botToken}` },
    });
    const csv = Buffer.from(await answer.arrayBuffer()).toString("utf8");
    expect(csv.startsWith("\uFEFFid,")).toBe(true);
    const lines = csv.trimEnd().split("\r\n");
    expect(lines).toHaveLength(5);
    expect(lines[4]).toContain(`share.code,${SHARE},`);
    expect(lines[4]).toContain(",'=cmd(),ref-3,");
    expect(lines.join("\n")).not.toContain("another workspace");
    expect(textOf((await ask(PEOPLE.ada, "audit audit.export")).blocks)).toContain("sent");
  });

  it("makes one file at a time for a person", async () => {
    office.slack.refuse.next("files.getUploadURLExternal", { delayMs: 1_000 });
    const texts: string[] = [];
    for (const _ of [1, 2]) texts.push(textOf((await ask(PEOPLE.ada, "audit export 7d")).blocks));
    await office.bot.whenIdle();
    texts.push(textOf((await ask(PEOPLE.ada, "audit export 7d")).blocks));
    expect(texts.map((text) => text.includes("is being made for you already"))).toEqual([false, true, false]);
    await office.bot.whenIdle();
    const ada = office.person(PEOPLE.ada);
    expect(ada.messages(ada.direct()).filter(({ files }) => (files ?? []).length > 0)).toHaveLength(3);
  });

  it("removes what is older than the log is kept", async () => {
    await office.database.db
      .insertInto("auditSettings")
      .values({ teamId: TEAM, days: 30, updatedBy: PEOPLE.ada, updatedAt: office.clock.now() })
      .execute();
    await office.later(20 * 24 * 60 * 60 * 1000);
    const left = await ask(PEOPLE.ada, "audit share");
    expect(referencesOf(left)).toEqual(refs(19, 18, 17, 16, 15, 14, 13, 12));
    expect(referencesOf(await ask(PEOPLE.ada, `audit ${SHARE}`))).toEqual([]);
    expect(textOf(left.blocks)).toContain("kept for 30 days");
  });
});
