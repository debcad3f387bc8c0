import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { buttonsOf, elementOf, fieldsOf, findButton, textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { BROCHURE, bodiesTo, openShareForm, PRESS_KIT, shareTwoFiles } from "../support/sharing.ts";
import { sendForm } from "../support/submission.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

describe.each(["enterprise", "carrier"] as const)("sharing files from Slack, %s edition", (edition) => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice({ edition });
  });
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await office.close();
  });

  it("makes the share that was asked for and posts its card where it was wanted", async () => {
    const tom = office.person(PEOPLE.tom);
    expect(await tom.command("share", CHANNELS.launch)).toEqual({ ok: true });
    const form = await tom.seeModal((view) => fieldsOf(view).includes("files"));
    expect(elementOf(form, "scope").options?.map(({ value }) => value)).toEqual(
      edition === "enterprise" ? ["external", "company", "people"] : ["external", "people"],
    );
    if (edition === "enterprise") {
      await tom.find("space", "market", "Marketing 市场部");
      await tom.find("files", "Spring Launch", "Spring Launch Brochure.pdf", "Spring Launch Press Kit.zip");
    } else {
      await tom.find("files", "", "Draft.docx", "Presentation.pptx");
    }
    await tom.take("validity", "7");
    await tom.type("comment", "For the review");
    const before = Date.now();
    expect(await tom.submit()).toEqual({ ok: true });

    const card = await tom.seeMessage(CHANNELS.launch, (message) => textOf(message.blocks).includes("For the review"));
    await office.bot.whenIdle();

    const [share, ...others] = office.drive.state.shares;
    expect(others).toEqual([]);
    const files = edition === "enterprise" ? [BROCHURE.name, PRESS_KIT.name] : ["Draft.docx", "Presentation.pptx"];
    const nameOf = (fileId: string) => office.drive.state.files.find((file) => file.fileId === fileId)?.name;
    expect(share).toMatchObject({
      ownerId: SEED.users.mei.id,
      scope: 1,
      comment: "For the review",
      extractCode: expect.stringMatching(/^[0-9a-zA-Z]{8}$/),
    });
    expect(share?.fileIds.map(nameOf)).toEqual(files);
    expect(Math.abs((share?.expiresAt ?? 0) - before - 7 * DAY_MS)).toBeLessThan(10_000);

    // Field for field what the page "Creating a Share" asks for; the scope as the number of its table.
    expect(bodiesTo(office, "/share")).toEqual([
      {
        scope: 1,
        fileIds: share?.fileIds,
        containerId: share?.containerId,
        extractCode: share?.extractCode,
        comment: "For the review",
        validDays: 7,
      },
    ]);
    const [request] = office.drive.requests.to("/koodrive/ose/v1/share", "POST");
    expect(request?.headers).toMatchObject({
      "x-user-id": SEED.users.mei.id,
      "x-date": expect.stringMatching(/^\d{8}T\d{6}Z$/),
      "x-traceid": expect.stringMatching(/^\w{58}$/),
      ...(edition === "carrier" ? { "x-hw-agentname": "lantern-mobile" } : {}),
    });

    const link = `${office.drive.url}/cloudfile/#/sharelink/i/${share?.shortUrl}`;
    // The carrier edition gives only the short code, which no browser can open.
    const isLinked = edition === "enterprise";
    const lines = textOf(card.blocks).split("\n");
    expect(lines.slice(0, 10)).toEqual([
      `<@${PEOPLE.tom}>`,
      " shared ",
      `${files[0]} and 1 more`,
      "For the review",
      files[0],
      files[1],
      expect.stringMatching(/^2 .+, .+$/),
      ":busts_in_silhouette: Anyone with the link",
      expect.stringMatching(/^:hourglass_flowing_sand: Works until <!date\^\d+\^.+> · 7 days left$/),
      ":key: Needs an access code",
    ]);
    expect(lines.includes(`Short code: \`${share?.shortUrl}\``)).toBe(!isLinked);
    const opening = buttonsOf(card.blocks).filter(({ element }) => element.action_id === "link:open");
    expect(opening.map(({ element }) => element.url)).toEqual(isLinked ? [link] : []);
    for (const id of ["share:package", "share:save", "share:code"]) {
      expect(findButton(card.blocks, id).element.value).toBe(share?.shareId);
    }
    expect(card.text).toBe(`Tom Baker shared ${files[0]} and 1 more from KooDrive`);

    const told = textOf(tom.modal().blocks);
    expect(told).toContain(`*${files[0]} and 1 more are shared.*`);
    expect(told).toContain(`<#${CHANNELS.launch}>`);
    expect(told).toContain(`*Access code:* \`${share?.extractCode}\``);
    expect(fieldsOf(tom.modal())).toEqual([]);
    await tom.close();
  });

  it("takes a share for the company only in the edition that knows one", async () => {
    const answer = await sendForm(office, PEOPLE.tom, "share_create", {
      values: { scope: { type: "radio_buttons", selected_option: { value: "company", text: { text: "company" } } } },
      metadata: { locale: "en", timeZone: "UTC" },
    });
    const refusal = "This edition of the drive has no company-wide shares. Choose another.";
    expect(answer.body).toEqual({
      response_action: "errors",
      errors: {
        ...(edition === "carrier" ? { scope: refusal } : {}),
        space: "Choose the space that holds the files.",
        files: "Choose at least one file or folder.",
      },
    });
  });

  it("keeps the code to the sharer: it is on no card, in no log line, in no audit entry, in no row", async () => {
    const tom = office.person(PEOPLE.tom);
    const { code, shareId } = await shareTwoFilesOf(edition, office, "secret handshake");
    const cards = office.slack.history(CHANNELS.launch).filter(({ userId }) => userId === office.slack.botUserId);
    expect(JSON.stringify(cards)).not.toContain(code);
    expect(JSON.stringify(office.slack.history(tom.direct()))).not.toContain(code);
    expect(office.logLines.join("")).not.toContain(code);
    const { db } = office.database;
    const rows = [
      await db.selectFrom("audit").selectAll().execute(),
      await db.selectFrom("shares").selectAll().execute(),
      await db.selectFrom("shareIntents").selectAll().execute(),
      (await office.database.connection.executeSql("select * from pgboss.job")).rows,
    ];
    expect(JSON.stringify(rows)).toContain(shareId);
    expect(JSON.stringify(rows)).not.toContain(code);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(code).toString("base64").replaceAll("=", ""));
  });
});

const shareTwoFilesOf = async (edition: "enterprise" | "carrier", office: Office, comment: string) => {
  const tom = office.person(PEOPLE.tom);
  if (edition === "enterprise") return shareTwoFiles(office, tom, CHANNELS.launch, comment);
  await openShareForm(tom, CHANNELS.launch);
  await tom.find("files", "", "Draft.docx");
  await tom.type("comment", comment);
  await tom.submit();
  await tom.seeMessage(CHANNELS.launch, (message) => textOf(message.blocks).includes(comment));
  await office.bot.whenIdle();
  await tom.close();
  const share = office.drive.state.shares.find((one) => one.comment === comment);
  return { shareId: share?.shareId ?? "", code: share?.extractCode ?? "" };
};
