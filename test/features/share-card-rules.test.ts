import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ActAnswer, Message } from "../../src/emulators/slack/protocol.ts";
import { type Actor, elementOf, fieldsOf, textOf } from "../support/actor.ts";
import { choose, openEditForm, submitAndSee } from "../support/card-life.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { approveException, setRules } from "../support/rules.ts";
import { BROCHURE, openShareForm, shareTwoFiles } from "../support/sharing.ts";
import { pressButton } from "../support/submission.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The rules bound what the forms offer, are asked at submit, and once more by the job. */
describe("changing a share within the sharing rules", () => {
  let office: Office;
  let tom: Actor;
  beforeAll(async () => {
    office = await openOffice();
    tom = office.person(PEOPLE.tom);
  });
  beforeEach(() => setRules(office, {}));
  afterEach(async () => {
    if (tom.topModal() !== undefined) await tom.close();
  });
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await office.close();
  });

  let count = 0;
  const share = (comment: string) => {
    count += 1;
    return shareTwoFiles(office, tom, CHANNELS.launch, `${comment} ${count}`);
  };
  const shareWithoutCode = async (comment: string): Promise<{ readonly card: Message; readonly shareId: string }> => {
    await openShareForm(tom, CHANNELS.launch, BROCHURE.id);
    await tom.take("access_code", "none");
    await tom.type("comment", comment);
    await tom.submit();
    const card = await tom.seeMessage(CHANNELS.launch, ({ blocks }) => textOf(blocks).includes(comment));
    await office.bot.whenIdle();
    await tom.close();
    const found = office.drive.state.shares.find((one) => one.comment === comment);
    return { card, shareId: found?.shareId ?? "" };
  };
  const daysLeft = (shareId: string): number => {
    const found = office.drive.state.shares.find((one) => one.shareId === shareId);
    return Math.round(((found?.expiresAt ?? 0) - office.clock.now().getTime()) / DAY_MS);
  };
  const offered = (field: string): readonly string[] =>
    (elementOf(tom.modal(), field).options ?? []).map(({ value }) => value ?? "");
  const errorsOf = (answer: ActAnswer): unknown => ("errors" in answer ? answer.errors : undefined);
  const refusalsOf = async (act: string, shareId: string): Promise<number> =>
    (await office.database.db.selectFrom("audit").selectAll().where("act", "=", act).execute()).filter(
      ({ subject, result }) => result === "refused" && JSON.stringify(subject).includes(shareId),
    ).length;
  const openExtend = async (card: Message, shareId: string) => {
    await choose(office, tom, card, "extend", shareId);
    return tom.seeModal((view) => view.callback_id === "share_extend");
  };

  describe("in the edit form", () => {
    it("offers what the rules of the conversation allow, and names their author", async () => {
      await setRules(office, { maxDays: 30, code: "always" });
      const { card, shareId } = await share("bounded");
      await openEditForm(office, tom, card, shareId);
      expect(textOf(tom.modal().blocks)).toContain(
        `Rules set by <@${PEOPLE.ada}>: at most 30 days; an access code on every link.`,
      );
      expect([offered("validity"), offered("access_code")]).toEqual([
        ["keep", "1", "7", "30", "date"],
        ["keep", "auto", "custom"],
      ]);
    });

    it("refuses under its field what an open form chose before the rules changed, and records it", async () => {
      const { card, shareId } = await share("old form");
      await openEditForm(office, tom, card, shareId);
      await tom.take("validity", "90");
      await setRules(office, { maxDays: 30 });
      expect(errorsOf(await tom.submit())).toEqual({
        validity: expect.stringContaining("allow at most 30 days from now. You can ask for an exception."),
      });
      await office.bot.whenIdle();
      expect([daysLeft(shareId), await refusalsOf("share.edit", shareId)]).toEqual([7, 1]);
      await tom.take("validity", "30");
      await submitAndSee(office, tom, "Saved");
      expect(daysLeft(shareId)).toBe(30);
    });

    it("refuses a day beyond the longest validity under the day", async () => {
      await setRules(office, { maxDays: 10 });
      const { card, shareId } = await share("a day");
      await openEditForm(office, tom, card, shareId);
      await tom.take("validity", "date");
      const date = new Date(office.clock.now().getTime() + 60 * DAY_MS).toISOString().slice(0, 10);
      await tom.set("until", { type: "datepicker", selected_date: date });
      expect(errorsOf(await tom.submit())).toEqual({ until: expect.stringContaining("at most 10 days from now") });
    });

    it("lets a share without a code live longer only with a code, where the rules want one", async () => {
      const { card, shareId } = await shareWithoutCode("no code yet");
      await setRules(office, { code: "always" });
      await openEditForm(office, tom, card, shareId);
      await tom.take("validity", "30");
      expect(errorsOf(await tom.submit())).toEqual({
        access_code: expect.stringContaining("want an access code on this link, and it has none"),
      });
      await tom.take("access_code", "auto");
      await submitAndSee(office, tom, "Saved");
      expect(daysLeft(shareId)).toBe(30);
    });

    it("lets a share go on by no other way once its reach is not allowed any more", async () => {
      const { card, shareId } = await share("too open");
      await setRules(office, { scopes: ["company"] });
      await openEditForm(office, tom, card, shareId);
      await tom.take("validity", "30");
      expect(errorsOf(await tom.submit())).toEqual({
        validity: expect.stringContaining("no longer allow links that are open to so many (anyone with the link)"),
      });
      await tom.take("validity", "1");
      await submitAndSee(office, tom, "Saved");
      expect(daysLeft(shareId)).toBe(1);
    });

    it("is held by the job too, when the rules change after the submit", async () => {
      const { card, shareId } = await share("after submit");
      await openEditForm(office, tom, card, shareId);
      await tom.take("validity", "90");
      const trouble = office.drive.faults.always({ path: /share/ }, { kind: "close", when: "before-change" });
      await tom.submit();
      await tom.seeModal((view) => textOf(view.blocks).includes("keeps trying"));
      await setRules(office, { maxDays: 30 });
      trouble.cancel();
      await tom.seeModal((view) => textOf(view.blocks).includes("do not allow this share"));
      await office.bot.whenIdle();
      expect([daysLeft(shareId), await refusalsOf("share.edit", shareId)]).toEqual([7, 1]);
    });
  });

  describe("by extending", () => {
    it("offers what the rules leave, and names their author", async () => {
      await setRules(office, { maxDays: 40 });
      const { card, shareId } = await share("presets");
      await openExtend(card, shareId);
      expect(offered("days")).toEqual(["7", "30"]);
      expect(textOf(tom.modal().blocks)).toContain(`Rules set by <@${PEOPLE.ada}>: at most 40 days.`);
      await tom.close();
      await setRules(office, { maxDays: 8 });
      await openExtend(card, shareId);
      expect(fieldsOf(tom.modal())).toEqual([]);
      expect(textOf(tom.modal().blocks)).toContain(`set by <@${PEOPLE.ada}> allow at most 8 days from now`);
      await tom.pressInModal("exception:ask");
      await tom.seeModal((view) => view.callback_id === "exception_request");
    });

    it("refuses under the field what an open form chose before the rules changed", async () => {
      const { card, shareId } = await share("old extend form");
      await openExtend(card, shareId);
      await setRules(office, { maxDays: 9 });
      expect(errorsOf(await tom.submit())).toEqual({ days: expect.stringContaining("at most 9 days from now") });
      expect([daysLeft(shareId), await refusalsOf("share.extend", shareId)]).toEqual([7, 1]);
    });

    it("refuses the command and the reminder's button at once, with the rule and its author", async () => {
      const { shareId } = await share("at once");
      await setRules(office, { maxDays: 9 });
      await tom.command(`extend ${shareId} 7`, CHANNELS.launch);
      const answer = await tom.seeAnswer(CHANNELS.launch, `set by <@${PEOPLE.ada}> allow at most 9 days from now`);
      await tom.press(answer, "exception:ask");
      await tom.seeModal((view) => view.callback_id === "exception_request");
      await pressButton(office, PEOPLE.tom, "share:extend-week", shareId);
      await tom.seeMessage(tom.direct(), ({ blocks }) => textOf(blocks).includes("at most 9 days from now"));
      await office.bot.whenIdle();
      expect([daysLeft(shareId), await refusalsOf("share.extend", shareId)]).toEqual([7, 2]);
      await tom.command(`extend ${shareId} 2`, CHANNELS.launch);
      await tom.seeAnswer(CHANNELS.launch, "Extended");
      expect(daysLeft(shareId)).toBe(9);
    });

    it("refuses what has no code where one is wanted, and says how to go on", async () => {
      const { card, shareId } = await shareWithoutCode("nothing to type");
      await setRules(office, { code: "always" });
      await openExtend(card, shareId);
      expect(textOf(tom.modal().blocks)).toContain("Give it one with Edit");
    });

    it("is done by an exception, once", async () => {
      const { card, shareId } = await share("excepted");
      await setRules(office, { maxDays: 9 });
      await approveException(office, PEOPLE.tom, { maxDays: 60 });
      await openExtend(card, shareId);
      expect(offered("days")).toEqual(["7", "30"]);
      await tom.take("days", "30");
      await submitAndSee(office, tom, "Extended");
      expect(daysLeft(shareId)).toBe(37);
      await openExtend(card, shareId);
      expect(fieldsOf(tom.modal())).toEqual([]);
    });
  });
});
