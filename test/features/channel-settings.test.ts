import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE, TEAM } from "../support/office.ts";

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(async () => {
  await office.close();
});

const audited = () =>
  office.database.db
    .selectFrom("audit")
    .select(["userId", "subject", "result", "details"])
    .where("act", "=", "channel.settings")
    .orderBy("id")
    .execute();

const choicesOf = async (channel: string): Promise<unknown> =>
  (
    await office.database.db
      .selectFrom("preferences")
      .select("choices")
      .where("teamId", "=", TEAM)
      .where("subject", "=", channel)
      .executeTakeFirst()
  )?.choices;

describe("what a channel has chosen", () => {
  it("is changed by a member with /koodrive settings, told in the channel's language, and recorded", async () => {
    const yusuf = office.person(PEOPLE.yusuf);
    await yusuf.command("settings", CHANNELS.marketing);
    const form = await yusuf.seeModal();
    expect(textOf(form.blocks)).toContain("Any member may change them");
    await yusuf.take("unfurl", "off");
    await yusuf.take("history", "none");
    await yusuf.submit();
    const said = await yusuf.seeModal((view) => textOf(view.blocks).includes("Saved for"));
    expect(textOf(said.blocks)).toContain(`<#${CHANNELS.marketing}>`);
    const told = await yusuf.seeMessage(CHANNELS.marketing, ({ text }) => text.includes("设置已更改"));
    expect(textOf(told.blocks)).toContain("KooDrive 链接不再显示卡片；分享的变更只更新卡片。");
    expect(await choicesOf(CHANNELS.marketing)).toEqual({ unfurl: false, history: "none" });
    expect(await audited()).toEqual([
      {
        userId: yusuf.id,
        subject: { channel: CHANNELS.marketing },
        result: "done",
        details: { unfurl: false, history: "none" },
      },
    ]);
  });

  it("stays as it is, and nobody is told, when nothing is changed", async () => {
    const tom = office.person(PEOPLE.tom);
    const before = tom.messages(CHANNELS.launch).length;
    await tom.command("settings", CHANNELS.launch);
    await tom.seeModal(({ blocks }) => textOf(blocks).includes("Any member may change them"));
    await tom.submit();
    await tom.seeModal((view) => textOf(view.blocks).includes("Nothing was changed"));
    await office.bot.whenIdle();
    expect(tom.messages(CHANNELS.launch)).toHaveLength(before);
  });

  it("is not for those who are no members, whichever conversation they name", async () => {
    const tom = office.person(PEOPLE.tom);
    await tom.command("settings", CHANNELS.launch);
    await tom.seeModal(({ blocks }) => textOf(blocks).includes("Any member may change them"));
    await tom.set("channel", { type: "conversations_select", selected_conversation: CHANNELS.finance });
    await tom.take("unfurl", "off");
    await tom.submit();
    await tom.seeModal((view) => textOf(view.blocks).includes("Only members of"));
    expect(await choicesOf(CHANNELS.finance)).toBeUndefined();
    expect((await audited()).at(-1)).toMatchObject({ userId: tom.id, result: "refused" });
  });

  it("is reached from the Home tab, where the conversation is chosen first", async () => {
    const mei = office.person(PEOPLE.mei);
    await office.slack.act({ as: mei.id, kind: "open-home" });
    const home = await office.slack.waitFor(() => office.slack.snapshot(mei.id).home);
    expect(textOf(home.blocks)).toContain("频道设置");
  });
});
