import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_RULES } from "../../src/domain/sharing-policy.ts";
import type { ActAnswer, Message } from "../../src/emulators/slack/protocol.ts";
import { savePolicy } from "../../src/store/policies.ts";
import { type Actor, buttonsOf, elementOf, fieldsOf, findButton, textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { BROCHURE, openShareForm } from "../support/sharing.ts";

const TEAM = "T0LANTERN";
const DAY_MS = 24 * 60 * 60 * 1000;

describe("an exception from the sharing rules", () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
    const rules = { ...DEFAULT_RULES, maxDays: 30 };
    await savePolicy(office.database.db, { teamId: TEAM, rules, revision: 0, by: PEOPLE.ada }, office.clock.now());
  });
  afterEach(async () => {
    const tom = office.person(PEOPLE.tom);
    if (tom.topModal() !== undefined) await tom.close();
  });
  afterAll(() => office.close());

  const ask = async (actor: Actor, reason: string, days = "90"): Promise<Message> => {
    await openShareForm(actor, CHANNELS.launch, BROCHURE.id);
    await actor.pressInModal("exception:ask");
    await actor.seeModal((view) => fieldsOf(view).includes("reason"));
    const wish = (elementOf(actor.modal(), "wish").options ?? []).filter(({ value }) => value === "days");
    await actor.set("wish", { type: "checkboxes", selected_options: wish });
    await actor.type("days", days);
    await actor.type("reason", reason);
    await actor.submit();
    await actor.close();
    await office.bot.whenIdle();
    const ada = office.person(PEOPLE.ada);
    return ada.seeMessage(ada.direct(), (message) => textOf(message.blocks).includes(reason));
  };
  const shareFor = async (actor: Actor, days: string, comment: string): Promise<ActAnswer> => {
    await openShareForm(actor, CHANNELS.launch, BROCHURE.id);
    await actor.take("validity", days);
    await actor.type("comment", comment);
    const answer = await actor.submit();
    await office.bot.whenIdle();
    if (actor.topModal() !== undefined) await actor.close();
    return answer;
  };
  const sharesOf = (comment: string) => office.drive.state.shares.filter((share) => share.comment === comment);
  const statesOf = async (reason: string) =>
    (
      await office.database.db.selectFrom("exceptionRequests").select("state").where("reason", "=", reason).execute()
    ).map(({ state }) => state);

  it("is asked for, approved once, used by one share, and gone", async () => {
    const tom = office.person(PEOPLE.tom);
    const ada = office.person(PEOPLE.ada);
    const request = await ask(tom, "the fair lasts three months");
    expect(textOf(request.blocks)).toContain(`<@${PEOPLE.tom}> asks for an exception`);
    await ada.press(request, "exception:approve");
    await office.bot.whenIdle();
    await tom.seeMessage(tom.direct(), (message) => message.text.includes("approved your exception: 90 days"));
    const decided = await ada.seeMessage(ada.direct(), (message) => textOf(message.blocks).includes("Approved by"));
    expect({ ts: decided.ts, buttons: buttonsOf(decided.blocks) }).toEqual({ ts: request.ts, buttons: [] });

    await shareFor(tom, "30", "needs none");
    expect(await statesOf("the fair lasts three months")).toEqual(["approved"]);
    await shareFor(tom, "90", "by exception");
    expect(sharesOf("by exception")).toHaveLength(1);
    expect(await statesOf("the fair lasts three months")).toEqual(["used"]);
    await openShareForm(tom, CHANNELS.launch, BROCHURE.id);
    expect((elementOf(tom.modal(), "validity").options ?? []).map(({ value }) => value)).not.toContain("90");
  });

  it("is approved by nobody but administrators, and once: a forged approval does nothing", async () => {
    const tom = office.person(PEOPLE.tom);
    const ada = office.person(PEOPLE.ada);
    const request = await ask(tom, "I would like to");
    const id = String(findButton(request.blocks, "exception:approve").element.value);
    const forged = (userId: string, value: string) =>
      office.post(
        new URLSearchParams({
          payload: JSON.stringify({
            type: "block_actions",
            team: { id: TEAM },
            user: { id: userId, team_id: TEAM },
            api_app_id: "A0",
            trigger_id: "1.2.3",
            response_url: `${office.slack.url}/response/none`,
            channel: { id: CHANNELS.general },
            message: { ts: "1.2" },
            actions: [{ type: "button", action_id: "exception:approve", block_id: "b", value, action_ts: "1" }],
          }),
        }).toString(),
      );
    expect((await forged(PEOPLE.tom, id)).status).toBe(200);
    await forged(PEOPLE.ada, "00000000-0000-4000-8000-000000000000");
    await forged(PEOPLE.ada, `${id}' or true --`);
    await office.bot.whenIdle();
    expect(await statesOf("I would like to")).toEqual(["waiting"]);

    await Promise.all([ada.press(request, "exception:refuse"), ada.press(request, "exception:refuse")]);
    await office.bot.whenIdle();
    await tom.seeMessage(tom.direct(), (message) => message.text.includes("refused your request"));
    expect(await statesOf("I would like to")).toEqual(["refused"]);
    expect(
      await office.database.db
        .selectFrom("audit")
        .select("userId")
        .where("act", "=", "exception.refuse")
        .where("result", "=", "refused")
        .execute(),
    ).toEqual([{ userId: PEOPLE.ada }]);
  });

  it("of another workspace is not found", async () => {
    const ada = office.person(PEOPLE.ada);
    const request = await ask(office.person(PEOPLE.tom), "moved away");
    await office.database.db
      .updateTable("exceptionRequests")
      .set({ teamId: "T0OTHER001" })
      .where("reason", "=", "moved away")
      .execute();
    await ada.press(request, "exception:approve");
    await office.bot.whenIdle();
    expect(await statesOf("moved away")).toEqual(["waiting"]);
    await office.database.db.deleteFrom("exceptionRequests").where("reason", "=", "moved away").execute();
  });

  it("that nobody answers, or nobody uses, ends after a week", async () => {
    const tom = office.person(PEOPLE.tom);
    const ada = office.person(PEOPLE.ada);
    const first = await ask(tom, "answered");
    await ada.press(first, "exception:approve");
    await office.bot.whenIdle();
    await ask(tom, "never answered");
    await office.later(7 * DAY_MS + 1_000);
    expect([await statesOf("answered"), await statesOf("never answered")]).toEqual([["expired"], ["expired"]]);
    await tom.seeMessage(tom.direct(), (message) => message.text.includes("No administrator answered"));
    await tom.seeMessage(tom.direct(), (message) => message.text.includes("was not used in time"));
    await openShareForm(tom, CHANNELS.launch, BROCHURE.id);
    expect((elementOf(tom.modal(), "validity").options ?? []).map(({ value }) => value)).not.toContain("90");
  });
});
