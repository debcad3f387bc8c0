import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { personalFileId } from "../../src/emulators/koodrive/seed/known.ts";
import { textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { openShareForm, shareTwoFiles } from "../support/sharing.ts";

describe("the access code of a share", () => {
  let office: Office;
  let shared: Awaited<ReturnType<typeof shareTwoFiles>>;
  beforeAll(async () => {
    office = await openOffice();
    shared = await shareTwoFiles(office, office.person(PEOPLE.tom), CHANNELS.launch, "with a code");
  });
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await office.close();
  });

  const audit = async () => {
    const rows = await office.database.db.selectFrom("audit").selectAll().where("act", "=", "share.code").execute();
    return rows.map(({ userId, subject, result }) => ({ userId, subject, result }));
  };
  const asked = (userId: string, result: string) => ({ userId, subject: { shareId: shared.shareId }, result });

  it("is shown to the owner, on the press of a button, and that is recorded", async () => {
    const tom = office.person(PEOPLE.tom);
    await tom.press(shared.card, "share:code");
    const answer = await tom.seeAnswer(CHANNELS.launch, shared.code);
    expect(textOf(answer.blocks)).toBe(
      `*Access code of Spring Launch Brochure.pdf:* \`${shared.code}\`\nOnly you see this. Send it separately from the link.`,
    );
    expect(office.person(PEOPLE.ada).messages(CHANNELS.launch)).not.toContainEqual(answer);
    expect(await audit()).toEqual([asked(PEOPLE.tom, "shown")]);
    const card = await tom.seeMessage(CHANNELS.launch, ({ ts }) => ts === shared.card.ts);
    expect(card).toEqual(shared.card);
  });

  it("is not shown to another member, who is told whom to ask; that is recorded too", async () => {
    const mei = office.person(PEOPLE.mei);
    await mei.press(shared.card, "share:code");
    const answer = await mei.seeAnswer(CHANNELS.launch, "访问码仅对");
    expect(textOf(answer.blocks)).toBe(
      `访问码仅对 <@${PEOPLE.tom}>、其指定的人和云盘管理员可见。请向 <@${PEOPLE.tom}> 索取。`,
    );
    expect((await audit()).at(-1)).toEqual(asked(PEOPLE.mei, "refused"));
  });

  it.each([
    ["its id", () => shared.shareId],
    ["its link", () => office.drive.state.shares.map(({ shortUrl }) => linkTo(shortUrl))[0] ?? ""],
    [
      "its link as Slack writes it",
      () => `<${office.drive.state.shares.map(({ shortUrl }) => linkTo(shortUrl))[0]}|here>`,
    ],
    ["part of its name", () => "launch broch"],
    ["part of the name of a file in it", () => "press kit"],
  ])("is found by command with %s", async (_name, reference) => {
    const tom = office.person(PEOPLE.tom);
    const before = tom.messages(CHANNELS.general).length;
    await tom.command(`code ${reference()}`, CHANNELS.general);
    const [answer] = await office.slack.waitFor(() => {
      const added = tom.messages(CHANNELS.general).slice(before);
      return added.length > 0 ? added : undefined;
    });
    expect(answer?.ephemeral).toBe(true);
    expect(textOf(answer?.blocks ?? [])).toContain(shared.code);
  });
  const linkTo = (shortUrl: string): string => `${office.drive.url}/cloudfile/#/sharelink/i/${shortUrl}`;

  it.each([
    ["nothing fits", PEOPLE.tom, "code no such thing <&>", "No live share fits “no such thing &lt;&amp;&gt;”."],
    ["nothing is said", PEOPLE.tom, "code", "Which share? Put a share id, a link, or part of a file name"],
    ["the share is somebody else's", PEOPLE.ada, "code launch broch", "No live share fits “launch broch”."],
  ])("says so when %s", async (_name, who, command, words) => {
    const person = office.person(who);
    await person.command(command, CHANNELS.general);
    await person.seeAnswer(CHANNELS.general, words);
  });

  it("asks which one when several shares fit", async () => {
    const tom = office.person(PEOPLE.tom);
    await shareTwoFiles(office, tom, CHANNELS.launch, "a second one");
    await tom.command("code spring", CHANNELS.general);
    await tom.seeAnswer(
      CHANNELS.general,
      "Several shares fit “spring”: Spring Launch Brochure.pdf, Spring Launch Brochure.pdf.",
    );
  });

  it("says so of a share that opens without one", async () => {
    const tom = office.person(PEOPLE.tom);
    await openShareForm(tom, CHANNELS.launch, personalFileId("mei", "Draft.docx"));
    await tom.take("access_code", "none");
    await tom.submit();
    const card = await tom.seeMessage(CHANNELS.launch, ({ blocks }) => textOf(blocks).includes("Draft.docx"));
    expect(textOf(card.blocks)).not.toContain("Get code");
    expect(textOf(tom.modal().blocks)).toContain("It opens without a code.");
    await tom.close();
    await office.bot.whenIdle();
    await tom.command("code Draft", CHANNELS.general);
    await tom.seeAnswer(CHANNELS.general, "*Draft.docx* opens without an access code.");
  });

  it("says so, and shows nothing, when the drive is away or knows the share no more", async () => {
    const tom = office.person(PEOPLE.tom);
    office.drive.faults.next({ path: "/share/{shareId}" }, { kind: "unauthorized" });
    await tom.press(shared.card, "share:code");
    await tom.seeAnswer(CHANNELS.launch, "The drive did not accept this app's sign-in.");
    office.drive.faults.next(
      { path: "/share/{shareId}" },
      { kind: "answer", status: 200, body: '{"code":13000309,"msg":"gone"}' },
    );
    await tom.press(shared.card, "share:code");
    await tom.seeAnswer(CHANNELS.launch, "The drive cannot find this any more (it does not exist).");
  });
});
