import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import type { Message } from "../../src/emulators/slack/protocol.ts";
import { elementOf, fieldsOf, textOf } from "../support/actor.ts";
import { cardNow, choose, openEditForm, submitAndSee, threadOf } from "../support/card-life.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { AS_MEI, createShareLife } from "../support/passing-time.ts";
import { openShareForm } from "../support/sharing.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

describe.each(["enterprise", "carrier"] as const)("editing a share, %s edition", (edition) => {
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
    await tom.type("comment", "first words");
    await tom.submit();
    card = await tom.seeMessage(CHANNELS.launch, ({ blocks }) => textOf(blocks).includes("first words"));
    await office.bot.whenIdle();
    await tom.close();
    shareId = office.drive.state.shares[0]?.shareId ?? "";
  });
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await life.close();
    await office.close();
  });

  const share = () => {
    const found = office.drive.state.shares.find((one) => one.shareId === shareId);
    if (found === undefined) throw new Error("the drive has no such share");
    return found;
  };
  const puts = () => office.drive.requests.all().filter(({ method }) => method === "PUT");
  const end = () => new Date(share().expiresAt ?? 0).toISOString();
  /** What both editions must send to leave the end where it is: the carrier's has no word for it. */
  const keep = (before: string) => (edition === "enterprise" ? { validDays: 0 } : { expireTime: before, validDays: 7 });

  it("fills the form with what the drive says at that moment", async () => {
    const tom = office.person(PEOPLE.tom);
    await life.drive.modifyShare(AS_MEI, { shareId, end: { kind: "keep" }, comment: "changed on the drive" });
    const view = await openEditForm(office, tom, card, shareId);
    expect(fieldsOf(view)).toEqual(["validity", "access_code", "comment"]);
    expect(elementOf(view, "comment").initial_value).toBe("changed on the drive");
    expect(elementOf(view, "validity").initial_option).toMatchObject({ value: "keep" });
    expect(elementOf(view, "access_code").initial_option).toMatchObject({ value: "keep" });
    expect(JSON.stringify(view)).not.toContain(share().extractCode);
    await tom.close();
    await office.bot.whenIdle();
    expect(textOf(cardNow(tom, card).blocks)).toContain("changed on the drive");
  });

  it("sends the comment alone, and leaves the end where it is", async () => {
    const tom = office.person(PEOPLE.tom);
    const before = { end: end(), code: share().extractCode, puts: puts().length };
    await openEditForm(office, tom, card, shareId);
    await tom.type("comment", "other words");
    const told = await submitAndSee(office, tom, "Saved:");
    expect(
      puts()
        .slice(before.puts)
        .map(({ body }) => body),
    ).toEqual([{ ...keep(before.end), comment: "other words" }]);
    expect(share()).toMatchObject({ comment: "other words", extractCode: before.code });
    const moved = Date.parse(end()) - Date.parse(before.end);
    // Whole days from the moment of the change: never earlier, and in the enterprise edition not later either.
    expect(moved).toBeGreaterThanOrEqual(0);
    expect(moved).toBeLessThan(edition === "enterprise" ? 1 : DAY_MS);
    expect(told).toContain("It works until");
    expect(textOf(cardNow(tom, card).blocks)).toContain("other words");
    expect(threadOf(office, card)).toEqual(["Tom Baker changed the comment."]);
  });

  it("sends the end alone, as days from now", async () => {
    const tom = office.person(PEOPLE.tom);
    const before = puts().length;
    await openEditForm(office, tom, card, shareId);
    await tom.take("validity", "30");
    await submitAndSee(office, tom, "Saved:");
    const [request] = puts().slice(before);
    expect(request?.body).toEqual({ validDays: 30, expireTime: expect.stringMatching(/^\d{4}-.+Z$/) });
    expect(request?.path).toBe(`/koodrive/ose/v1/share/${shareId}`);
    expect(request?.headers).toMatchObject({
      "x-user-id": SEED.users.mei.id,
      ...(edition === "carrier" ? { "x-hw-agentname": "lantern-mobile" } : {}),
    });
    expect(Math.abs(Date.parse(end()) - office.clock.now().getTime() - 30 * DAY_MS)).toBeLessThan(60_000);
    expect(share().comment).toBe("other words");
    expect(textOf(cardNow(tom, card).blocks)).toContain("30 days left");
    expect(threadOf(office, card).at(-1)).toMatch(/^Tom Baker changed the end to <!date\^/);
  });

  it("sends an own code alone, and nobody else reads it", async () => {
    const tom = office.person(PEOPLE.tom);
    const before = { end: end(), puts: puts().length };
    await openEditForm(office, tom, card, shareId);
    await tom.take("access_code", "custom");
    await tom.type("custom_code", "MDg2K0vU");
    const told = await submitAndSee(office, tom, "Saved:");
    const days = edition === "enterprise" ? { validDays: 0 } : { expireTime: before.end, validDays: 30 };
    expect(
      puts()
        .slice(before.puts)
        .map(({ body }) => body),
    ).toEqual([{ ...days, extractCode: "MDg2K0vU" }]);
    expect(share().extractCode).toBe("MDg2K0vU");
    expect(told).toContain("*New access code:* `MDg2K0vU`");
    expect(threadOf(office, card).at(-1)).toBe("Tom Baker changed the access code.");
    expect(JSON.stringify(office.slack.history(CHANNELS.launch))).not.toContain("MDg2K0vU");
    expect(office.logLines.join("")).not.toContain("MDg2K0vU");
    const rows = (await office.database.connection.executeSql("select * from share_changes")).rows;
    expect(JSON.stringify(rows)).not.toContain("MDg2K0vU");
  });

  it("sends everything at once, with a code made for the person", async () => {
    const tom = office.person(PEOPLE.tom);
    const before = puts().length;
    await openEditForm(office, tom, card, shareId);
    await tom.take("validity", "7");
    await tom.take("access_code", "auto");
    await tom.type("comment", "all new");
    await submitAndSee(office, tom, "Saved:");
    expect(
      puts()
        .slice(before)
        .map(({ body }) => body),
    ).toEqual([
      {
        validDays: 7,
        expireTime: expect.any(String),
        extractCode: share().extractCode,
        comment: "all new",
      },
    ]);
    expect(share().extractCode).toMatch(/^[0-9a-zA-Z]{8}$/);
    expect(share().extractCode).not.toBe("MDg2K0vU");
  });

  it("takes the comment away", async () => {
    const tom = office.person(PEOPLE.tom);
    await openEditForm(office, tom, card, shareId);
    await tom.submit({ comment: { comment: { type: "plain_text_input", value: null } } });
    await tom.seeModal(({ blocks }) => textOf(blocks).includes("Saved:"));
    await office.bot.whenIdle();
    await tom.close();
    expect(share().comment).toBe("");
    expect(textOf(cardNow(tom, card).blocks)).not.toContain("all new");
  });

  it("says what is wrong below the field, and sends nothing", async () => {
    const tom = office.person(PEOPLE.tom);
    const before = puts().length;
    await openEditForm(office, tom, card, shareId);
    expect(await tom.submit()).toEqual({
      ok: true,
      errors: { validity: "Nothing is changed yet. Change something, or press Cancel." },
    });
    await tom.take("access_code", "custom");
    await tom.type("custom_code", "short");
    await tom.take("validity", "date");
    await tom.set("until", { type: "datepicker", selected_date: "2020-02-29" });
    expect(await tom.submit()).toMatchObject({
      ok: true,
      errors: {
        custom_code: expect.stringContaining("exactly 8 characters"),
        until: expect.stringContaining("at least one day"),
      },
    });
    await tom.close();
    expect(puts().length).toBe(before);
  });

  it("shows both when it was changed elsewhere meanwhile, and saves mine when I say so", async () => {
    const tom = office.person(PEOPLE.tom);
    await openEditForm(office, tom, card, shareId);
    await tom.type("comment", "mine");
    const days = { kind: "days", days: 90 } as const;
    await life.drive.modifyShare(AS_MEI, { shareId, end: days, comment: "theirs <*>" });
    await tom.submit();
    const asked = await tom.seeModal(({ blocks }) => textOf(blocks).includes("Changed elsewhere"));
    const lines = textOf(asked.blocks).split("\n");
    expect(lines).toContain("*Comment*");
    expect(lines).toContain("On the drive now: theirs &lt;*&gt;");
    expect(lines).toContain("Yours: mine");
    expect(share().comment).toBe("theirs <*>");
    await office.bot.whenIdle();
    await tom.pressInModal("share:mine");
    await tom.seeModal(({ blocks }) => textOf(blocks).includes("Saved:"));
    await office.bot.whenIdle();
    await tom.close();
    expect(share().comment).toBe("mine");
    // The end that somebody else chose stays: this edit was not about it.
    expect(Date.parse(end()) - office.clock.now().getTime()).toBeGreaterThan(89 * DAY_MS);
  });

  it("leaves theirs when I say so, also after the form was closed", async () => {
    const tom = office.person(PEOPLE.tom);
    await openEditForm(office, tom, card, shareId);
    await tom.type("comment", "mine again");
    await life.drive.modifyShare(AS_MEI, { shareId, end: { kind: "days", days: 60 }, comment: "theirs again" });
    const view = tom.modal();
    await tom.submit();
    await office.slack.act({ as: tom.id, kind: "close", viewId: view.id, clearAll: true });
    await office.bot.whenIdle();
    const answered = tom.topModal() === undefined;
    expect(answered).toBe(true);
    const rows = await office.database.db.selectFrom("shareChanges").selectAll().orderBy("createdAt").execute();
    expect(rows.at(-1)?.state).toBe("conflict");
    const asked = tom
      .messages(tom.direct())
      .findLast(({ blocks }) => textOf(blocks).includes("Changed elsewhere while you were editing it"));
    if (asked !== undefined) {
      await tom.press(asked, "share:theirs");
      await tom.seeAnswer(tom.direct(), "It stays as it is on the drive now.");
    }
    await office.bot.whenIdle();
    expect(share().comment).toBe("theirs again");
    expect(textOf(cardNow(tom, card).blocks)).toContain("theirs again");
  });

  it("is sent once when it is submitted twice", async () => {
    const tom = office.person(PEOPLE.tom);
    const before = puts().length;
    await openEditForm(office, tom, card, shareId);
    await tom.type("comment", "twice");
    await Promise.all([tom.submit(), tom.submit()]);
    await office.bot.whenIdle();
    await tom.close();
    expect(puts().length - before).toBe(1);
  });

  it("takes an answer that was lost for what it was, and sends nothing twice", async () => {
    const tom = office.person(PEOPLE.tom);
    const before = puts().length;
    await openEditForm(office, tom, card, shareId);
    await tom.type("comment", "answer lost");
    office.drive.faults.next({ method: "PUT" }, { kind: "close", when: "after-change" });
    await submitAndSee(office, tom, "Saved:");
    expect(puts().length - before).toBe(1);
    expect(textOf(cardNow(tom, card).blocks)).toContain("answer lost");
  });

  it("tries again when the drive is away, and says why when it refuses", async () => {
    const tom = office.person(PEOPLE.tom);
    await openEditForm(office, tom, card, shareId);
    await tom.type("comment", "later");
    office.drive.faults.next({ method: "PUT" }, { kind: "broken", status: 503 });
    await submitAndSee(office, tom, "Saved:");
    expect(share().comment).toBe("later");
    await openEditForm(office, tom, card, shareId);
    await tom.type("comment", "never");
    const refusal = { kind: "answer", status: 200, body: '{"code":13000410,"msg":"no"}' } as const;
    office.drive.faults.next({ method: "PUT" }, refusal);
    const told = await submitAndSee(office, tom, "Not changed:");
    expect(told).toContain("no permission on the space");
    expect(share().comment).toBe("later");
  });

  it("says so when the drive cannot be asked, and leaves no form behind", async () => {
    const tom = office.person(PEOPLE.tom);
    office.drive.faults.next({ path: "/share/{shareId}", method: "GET", times: 9 }, { kind: "unauthorized" });
    await choose(office, tom, card, "edit", shareId);
    const view = await tom.seeModal(({ blocks }) => textOf(blocks).includes("could not be asked"));
    expect(fieldsOf(view)).toEqual([]);
    office.drive.faults.clear();
    await tom.close();
  });

  it("speaks the reader's language", async () => {
    const mei = office.person(PEOPLE.mei);
    await openShareForm(mei, CHANNELS.general);
    await mei.find("files", "", "Presentation.pptx");
    await mei.submit();
    await office.bot.whenIdle();
    await mei.close();
    await mei.command("edit Presentation", CHANNELS.general);
    const view = await mei.seeModal((seen) => fieldsOf(seen).includes("comment"));
    expect(view.title?.text).toBe("修改分享");
    await mei.type("comment", "新的留言");
    await submitAndSee(office, mei, "已保存：");
  });
});
