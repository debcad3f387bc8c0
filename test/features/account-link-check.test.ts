import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { saveLink } from "../../src/store/accounts.ts";
import { askFor, auditOf, directTexts, forgePress, linksOf, seeDirect } from "../support/accounts.ts";
import { textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE, TEAM } from "../support/office.ts";
import { BROCHURE, openShareForm } from "../support/sharing.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

describe("a request that nobody answers", () => {
  it("is brought to mind after a day, ends after seven, and the person is told", async () => {
    const office = await openOffice({ links: ["ada"] });
    const tom = office.person(PEOPLE.tom);
    const ada = office.person(PEOPLE.ada);
    await askFor(tom, SEED.users.tom.id);
    await seeDirect(ada, "asks to be connected");
    const asked = (): number => directTexts(ada).filter((text) => text.includes("asks to be connected")).length;

    await office.later(23 * HOUR_MS);
    expect(asked()).toBe(1);
    await office.later(2 * HOUR_MS);
    expect(asked()).toBe(2);
    await seeDirect(ada, "Nobody has answered this yet.");
    await office.later(3 * DAY_MS);
    expect(asked()).toBe(2);
    expect(directTexts(tom).filter((text) => text.includes("Nobody answered"))).toEqual([]);

    await office.later(3 * DAY_MS);
    await seeDirect(tom, "*Nobody answered your request for Tom Baker within seven days*");
    expect(ada.messages(ada.direct()).map(({ blocks }) => JSON.stringify(blocks).includes("account:approve"))).toEqual([
      false,
      false,
    ]);
    expect(directTexts(ada).every((text) => text.includes("Nobody answered in time"))).toBe(true);
    expect(await linksOf(office)).toEqual({ [PEOPLE.ada]: SEED.users.ada.id });
    expect((await auditOf(office, "account.")).at(-1)).toBe(`${PEOPLE.tom} account.connect expired`);
    await office.later(DAY_MS);
    expect(directTexts(tom).filter((text) => text.includes("Nobody answered"))).toHaveLength(1);
    await office.close();
  });
});

describe("the daily check", () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice({ links: ["mei", "tom", "ada", "yusuf"] });
    await saveLink(office.database.db, {
      teamId: TEAM,
      userId: PEOPLE.sofia,
      driveUserId: SEED.users.jonas.id,
      driveUserName: "Jonas Weber",
      reason: "approved",
      approvedBy: PEOPLE.ada,
      shared: false,
      linkedAt: office.clock.now(),
      checkDueAt: new Date(office.clock.now().getTime() + DAY_MS),
    });
  });
  afterAll(() => office.close());

  const answerFor = (key: "tom" | "yusuf", body: object, status = 200): void => {
    const fault = { kind: "answer", status, body: JSON.stringify(body) } as const;
    office.drive.faults.always({ path: `/users/${SEED.users[key].id}` }, fault);
  };

  it("leaves alone what is fine, or cannot be asked about", async () => {
    office.drive.faults.always({ path: /\/users\// }, { kind: "broken", status: 500 });
    const before = await linksOf(office);
    await office.database.db.deleteFrom("accountLinks").where("userId", "=", PEOPLE.sofia).execute();
    await office.later(DAY_MS + HOUR_MS);
    office.drive.faults.clear();
    office.drive.faults.always({ path: /\/users\// }, { kind: "unauthorized" });
    await office.later(2 * HOUR_MS);
    office.drive.faults.clear();
    await office.later(2 * HOUR_MS);
    const { [PEOPLE.sofia]: _, ...present } = before;
    expect(await linksOf(office)).toEqual(present);
    expect(await auditOf(office, "account.disconnect")).toEqual([]);
  });

  it("ends the link of a drive user who is gone or frozen, stops the work, and says so", async () => {
    const tom = office.person(PEOPLE.tom);
    const yusuf = office.person(PEOPLE.yusuf);
    // A share that the drive has not taken yet: it asks to wait.
    office.drive.faults.always({ method: "POST", path: "/share" }, { kind: "limited", retryAfter: "3600" });
    await openShareForm(tom, CHANNELS.launch, SEED.files.roadmap.id);
    await tom.submit();
    await tom.seeModal((view) => textOf(view.blocks).includes("This app keeps trying"));
    await tom.close();
    answerFor("tom", { code: 13000309, msg: "The resource does not exist." }, 400);
    answerFor("yusuf", { code: 0, data: { userId: SEED.users.yusuf.id, name: "Yusuf Kaya", status: 7 } });
    await office.later(DAY_MS + HOUR_MS);

    await seeDirect(tom, "the drive does not know this account any more");
    await seeDirect(tom, "so it was stopped");
    await seeDirect(yusuf, "the account is frozen on the drive");
    expect(Object.keys(await linksOf(office))).toEqual([PEOPLE.ada, PEOPLE.mei]);
    expect(office.drive.state.shares.filter((share) => share.ownerId === SEED.users.tom.id)).toEqual([]);
    expect([...(await auditOf(office, "account.disconnect"))].toSorted()).toEqual([
      `${PEOPLE.tom} account.disconnect disconnected`,
      `${PEOPLE.yusuf} account.disconnect disconnected`,
    ]);
    office.drive.faults.clear();
    await tom.command("share", CHANNELS.launch);
    await tom.seeAnswer(CHANNELS.launch, "is not connected to a drive account yet");
  });

  it("ends the link of a person who has left Slack, without a word to them", async () => {
    await saveLink(office.database.db, {
      teamId: TEAM,
      userId: PEOPLE.sofia,
      driveUserId: SEED.users.jonas.id,
      driveUserName: "Jonas Weber",
      reason: "approved",
      approvedBy: PEOPLE.ada,
      shared: false,
      linkedAt: office.clock.now(),
      checkDueAt: office.clock.now(),
    });
    await office.later(HOUR_MS);
    expect(await linksOf(office)).not.toHaveProperty(PEOPLE.sofia);
    expect((await auditOf(office, "account.disconnect")).at(-1)).toBe(
      `${PEOPLE.sofia} account.disconnect disconnected`,
    );
  });
});

describe("disconnecting", () => {
  it("asks first, stops what waits and what runs, and closes every door", async () => {
    const office = await openOffice({ links: ["mei", "ada"], taskDuration: () => 10 * HOUR_MS });
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

    await mei.command("disconnect", CHANNELS.general);
    const ask = await mei.seeAnswer(CHANNELS.general, "你已绑定 *Mei Lin 林美*");
    expect(await linksOf(office)).toHaveProperty(PEOPLE.mei);
    await mei.press(ask, "account:disconnect");
    const left = await mei.seeAnswer(CHANNELS.general, "已解除与 *Mei Lin 林美* 的绑定。");
    expect(textOf(left.blocks)).toContain("1 个任务已停止或不再跟踪。");
    expect(await linksOf(office)).not.toHaveProperty(PEOPLE.mei);
    const again = { userId: PEOPLE.mei, actionId: "account:disconnect", value: `link:${SEED.users.mei.id}` };
    await forgePress(office, again);
    await seeDirect(mei, "已没有可解除的绑定。");

    await office.later(2 * 60 * 1000);
    const notice = await seeDirect(mei, "无法再跟踪");
    expect(textOf(notice.blocks)).toContain("已不再绑定当时使用的云盘账号");
    // The button on the notice must not act as the old account.
    await mei.press(notice, "task:retry");
    await office.bot.whenIdle();
    await office.later(2 * 60 * 1000);
    expect(office.drive.state.tasks).toHaveLength(1);
    await office.close();
  });
});
