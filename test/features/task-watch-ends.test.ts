import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { POLL_CEILING_MS } from "../../src/domain/poll-plan.ts";
import { personalFileId } from "../../src/emulators/koodrive/seed/known.ts";
import { type Actor, buttonsOf, fieldsOf, findButton, textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { BROCHURE, PRESS_KIT, shareTwoFiles } from "../support/sharing.ts";
import { pressButton } from "../support/submission.ts";

const CREATE = { method: "POST", path: "/share/tasks" } as const;
const DETAIL = { method: "POST", path: "/share/taskDetail" } as const;
const DURATION_MS = 8_000;
const SILENT = "does not take it";

describe("how a task ends", () => {
  let office: Office;
  let tom: Actor;
  let card: Awaited<ReturnType<typeof shareTwoFiles>>["card"];
  beforeAll(async () => {
    office = await openOffice({ taskDuration: () => DURATION_MS, driveTimeouts: { headersMs: 300 } });
    tom = office.person(PEOPLE.tom);
    card = (await shareTwoFiles(office, tom, CHANNELS.launch, "for tasks")).card;
  });
  afterEach(() => {
    office.drive.faults.clear();
    office.slack.refuse.clear();
  });
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await office.close();
  });

  const direct = (actor = tom) => office.slack.history(actor.direct()).filter(({ deleted }) => !deleted);
  const tasksOnDrive = (zipName: string) => office.drive.state.tasks.filter((task) => task.zipName === zipName);
  const buttonIds = (blocks: Parameters<typeof buttonsOf>[0]) =>
    buttonsOf(blocks).map(({ element }) => element.action_id);

  /** What the message that follows a task has said, one after the other. */
  const progressTexts = (name: string): readonly string[] =>
    office.slack.calls
      .filter(({ method }) => method === "chat.postMessage" || method === "chat.update")
      .map(({ args }) => JSON.stringify(args["blocks"]))
      .filter((blocks) => blocks.includes(`*Packaging ${name}*`));
  const packageAs = async (name: string, actor = tom): Promise<void> => {
    await actor.press(card, "share:package");
    await actor.seeModal((view) => fieldsOf(view).includes("zip_name"));
    await actor.type("zip_name", name);
    await actor.submit();
    await actor.seeModal((view) => textOf(view.blocks).includes("has been requested"));
    await actor.close();
    await office.bot.whenIdle();
  };
  const save = async (folder: string): Promise<void> => {
    await tom.press(card, "share:save");
    await tom.seeModal((view) => fieldsOf(view).includes("target"));
    await tom.find("target", folder.slice(3), folder);
    await tom.submit();
    await tom.seeModal((view) => textOf(view.blocks).includes("has been requested"));
    await tom.close();
  };

  it.each([
    {
      outcome: { kind: "some" as const, failing: [PRESS_KIT.id] },
      title: ":warning: *Your package some.zip is ready, but not everything is in it.*",
      more: `Not included: ${PRESS_KIT.name}`,
      buttons: ["link:open", "task:retry"],
      listed: "Package · done in part",
    },
    {
      outcome: { kind: "none" as const },
      title: ":x: *The package none.zip was not made: every file failed.*",
      more: `Not included: ${BROCHURE.name}, ${PRESS_KIT.name}`,
      buttons: ["task:retry"],
      listed: "Package · failed",
    },
    {
      outcome: { kind: "cancelled" as const },
      title: ":no_entry_sign: *The package cancelled.zip was cancelled on the drive.*",
      more: "2 files of the share",
      buttons: ["task:retry"],
      listed: "Package · cancelled",
    },
    {
      outcome: { kind: "vanished" as const },
      title: ":grey_question: *vanished.zip can no longer be followed.*",
      more: "The drive does not know this task any more, or has not moved it for a day. Start it again.",
      buttons: ["task:retry"],
      listed: "Package · lost from sight",
    },
  ])("is told once, with what to do: $outcome.kind", async ({ outcome, title, more, buttons, listed }) => {
    office.drive.faults.next(CREATE, { kind: "task", outcome });
    await packageAs(outcome.kind);
    await office.later(DURATION_MS);
    const notice = await tom.seeMessage(tom.direct(), ({ text }) => text === title);
    expect(textOf(notice.blocks)).toContain(more);
    expect(buttonIds(notice.blocks)).toEqual(buttons);
    await office.later(120_000);
    expect(direct().filter(({ text }) => text === title)).toHaveLength(1);
    await tom.command("tasks", CHANNELS.general);
    const list = await tom.seeAnswer(CHANNELS.general, `*${outcome.kind}.zip*`);
    expect(textOf(list.blocks)).toContain(listed);
  });

  it("is started again once, by the person alone, and followed in a message of its own", async () => {
    office.drive.faults.next(CREATE, { kind: "task", outcome: { kind: "none" } });
    await packageAs("again");
    await office.later(DURATION_MS);
    const notice = await tom.seeMessage(tom.direct(), ({ text }) => text.includes("again.zip was not made"));
    const taskId = findButton(notice.blocks, "task:retry").element.value ?? "";

    expect(await pressButton(office, PEOPLE.ada, "task:retry", taskId)).toBe(200);
    const ada = office.person(PEOPLE.ada);
    await ada.seeMessage(ada.direct(), ({ text }) => text === "Only the person who started it can start it again.");

    await Promise.all([tom.press(notice, "task:retry"), tom.press(notice, "task:retry")]);
    await tom.seeAnswer(tom.direct(), "Started again. Follow it in your messages with this app.");
    await tom.seeAnswer(tom.direct(), "This was already started again.");
    await office.bot.whenIdle();
    expect(tasksOnDrive("again.zip")).toHaveLength(2);
    expect(direct().filter(({ text }) => text.includes("*Packaging again.zip*"))).toHaveLength(2);
    const newest = await tom.seeMessage(tom.direct(), ({ text }) => text.includes("*Packaging again.zip*"));
    expect(textOf(newest.blocks)).toContain("Waiting for the drive to begin");
    await office.later(DURATION_MS);
    await tom.seeMessage(tom.direct(), ({ text }) => text.includes("Your package again.zip is ready."));
    await tom.seeMessage(tom.direct(), ({ ts, text }) => ts === newest.ts && text.includes("Ended, took"));
    expect(await pressButton(office, PEOPLE.tom, "task:retry", "no such task'; drop table tasks")).toBe(200);
    expect(tasksOnDrive("again.zip")).toHaveLength(2);
  });

  it.each([
    ["the connection breaks after the change", { kind: "close", when: "after-change" }, 1],
    ["no answer comes", { kind: "hang" }, 0],
    ["it answers 500", { kind: "broken", status: 500 }, 0],
    ["it answers nonsense", { kind: "body", body: "malformed" }, 1],
  ] as const)("is not repeated blindly when %s: the person decides", async (how, fault, made) => {
    const name = `${how}.zip`;
    office.drive.faults.next(CREATE, fault);
    await packageAs(how);
    const notice = await tom.seeMessage(tom.direct(), ({ text }) => text.includes(`whether ${name} was started.*`));
    expect(textOf(notice.blocks)).toContain("Nothing is lost: start it again. At worst it is then done twice.");
    expect(progressTexts(name).at(-1)).toContain("Not certain whether it was started");
    expect(tasksOnDrive(name)).toHaveLength(made);
    await tom.press(notice, "task:retry");
    await office.bot.whenIdle();
    expect(tasksOnDrive(name)).toHaveLength(made + 1);
    await office.later(DURATION_MS);
    await tom.seeMessage(tom.direct(), ({ text }) => text.includes(`Your package ${name} is ready.`));
  });

  it("waits when the drive asks to, and asks it once", async () => {
    office.drive.faults.next({ ...CREATE, times: 3 }, { kind: "limited", retryAfter: "2" });
    await packageAs("limited");
    expect(tasksOnDrive("limited.zip")).toHaveLength(1);
  });

  it("is told with the reason when the drive refuses it: a folder that has gone", async () => {
    await tom.press(card, "share:save");
    await tom.seeModal((view) => fieldsOf(view).includes("target"));
    await tom.find("target", "Photos", "📁 Photos 照片");
    office.drive.control.recycleFile(personalFileId("mei", "Photos 照片"));
    await tom.submit();
    await tom.seeModal((view) => textOf(view.blocks).includes("has been requested"));
    await tom.close();
    const notice = await tom.seeMessage(tom.direct(), ({ text }) => text.includes("could not be started"));
    expect(textOf(notice.blocks)).toContain(
      "The drive cannot do this in the present state (the folder is in the recycle bin).",
    );
    expect(buttonIds(notice.blocks)).toEqual(["task:retry"]);
  });

  it("is told when the folder goes while it runs: nothing was saved", async () => {
    await save("📁 Documents 文档");
    await office.bot.whenIdle();
    office.drive.control.recycleFile(personalFileId("mei", "Documents 文档"));
    await office.later(DURATION_MS);
    const notice = await tom.seeMessage(tom.direct(), ({ text }) => text.includes("Nothing was saved"));
    expect(notice.text).toBe(":x: *Nothing was saved to “Documents 文档”: every file failed.*");
  });

  it("tells while the drive does not take it, and has it asked again with a button at the end", async () => {
    office.drive.faults.always(CREATE, { kind: "limited" });
    await packageAs("not taken");
    expect(progressTexts("not taken.zip")).toContainEqual(expect.stringContaining(SILENT));
    const notice = await tom.seeMessage(tom.direct(), ({ text }) =>
      text.includes("not taken.zip could not be started"),
    );
    expect(buttonIds(notice.blocks)).toEqual(["task:retry"]);
    const ended = await tom.seeMessage(tom.direct(), ({ text }) => /Packaging not taken.*Not started/.test(text));
    expect(textOf(ended.blocks)).not.toContain(SILENT);
  });

  it("goes on following while the drive is in trouble, says so, and tells the end", async () => {
    await packageAs("trouble");
    for (const fault of [
      { kind: "unauthorized" },
      { kind: "broken", status: 503 },
      { kind: "body", body: "malformed" },
      { kind: "limited", retryAfter: "1" },
    ] as const) {
      const struck = office.drive.faults.always(DETAIL, fault);
      await office.later(5_000);
      expect(struck.used()).toBeGreaterThan(0);
      struck.cancel();
    }
    await office.later(DURATION_MS / 8);
    expect(progressTexts("trouble.zip").filter((text) => text.includes("how far it is"))).toHaveLength(1);
    // What the drive was slow to answer is written with the next look, and a slow drive is looked at less often.
    for (const wait of [DURATION_MS, POLL_CEILING_MS, POLL_CEILING_MS]) await office.later(wait);
    await tom.seeMessage(tom.direct(), ({ text }) => text.includes("Your package trouble.zip is ready."));
  });

  const detail = (status: number, progress: number): { kind: "answer"; status: number; body: string } => ({
    kind: "answer",
    status: 200,
    body: JSON.stringify({ code: 0, msg: "", jobInfo: { taskStatus: status, progress }, taskInfos: [] }),
  });

  it.each([
    ["has not moved", [detail(1, 7)]],
    ["goes to and fro", [detail(1, 60), detail(0, 20), detail(1, 59), detail(1, 0)]],
    ["is in a state that nobody knows", [detail(1, 60), detail(9, 60)]],
  ] as const)("is given up with a word when for a day it %s", async (how, [first, ...others]) => {
    await packageAs(how);
    const begun = office.drive.faults.always(DETAIL, first);
    await office.later(5_000);
    expect(begun.used()).toBeGreaterThan(0);
    const hours = 25;
    for (let hour = 0; hour < hours; hour++) {
      const fault = others[hour % others.length];
      if (fault !== undefined) office.drive.faults.next(DETAIL, fault);
      await office.later(60 * 60 * 1_000);
    }
    const title = `:grey_question: *${how}.zip can no longer be followed.*`;
    const notice = await tom.seeMessage(tom.direct(), ({ text }) => text === title);
    expect(progressTexts(`${how}.zip`).at(-1)).toContain("Can no longer be followed");
    expect(buttonIds(notice.blocks)).toEqual(["task:retry"]);
    await office.later(60 * 60 * 1_000);
    expect(direct().filter(({ text }) => text === title)).toHaveLength(1);
  });

  it("is told once even when Slack's answer to the notice is lost", async () => {
    await packageAs("notice lost");
    office.slack.refuse.next("chat.postMessage", { applyThenDrop: true });
    await office.later(DURATION_MS);
    await tom.seeMessage(tom.direct(), ({ text }) => text.includes("notice lost.zip is ready"));
    await office.later(61_000);
    await office.later(61_000);
    expect(direct().filter(({ text }) => text.includes("notice lost.zip is ready"))).toHaveLength(1);
    const [task] = await office.database.db
      .selectFrom("tasks")
      .selectAll()
      .where("zipName", "=", "notice lost.zip")
      .execute();
    expect(task?.noticeState).toBe("sent");
  });

  it("is shown in one message though a version that claims nothing began it, and Slack's answer to that was lost", async () => {
    const { executeSql } = office.database.connection;
    await executeSql(`create function forget_claim() returns trigger language plpgsql as $$
      begin delete from claims where team_id = new.team_id and key = new.key; return null; end $$`);
    await executeSql(`create trigger forget_claim after insert on claims for each row
      when (new.key like 'task-message:%:first') execute function forget_claim()`);
    office.slack.refuse.next("chat.postMessage", { applyThenDrop: true });
    await packageAs("begun before");
    await executeSql("drop function forget_claim() cascade");
    await office.later(DURATION_MS);
    expect(direct().filter(({ text }) => text.includes("*Packaging begun before.zip*"))).toHaveLength(1);
  });

  it("is told later when Slack does not take the notice at once", async () => {
    await packageAs("notice later");
    office.slack.refuse.next("chat.postMessage", { error: "ratelimited", retryAfter: 1 }, 3);
    await office.later(DURATION_MS);
    await tom.seeMessage(tom.direct(), ({ text }) => text.includes("notice later.zip is ready"));
  });

  it("does not go on for ever trying to tell a person who has left", async () => {
    await packageAs("left");
    office.slack.refuse.next("conversations.open", { error: "user_disabled" });
    await office.later(DURATION_MS);
    await office.later(61_000);
    expect(direct().filter(({ text }) => text.includes("left.zip is ready"))).toEqual([]);
    expect(office.logLines.filter((line) => line.includes("nobody can be told"))).toHaveLength(1);
  });

  it("shows the end in the progress message, even when an edit of it fails", async () => {
    await packageAs("edit fails");
    office.slack.refuse.next("chat.update", { dropConnection: true });
    await office.later(DURATION_MS);
    await tom.seeMessage(tom.direct(), ({ text }) => /edit fails.zip.*█{20}.*Ended/.test(text));
  });

  it("goes on in a new message when the progress message was deleted", async () => {
    const ada = office.person(PEOPLE.ada);
    await packageAs("deleted", ada);
    const first = await ada.seeMessage(ada.direct(), ({ text }) => text.includes("*Packaging deleted.zip*"));
    await ada.remove(first);
    await office.later(DURATION_MS);
    await ada.seeMessage(ada.direct(), ({ ts, text }) => ts !== first.ts && /deleted.zip.*Ended/.test(text));
    await ada.seeMessage(ada.direct(), ({ text }) => text.includes("Your package deleted.zip is ready."));
  });
});
