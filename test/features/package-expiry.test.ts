import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import type { ActAnswer } from "../../src/emulators/slack/protocol.ts";
import { auditOf, seeDirect } from "../support/accounts.ts";
import { type Actor, elementOf, fieldsOf, textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { BROCHURE, openShareForm } from "../support/sharing.ts";

const PATH = "/koodrive/ose/v1/org/package";
const DAY_MS = 24 * 60 * 60 * 1000;

const openForm = async (person: Actor): Promise<void> => {
  await person.command("package-expiry", CHANNELS.general);
  await person.seeModal((view) => fieldsOf(view).includes("days"));
};

const sendDays = (person: Actor, days: string): Promise<ActAnswer> =>
  person.submit({ days: { days: { type: "number_input", value: days } } });

describe("how long packages live", () => {
  let office: Office;
  let ada: Actor;
  beforeAll(async () => {
    office = await openOffice({ links: ["mei", "ada"], taskDuration: () => 1_000 });
    ada = office.person(PEOPLE.ada);
  });
  beforeEach(() => office.drive.faults.clear());
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await office.close();
  });

  const packageNotice = async (): Promise<string> => {
    const mei = office.person(PEOPLE.mei);
    await openShareForm(mei, CHANNELS.launch, BROCHURE.id);
    await mei.submit();
    const card = await mei.seeMessage(CHANNELS.launch, ({ blocks }) => textOf(blocks).includes("Brochure"));
    await office.bot.whenIdle();
    await mei.close();
    await mei.press(card, "share:package");
    await mei.seeModal((view) => view.callback_id === "task_create");
    await mei.submit();
    await office.bot.whenIdle();
    await mei.close();
    await office.later(60_000);
    const notice = await seeDirect(mei, "已就绪");
    return textOf(notice.blocks);
  };

  it("is not known before anybody has set it from Slack, and the packaging notice says what that means", async () => {
    expect(await packageNotice()).toContain("默认 7 天，除非管理员另行设置");
  });

  it("is set from a form, after a confirmation that names the effect; the request is the page's", async () => {
    await openForm(ada);
    expect(textOf(ada.modal().blocks)).toContain("Nobody has set this from Slack yet.");
    expect(elementOf(ada.modal(), "days")).toMatchObject({
      type: "number_input",
      min_value: "1",
      max_value: "30",
      initial_value: "7",
    });
    expect(await sendDays(ada, "6")).toEqual({ ok: true });
    const ask = await ada.seeModal((view) => textOf(view.blocks).includes("can be downloaded for *6 days*"));
    expect(ask.submit?.text).toBe("Confirm");
    expect(office.drive.requests.to(PATH)).toEqual([]);

    expect(await ada.submit()).toEqual({ ok: true });
    await ada.seeModal((view) => textOf(view.blocks).includes("*Packages are now kept for 6 days.*"));
    await ada.close();
    const [request, ...more] = office.drive.requests.to(PATH, "POST");
    expect(more).toEqual([]);
    expect(request?.rawBody).toBe('{"packageDownloadExpires":6}');
    expect(request?.headers["x-user-id"]).toBe(SEED.users.ada.id);
    expect(office.drive.state.settings).toEqual({ packageDownloadExpires: 6 });
    expect(await auditOf(office, "package-expiry")).toEqual([
      `${PEOPLE.ada} package-expiry.set asked`,
      `${PEOPLE.ada} package-expiry.set done`,
    ]);
  });

  it("is then told by the packaging notice, and by the next form with who set it and when", async () => {
    expect(await packageNotice()).toMatch(/云盘保留此压缩包至 <!date\^\d+\^/);
    const task = await office.database.db
      .selectFrom("tasks")
      .select(["endedAt"])
      .orderBy("createdAt", "desc")
      .limit(1)
      .executeTakeFirstOrThrow();
    const ends = Math.floor(((task.endedAt?.getTime() ?? 0) + 6 * DAY_MS) / 1000);
    await seeDirect(office.person(PEOPLE.mei), `<!date^${ends}^`);
    await openForm(ada);
    expect(textOf(ada.modal().blocks)).toMatch(/Last set from Slack: \*6 days\*, by <@U0ADA00001> on <!date/);
    expect(elementOf(ada.modal(), "days")["initial_value"]).toBe("6");
    await ada.close();
  });

  it("is asked for at once when the days stand behind the command", async () => {
    await ada.command("package-expiry 30", CHANNELS.general);
    const ask = await ada.seeModal((view) => textOf(view.blocks).includes("can be downloaded for *30 days*"));
    expect(textOf(ask.blocks)).toContain("Last set from Slack: *6 days*");
    await ada.close();
    expect(office.drive.requests.to(PATH)).toHaveLength(1);
  });

  it.each(["0", "31", "1.5", "six", "-3"])("is not %s days", async (days) => {
    await ada.command(`package-expiry ${days}`, CHANNELS.general);
    const form = await ada.seeModal((view) => fieldsOf(view).includes("days"));
    expect(textOf(form.blocks)).toContain(`“${days}” is no whole number from 1 to 30.`);
    expect(Object.keys(((await sendDays(ada, days)) as { errors?: object }).errors ?? {})).toEqual(["days"]);
    await ada.close();
  });

  it("is set once, however often the confirmation is sent", async () => {
    await ada.command("package-expiry 9", CHANNELS.general);
    await ada.seeModal((view) => textOf(view.blocks).includes("for *9 days*"));
    const before = office.drive.requests.to(PATH).length;
    await Promise.all([ada.submit(), ada.submit(), ada.submit()]);
    await ada.seeModal((view) => textOf(view.blocks).includes("*Packages are now kept for 9 days.*"));
    await office.bot.whenIdle();
    expect(office.drive.requests.to(PATH)).toHaveLength(before + 1);
    await ada.close();
  });

  it("is refused to a member, at the door and, with an old window, at the act", async () => {
    const mei = office.person(PEOPLE.mei);
    await mei.command("package-expiry 5", CHANNELS.general);
    await mei.seeModal((view) => textOf(view.blocks).includes("只有云盘管理员可以执行此操作"));
    await mei.close();
    expect((await auditOf(office, "package-expiry")).at(-1)).toBe(`${PEOPLE.mei} package-expiry.set refused`);

    // Somebody who was shown the confirmation, and lost the right before sending it.
    await office.database.db.deleteFrom("packageExpiry").where("state", "<>", "done").execute();
    const before = office.drive.requests.to(PATH).length;
    const view = { id: "V0FORGED", hash: "1.a", callback_id: "package_expiry", state: { values: {} }, blocks: [] };
    const payload = {
      type: "view_submission",
      team: { id: "T0LANTERN" },
      user: { id: PEOPLE.mei, team_id: "T0LANTERN" },
      view: { ...view, type: "modal", private_metadata: JSON.stringify({ locale: "zh", confirm: 1 }) },
    };
    await office.post(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
    await seeDirect(mei, "你已不再是可在 Slack 中管理云盘的管理员。");
    expect(office.drive.requests.to(PATH)).toHaveLength(before);
    expect(office.drive.state.settings).toEqual({ packageDownloadExpires: 9 });
  });

  it("is told as not set where the drive account administers nothing", async () => {
    const body = JSON.stringify({ code: "13000410", msg: "The user is not an administrator." });
    office.drive.faults.next({ path: PATH }, { kind: "answer", status: 400, body });
    await ada.command("package-expiry 4", CHANNELS.general);
    await ada.seeModal((view) => textOf(view.blocks).includes("for *4 days*"));
    await ada.submit();
    const told = await ada.seeModal((view) => textOf(view.blocks).includes("was not set to 4 days"));
    expect(textOf(told.blocks)).toContain("Your drive account does not administer the drive.");
    await ada.close();
  });

  it("waits for a drive that is away, and tells by message when the window is closed", async () => {
    office.drive.faults.next({ path: PATH, times: 2 }, { kind: "close", when: "before-change" });
    const held = office.drive.faults.next({ path: PATH }, { kind: "held" });
    await ada.command("package-expiry 12", CHANNELS.general);
    await ada.seeModal((view) => textOf(view.blocks).includes("for *12 days*"));
    await ada.submit();
    await ada.seeModal((view) => textOf(view.blocks).includes("this app keeps trying"));
    await ada.close();
    held.release();
    await seeDirect(ada, "*Packages are now kept for 12 days.*");
    expect(office.drive.state.settings).toEqual({ packageDownloadExpires: 12 });
  });

  it("says plainly when it is not certain", async () => {
    // Each answer is lost, however often it is asked.
    office.drive.faults.always({ path: PATH }, { kind: "close", when: "after-change" });
    await ada.command("package-expiry 3", CHANNELS.general);
    await ada.seeModal((view) => textOf(view.blocks).includes("for *3 days*"));
    await ada.submit();
    await ada.seeModal((view) => textOf(view.blocks).includes("It is not certain whether packages are now kept"));
    await ada.close();
    await openForm(ada);
    // What is uncertain is not told as set.
    expect(textOf(ada.modal().blocks)).toContain("Last set from Slack: *12 days*");
    await ada.close();
  });

  it("is not set to an older wish after a later one", async () => {
    const { db } = office.database;
    const row = (id: string, days: number, createdAt: Date) =>
      db
        .insertInto("packageExpiry")
        .values({
          id,
          teamId: "T0LANTERN",
          userId: PEOPLE.ada,
          driveUserId: SEED.users.ada.id,
          days,
          state: "pending",
          viewId: null,
          createdAt,
          settledAt: null,
        })
        .execute();
    // One waits for its retry while another is asked for and done.
    const waiting = office.drive.faults.always({ path: PATH }, { kind: "limited", retryAfter: "1" });
    await ada.command("package-expiry 20", CHANNELS.general);
    await ada.seeModal((view) => textOf(view.blocks).includes("for *20 days*"));
    await ada.submit();
    await ada.seeModal((view) => textOf(view.blocks).includes("this app keeps trying"));
    await row("00000000-0000-4000-8000-0000000000aa", 21, new Date(office.clock.now().getTime() + 1));
    await ada.seeModal((view) => textOf(view.blocks).includes("A later setting has taken the place of 20 days."));
    waiting.cancel();
    expect(office.drive.state.settings.packageDownloadExpires).not.toBe(20);
    await ada.close();
  });
});

describe("on the carrier edition", () => {
  it("says that it has no such setting", async () => {
    const office = await openOffice({ edition: "carrier" });
    const ada = office.person(PEOPLE.ada);
    await ada.command("package-expiry", CHANNELS.general);
    await ada.seeAnswer(CHANNELS.general, "Package expiry belongs to the enterprise edition of KooDrive");
    expect(ada.topModal()).toBeUndefined();
    await office.close();
  });
});
