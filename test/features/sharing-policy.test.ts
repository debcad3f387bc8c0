import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_RULES, type SharingRules } from "../../src/domain/sharing-policy.ts";
import type { ActAnswer } from "../../src/emulators/slack/protocol.ts";
import { getPolicy, savePolicy } from "../../src/store/policies.ts";
import { type Actor, elementOf, fieldsOf, textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { BROCHURE, openShareForm } from "../support/sharing.ts";

const TEAM = "T0LANTERN";
const PARTNER = "C0PARTNER1";

describe("sharing rules", () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
  });
  afterEach(async () => {
    for (const id of [PEOPLE.tom, PEOPLE.ada, PEOPLE.mei]) {
      if (office.person(id).topModal() !== undefined) await office.person(id).close();
    }
    office.slack.refuse.clear();
  });
  afterAll(() => office.close());

  /** As an administrator would have set them. */
  const setRules = async (rules: Partial<SharingRules>): Promise<void> => {
    const { revision } = await getPolicy(office.database.db, TEAM);
    const by = PEOPLE.ada;
    const all = { ...DEFAULT_RULES, ...rules };
    expect(await savePolicy(office.database.db, { teamId: TEAM, rules: all, revision, by }, office.clock.now())).toBe(
      true,
    );
  };
  const optionsOf = (actor: Actor, field: string): readonly string[] =>
    (elementOf(actor.modal(), field).options ?? []).map(({ value }) => value ?? "");
  const errorsOf = (answer: ActAnswer): unknown => ("errors" in answer ? answer.errors : undefined);
  const sharesOf = (comment: string) => office.drive.state.shares.filter((share) => share.comment === comment);
  const openPolicy = async (actor: Actor): Promise<void> => {
    await actor.command("policy", CHANNELS.general);
    await actor.seeModal((view) => fieldsOf(view).includes("max_days"));
  };
  const auditOf = async (act: string) =>
    office.database.db.selectFrom("audit").select(["userId", "result"]).where("act", "=", act).orderBy("id").execute();

  it("are set by an administrator, take effect in forms, and name their author", async () => {
    const ada = office.person(PEOPLE.ada);
    await openPolicy(ada);
    expect(textOf(ada.modal().blocks)).toContain("Nobody has set rules yet");
    await ada.type("max_days", "20");
    await ada.type("default_days", "30");
    expect(errorsOf(await ada.submit())).toEqual({
      default_days: "A whole number of days from 1 to the longest validity.",
    });
    await ada.type("default_days", "10");
    await ada.take("code", "always");
    await ada.submit();
    await ada.seeModal((view) => textOf(view.blocks).includes("The sharing rules are saved"));
    expect(await auditOf("policy.set")).toEqual([{ userId: PEOPLE.ada, result: "saved" }]);

    const tom = office.person(PEOPLE.tom);
    await openShareForm(tom, CHANNELS.launch, BROCHURE.id);
    expect(textOf(tom.modal().blocks)).toContain(
      `Rules set by <@${PEOPLE.ada}>: at most 20 days; an access code on every link.`,
    );
    expect(optionsOf(tom, "validity")).toEqual(["1", "7", "10", "date"]);
    expect(optionsOf(tom, "access_code")).toEqual(["auto", "custom"]);
    await ada.close();
    await openPolicy(ada);
    expect(textOf(ada.modal().blocks)).toContain(`Set by <@${PEOPLE.ada}>`);
  });

  it("cannot be set by others, nor by who has lost the right since, nor over newer rules", async () => {
    const tom = office.person(PEOPLE.tom);
    await tom.command("policy", CHANNELS.general);
    await tom.seeModal((view) => textOf(view.blocks).includes("Only drive administrators"));
    await tom.close();

    const ada = office.person(PEOPLE.ada);
    await openPolicy(ada);
    await setRules({ maxDays: 100 });
    await ada.type("max_days", "300");
    await ada.submit();
    await ada.seeModal((view) => textOf(view.blocks).includes("Somebody else has changed the rules"));
    expect((await getPolicy(office.database.db, TEAM)).rules.maxDays).toBe(100);
  });

  it("hold for a form that was open when they changed", async () => {
    await setRules({});
    const tom = office.person(PEOPLE.tom);
    await openShareForm(tom, CHANNELS.launch, BROCHURE.id);
    await tom.take("validity", "365");
    await tom.take("access_code", "none");
    await tom.type("comment", "old form");
    await setRules({ maxDays: 30, code: "outside" });
    expect(errorsOf(await tom.submit())).toEqual({
      validity: "The sharing rules allow at most 30 days. Choose less, or ask for an exception.",
      access_code: "The sharing rules want an access code on this link. Choose one, or ask for an exception.",
    });
    await office.bot.whenIdle();
    expect(sharesOf("old form")).toEqual([]);
    expect((await auditOf("policy.refusal")).at(-1)).toEqual({ userId: PEOPLE.tom, result: "refused" });
  });

  it("hold for who lost the right between the form and the share", async () => {
    await setRules({ outsideSharers: "administrators" });
    const ada = office.person(PEOPLE.ada);
    await openShareForm(ada, CHANNELS.launch, BROCHURE.id);
    await ada.type("comment", "right lost");
    office.slack.refuse.next("users.info", { error: "user_not_found" }, 20);
    await ada.submit();
    await ada.seeModal((view) => textOf(view.blocks).includes("do not allow this share"));
    expect(sharesOf("right lost")).toEqual([]);
  });

  it("keep people outside a group from sharing outside, in Chinese too", async () => {
    await setRules({ outsideSharers: "group", outsideGroup: "S0DESIGN01" });
    const tom = office.person(PEOPLE.tom);
    await openShareForm(tom, CHANNELS.launch, BROCHURE.id);
    expect(optionsOf(tom, "scope")).toEqual(["company", "people"]);
    const mei = office.person(PEOPLE.mei);
    await openShareForm(mei, CHANNELS.launch, BROCHURE.id);
    expect(optionsOf(mei, "scope")).toEqual(["external", "company", "people"]);
    await mei.close();
    await setRules({ scopes: ["company"], maxDays: 3, defaultDays: 3 });
    await openShareForm(mei, CHANNELS.launch, BROCHURE.id);
    expect(textOf(mei.modal().blocks)).toContain("设定的规则：最长 3 天; 仅限：公司所有人。");
  });

  it("want a tick where people of another company read along, or nothing posted at all", async () => {
    await setRules({});
    const tom = office.person(PEOPLE.tom);
    await openShareForm(tom, PARTNER, BROCHURE.id);
    expect(fieldsOf(tom.modal())).toContain("outside_ok");
    expect(textOf(tom.modal().blocks)).toContain("People of another company read along there.");
    await tom.set("destination", { type: "conversations_select", selected_conversation: CHANNELS.launch });
    expect(fieldsOf(tom.modal())).not.toContain("outside_ok");
    await tom.set("destination", { type: "conversations_select", selected_conversation: PARTNER });
    await tom.type("comment", "to the partner");
    await tom.set("outside_ok", {
      type: "checkboxes",
      selected_options: [...(elementOf(tom.modal(), "outside_ok").options ?? [])],
    });
    await tom.submit();
    await office.bot.whenIdle();
    expect(sharesOf("to the partner")).toHaveLength(1);
    await tom.close();

    await setRules({ channels: { [PARTNER]: { ...DEFAULT_RULES, outsideChannels: "blocked" } } });
    await openShareForm(tom, PARTNER, BROCHURE.id);
    await tom.type("comment", "blocked");
    expect(errorsOf(await tom.submit())).toEqual({
      destination:
        "People of another company read along there, and the sharing rules forbid that. Choose another, or ask for an exception.",
    });
  });

  it("are given to one conversation, and taken from it again", async () => {
    await setRules({ maxDays: 100 });
    const ada = office.person(PEOPLE.ada);
    const { launch } = CHANNELS;
    await openPolicy(ada);
    await ada.set("channel", { type: "conversations_select", selected_conversation: launch });
    await ada.type(`max_days:${launch}`, "5");
    await ada.type(`default_days:${launch}`, "5");
    await ada.submit();
    await ada.seeModal((view) => textOf(view.blocks).includes(`The rules for <#${launch}> are saved`));
    const rules = (await getPolicy(office.database.db, TEAM)).rules;
    expect({ general: rules.maxDays, launch: rules.channels[launch]?.maxDays }).toEqual({ general: 100, launch: 5 });
    await ada.close();
    await openPolicy(ada);
    await ada.set("channel", { type: "conversations_select", selected_conversation: launch });
    await ada.take(`own_rules:${launch}`, "no");
    await ada.submit();
    await ada.seeModal((view) => textOf(view.blocks).includes("has the general rules again"));
    expect((await getPolicy(office.database.db, TEAM)).rules.channels).toEqual({});
  });
});
