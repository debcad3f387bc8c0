import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listReminders } from "../../src/store/share-reminders.ts";
import { getShare } from "../../src/store/shares.ts";
import { buttonsOf, textOf } from "../support/actor.ts";
import { type Office, openOffice, PEOPLE } from "../support/office.ts";
import { AS_MEI, createShareLife, isReminder, linesOf, momentIn, pressAs, TEAM_ID } from "../support/passing-time.ts";

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

describe("reminders of the end of a share", () => {
  let office: Office;
  let life: ReturnType<typeof createShareLife>;
  beforeAll(async () => {
    office = await openOffice();
    life = createShareLife(office);
  });
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await life.close();
    await office.close();
  });

  it("come two days and two hours before, once each, in the owner's time", async () => {
    const { shareId, expiresAt } = await life.share(PEOPLE.tom, "Twice.pdf", 7);
    const end = expiresAt.getTime();
    await life.goTo(end - 48 * HOUR - 60_000);
    expect(life.told(PEOPLE.tom, "Twice.pdf")).toEqual([]);
    await life.goTo(end - 48 * HOUR);
    await office.later(0);
    const [first, ...others] = life.told(PEOPLE.tom, "Twice.pdf");
    expect(others).toEqual([]);
    expect(linesOf(first).slice(0, 7)).toEqual([
      ":hourglass_flowing_sand: *A share of yours ends in 2 days*",
      "Twice.pdf",
      `Ends ${momentIn(expiresAt, "America/New_York", "en-GB")}. Nobody can open it after that; the files stay on the drive.`,
      "Extend by 7 days",
      "Extend…",
      "Let it end",
      "You choose when you are reminded: in this app's Home tab, under Settings.",
    ]);
    expect(buttonsOf(first?.blocks ?? []).map(({ element }) => [element.action_id, element.value])).toEqual([
      ["share:extend-week", shareId],
      ["share:extend", shareId],
      ["reminder:let-end", `${shareId}:${end}`],
    ]);
    await life.goTo(end - 3 * HOUR);
    expect(life.told(PEOPLE.tom, "Twice.pdf")).toHaveLength(1);
    await life.goTo(end - 2 * HOUR);
    expect(life.told(PEOPLE.tom, "Twice.pdf").map(linesOf)[1]?.[0]).toBe(
      ":hourglass_flowing_sand: *A share of yours ends in 2 hours*",
    );
    // Over: both messages offer nothing that could still be done to it.
    await life.goTo(end + 1_000);
    expect(life.told(PEOPLE.tom, "Twice.pdf").map((message) => linesOf(message).slice(0, 3))).toEqual([
      ["Twice.pdf", ":hourglass: This share has ended. Nobody can open it any more.", "Share again"],
      ["Twice.pdf", ":hourglass: This share has ended. Nobody can open it any more.", "Share again"],
    ]);
  });

  it("speaks Chinese to who reads Chinese", async () => {
    const { expiresAt } = await life.share(PEOPLE.mei, "中文提醒.pdf", 3);
    await life.goTo(expiresAt.getTime() - 2 * DAY);
    const [message] = life.told(PEOPLE.mei, "中文提醒.pdf");
    expect(linesOf(message).slice(0, 6)).toEqual([
      ":hourglass_flowing_sand: *你的一个分享将在 2 天后到期*",
      "中文提醒.pdf",
      `${momentIn(expiresAt, "Asia/Shanghai", "zh-CN")} 到期。到期后任何人都无法打开；文件仍保留在云盘中。`,
      "延期 7 天",
      "延期…",
      "到期即止",
    ]);
  });

  it("says it once, and more exactly, when the bot comes back late", async () => {
    const { expiresAt } = await life.share(PEOPLE.tom, "Late.pdf", 4);
    await life.goTo(expiresAt.getTime() - HOUR);
    expect(life.told(PEOPLE.tom, "Late.pdf").map((message) => linesOf(message)[0])).toEqual([
      ":hourglass_flowing_sand: *A share of yours ends in 1 hour*",
    ]);
  });

  it("has nothing to say of a share that was revoked on the drive", async () => {
    const { shareId, expiresAt } = await life.share(PEOPLE.tom, "Revoked elsewhere.pdf", 4);
    await office.later(0);
    await life.drive.cancelShares(AS_MEI, [shareId]);
    await life.goTo(expiresAt.getTime() - 2 * DAY);
    await life.goTo(expiresAt.getTime() - 2 * HOUR);
    expect(life.told(PEOPLE.tom, "Revoked elsewhere.pdf").filter(isReminder)).toEqual([]);
  });

  it("reminds of the new end of a share that was extended on the drive, not of the old one", async () => {
    const { shareId, expiresAt } = await life.share(PEOPLE.tom, "Extended elsewhere.pdf", 4);
    await office.later(0);
    await life.drive.modifyShare(AS_MEI, { shareId, end: { kind: "days", days: 30 } });
    await life.goTo(expiresAt.getTime() - 2 * DAY);
    await life.goTo(expiresAt.getTime() - 2 * HOUR);
    expect(life.told(PEOPLE.tom, "Extended elsewhere.pdf")).toEqual([]);
    await office.later(0);
    const now = await getShare(office.database.db, { teamId: TEAM_ID, shareId });
    const newEnd = now?.expiresAt?.getTime() ?? 0;
    expect(newEnd - expiresAt.getTime()).toBeGreaterThan(25 * DAY);
    await life.goTo(newEnd - 2 * DAY);
    expect(life.told(PEOPLE.tom, "Extended elsewhere.pdf")).toHaveLength(1);
  });

  it("offers nothing any more once the share is extended", async () => {
    const { shareId, expiresAt } = await life.share(PEOPLE.tom, "Extended.pdf", 3);
    await life.goTo(expiresAt.getTime() - 2 * DAY);
    expect(life.told(PEOPLE.tom, "Extended.pdf").map(isReminder)).toEqual([true]);
    await life.drive.modifyShare(AS_MEI, { shareId, end: { kind: "days", days: 10 } });
    // Before the end that the bot knows: it asks the drive now and then.
    await office.later(DAY);
    // The bot learns of the new end in one round of looks, and changes its message in a later one.
    const lines = async () => {
      await office.later(0);
      return life.told(PEOPLE.tom, "Extended.pdf").map(linesOf);
    };
    await expect.poll(lines).toEqual([["Extended.pdf", expect.stringContaining("This share was extended")]]);
    const newEnd = (await getShare(office.database.db, { teamId: TEAM_ID, shareId }))?.expiresAt ?? new Date(0);
    expect(await lines()).toEqual([
      [
        "Extended.pdf",
        `:white_check_mark: This share was extended: it now ends ${momentIn(newEnd, "America/New_York", "en-GB")}.`,
      ],
    ]);
  });

  it("extends it by a week with one press, or two, and says so in its place", async () => {
    const { shareId, expiresAt } = await life.share(PEOPLE.tom, "One press.pdf", 3);
    await life.goTo(expiresAt.getTime() - 2 * DAY);
    const [reminder] = life.told(PEOPLE.tom, "One press.pdf");
    if (reminder === undefined) throw new Error("no reminder came");
    const tom = office.person(PEOPLE.tom);
    await Promise.all([tom.press(reminder, "share:extend-week"), tom.press(reminder, "share:extend-week")]);
    await office.bot.whenIdle();
    await office.later(0);
    const end = (await getShare(office.database.db, { teamId: TEAM_ID, shareId }))?.expiresAt ?? new Date(0);
    expect(Math.round((end.getTime() - expiresAt.getTime()) / DAY)).toBe(7);
    await tom.seeMessage(
      tom.direct(),
      ({ ts, blocks }) => ts === reminder.ts && textOf(blocks).includes("This share was extended: it now ends "),
    );
    await life.goTo(end.getTime() - 2 * DAY);
    expect(life.told(PEOPLE.tom, "One press.pdf").filter(isReminder)).toHaveLength(1);
  });

  it("reminds also while the drive is away", async () => {
    const { expiresAt } = await life.share(PEOPLE.tom, "Drive away.pdf", 3);
    const trouble = office.drive.faults.always({ path: /\/share\// }, { kind: "broken", status: 503 });
    await life.goTo(expiresAt.getTime() - 2 * DAY);
    trouble.cancel();
    expect(life.told(PEOPLE.tom, "Drive away.pdf").map(isReminder)).toEqual([true]);
  });

  it("lets a share end without another word, and only if its owner says so", async () => {
    const { shareId, expiresAt } = await life.share(PEOPLE.tom, "Let go.pdf", 3);
    const end = expiresAt.getTime();
    await life.goTo(end - 2 * DAY);
    const [reminder] = life.told(PEOPLE.tom, "Let go.pdf");
    if (reminder === undefined) throw new Error("no reminder came");
    // Mei does not see it, but a request can be made up.
    await pressAs(office, PEOPLE.mei, reminder, "reminder:let-end");
    await office.bot.whenIdle();
    const mei = office.person(PEOPLE.mei);
    await mei.seeMessage(mei.direct(), ({ blocks }) => textOf(blocks).includes("只有分享的所有者可以决定"));
    const tom = office.person(PEOPLE.tom);
    await tom.press(reminder, "reminder:let-end");
    await tom.seeMessage(
      tom.direct(),
      ({ ts, blocks }) => ts === reminder.ts && textOf(blocks).includes("You let this share end"),
    );
    expect(life.told(PEOPLE.tom, "Let go.pdf").map(linesOf)).toEqual([
      [
        "Let go.pdf",
        `:white_check_mark: You let this share end ${momentIn(expiresAt, "America/New_York", "en-GB")}. There are no more reminders of it.`,
        "Extend…",
      ],
    ]);
    await life.goTo(end - 2 * HOUR);
    expect(life.told(PEOPLE.tom, "Let go.pdf")).toHaveLength(1);
    const acts = await office.database.db
      .selectFrom("audit")
      .select(["userId", "result", "subject"])
      .where("act", "=", "share.let-end")
      .orderBy("id")
      .execute();
    expect(acts).toEqual([
      { userId: PEOPLE.mei, result: "refused", subject: { shareId } },
      { userId: PEOPLE.tom, result: "done", subject: { shareId } },
    ]);
  });

  it("says that there is nothing to decide about an end that is no more", async () => {
    const { expiresAt } = await life.share(PEOPLE.ada, "Stale.pdf", 3);
    await life.goTo(expiresAt.getTime() - 2 * DAY);
    const [reminder] = life.told(PEOPLE.ada, "Stale.pdf");
    if (reminder === undefined) throw new Error("no reminder came");
    office.clock.advance(2 * DAY);
    await pressAs(office, PEOPLE.ada, reminder, "reminder:let-end");
    const ada = office.person(PEOPLE.ada);
    await ada.seeMessage(ada.direct(), ({ blocks }) => textOf(blocks).includes("Nothing was done."));
    await office.later(0);
  });

  it("comes once, though Slack's answer is lost, and though the process ends in between", async () => {
    const { expiresAt } = await life.share(PEOPLE.tom, "Lost answer.pdf", 3);
    await life.goTo(expiresAt.getTime() - 2 * DAY - 1_000);
    office.slack.refuse.next("chat.postMessage", { applyThenDrop: true });
    await life.goTo(expiresAt.getTime() - 2 * DAY);
    await office.restart();
    await office.later(61_000);
    expect(life.told(PEOPLE.tom, "Lost answer.pdf").map(isReminder)).toEqual([true]);
  });

  it("is sent by the next process when one is killed before it does", async () => {
    const { shareId, expiresAt } = await life.share(PEOPLE.tom, "Killed.pdf", 3);
    await life.goTo(expiresAt.getTime() - 2 * DAY - 1_000);
    // Claimed by a process that is gone: as such a row stands.
    await office.database.db
      .updateTable("shareReminders")
      .set({ state: "sending", wakeAt: new Date(expiresAt.getTime() - 2 * DAY) })
      .where("shareId", "=", shareId)
      .where("hours", "=", 48)
      .execute();
    await life.goTo(expiresAt.getTime() - 2 * DAY);
    expect(life.told(PEOPLE.tom, "Killed.pdf").map(isReminder)).toEqual([true]);
    const rows = await listReminders(office.database.db, { teamId: TEAM_ID, shareId, expiresAt });
    expect(rows.map(({ hours, state }) => [hours, state])).toEqual([
      [48, "sent"],
      [2, "due"],
    ]);
  });

  it("does not come for who has left, or wants none", async () => {
    const gone = await life.share("U0SOFIA001", "Left.pdf", 3);
    await life.choose(PEOPLE.ada, { reminderHours: [] });
    const none = await life.share(PEOPLE.ada, "No reminders.pdf", 3);
    await life.goTo(gone.expiresAt.getTime() - 2 * DAY);
    await life.goTo(none.expiresAt.getTime() - 2 * HOUR);
    expect(life.told(PEOPLE.ada, "No reminders.pdf")).toEqual([]);
    const rows = await listReminders(office.database.db, { teamId: TEAM_ID, ...gone });
    expect(rows.map(({ state }) => state)).toEqual(["passed", "passed"]);
    await life.choose(PEOPLE.ada, {});
  });

  describe("and quiet hours", () => {
    const hourInNewYork = (moment: number): number =>
      Number(
        new Intl.DateTimeFormat("en", { hour: "2-digit", hourCycle: "h23", timeZone: "America/New_York" }).format(
          moment,
        ),
      );

    it("waits until they are over", async () => {
      const { expiresAt } = await life.share(PEOPLE.tom, "Quiet.pdf", 4);
      const due = expiresAt.getTime() - 2 * DAY;
      const from = hourInNewYork(due);
      await life.choose(PEOPLE.tom, { quietHours: { from, to: (from + 3) % 24 } });
      await life.goTo(due);
      expect(life.told(PEOPLE.tom, "Quiet.pdf")).toEqual([]);
      await life.goTo(due + 3 * HOUR);
      expect(life.told(PEOPLE.tom, "Quiet.pdf").map(isReminder)).toEqual([true]);
      await life.choose(PEOPLE.tom, {});
    });

    it("comes before they begin when the share ends in them, and at its time when they are given up", async () => {
      const { expiresAt } = await life.share(PEOPLE.tom, "Ends in quiet.pdf", 3);
      const end = expiresAt.getTime();
      await life.choose(PEOPLE.tom, {
        reminderHours: [2],
        quietHours: { from: (hourInNewYork(end) + 21) % 24, to: (hourInNewYork(end) + 2) % 24 },
      });
      await life.goTo(end - 5 * HOUR);
      expect(life.told(PEOPLE.tom, "Ends in quiet.pdf")).toEqual([]);
      await life.goTo(end - 3 * HOUR);
      expect(life.told(PEOPLE.tom, "Ends in quiet.pdf").map(isReminder)).toEqual([true]);
      await life.choose(PEOPLE.tom, {});
    });
  });
});
