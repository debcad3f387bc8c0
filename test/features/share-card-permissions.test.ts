import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { personalFileId, SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { forgePress } from "../support/accounts.ts";
import { elementOf, textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { openShareForm } from "../support/sharing.ts";
import { sendForm } from "../support/submission.ts";

const PARTNERS = "C0PARTNER1";

/** Tom's shares: each says who may ask for its code. */
type Shares = Readonly<Record<"named" | "conversation" | "partners", { readonly id: string; readonly code: string }>>;

describe("who may do what to a share", () => {
  let office: Office;
  let shares: Shares;
  beforeAll(async () => {
    office = await openOffice({ links: ["mei", "tom", "ada", "yusuf"] });
    const tom = office.person(PEOPLE.tom);
    const share = async (comment: string, channel: string, fill: () => Promise<void>) => {
      await openShareForm(tom, channel, personalFileId("tom", "Draft.docx"));
      await fill();
      await tom.type("comment", comment);
      const answer = await tom.submit();
      if (!answer.ok || "errors" in answer) throw new Error(JSON.stringify(answer));
      await tom.seeModal(({ blocks }) => textOf(blocks).includes(" shared.*"));
      await office.bot.whenIdle();
      await tom.close();
      const made = office.drive.state.shares.find((one) => one.comment === comment);
      return { id: made?.shareId ?? "", code: made?.extractCode ?? "" };
    };
    shares = {
      named: await share("for the named", CHANNELS.launch, async () => {
        await tom.take("scope", "people");
        await tom.set("recipients", { type: "multi_users_select", selected_users: [PEOPLE.yusuf] });
      }),
      conversation: await share("for the conversation", CHANNELS.launch, () =>
        tom.take("code_audience", "conversation"),
      ),
      partners: await share("for the partners", PARTNERS, async () => {
        await tom.take("code_audience", "conversation");
        await tom.set("outside_ok", {
          type: "checkboxes",
          selected_options: [...(elementOf(tom.modal(), "outside_ok").options ?? [])],
        });
      }),
    };
  });
  afterAll(async () => {
    // Forged presses carry a trigger that Slack never gave.
    const ours = office.slack.problems.filter(({ what }) => what !== "views.open: invalid_trigger_id");
    expect(ours.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await office.close();
  });

  const heard = (userId: string) =>
    office.slack.history(office.slack.directMessage(userId)).filter(({ userId: by }) => by === office.slack.botUserId);

  /** Presses a button as somebody; what the app answers them alone. */
  const press = async (userId: string, actionId: string, shareId: string): Promise<string> => {
    const before = heard(userId).length;
    await forgePress(office, { userId, actionId, value: shareId });
    const answer = await office.slack.waitFor(() => heard(userId).slice(before).at(-1));
    return textOf(answer.blocks);
  };
  const audit = async (userId: string) =>
    (
      await office.database.db
        .selectFrom("audit")
        .select(["act", "result"])
        .where("userId", "=", userId)
        .orderBy("id", "desc")
        .limit(1)
        .execute()
    ).map(({ act, result }) => `${act} ${result}`);

  // A press that no trigger belongs to can open nothing: that is what whoever may is told here.
  const MAY = "Slack gave this app too little time";
  const MAY_ZH = "Slack 给本应用的时间不够";
  const OWNER_ONLY = `Only <@${PEOPLE.tom}> can change this share. Ask them.`;
  const OWNER_ONLY_ZH = `只有 <@${PEOPLE.tom}> 可以修改这个分享，请联系对方。`;

  it.each([
    ["the owner", PEOPLE.tom, "share:edit", MAY],
    ["the owner", PEOPLE.tom, "share:extend", MAY],
    ["the owner", PEOPLE.tom, "share:cancel", MAY],
    ["the owner", PEOPLE.tom, "share:again", MAY],
    ["a named person", PEOPLE.yusuf, "share:edit", OWNER_ONLY],
    ["a named person", PEOPLE.yusuf, "share:extend", OWNER_ONLY],
    ["a named person", PEOPLE.yusuf, "share:cancel", `Only <@${PEOPLE.tom}> and drive administrators can revoke`],
    ["a named person", PEOPLE.yusuf, "share:again", `Only <@${PEOPLE.tom}> can share it again.`],
    ["another member", PEOPLE.mei, "share:edit", OWNER_ONLY_ZH],
    ["another member", PEOPLE.mei, "share:extend", OWNER_ONLY_ZH],
    ["another member", PEOPLE.mei, "share:cancel", `只有 <@${PEOPLE.tom}> 和云盘管理员可以取消这个分享`],
    ["another member", PEOPLE.mei, "share:again", `只有 <@${PEOPLE.tom}> 可以重新分享。`],
    ["an administrator", PEOPLE.ada, "share:edit", OWNER_ONLY],
    ["an administrator", PEOPLE.ada, "share:extend", OWNER_ONLY],
    ["an administrator", PEOPLE.ada, "share:cancel", MAY],
    ["an administrator", PEOPLE.ada, "share:again", `Only <@${PEOPLE.tom}> can share it again.`],
    ["an outside person", PEOPLE.priya, "share:edit", OWNER_ONLY],
    ["an outside person", PEOPLE.priya, "share:extend", OWNER_ONLY],
    ["an outside person", PEOPLE.priya, "share:cancel", `Only <@${PEOPLE.tom}> and drive administrators can revoke`],
    ["an outside person", PEOPLE.priya, "share:again", `Only <@${PEOPLE.tom}> can share it again.`],
  ])("%s (%s) presses %s: %s", async (_who, userId, actionId, answer) => {
    expect(await press(userId, actionId, shares.named.id)).toContain(answer);
    if (answer === MAY || answer === MAY_ZH) return;
    const act = { "share:cancel": "revoke" }[actionId] ?? actionId.replace("share:", "");
    expect(await audit(userId)).toEqual([`share.${act} refused`]);
  });

  it.each([
    ["the owner", PEOPLE.tom, "named", "shown"],
    ["a named person", PEOPLE.yusuf, "named", "shown"],
    ["another member", PEOPLE.mei, "named", "访问码仅对"],
    ["an administrator", PEOPLE.ada, "named", "shown"],
    ["an outside person", PEOPLE.priya, "named", "not shown to people of other companies"],
    ["the owner", PEOPLE.tom, "conversation", "shown"],
    ["a member of the conversation", PEOPLE.mei, "conversation", "shown"],
    ["somebody who is not in it", PEOPLE.yusuf, "conversation", "the members of the conversation this was shared in"],
    ["an administrator", PEOPLE.ada, "conversation", "shown"],
    ["a member of the conversation", PEOPLE.mei, "partners", "shown"],
    ["an outside member of it", PEOPLE.priya, "partners", "not shown to people of other companies"],
  ] as const)("%s (%s) asks for the code of %s: %s", async (_who, userId, which, expected) => {
    const { id, code } = shares[which];
    const answer = await press(userId, "share:code", id);
    if (expected !== "shown") {
      expect(answer).toContain(expected);
      expect(answer).not.toContain(code);
      expect(await audit(userId)).toEqual(["share.code refused"]);
      return;
    }
    expect(answer).toContain(`\`${code}\``);
    expect(await audit(userId)).toEqual(["share.code shown"]);
  });

  it("notes for the owner who was shown the code, and never the code", async () => {
    await office.bot.whenIdle();
    const notes = office.slack
      .history(CHANNELS.launch)
      .filter(({ threadTs }) => threadTs !== undefined)
      .map(({ blocks }) => textOf(blocks));
    expect(notes.toSorted()).toEqual([
      "The access code was shown to Ada Okafor.",
      "The access code was shown to Ada Okafor.",
      "The access code was shown to Mei Lin 林美.",
      "The access code was shown to Yusuf Kaya.",
    ]);
  });

  it("shows the code to a named person by command, and to nobody else", async () => {
    const yusuf = office.person(PEOPLE.yusuf);
    await yusuf.command(`code ${shares.named.id}`, CHANNELS.general);
    await yusuf.seeAnswer(CHANNELS.general, shares.named.code);
    const mei = office.person(PEOPLE.mei);
    await mei.command(`code ${shares.named.id}`, CHANNELS.general);
    await mei.seeAnswer(CHANNELS.general, "访问码仅对");
  });

  it("shows no code once the owner's drive account is not theirs any more", async () => {
    const { db } = office.database;
    const links = await db.selectFrom("accountLinks").selectAll().where("userId", "=", PEOPLE.tom).execute();
    await db.deleteFrom("accountLinks").where("userId", "=", PEOPLE.tom).execute();
    const answer = await press(PEOPLE.ada, "share:code", shares.named.id);
    expect(answer).toContain("drive account is no longer connected here");
    expect(answer).not.toContain(shares.named.code);
    for (const link of links) await db.insertInto("accountLinks").values(link).execute();
  });

  const reader = { locale: "en", timeZone: "UTC" };
  const base = { comment: "", hasCode: true };
  it.each([
    ["share_edit", { shareId: "named", edition: "enterprise", base }, { comment: { value: "forged" } }, "edit"],
    ["share_replace", { shareId: "named" }, {}, "edit"],
    ["share_extend", { shareId: "named" }, { days: { selected_option: opt("7") } }, "extend"],
  ] as const)("a forged %s of somebody else's share changes nothing", async (callbackId, metadata, values, act) => {
    for (const userId of [PEOPLE.yusuf, PEOPLE.ada, PEOPLE.priya]) {
      const { body } = await sendForm(office, userId, callbackId, {
        values,
        metadata: { ...reader, ...metadata, shareId: shares.named.id },
      });
      expect(JSON.stringify(body)).toContain("This share is not known here any more.");
      expect(await audit(userId)).toEqual([`share.${act} refused`]);
    }
    expect(office.drive.requests.all().filter(({ method }) => method === "PUT")).toEqual([]);
  });

  it("a forged revoke is refused when it is done, whoever the form says asked", async () => {
    for (const userId of [PEOPLE.mei, PEOPLE.yusuf, PEOPLE.priya]) {
      const metadata = { ...reader, shareIds: [shares.named.id] };
      await sendForm(office, userId, "share_cancel", { values: {}, metadata });
      await office.bot.whenIdle();
      expect(await audit(userId)).toEqual(["share.revoke refused"]);
    }
    expect(office.drive.state.shares.some(({ cancelled }) => cancelled)).toBe(false);
  });

  it("an administrator revokes, and the card's thread says who", async () => {
    const metadata = { ...reader, shareIds: [shares.named.id] };
    await sendForm(office, PEOPLE.ada, "share_cancel", { values: {}, metadata });
    await office.bot.whenIdle();
    const revoked = office.drive.state.shares.find(({ shareId }) => shareId === shares.named.id);
    expect(revoked?.cancelled).toBe(true);
    expect(revoked?.ownerId).toBe(SEED.users.tom.id);
    const thread = office.slack.history(CHANNELS.launch).filter(({ threadTs }) => threadTs !== undefined);
    expect(textOf(thread.at(-1)?.blocks ?? [])).toBe("Ada Okafor revoked it.");
  });

  it("nobody of another workspace does anything, nor to a share of another workspace", async () => {
    const requests = office.drive.requests.all().length;
    const rows = async () => (await office.database.db.selectFrom("audit").select("id").execute()).length;
    const before = await rows();
    for (const actionId of ["share:code", "share:edit", "share:extend", "share:cancel", "share:again", "share:more"]) {
      const value = shares.conversation.id;
      await forgePress(office, { userId: PEOPLE.tom, actionId, value, teamId: "T0OTHER001" });
    }
    await office.database.db
      .insertInto("shares")
      .columns([
        "teamId",
        "shareId",
        "ownerUserId",
        "driveUserId",
        "shortCode",
        "files",
        "hasCode",
        "status",
        "createdAt",
        "updatedAt",
      ])
      .expression((eb) =>
        eb
          .selectFrom("shares")
          .select(({ val, lit }) => [
            val("T0OTHER001").as("teamId"),
            val("7777777777777").as("shareId"),
            "ownerUserId",
            "driveUserId",
            "shortCode",
            "files",
            lit(true).as("hasCode"),
            "status",
            "createdAt",
            "updatedAt",
          ])
          .limit(1),
      )
      .execute();
    for (const actionId of ["share:code", "share:edit", "share:extend", "share:cancel", "share:again"]) {
      expect(await press(PEOPLE.tom, actionId, "7777777777777")).toContain("This share is not known here any more.");
    }
    expect([office.drive.requests.all().length, await rows()]).toEqual([requests, before]);
  });
});

function opt(value: string) {
  return { text: { type: "plain_text", text: value }, value };
}
