import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { askFor, auditOf, directTexts, linksOf, seeDirect } from "../support/accounts.ts";
import { fieldsOf, textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE, READY_TOKEN } from "../support/office.ts";

const noBrokenRule = (office: Office): void => {
  expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
};

/** The drive tells this person's address, as its documents let it but do not promise. */
const tellEmail = (office: Office, user: keyof typeof SEED.users, email: string): void => {
  const { id, name } = SEED.users[user];
  const body = JSON.stringify({ code: 0, msg: "Success.", data: { userId: id, name, email, role: 1, status: 0 } });
  office.drive.faults.next({ path: `/users/${id}` }, { kind: "answer", status: 200, body });
};

describe("connecting a drive account", () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice({ links: ["ada"] });
  });
  afterAll(async () => {
    noBrokenRule(office);
    await office.close();
  });

  it("is offered at the first use of anything, with a button", async () => {
    const tom = office.person(PEOPLE.tom);
    await tom.command("share", CHANNELS.launch);
    const answer = await tom.seeAnswer(CHANNELS.launch, "is not connected to a drive account yet");
    await tom.press(answer, "account:connect");
    const form = await tom.seeModal((view) => view.callback_id === "account_connect");
    expect(textOf(form.blocks)).toContain("Your drive user id");
    expect(textOf(form.blocks)).toContain("compares the e-mail address that Slack has confirmed for you");
    await tom.close();
  });

  it("needs nobody when the addresses are the same", async () => {
    const tom = office.person(PEOPLE.tom);
    tellEmail(office, "tom", "Tom.Baker@Lantern-Works.example");
    expect(await askFor(tom, SEED.users.tom.id)).toEqual({ ok: true });
    const told = await tom.seeModal((view) => textOf(view.blocks).includes("You are connected to"));
    expect(textOf(told.blocks)).toContain("*You are connected to Tom Baker.*");
    expect(await linksOf(office)).toEqual({
      [PEOPLE.ada]: SEED.users.ada.id,
      [PEOPLE.tom]: SEED.users.tom.id,
    });
    expect(await auditOf(office, "account.")).toEqual([
      `${PEOPLE.tom} account.connect asked`,
      `${PEOPLE.tom} account.connect linked`,
    ]);
    await tom.close();
    await tom.command("whoami", CHANNELS.general);
    const who = await tom.seeAnswer(CHANNELS.general, "On the drive you are");
    expect(textOf(who.blocks)).toContain(`On the drive you are *Tom Baker* (user id \`${SEED.users.tom.id}\`).`);
    expect(textOf(who.blocks)).toContain(
      "because the e-mail addresses are the same. The connection is checked every day.",
    );
  });

  it("acts as that drive user from then on", async () => {
    const tom = office.person(PEOPLE.tom);
    await tom.command("share", CHANNELS.launch);
    await tom.seeModal((view) => fieldsOf(view).includes("destination"));
    const spaces = (await tom.suggest("space", "")).map(({ text }) => text.text);
    expect(spaces.filter((name) => /Engineering|Marketing/.test(name))).toEqual(["Engineering 研发部"]);
    await tom.close();
  });

  it("asks the administrators where there is nothing to compare, and tells the person the outcome", async () => {
    const mei = office.person(PEOPLE.mei);
    const ada = office.person(PEOPLE.ada);
    await askFor(mei, SEED.users.mei.id);
    const waiting = await mei.seeModal((view) => textOf(view.blocks).includes("管理员审批"));
    expect(textOf(waiting.blocks)).toContain("没有可与 Mei Lin 林美 比较的邮箱。");
    const request = await seeDirect(ada, "asks to be connected");
    expect(textOf(request.blocks)).toContain(`*On the drive:* Mei Lin 林美, user id \`${SEED.users.mei.id}\``);
    expect(textOf(request.blocks)).toContain("*Department:* Marketing 市场部");
    expect(textOf(request.blocks)).toContain("*E-mail addresses:* there is nothing to compare");
    expect(await linksOf(office)).not.toHaveProperty(PEOPLE.mei);

    await mei.command("whoami", CHANNELS.general);
    await mei.seeAnswer(CHANNELS.general, "你尚未绑定");
    await ada.press(request, "account:approve");
    await ada.seeAnswer(ada.direct(), "Approved. They have been told.");
    await seeDirect(mei, `*你已绑定 Mei Lin 林美。* 由 <@${PEOPLE.ada}> 批准。`);
    await office.bot.whenIdle();
    expect(await linksOf(office)).toMatchObject({ [PEOPLE.mei]: SEED.users.mei.id });
    const after = await ada.seeMessage(ada.direct(), ({ ts }) => ts === request.ts);
    expect(textOf(after.blocks)).toContain(`:white_check_mark: Approved by <@${PEOPLE.ada}>`);
    expect(JSON.stringify(after.blocks)).not.toContain("account:approve");
    await mei.close();
  });

  it("is refused by an administrator, who is named", async () => {
    const yusuf = office.person(PEOPLE.yusuf);
    const ada = office.person(PEOPLE.ada);
    tellEmail(office, "jonas", "jonas.weber@lantern-works.example");
    await askFor(yusuf, SEED.users.jonas.id);
    await yusuf.seeModal((view) => textOf(view.blocks).includes("another e-mail address for Jonas Weber"));
    await yusuf.close();
    const request = await seeDirect(ada, "different ones in Slack and on the drive");
    await ada.press(request, "account:deny");
    await seeDirect(yusuf, `*Your request for Jonas Weber was denied* by <@${PEOPLE.ada}>.`);
    expect(await linksOf(office)).not.toHaveProperty(PEOPLE.yusuf);
    await office.bot.whenIdle();
    const after = await ada.seeMessage(ada.direct(), ({ ts }) => ts === request.ts);
    expect(textOf(after.blocks)).toContain(`:no_entry: Denied by <@${PEOPLE.ada}>`);
  });

  it.each([
    ["", "Enter your drive user id."],
    ["not an id", "This is no drive user id: letters, digits, “-” and “_” only."],
    ["../../x", "This is no drive user id: letters, digits, “-” and “_” only."],
  ])("takes no %j", async (account, problem) => {
    const yusuf = office.person(PEOPLE.yusuf);
    const answer = await askFor(yusuf, account);
    expect(Object.values("errors" in answer ? answer.errors : {})).toHaveLength(1);
    if (account !== "") expect(answer).toEqual({ ok: true, errors: { drive_account: problem } });
    await yusuf.close();
  });

  it("shows the form again where the drive knows no such account", async () => {
    const yusuf = office.person(PEOPLE.yusuf);
    await askFor(yusuf, "1681759180324849999");
    const again = await yusuf.seeModal((view) => textOf(view.blocks).includes("The drive knows no such account"));
    expect(textOf(again.blocks)).toContain("Your drive user id");
    await yusuf.close();
  });

  it("tells a person who has closed the window by message", async () => {
    const yusuf = office.person(PEOPLE.yusuf);
    const held = office.drive.faults.next({ path: `/users/${SEED.users.yusuf.id}` }, { kind: "held" });
    await askFor(yusuf, SEED.users.yusuf.id);
    await yusuf.close();
    held.release();
    await seeDirect(yusuf, "*Your drive administrators have been asked.*");
  });

  it("keeps trying while the drive is away, and says so", async () => {
    const yusuf = office.person(PEOPLE.yusuf);
    office.drive.faults.next({ path: "/users/{userId}", times: 8 }, { kind: "broken", status: 503 });
    await askFor(yusuf, SEED.users.yusuf.id);
    await yusuf.seeModal((view) => textOf(view.blocks).includes("this app keeps trying"));
    await yusuf.seeModal((view) => textOf(view.blocks).includes("administrators have been asked"));
    await yusuf.close();
    await office.bot.whenIdle();
    // The earlier request of the same person made room for this one.
    const states = await office.database.db
      .selectFrom("linkRequests")
      .select("state")
      .where("userId", "=", PEOPLE.yusuf)
      .orderBy("createdAt")
      .execute();
    expect(states.map(({ state }) => state)).toEqual(["denied", "refused", "withdrawn", "waiting"]);
  });

  it("can be withdrawn", async () => {
    const yusuf = office.person(PEOPLE.yusuf);
    const ada = office.person(PEOPLE.ada);
    await yusuf.command("disconnect", CHANNELS.general);
    const answer = await yusuf.seeAnswer(CHANNELS.general, "waits for a drive administrator until");
    await yusuf.press(answer, "account:disconnect");
    await yusuf.seeAnswer(CHANNELS.general, "Your request is withdrawn.");
    await office.bot.whenIdle();
    const open = ada.messages(ada.direct()).filter(({ blocks }) => JSON.stringify(blocks).includes("account:approve"));
    expect(open).toEqual([]);
  });

  it("is asked five times a day at most", async () => {
    const yusuf = office.person(PEOPLE.yusuf);
    await askFor(yusuf, "1681759180324849998");
    await yusuf.seeModal((view) => textOf(view.blocks).includes("The drive knows no such account"));
    await yusuf.close();
    expect(await askFor(yusuf, SEED.users.yusuf.id)).toEqual({
      ok: true,
      errors: {
        drive_account: "You have asked five times within a day. Try again tomorrow, or talk to a drive administrator.",
      },
    });
    await yusuf.close();
  });

  it("is not for people of another company", async () => {
    const priya = office.person(PEOPLE.priya);
    const before = directTexts(office.person(PEOPLE.ada)).length;
    await askFor(priya, SEED.users.chen.id).catch(() => undefined);
    expect(await linksOf(office)).not.toHaveProperty(PEOPLE.priya);
    expect(directTexts(office.person(PEOPLE.ada))).toHaveLength(before);
  });
});

describe("a phone number, on the carrier edition", () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice({
      edition: "carrier",
      links: [],
      config: (config) => ({
        ...config,
        drive: { ...config.drive, credential: { kind: "token", token: READY_TOKEN } },
      }),
    });
  });
  afterAll(async () => {
    noBrokenRule(office);
    await office.close();
  });

  it("leads to the account, whose address decides", async () => {
    const mei = office.person(PEOPLE.mei);
    await askFor(mei, "138 0000 0001");
    await mei.seeModal((view) => textOf(view.blocks).includes("*你已绑定"));
    expect(await linksOf(office)).toEqual({ [PEOPLE.mei]: SEED.users.mei.id });
    // The number is not kept once it has done its work.
    expect(JSON.stringify(await office.database.db.selectFrom("linkRequests").selectAll().execute())).not.toContain(
      "13800000001",
    );
    expect(JSON.stringify(await office.database.db.selectFrom("audit").selectAll().execute())).not.toContain(
      "13800000001",
    );
    await mei.close();
  });

  it("of somebody else asks the administrators", async () => {
    const tom = office.person(PEOPLE.tom);
    await askFor(tom, "13800000004");
    await tom.seeModal((view) => textOf(view.blocks).includes("another e-mail address"));
    await tom.close();
  });

  it("that nobody has is told so", async () => {
    const tom = office.person(PEOPLE.tom);
    await askFor(tom, "+8613811111111");
    await tom.seeModal((view) => textOf(view.blocks).includes("The drive knows no such account"));
    await tom.close();
  });
});

describe("one drive user for everybody", () => {
  it("turns linking off, and every command says so", async () => {
    const office = await openOffice();
    const tom = office.person(PEOPLE.tom);
    for (const command of ["connect", "disconnect", "whoami"]) {
      await tom.command(command, CHANNELS.general);
      await office.slack.waitFor(() => tom.messages(CHANNELS.general).length > 0);
      await tom.seeAnswer(CHANNELS.general, "One drive account is used for everybody here");
    }
    expect(tom.topModal()).toBeUndefined();
    const mei = office.person(PEOPLE.mei);
    await mei.command("whoami", CHANNELS.general);
    await mei.seeAnswer(CHANNELS.general, "这里所有人共用一个云盘账号");
    expect(await linksOf(office)).toEqual({});
    await office.close();
  });
});
