import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { buttonsOf, elementOf, fieldsOf, textOf } from "../support/actor.ts";
import { cardNow, choose, openEditForm, submitAndSee, threadOf } from "../support/card-life.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { BROCHURE, bodiesTo, PRESS_KIT, shareTwoFiles } from "../support/sharing.ts";

describe("ending a share from Slack", () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
  });
  afterEach(() => office.drive.faults.clear());
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await office.close();
  });

  const cancelled = (shareId: string) => office.drive.state.shares.find((one) => one.shareId === shareId)?.cancelled;
  const share = (comment: string) => shareTwoFiles(office, office.person(PEOPLE.tom), CHANNELS.launch, comment);
  const cancels = () => bodiesTo(office, "/share/cancel").length;

  it("asks first, then revokes, and the card says so in place", async () => {
    const tom = office.person(PEOPLE.tom);
    const { card, shareId } = await share("revoked from the card");
    await choose(office, tom, card, "cancel", shareId);
    const asked = await tom.seeModal(({ blocks }) => textOf(blocks).includes("Revoke *Spring Launch Brochure.pdf"));
    expect([asked.submit?.text, asked.close?.text]).toEqual(["Revoke", "Cancel"]);
    expect(cancelled(shareId)).toBe(false);
    expect(await submitAndSee(office, tom, "Revoked:")).toContain("The link no longer works.");
    expect(cancelled(shareId)).toBe(true);
    expect(bodiesTo(office, "/share/cancel")).toEqual([{ shareIds: [shareId] }]);
    const ended = cardNow(tom, card);
    expect(textOf(ended.blocks).split("\n")).toEqual([
      `<@${PEOPLE.tom}>`,
      " shared ",
      "Spring Launch Brochure.pdf and 1 more",
      ":no_entry: Revoked",
      "Share again",
    ]);
    expect(JSON.stringify(ended.blocks)).toContain('"strike":true');
    expect(ended.text).toBe("Tom Baker shared Spring Launch Brochure.pdf and 1 more from KooDrive. Revoked");
    expect(threadOf(office, card)).toEqual(["Tom Baker revoked it."]);
  });

  it("does nothing when the person thinks better of it", async () => {
    const tom = office.person(PEOPLE.tom);
    const { shareId } = await share("kept after all");
    const before = cancels();
    await tom.command(`cancel ${shareId}`, CHANNELS.general);
    await tom.seeModal(({ blocks }) => textOf(blocks).includes("Revoke *"));
    await tom.close();
    await office.bot.whenIdle();
    expect([cancels(), cancelled(shareId)]).toEqual([before, false]);
  });

  it("lets the person choose when several fit, and tells of each", async () => {
    const tom = office.person(PEOPLE.tom);
    const first = await share("one of several");
    const second = await share("two of several");
    await tom.command("cancel spring launch", CHANNELS.general);
    const view = await tom.seeModal((seen) => fieldsOf(seen).includes("shares"));
    const options = (elementOf(view, "shares").options ?? []).filter(({ value }) =>
      [first.shareId, second.shareId].includes(value),
    );
    expect(options).toHaveLength(2);
    await tom.set("shares", { type: "multi_static_select", selected_options: options });
    // The drive refuses one of them: each has a result of its own.
    const answer = {
      code: 0,
      msg: "Success.",
      subResponseList: [
        { code: 13000410, msg: "no", shareId: first.shareId },
        { code: 0, msg: "Success.", shareId: second.shareId },
      ],
    };
    office.drive.faults.next(
      { path: "/share/cancel" },
      { kind: "answer", status: 200, body: JSON.stringify(answer), changed: false },
    );
    const told = await submitAndSee(office, tom, "Not revoked:");
    expect(told).toContain("no permission on the space");
    expect(told).toContain("*Revoked:* Spring Launch Brochure.pdf");
    const rows = await office.database.db.selectFrom("shares").select(["shareId", "status"]).execute();
    expect(rows).toContainEqual({ shareId: first.shareId, status: "live" });
    expect(rows).toContainEqual({ shareId: second.shareId, status: "revoked" });
  });

  it.each(["before-change", "after-change"] as const)(
    "looks when the answer is lost (%s), and ends it all the same",
    async (when) => {
      const tom = office.person(PEOPLE.tom);
      const { card, shareId } = await share(`answer lost ${when}`);
      await choose(office, tom, card, "cancel", shareId);
      await tom.seeModal(({ blocks }) => textOf(blocks).includes("Revoke *"));
      office.drive.faults.next({ path: "/share/cancel" }, { kind: "close", when });
      await submitAndSee(office, tom, "Revoked:");
      expect(cancelled(shareId)).toBe(true);
      expect(textOf(cardNow(tom, card).blocks)).toContain(":no_entry: Revoked");
    },
  );

  it("tells an owner whose modal is closed only of what did not work", async () => {
    const tom = office.person(PEOPLE.tom);
    const { card, shareId } = await share("closed at once");
    await choose(office, tom, card, "cancel", shareId);
    await tom.seeModal(({ blocks }) => textOf(blocks).includes("Revoke *"));
    office.drive.faults.next({ path: "/share/cancel" }, { kind: "unauthorized" });
    office.slack.refuse.next("views.update", { error: "not_found" });
    await tom.submit();
    await tom.seeMessage(tom.direct(), ({ blocks }) => textOf(blocks).includes("Not revoked:"));
    await office.bot.whenIdle();
    await tom.close();
  });

  it("takes a code away by a new link: new first, then the old revoked, the cards go over", async () => {
    const tom = office.person(PEOPLE.tom);
    const { card, shareId } = await share("without a code");
    const messages = office.slack.history(CHANNELS.launch).length;
    await openEditForm(office, tom, card, shareId);
    await tom.take("access_code", "none");
    await tom.type("comment", "without a code now");
    await tom.submit();
    const asked = await tom.seeModal((view) => view.callback_id === "share_replace");
    expect(textOf(asked.blocks)).toContain("The drive cannot take a code away from a link.");
    expect(asked.submit?.text).toBe("Replace the link");
    expect(cancelled(shareId)).toBe(false);
    const calls = office.drive.requests.all().length;
    await submitAndSee(office, tom, "New link:");
    const changes = office.drive.requests
      .all()
      .slice(calls)
      .filter(({ method, path }) => method === "POST" && path.includes("/share"))
      .map(({ path }) => path.split("/").at(-1));
    expect(changes).toEqual(["share", "cancel"]);
    const made = office.drive.state.shares.find((one) => one.comment === "without a code now");
    expect(made).toMatchObject({ extractCode: undefined, cancelled: false, fileIds: [BROCHURE.id, PRESS_KIT.id] });
    expect(cancelled(shareId)).toBe(true);
    const now = cardNow(tom, card);
    const values = buttonsOf(now.blocks).map(({ element }) => [element.action_id, element.value]);
    expect(values).toContainEqual(["share:package", made?.shareId]);
    expect(values.map(([id]) => id)).not.toContain("share:code");
    expect(textOf(now.blocks)).toContain("without a code now");
    expect(threadOf(office, card)).toEqual([
      "Tom Baker replaced the link: the new one opens without an access code, the old one is revoked.",
    ]);
    // One line of history is all that was added: no second card anywhere.
    expect(office.slack.history(CHANNELS.launch).length).toBe(messages + 1);
    expect(JSON.stringify(office.slack.history(tom.direct()))).not.toContain("without a code now");
  });

  it("leaves the old link alone when the new one cannot be made", async () => {
    const tom = office.person(PEOPLE.tom);
    const { card, shareId } = await share("no new link");
    const before = cancels();
    await openEditForm(office, tom, card, shareId);
    await tom.take("access_code", "none");
    await tom.submit();
    await tom.seeModal((view) => view.callback_id === "share_replace");
    const refusal = { kind: "answer", status: 200, body: '{"code":13000306,"msg":"bin"}' } as const;
    office.drive.faults.next({ method: "POST", path: "/koodrive/ose/v1/share" }, refusal);
    const told = await submitAndSee(office, tom, "No new link:");
    expect(told).toContain("The old one works as before, with its code.");
    await tom.seeMessage(tom.direct(), ({ blocks }) => textOf(blocks).includes("was not made"));
    expect([cancels(), cancelled(shareId)]).toEqual([before, false]);
    // Trying again from that message goes on to the end.
    const notice = await tom.seeMessage(tom.direct(), ({ blocks }) => textOf(blocks).includes("was not made"));
    await tom.press(notice, "share:retry");
    await office.slack.waitFor(() => cancelled(shareId));
    await office.bot.whenIdle();
    expect(textOf(cardNow(tom, card).blocks)).not.toContain("Get code");
  });

  it("says so when the old link cannot be revoked, and the card shows the new one", async () => {
    const tom = office.person(PEOPLE.tom);
    const { card, shareId } = await share("two links");
    await openEditForm(office, tom, card, shareId);
    await tom.take("access_code", "none");
    await tom.submit();
    await tom.seeModal((view) => view.callback_id === "share_replace");
    office.drive.faults.next({ path: "/share/cancel" }, { kind: "unauthorized" });
    const told = await submitAndSee(office, tom, "could not be revoked");
    expect(told).toContain(`/koodrive cancel ${shareId}`);
    expect(cancelled(shareId)).toBe(false);
    expect(textOf(cardNow(tom, card).blocks)).not.toContain("Get code");
  });

  it("finishes what a crash interrupted between the new link and the old", async () => {
    const tom = office.person(PEOPLE.tom);
    const { card, shareId } = await share("crash between");
    await openEditForm(office, tom, card, shareId);
    await tom.take("access_code", "none");
    await tom.submit();
    await tom.seeModal((view) => view.callback_id === "share_replace");
    const held = office.drive.faults.next({ path: "/share/cancel" }, { kind: "hang" });
    await tom.submit();
    await held.caught;
    await office.restart();
    office.drive.faults.clear();
    await office.bot.whenIdle();
    expect(cancelled(shareId)).toBe(true);
    const made = office.drive.state.shares.filter((one) => one.comment === "crash between" && !one.cancelled);
    expect(made).toHaveLength(1);
    expect(textOf(cardNow(tom, card).blocks)).not.toContain("Get code");
    await tom.close();
  });

  it("shares again with one press: the same files, people and comment, in the same place", async () => {
    const tom = office.person(PEOPLE.tom);
    const { card, shareId } = await share("once more");
    await tom.command(`cancel ${shareId}`, CHANNELS.general);
    await tom.seeModal(({ blocks }) => textOf(blocks).includes("Revoke *"));
    await submitAndSee(office, tom, "Revoked:");
    await tom.press(cardNow(tom, card), "share:again");
    const form = await tom.seeModal((view) => fieldsOf(view).includes("destination"));
    expect(elementOf(form, "files").initial_options).toMatchObject([{ value: BROCHURE.id }, { value: PRESS_KIT.id }]);
    expect(elementOf(form, "comment").initial_value).toBe("once more");
    expect(elementOf(form, "destination").initial_conversation).toBe(CHANNELS.launch);
    await tom.submit();
    await tom.seeModal(({ blocks }) => textOf(blocks).includes(" shared.*"));
    await office.bot.whenIdle();
    await tom.close();
    expect(office.drive.state.shares.filter((one) => one.comment === "once more" && !one.cancelled)).toHaveLength(1);
  });
});
