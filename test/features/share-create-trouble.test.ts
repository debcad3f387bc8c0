import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../src/emulators/koodrive/fault.ts";
import { buttonsOf, textOf } from "../support/actor.ts";
import { createForeignLinks } from "../support/foreign-links.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { BROCHURE, openShareForm } from "../support/sharing.ts";

const CREATE = { method: "POST", path: "/v1/share" } as const;
const LIST = { method: "GET", path: "/v1/share" } as const;
const UNCERTAIN = "It is not certain whether the link was made.";

describe("a drive in trouble while a share is made", () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice({ driveTimeouts: { headersMs: 300, bodyMs: 300 } });
  });
  afterEach(async () => {
    office.drive.faults.clear();
    const tom = office.person(PEOPLE.tom);
    if (tom.topModal() !== undefined) await tom.close();
  });
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await office.close();
  });

  const wish = async (comment: string) => {
    const tom = office.person(PEOPLE.tom);
    await openShareForm(tom, CHANNELS.launch, BROCHURE.id);
    await tom.type("comment", comment);
    return tom;
  };
  const sharesOf = (comment: string) => office.drive.state.shares.filter((share) => share.comment === comment);
  const cardsOf = (comment: string) =>
    office.slack.history(CHANNELS.launch).filter((message) => textOf(message.blocks).includes(comment));
  const noticesOf = () =>
    office.slack.history(office.person(PEOPLE.tom).direct()).map((message) => textOf(message.blocks));
  const created = (comment: string) => ({
    shares: sharesOf(comment).length,
    cards: cardsOf(comment).length,
  });

  const LOST: readonly (readonly [string, Fault])[] = [
    ["the connection breaks after the change", { kind: "close", when: "after-change" }],
    ["the connection breaks in the middle of the answer", { kind: "cut" }],
    ["no answer comes", { kind: "hang", changed: true }],
    ["the rest of the answer does not come", { kind: "slow-body", ms: 60_000 }],
    ["it answers 500 after the change", { kind: "broken", status: 500, changed: true }],
    ["it answers nonsense", { kind: "body", body: "malformed" }],
    ["it answers with a web page", { kind: "body", body: "html" }],
    ["it answers with nothing", { kind: "body", body: "empty" }],
  ];

  it.each(LOST)("finds the share that was made, and makes no second, when %s", async (how, fault) => {
    const tom = await wish(`lost: ${how}`);
    office.drive.faults.next(CREATE, fault);
    await tom.submit();
    await tom.seeModal((view) => textOf(view.blocks).includes(`*${BROCHURE.name} is shared.*`));
    await office.bot.whenIdle();
    expect(created(`lost: ${how}`)).toEqual({ shares: 1, cards: 1 });
    expect(textOf(tom.modal().blocks)).toContain(`\`${sharesOf(`lost: ${how}`)[0]?.extractCode}\``);
  });

  const NOT_MADE: readonly (readonly [string, Fault])[] = [
    ["the connection breaks before the change", { kind: "close", when: "before-change" }],
    ["no answer comes", { kind: "hang" }],
    ["it answers 500", { kind: "broken", status: 500 }],
    ["it answers what is no answer", { kind: "answer", status: 200, body: "hello" }],
  ];

  it.each(NOT_MADE)("says that it is not certain, with a button that works once, when %s", async (how, fault) => {
    const comment = `not made: ${how}`;
    const tom = await wish(comment);
    office.drive.faults.next(CREATE, fault);
    await tom.submit();
    const told = await tom.seeModal((view) => textOf(view.blocks).includes(UNCERTAIN));
    await office.bot.whenIdle();
    expect(created(comment)).toEqual({ shares: 0, cards: 0 });
    expect(buttonsOf(told.blocks).map(({ element }) => element.action_id)).toEqual(["share:retry"]);

    const pressed = await Promise.all([tom.pressInModal("share:retry"), tom.pressInModal("share:retry")]);
    expect(pressed).toEqual([{ ok: true }, { ok: true }]);
    await tom.seeModal((view) => textOf(view.blocks).includes(" shared.*"));
    await office.bot.whenIdle();
    expect(created(comment)).toEqual({ shares: 1, cards: 1 });
  });

  it("takes over at the second try what the first has made late", async () => {
    const tom = await wish("made late");
    office.drive.faults.next(CREATE, { kind: "close", when: "after-change" });
    office.drive.faults.next(LIST, { kind: "answer", status: 200, body: '{"code":0,"msg":"","shareLinks":[]}' });
    await tom.submit();
    await tom.seeModal((view) => textOf(view.blocks).includes(UNCERTAIN));
    await office.bot.whenIdle();
    await tom.pressInModal("share:retry");
    await tom.seeModal((view) => textOf(view.blocks).includes(" shared.*"));
    await office.bot.whenIdle();
    expect(created("made late")).toEqual({ shares: 1, cards: 1 });
    expect(
      office.drive.requests.to("/v1/share", "POST").filter(({ rawBody }) => rawBody.includes("made late")),
    ).toHaveLength(1);
  });

  const EMPTY_LIST: Fault = { kind: "answer", status: 200, body: '{"code":0,"msg":"","shareLinks":[]}' };

  it("takes over what it has met on the drive's list meanwhile", async () => {
    const tom = await wish("met on the list");
    office.drive.faults.next(CREATE, { kind: "close", when: "after-change" });
    office.drive.faults.next(LIST, EMPTY_LIST);
    await tom.submit();
    await tom.seeModal((view) => textOf(view.blocks).includes(UNCERTAIN));
    await office.bot.whenIdle();
    await tom.command("shares", CHANNELS.launch);
    await tom.seeAnswer(CHANNELS.launch, BROCHURE.name);
    await tom.pressInModal("share:retry");
    await tom.seeModal((view) => textOf(view.blocks).includes(" shared.*"));
    await office.bot.whenIdle();
    expect(created("met on the list")).toEqual({ shares: 1, cards: 1 });
  });

  it("finds it behind a hundred newer ones", async () => {
    const tom = await wish("far behind");
    office.drive.faults.next(CREATE, { kind: "close", when: "after-change" });
    office.drive.faults.next(LIST, EMPTY_LIST);
    await tom.submit();
    await tom.seeModal((view) => textOf(view.blocks).includes(UNCERTAIN));
    await office.bot.whenIdle();
    const links = createForeignLinks(office);
    for (let count = 0; count < 110; count += 1) await links.share({ owner: "mei", files: [BROCHURE] });
    await links.close();
    await tom.pressInModal("share:retry");
    await tom.seeModal((view) => textOf(view.blocks).includes(" shared.*"));
    await office.bot.whenIdle();
    expect(created("far behind")).toEqual({ shares: 1, cards: 1 });
  });

  it("does not take over somebody's share of the same files with another code", async () => {
    const first = await wish("twins");
    await first.submit();
    await first.seeModal((view) => textOf(view.blocks).includes(" shared.*"));
    await office.bot.whenIdle();
    await first.close();
    // Made elsewhere, as far as this bot knows.
    await office.database.db.deleteFrom("shares").where("comment", "=", "twins").execute();
    const second = await wish("twins");
    office.drive.faults.next(CREATE, { kind: "hang" });
    await second.submit();
    await second.seeModal((view) => textOf(view.blocks).includes(UNCERTAIN));
    expect(sharesOf("twins")).toHaveLength(1);
  });

  it("goes on looking for the share when the list cannot be read either", async () => {
    const tom = await wish("list away");
    office.drive.faults.next(CREATE, { kind: "close", when: "after-change" });
    office.drive.faults.next({ ...LIST, times: 4 }, { kind: "broken", status: 503 });
    await tom.submit();
    await tom.seeModal((view) => textOf(view.blocks).includes(" shared.*"));
    await office.bot.whenIdle();
    expect(created("list away")).toEqual({ shares: 1, cards: 1 });
  });

  it("waits when the drive asks to, says so meanwhile, and makes the share once", async () => {
    const tom = await wish("limited");
    const limit = office.drive.faults.next({ ...CREATE, times: 3 }, { kind: "limited", retryAfter: "1" });
    const before = office.slack.calls.length;
    await tom.submit();
    await tom.seeModal((view) => textOf(view.blocks).includes(" shared.*"));
    await office.bot.whenIdle();
    expect(limit.used()).toBe(3);
    const shown = office.slack.calls.slice(before).filter(({ method }) => method === "views.update");
    expect(shown.map(({ args }) => JSON.stringify(args).includes("This app keeps trying"))).toEqual([true, false]);
    expect(created("limited")).toEqual({ shares: 1, cards: 1 });
  });

  it.each([
    [
      "does not accept the app",
      { kind: "unauthorized" } as const,
      "The drive did not accept this app's sign-in. Nothing was changed. Your Slack administrator has to check the app's KooDrive credentials.",
    ],
    [
      "refuses what was asked",
      { kind: "answer", status: 200, body: '{"code":13000302,"msg":"The file is not in the given space."}' } as const,
      "The drive cannot find this any more (the file is not in the chosen space).",
    ],
    [
      "has no right for the person",
      { kind: "answer", status: 403, body: '{"code":"13000410","msg":"No permission."}' } as const,
      "The drive does not allow this (no permission on the space).",
    ],
  ])("says what to do when the drive %s, and loses nothing of the form", async (how, fault, words) => {
    const tom = await wish(how);
    office.drive.faults.next(CREATE, fault);
    await tom.submit();
    const told = await tom.seeModal((view) => textOf(view.blocks).includes("*The link was not made.*"));
    expect(textOf(told.blocks)).toContain(words);
    const reference = /Reference: `(\w{12})`/.exec(textOf(told.blocks))?.[1] ?? "no reference";
    expect(office.logLines.some((line) => line.includes(reference))).toBe(true);
    await office.bot.whenIdle();
    expect(created(how)).toEqual({ shares: 0, cards: 0 });

    await tom.pressInModal("share:retry");
    await tom.seeModal((view) => textOf(view.blocks).includes(" shared.*"));
    await office.bot.whenIdle();
    expect(created(how)).toEqual({ shares: 1, cards: 1 });
  });

  it("tells a person who has closed the window in their messages, with a button that works once", async () => {
    const tom = await wish("window closed");
    const fault = office.drive.faults.next(CREATE, { kind: "hang" });
    await tom.submit();
    await fault.caught;
    await tom.close();
    const notice = await tom.seeMessage(tom.direct(), ({ blocks }) => textOf(blocks).includes("is not certain"));
    await office.bot.whenIdle();
    await tom.press(notice, "share:retry");
    await tom.press(notice, "share:retry");
    await tom.seeAnswer(tom.direct(), "Trying again. You will be told.");
    await tom.seeAnswer(tom.direct(), "This was already dealt with.");
    await office.bot.whenIdle();
    expect(created("window closed")).toEqual({ shares: 1, cards: 1 });
    expect(noticesOf().filter((text) => text.includes("is not certain"))).toHaveLength(1);
  });

  it("makes no share without the wanted code when that was wiped after a day", async () => {
    const tom = await wish("a day later");
    const fault = office.drive.faults.next(CREATE, { kind: "hang" });
    await tom.submit();
    await fault.caught;
    await tom.close();
    const notice = await tom.seeMessage(tom.direct(), ({ blocks }) => textOf(blocks).includes("is not certain"));
    await office.bot.whenIdle();
    await office.later(25 * 60 * 60 * 1_000);
    await tom.press(notice, "share:retry");
    await tom.seeAnswer(tom.direct(), "its access code is no longer kept. Share once more");
    await office.bot.whenIdle();
    expect(created("a day later")).toEqual({ shares: 0, cards: 0 });
  });

  it("sends that notice once, even when Slack's answer to it is lost", async () => {
    const tom = await wish("notice lost");
    const fault = office.drive.faults.next(CREATE, { kind: "hang" });
    const before = noticesOf().length;
    await tom.submit();
    await fault.caught;
    await tom.close();
    office.slack.refuse.next("chat.postMessage", { applyThenDrop: true });
    await tom.seeMessage(tom.direct(), ({ blocks }) => textOf(blocks).includes("is not certain"));
    await office.bot.whenIdle();
    expect(noticesOf()).toHaveLength(before + 1);
  });

  it("keeps the form, and says why with a reference, when the bot itself fails", async () => {
    const tom = await wish("database away");
    const { executeSql } = office.database.connection;
    await executeSql("alter table share_intents rename to away");
    const failed = await tom.submit();
    await executeSql("alter table away rename to share_intents");
    expect(failed).toEqual({
      ok: true,
      errors: { space: expect.stringMatching(/^Something went wrong in this app\..*\nReference: `\w{12}`$/) },
    });
    const reference = /`(\w{12})`/.exec(JSON.stringify(failed))?.[1] ?? "no reference";
    expect(office.logLines.some((line) => line.includes('"level":"error"') && line.includes(reference))).toBe(true);
    await tom.submit();
    await tom.seeModal((view) => textOf(view.blocks).includes(" shared.*"));
    await office.bot.whenIdle();
    expect(created("database away")).toEqual({ shares: 1, cards: 1 });
  });
});
