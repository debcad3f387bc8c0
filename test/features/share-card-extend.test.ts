import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "../../src/emulators/slack/protocol.ts";
import { elementOf, fieldsOf, textOf } from "../support/actor.ts";
import { cardNow, choose, submitAndSee, threadOf } from "../support/card-life.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { AS_MEI, createShareLife, momentIn } from "../support/passing-time.ts";
import { openShareForm } from "../support/sharing.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

describe.each(["enterprise", "carrier"] as const)("extending a share, %s edition", (edition) => {
  let office: Office;
  let card: Message;
  let shareId: string;
  let life: ReturnType<typeof createShareLife>;
  beforeAll(async () => {
    office = await openOffice({ edition });
    life = createShareLife(office);
    const tom = office.person(PEOPLE.tom);
    await openShareForm(tom, CHANNELS.launch);
    await tom.find("files", "", "Draft.docx");
    await tom.type("comment", "to be extended");
    await tom.submit();
    card = await tom.seeMessage(CHANNELS.launch, ({ blocks }) => textOf(blocks).includes("to be extended"));
    await office.bot.whenIdle();
    await tom.close();
    shareId = office.drive.state.shares[0]?.shareId ?? "";
  });
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await life.close();
    await office.close();
  });

  const end = (): Date => new Date(office.drive.state.shares.find((one) => one.shareId === shareId)?.expiresAt ?? 0);
  const puts = () => office.drive.requests.all().filter(({ method }) => method === "PUT");
  const inNewYork = (moment: Date) => momentIn(moment, "America/New_York", "en-GB");

  it("moves the end so many days later by command, and says both ends", async () => {
    const tom = office.person(PEOPLE.tom);
    const before = end();
    await tom.command(`extend draft 7`, CHANNELS.general);
    const asked = await tom.seeAnswer(CHANNELS.general, "Extending");
    expect(textOf(asked.blocks)).toBe(":hourglass_flowing_sand: Extending *Draft.docx* by 7 days…");
    const told = await tom.seeAnswer(CHANNELS.general, "Extended:");
    await office.bot.whenIdle();
    // Whole days from the moment of the change, so that it is never earlier than asked for, and less than a day later.
    expect(puts().map(({ body }) => body)).toEqual([
      { validDays: 14, expireTime: new Date(before.getTime() + 7 * DAY_MS).toISOString() },
    ]);
    expect(end().getTime() - before.getTime()).toBeGreaterThanOrEqual(7 * DAY_MS);
    expect(end().getTime() - before.getTime()).toBeLessThan(8 * DAY_MS);
    expect(textOf(told.blocks)).toBe(
      `:white_check_mark: *Extended:* Draft.docx\nIt works until *${inNewYork(end())}*. Before: ${inNewYork(before)}.`,
    );
    expect(textOf(cardNow(tom, card).blocks)).toContain("14 days left");
    expect(threadOf(office, card)).toEqual([expect.stringMatching(/^Tom Baker extended it to <!date\^\d+\^.+>\.$/)]);
  });

  it("counts from the end that the drive has, not from the one remembered here", async () => {
    const tom = office.person(PEOPLE.tom);
    await life.drive.modifyShare(AS_MEI, { shareId, end: { kind: "days", days: 20 } });
    const before = end();
    await tom.command(`extend ${shareId} +1`, CHANNELS.general);
    await tom.seeAnswer(CHANNELS.general, `Before: ${inNewYork(before)}`);
    await office.bot.whenIdle();
    expect(Math.round((end().getTime() - before.getTime()) / DAY_MS)).toBe(1);
  });

  it("offers presets from the card, each with the end it leads to", async () => {
    const tom = office.person(PEOPLE.tom);
    const before = end();
    await choose(office, tom, card, "extend", shareId);
    const view = await tom.seeModal((seen) => fieldsOf(seen).includes("days"));
    const options = elementOf(view, "days").options ?? [];
    expect(options.map(({ text, value }) => [text.text, value])).toEqual([
      ["7 days longer", "7"],
      ["30 days longer", "30"],
      ["90 days longer", "90"],
    ]);
    expect(options[1]?.description?.text).toBe(`until ${inNewYork(new Date(before.getTime() + 30 * DAY_MS))}`);
    await tom.take("days", "30");
    await submitAndSee(office, tom, "Extended:");
    expect(Math.round((end().getTime() - before.getTime()) / DAY_MS)).toBe(30);
  });

  it("is not done twice when the answer is lost or the modal sent twice", async () => {
    const tom = office.person(PEOPLE.tom);
    const before = end();
    await choose(office, tom, card, "extend", shareId);
    await tom.seeModal((seen) => fieldsOf(seen).includes("days"));
    office.drive.faults.next({ method: "PUT" }, { kind: "close", when: "after-change" });
    await Promise.all([tom.submit(), tom.submit()]);
    await tom.seeModal(({ blocks }) => textOf(blocks).includes("Extended:"));
    await office.bot.whenIdle();
    await tom.close();
    expect(Math.round((end().getTime() - before.getTime()) / DAY_MS)).toBe(7);
  });

  it("asks for the same again when the call did not come through", async () => {
    const tom = office.person(PEOPLE.tom);
    const before = end();
    office.drive.faults.next({ method: "PUT" }, { kind: "close", when: "before-change" });
    await tom.command("extend draft 3", CHANNELS.general);
    await office.slack.waitFor(() => end().getTime() !== before.getTime());
    await office.bot.whenIdle();
    expect(Math.round((end().getTime() - before.getTime()) / DAY_MS)).toBe(3);
  });

  it.each(["extend draft", "extend draft seven", "extend draft 0", "extend draft 366", "extend 7", "extend"])(
    "says how it is written to: %s",
    async (command) => {
      const tom = office.person(PEOPLE.tom);
      const before = puts().length;
      await tom.command(command, CHANNELS.general);
      await tom.seeAnswer(CHANNELS.general, "`/koodrive extend <share> <days>`");
      expect(puts().length).toBe(before);
    },
  );

  it("says how much longer is possible when the drive would not keep it so long", async () => {
    const tom = office.person(PEOPLE.tom);
    await tom.command("extend draft 330", CHANNELS.general);
    await tom.seeAnswer(
      CHANNELS.general,
      "The drive keeps links for at most 365 days from now. *Draft.docx* can be extended by",
    );
    await life.drive.modifyShare(AS_MEI, { shareId, end: { kind: "days", days: 365 } });
    await tom.command("extend draft 7", CHANNELS.general);
    await tom.seeAnswer(CHANNELS.general, "*Draft.docx* cannot be extended yet.");
    await office.bot.whenIdle();
    await choose(office, tom, cardNow(tom, card), "extend", shareId);
    const view = await tom.seeModal(({ blocks }) => textOf(blocks).includes("cannot be extended yet"));
    expect(fieldsOf(view)).toEqual([]);
    await tom.close();
  });

  it.runIf(edition === "carrier")("has nothing to move where there is no end", async () => {
    const tom = office.person(PEOPLE.tom);
    await life.drive.modifyShare(AS_MEI, { shareId, end: { kind: "none" } });
    await tom.command("extend draft 7", CHANNELS.general);
    await tom.seeAnswer(CHANNELS.general, "*Draft.docx* has no end, so there is nothing to extend.");
    await office.bot.whenIdle();
    const text = textOf(cardNow(tom, card).blocks);
    expect(text).toContain("Has no end");
    expect(text).not.toContain("Extend…");
  });
});
