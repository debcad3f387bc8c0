import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { saveLink } from "../../src/store/accounts.ts";
import { createForeignLinks, type ForeignLink, openFiles } from "../support/foreign-links.ts";
import { CHANNELS, type Office, openOffice, PEOPLE, TEAM } from "../support/office.ts";
import { sendForm } from "../support/submission.ts";

let office: Office;
let links: ReturnType<typeof createForeignLinks>;
beforeAll(async () => {
  office = await openOffice({ links: ["mei", "tom", "ada"] });
  links = createForeignLinks(office);
});
afterAll(async () => {
  expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
  await links.close();
  await office.close();
});

describe("somebody who forges", () => {
  const gone = { response_action: "update", view: { callback_id: "share_open" } };
  let link: ForeignLink;
  let sessionId: string;
  beforeAll(async () => {
    const ada = office.person(PEOPLE.ada);
    link = await links.share({ accessCode: "Ab12Cd34" });
    await openFiles(ada, link, CHANNELS.launch);
    await ada.close();
    const session = await office.database.db.selectFrom("linkSessions").selectAll().executeTakeFirstOrThrow();
    sessionId = session.id;
  });

  const files = (...ids: readonly string[]) => ({
    type: "multi_external_select",
    selected_options: ids.map((value) => ({ value, text: { type: "plain_text", text: value } })),
  });
  const place = (trail: readonly string[] = []) => ({ trail, offset: 0 });
  const chooseAs = (userId: string, id: string, ...ids: readonly string[]) =>
    sendForm(office, userId, "share_open", {
      metadata: { locale: "en", timeZone: "UTC", stage: "files", sessionId: id, place: place() },
      values: { files: files(...ids) },
    });
  const taskAs = (userId: string, id: string, ...ids: readonly string[]) =>
    sendForm(office, userId, "task_create", {
      metadata: { sessionId: id, locale: "en" },
      values: {
        task_type: {
          type: "radio_buttons",
          selected_option: { value: "package", text: { type: "plain_text", text: "" } },
        },
        files: files(...ids),
        zip_name: { type: "plain_text_input", value: "forged" },
      },
    });

  it.each([
    ["another person's session", PEOPLE.mei, (): string => sessionId],
    ["a session that nobody has", PEOPLE.ada, (): string => "00000000-0000-4000-8000-000000000000"],
  ])("gets nowhere with %s", async (_what, userId, id) => {
    expect((await chooseAs(userId, id())).body).toMatchObject(gone);
    expect((await taskAs(userId, id(), SEED.files.roadmap.id)).body).toMatchObject({
      view: { callback_id: "task_create", blocks: [{ text: { text: expect.stringContaining("open for too long") } }] },
    });
  });

  it("gets nowhere with files that were not offered", async () => {
    const stranger = SEED.files.annualReport.id;
    expect((await chooseAs(PEOPLE.ada, sessionId, stranger)).body).toMatchObject({
      errors: { files: expect.stringContaining("was not offered by this link") },
    });
    expect((await taskAs(PEOPLE.ada, sessionId, stranger)).body).toMatchObject({
      errors: { files: expect.stringContaining("was not offered to you") },
    });
  });

  it.each([
    ["no JSON", "{"],
    [
      "a place that is none",
      { locale: "en", timeZone: "UTC", stage: "files", sessionId: "x", place: { trail: ["../.."] } },
    ],
    ["a stage that is none", { locale: "en", timeZone: "UTC", stage: "admin" }],
  ])("gets nowhere with unseen data of the modal's that it never wrote: %s", async (_what, metadata) => {
    expect(await sendForm(office, PEOPLE.ada, "share_open", { metadata, values: {} })).toEqual({ status: 200 });
  });

  it("walks nowhere in another person's link, nor out of one's own", async () => {
    const press = (userId: string, actionId: string, value: string) =>
      office.post(
        new URLSearchParams({
          payload: JSON.stringify({
            type: "block_actions",
            team: { id: TEAM },
            user: { id: userId, team_id: TEAM },
            trigger_id: "1.1.1",
            view: {
              id: "VFORGED",
              hash: "1.1",
              type: "modal",
              callback_id: "share_open",
              private_metadata: JSON.stringify({
                locale: "en",
                timeZone: "UTC",
                stage: "files",
                sessionId,
                place: place(),
              }),
              state: { values: {} },
            },
            actions: [{ type: "button", block_id: "b", action_id: actionId, value, action_ts: "1.1" }],
          }),
        }).toString(),
      );
    const asked = () => office.drive.requests.all().filter(({ rawBody }) => rawBody.includes(link.shortCode)).length;
    const before = asked();
    await press(PEOPLE.mei, "link:enter", SEED.files.testReports.id);
    await press(PEOPLE.mei, "link:file", SEED.files.roadmap.id);
    await office.bot.whenIdle();
    expect(asked()).toBe(before);
    await press(PEOPLE.ada, "link:enter", "no id: ../..");
    await press(PEOPLE.ada, "link:page", "x:y");
    expect(asked()).toBe(before);
    // A folder beside the share: the drive says no, and nothing is shown.
    await press(PEOPLE.ada, "link:enter", SEED.files.springFolder.id);
    await office.bot.whenIdle();
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
  });

  it("has no session left as another drive user", async () => {
    const now = office.clock.now();
    const linkTo = (key: "ada" | "wang") =>
      saveLink(office.database.db, {
        teamId: TEAM,
        userId: PEOPLE.ada,
        driveUserId: SEED.users[key].id,
        driveUserName: SEED.users[key].name,
        reason: "email",
        approvedBy: null,
        shared: false,
        linkedAt: now,
        checkDueAt: new Date(now.getTime() + 86_400_000),
      });
    await linkTo("wang");
    expect((await chooseAs(PEOPLE.ada, sessionId)).body).toMatchObject(gone);
    await linkTo("ada");
  });
});
