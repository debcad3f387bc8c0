import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import type { Message } from "../../src/emulators/slack/protocol.ts";
import { compareEmails } from "../../src/features/account-link/service-look-up.ts";
import { saveLink } from "../../src/store/accounts.ts";
import { askFor, auditOf, directTexts, forgePress, linksOf, seeDirect, sendAccount } from "../support/accounts.ts";
import { findButton, textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE, TEAM } from "../support/office.ts";

const approveValue = (message: Message): string => findButton(message.blocks, "account:approve").element.value ?? "";

describe("acting as somebody else", () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice({ links: ["mei", "ada"] });
  });
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await office.close();
  });

  const requestFor = async (key: "tom" | "yusuf", driveUserId: string): Promise<Message> => {
    const person = office.person(PEOPLE[key]);
    const ada = office.person(PEOPLE.ada);
    const before = directTexts(ada).length;
    await askFor(person, driveUserId);
    await person.seeModal((view) => textOf(view.blocks).includes("administrators have been asked"));
    await person.close();
    return office.slack.waitFor(() => ada.messages(ada.direct())[before]);
  };

  it("is not had by asking: somebody else's drive user needs an administrator, who is told whose it is", async () => {
    const { id } = SEED.users.mei;
    office.drive.faults.next(
      { path: `/users/${id}` },
      // Even with the attacker's own address on that account.
      {
        kind: "answer",
        status: 200,
        body: JSON.stringify({
          code: 0,
          data: { userId: id, name: "Mei Lin 林美", email: "tom.baker@lantern-works.example" },
        }),
      },
    );
    const request = await requestFor("tom", id);
    expect(textOf(request.blocks)).toContain(`*<@${PEOPLE.mei}> is connected to this drive account already.*`);
    expect(await linksOf(office)).toEqual({ [PEOPLE.ada]: SEED.users.ada.id, [PEOPLE.mei]: SEED.users.mei.id });
  });

  it("is not had by approving one's own request", async () => {
    const ada = office.person(PEOPLE.ada);
    const value = approveValue(ada.messages(ada.direct()).at(-1) as Message);
    expect((await forgePress(office, { userId: PEOPLE.tom, actionId: "account:approve", value })).status).toBe(200);
    await seeDirect(office.person(PEOPLE.tom), "Only drive administrators can do this.");
    expect(await linksOf(office)).not.toHaveProperty(PEOPLE.tom);
    expect((await auditOf(office, "account.")).at(-1)).toBe(`${PEOPLE.tom} account.approve refused`);
  });

  it.each([
    ["made up", "00000000-0000-4000-8000-000000000000:1"],
    ["of another form", "'; drop table account_links; --"],
    ["empty", ""],
  ])("is not had with a value that is %s, even by an administrator", async (_name, value) => {
    const before = await linksOf(office);
    await forgePress(office, { userId: PEOPLE.ada, actionId: "account:approve", value });
    await seeDirect(office.person(PEOPLE.ada), "This request is not known here.");
    expect(await linksOf(office)).toEqual(before);
  });

  it("is not had for another revision of the request than was read", async () => {
    const ada = office.person(PEOPLE.ada);
    const request = ada.messages(ada.direct()).find(({ blocks }) => JSON.stringify(blocks).includes("account:approve"));
    const value = approveValue(request as Message).replace(/\d+$/, "7");
    await forgePress(office, { userId: PEOPLE.ada, actionId: "account:approve", value });
    await seeDirect(ada, "Something has changed since this was written");
    expect(await linksOf(office)).not.toHaveProperty(PEOPLE.tom);
  });

  it("is not had from another workspace", async () => {
    const ada = office.person(PEOPLE.ada);
    const request = ada.messages(ada.direct()).find(({ blocks }) => JSON.stringify(blocks).includes("account:approve"));
    const value = approveValue(request as Message);
    const pressed = { userId: PEOPLE.ada, actionId: "account:approve", value };
    await forgePress(office, { ...pressed, teamId: "T0ACMECORP" });
    expect(await linksOf(office)).not.toHaveProperty(PEOPLE.tom);
    // Nor with a request of another workspace that came into this one.
    await office.database.db
      .updateTable("linkRequests")
      .set({ teamId: "T0ACMECORP" })
      .where("state", "=", "waiting")
      .execute();
    const before = directTexts(ada).length;
    await forgePress(office, pressed);
    await office.slack.waitFor(() => directTexts(ada).length > before);
    expect(directTexts(ada).at(-1)).toBe("This request is not known here.");
    expect(await linksOf(office)).not.toHaveProperty(PEOPLE.tom);
    await office.database.db.updateTable("linkRequests").set({ teamId: TEAM }).where("state", "=", "waiting").execute();
  });

  it("is allowed beside another person where an administrator says so, and only once", async () => {
    const ada = office.person(PEOPLE.ada);
    const request = ada.messages(ada.direct()).find(({ blocks }) => JSON.stringify(blocks).includes("account:approve"));
    const value = approveValue(request as Message);
    const pressed = { userId: PEOPLE.ada, actionId: "account:approve", value };
    await Promise.all([forgePress(office, pressed), forgePress(office, pressed), forgePress(office, pressed)]);
    await office.bot.whenIdle();
    await seeDirect(office.person(PEOPLE.tom), "*You are connected to Mei Lin 林美.*");
    const approvals = (await auditOf(office, "account.approve")).filter((line) => line.endsWith(" linked"));
    expect(approvals).toEqual([`${PEOPLE.ada} account.approve linked`]);
    expect(directTexts(ada).filter((text) => text === "This request was decided already.")).toHaveLength(2);
    const verdicts = directTexts(office.person(PEOPLE.tom)).filter((text) => text.includes("has approved it"));
    expect(verdicts).toHaveLength(1);
    expect(await linksOf(office)).toMatchObject({ [PEOPLE.mei]: SEED.users.mei.id, [PEOPLE.tom]: SEED.users.mei.id });
  });

  it("an approval does not stand for what the administrator was not told", async () => {
    const ada = office.person(PEOPLE.ada);
    const request = await requestFor("yusuf", SEED.users.chen.id);
    // Somebody else is linked to it before the administrator presses.
    await saveLink(office.database.db, {
      teamId: TEAM,
      userId: PEOPLE.sofia,
      driveUserId: SEED.users.chen.id,
      driveUserName: "Chen Hao",
      reason: "email",
      approvedBy: null,
      shared: false,
      linkedAt: office.clock.now(),
      checkDueAt: office.clock.now(),
    });
    await ada.press(request, "account:approve");
    await ada.seeAnswer(ada.direct(), "Something has changed since this was written");
    expect(await linksOf(office)).not.toHaveProperty(PEOPLE.yusuf);
    const restated = await ada.seeMessage(
      ada.direct(),
      ({ ts, blocks }) => ts === request.ts && textOf(blocks).includes("is connected to this drive account already"),
    );
    await ada.press(restated, "account:approve");
    await ada.seeAnswer(ada.direct(), "Approved. They have been told.");
    await office.bot.whenIdle();
    expect(await linksOf(office)).toMatchObject({ [PEOPLE.yusuf]: SEED.users.chen.id });
  });

  it("an old window sent after connecting changes nothing", async () => {
    const { db } = office.database;
    const yusuf = office.person(PEOPLE.yusuf);
    await db.deleteFrom("accountLinks").where("userId", "=", PEOPLE.yusuf).execute();
    await yusuf.command("connect", CHANNELS.general);
    await yusuf.seeModal((view) => view.callback_id === "account_connect");
    await saveLink(db, {
      teamId: TEAM,
      userId: PEOPLE.yusuf,
      driveUserId: SEED.users.yusuf.id,
      driveUserName: "Yusuf Kaya",
      reason: "email",
      approvedBy: null,
      shared: false,
      linkedAt: office.clock.now(),
      checkDueAt: new Date(office.clock.now().getTime() + 1e9),
    });
    expect(await sendAccount(yusuf, SEED.users.wang.id)).toMatchObject({
      errors: { drive_account: "You are connected already. Use `/koodrive disconnect` first." },
    });
    expect(await linksOf(office)).toMatchObject({ [PEOPLE.yusuf]: SEED.users.yusuf.id });
    await yusuf.close();
  });

  it("nobody ends another person's link", async () => {
    const before = await linksOf(office);
    const value = `link:${SEED.users.ada.id}`;
    await forgePress(office, { userId: PEOPLE.tom, actionId: "account:disconnect", value });
    await seeDirect(office.person(PEOPLE.tom), "There is nothing to disconnect any more.");
    expect(await linksOf(office)).toEqual(before);
  });
});

describe("an administrator's own request", () => {
  it("is decided by another administrator where there is one", async () => {
    const admins = [PEOPLE.ada, PEOPLE.tom];
    const office = await openOffice({ links: [], config: (config) => ({ ...config, adminUsers: admins }) });
    const ada = office.person(PEOPLE.ada);
    const tom = office.person(PEOPLE.tom);
    await askFor(ada, SEED.users.wang.id);
    const request = await seeDirect(tom, "asks to be connected");
    const value = approveValue(request);
    await forgePress(office, { userId: PEOPLE.ada, actionId: "account:approve", value });
    await seeDirect(ada, "You cannot approve your own request.");
    expect(await linksOf(office)).toEqual({});
    // Somebody who administers the workspace, but is not named, is no administrator here either.
    await forgePress(office, { userId: PEOPLE.mei, actionId: "account:approve", value });
    expect(await linksOf(office)).toEqual({});
    await tom.press(request, "account:approve");
    await seeDirect(ada, "*You are connected to Wang Fang 王芳.*");
    expect(await linksOf(office)).toEqual({ [PEOPLE.ada]: SEED.users.wang.id });
    await office.close();
  });
});

describe("whether two addresses are one person's", () => {
  it.each([
    ["mei.lin@x.example", "mei.lin@x.example", "same"],
    [" Mei.Lin@X.example ", "mei.lin@x.EXAMPLE", "same"],
    ["mei.lin@x.example", "mei-lin@x.example", "differs"],
    ["mei.lin@x.example", "mei.lin@x.example.evil.example", "differs"],
    // Letters that look like k and i, and fold to them.
    ["\u212Aim@x.example", "kim@x.example", "differs"],
    ["tom@x.example", "tоm@x.example", "differs"],
    ["mei.lin@x.example\u200B", "mei.lin@x.example", "differs"],
    ["nobody", "nobody", "differs"],
    ["", "", "unknown"],
    [undefined, "mei.lin@x.example", "unknown"],
    ["mei.lin@x.example", undefined, "unknown"],
  ])("%j and %j: %s", (onDrive, inSlack, expected) => {
    expect(compareEmails(onDrive, inSlack)).toBe(expected);
  });
});
