import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { forgePress } from "../support/accounts.ts";
import { buttonsOf, textOf } from "../support/actor.ts";
import { cardNow, choose, submitAndSee, threadOf } from "../support/card-life.ts";
import { CHANNELS, type Office, openOffice, PEOPLE, TEAM } from "../support/office.ts";
import { AS_MEI, createShareLife } from "../support/passing-time.ts";
import { BROCHURE, openShareForm, PRESS_KIT, shareTwoFiles } from "../support/sharing.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

describe("the card over time", () => {
  let office: Office;
  let life: ReturnType<typeof createShareLife>;
  beforeAll(async () => {
    office = await openOffice();
    life = createShareLife(office);
  });
  afterEach(() => {
    office.slack.refuse.clear();
    office.drive.faults.clear();
  });
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await life.close();
    await office.close();
  });

  const share = (comment: string, channel: string = CHANNELS.launch) =>
    shareTwoFiles(office, office.person(PEOPLE.tom), channel, comment);
  const statusOf = async (shareId: string) =>
    (await office.database.db.selectFrom("shares").select("status").where("shareId", "=", shareId).executeTakeFirst())
      ?.status;
  const edits = () => office.slack.calls.filter(({ method }) => method === "chat.update").length;
  const direct = (text: string) => {
    const tom = office.person(PEOPLE.tom);
    return tom.messages(tom.direct()).filter(({ blocks }) => textOf(blocks).includes(text));
  };
  const setComment = (shareId: string, comment: string) =>
    life.drive.modifyShare(AS_MEI, { shareId, end: { kind: "keep" }, comment });
  /** As the daily look at the drive, for one share. */
  const lookAgain = async (shareId: string): Promise<void> => {
    await office.database.db
      .updateTable("shares")
      .set({ checkDueAt: office.clock.now() })
      .where("shareId", "=", shareId)
      .execute();
    await office.later(0);
  };

  it("counts the days down in place, in each channel's language, and then has expired", async () => {
    const tom = office.person(PEOPLE.tom);
    const mei = office.person(PEOPLE.mei);
    const { card, shareId } = await share("counted down");
    const chinese = await (async () => {
      await openShareForm(mei, CHANNELS.marketing, BROCHURE.id);
      await mei.type("comment", "倒计时");
      await mei.submit();
      const posted = await mei.seeMessage(CHANNELS.marketing, ({ blocks }) => textOf(blocks).includes("倒计时"));
      await office.bot.whenIdle();
      await mei.close();
      return posted;
    })();
    const said = () => [textOf(cardNow(tom, card).blocks), textOf(cardNow(mei, chinese).blocks)];
    const expectSaid = (english: string, words: string) => {
      const [first, second] = said();
      expect(first).toContain(`· ${english}`);
      expect(second).toContain(`· ${words}`);
    };
    expectSaid("7 days left", "还剩 7 天");
    const before = edits();
    await office.later(HOUR_MS);
    // Nothing has changed that people can see: Slack is left alone.
    expect(edits()).toBe(before);
    await office.later(DAY_MS);
    expectSaid("6 days left", "还剩 6 天");
    const end = office.drive.state.shares.find((one) => one.shareId === shareId)?.expiresAt ?? 0;
    await life.goTo(end - 30 * HOUR_MS);
    expectSaid("1 day left", "还剩 1 天");
    await life.goTo(end - 12 * HOUR_MS);
    expectSaid("less than a day left", "不到一天");
    await life.goTo(end - HOUR_MS / 2);
    expectSaid("less than an hour left", "不到一小时");
    await life.goTo(end + HOUR_MS);
    const [first, second] = said();
    expect(first).toContain(":hourglass: Expired <!date^");
    expect(second).toMatch(/:hourglass: 已于 <!date.+> 过期/);
    expect(buttonsOf(cardNow(tom, card).blocks).map(({ element }) => element.action_id)).toEqual(["share:again"]);
    expect(threadOf(office, card)).toEqual(["It has expired."]);
    expect(await statusOf(shareId)).toBe("expired");
    // That it would end was known: only the reminders have spoken of it.
    expect(direct("can no longer be opened")).toEqual([]);
  });

  it("lives on when it was extended on the drive, whatever was thought here", async () => {
    const tom = office.person(PEOPLE.tom);
    const { card, shareId } = await share("extended elsewhere");
    await office.later(6 * DAY_MS);
    await life.drive.modifyShare(AS_MEI, { shareId, end: { kind: "days", days: 30 } });
    await office.later(DAY_MS + HOUR_MS);
    expect(textOf(cardNow(tom, card).blocks)).toContain("29 days left");
    expect(await statusOf(shareId)).toBe("live");
  });

  it("has expired by its own end while the drive cannot be asked", async () => {
    const tom = office.person(PEOPLE.tom);
    const { card } = await share("drive away at the end");
    office.drive.faults.always({ method: "GET" }, { kind: "unauthorized" });
    await office.later(8 * DAY_MS);
    expect(textOf(cardNow(tom, card).blocks)).toContain("Expired");
  });

  it("says that its files were deleted, and tells the owner once what to do", async () => {
    const tom = office.person(PEOPLE.tom);
    await openShareForm(tom, CHANNELS.launch, SEED.files.welcome.id);
    await tom.type("comment", "files deleted");
    await tom.submit();
    const card = await tom.seeMessage(CHANNELS.launch, ({ blocks }) => textOf(blocks).includes("files deleted"));
    await office.bot.whenIdle();
    await tom.close();
    const shareId = office.drive.state.shares.find((one) => one.comment === "files deleted")?.shareId ?? "";
    await setComment(shareId, "changed on the drive meanwhile");
    await lookAgain(shareId);
    expect(textOf(cardNow(tom, card).blocks)).toContain("changed on the drive meanwhile");
    office.drive.control.recycleFile(SEED.files.welcome.id);
    await lookAgain(shareId);
    await lookAgain(shareId);
    expect(textOf(cardNow(tom, card).blocks)).toContain(":wastebasket: The files were deleted");
    expect(direct("its files were deleted on the drive")).toHaveLength(1);
    expect(
      buttonsOf(direct("its files were deleted")[0]?.blocks ?? []).map(({ element }) => element.action_id),
    ).toEqual(["share:again"]);
    expect(threadOf(office, card)).toEqual(["Its files were deleted on the drive."]);
  });

  it("says that it was ended elsewhere, and tells the owner once", async () => {
    const tom = office.person(PEOPLE.tom);
    const { card, shareId } = await share("revoked on the drive");
    await life.drive.cancelShares(AS_MEI, [shareId]);
    await lookAgain(shareId);
    expect(textOf(cardNow(tom, card).blocks)).toContain(":no_entry: Revoked");
    expect(direct("it was revoked on the drive, or you lost access to its space")).toHaveLength(1);
  });

  it("posts one new card in the place of one that was deleted, and no third", async () => {
    const tom = office.person(PEOPLE.tom);
    const ada = office.person(PEOPLE.ada);
    const { card, shareId } = await share("deleted by somebody");
    await ada.remove(card);
    const cards = () =>
      office.slack
        .history(CHANNELS.launch)
        .filter(
          ({ deleted, threadTs, blocks }) => !deleted && threadTs === undefined && textOf(blocks).includes("gone"),
        );
    await setComment(shareId, "gone once");
    await lookAgain(shareId);
    expect(cards()).toHaveLength(1);
    await setComment(shareId, "gone once, still there");
    await lookAgain(shareId);
    expect(cards()).toHaveLength(1);
    const second = cards()[0];
    if (second === undefined) throw new Error("no second card");
    await ada.remove(cardNow(tom, second));
    await setComment(shareId, "gone twice");
    await lookAgain(shareId);
    expect(cards()).toHaveLength(0);
    const told = direct("gone twice");
    expect(told).toHaveLength(1);
    expect(textOf(told[0]?.blocks ?? [])).toContain(`The card in <#${CHANNELS.launch}> can no longer be changed.`);
    // From then on the owner's own card is kept true.
    await setComment(shareId, "kept true in my messages");
    await lookAgain(shareId);
    expect(direct("kept true in my messages")).toHaveLength(1);
  });

  it("does not bring a deleted card back because a day has passed", async () => {
    const ada = office.person(PEOPLE.ada);
    const { card } = await share("stays deleted");
    await ada.remove(card);
    await office.later(2 * DAY_MS);
    const back = office.slack
      .history(CHANNELS.launch)
      .filter(({ deleted, blocks }) => !deleted && textOf(blocks).includes("stays deleted"));
    expect([back, direct("stays deleted")]).toEqual([[], []]);
  });

  it.each(["is_archived", "channel_not_found", "not_in_channel"])(
    "goes to the owner when the channel refuses (%s), once for each change",
    async (error) => {
      const { shareId } = await share(`refused: ${error}`);
      office.slack.refuse.next("chat.update", { error }, 2);
      await setComment(shareId, `changed after ${error}`);
      await lookAgain(shareId);
      await lookAgain(shareId);
      expect(direct(`changed after ${error}`)).toHaveLength(1);
    },
  );

  it("tries again when Slack is away, and edits in the end", async () => {
    const tom = office.person(PEOPLE.tom);
    const { card, shareId } = await share("Slack away");
    office.slack.refuse.next("chat.update", { dropConnection: true }, 2);
    await setComment(shareId, "after Slack came back");
    await lookAgain(shareId);
    expect(textOf(cardNow(tom, card).blocks)).toContain("after Slack came back");
  });

  it("keeps quiet in the thread where the channel wants that", async () => {
    const tom = office.person(PEOPLE.tom);
    const { card, shareId } = await share("no history", CHANNELS.general);
    await office.database.db
      .insertInto("preferences")
      .values({
        teamId: TEAM,
        subject: CHANNELS.general,
        choices: JSON.stringify({ history: "none" }),
        updatedBy: tom.id,
        updatedAt: office.clock.now(),
      })
      .execute();
    await choose(office, tom, card, "extend", shareId);
    await tom.seeModal(({ blocks }) => textOf(blocks).includes("works until"));
    await submitAndSee(office, tom, "Extended:");
    expect(threadOf(office, card)).toEqual([]);
  });

  it("shows the rest to whoever asks, and to nobody else", async () => {
    const yusuf = office.person(PEOPLE.yusuf);
    const { card, shareId } = await share("all of it", CHANNELS.general);
    expect(await choose(office, yusuf, card, "details", shareId)).toEqual({ ok: true });
    const answer = await yusuf.seeAnswer(CHANNELS.general, "Shared by");
    expect(answer.ephemeral).toBe(true);
    expect(textOf(answer.blocks)).toContain(`${PRESS_KIT.name} · `);
    expect(textOf(answer.blocks)).toContain("Short code: `");
  });

  it("answers a menu whose value somebody made up", async () => {
    const tom = office.person(PEOPLE.tom);
    const before = direct("not known here").length;
    for (const value of ["edit|1234567890123", "edit|no such share", "fly|1234567890123", "", "edit|1|2"]) {
      await forgePress(office, { userId: tom.id, actionId: "share:more", value });
    }
    await office.slack.waitFor(() => direct("This share is not known here any more.").length === before + 5);
  });
});
