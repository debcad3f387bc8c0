import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Actor, fieldsOf, textOf } from "../support/actor.ts";
import { createForeignLinks, type ForeignLink, openFiles, pressRow } from "../support/foreign-links.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { bodiesTo } from "../support/sharing.ts";
import { sendForm } from "../support/submission.ts";

const CODE = "Zq7Xw9Ke";
const PAUSE_MS = 10 * 60 * 1000;
const refusal = { kind: "answer", status: 200, body: JSON.stringify({ code: 13000410, msg: "no token" }) } as const;

let office: Office;
let links: ReturnType<typeof createForeignLinks>;
let ada: Actor;
beforeAll(async () => {
  office = await openOffice({ links: ["mei", "tom", "ada"], taskDuration: () => 20_000 });
  links = createForeignLinks(office);
  ada = office.person(PEOPLE.ada);
});
afterAll(async () => {
  expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
  await links.close();
  await office.close();
});

const text = (value: string) => ({ type: "plain_text_input", value });
const seeText = (words: string, actor = ada) => actor.seeModal((view) => textOf(view.blocks).includes(words));
const seeField = (field: string, actor = ada) => actor.seeModal((view) => fieldsOf(view).includes(field));
const triesOf = (link: ForeignLink) =>
  bodiesTo(office, "/share/verify", ({ shortUrl }) => shortUrl === link.shortCode).length;
const giveCode = (link: ForeignLink, code: string, userId: string = PEOPLE.ada) =>
  sendForm(office, userId, "share_open", {
    metadata: { locale: "en", timeZone: "Asia/Shanghai", stage: "code", goal: "files", shortCode: link.shortCode },
    values: { code: text(code) },
  });
const auditOf = async (userId: string, shareId: string) => {
  const rows = await office.database.db.selectFrom("audit").selectAll().where("userId", "=", userId).execute();
  return rows
    .filter(({ subject }) => JSON.stringify(subject).includes(shareId))
    .map(({ act, result }) => `${act} ${result}`);
};
const sessionOf = async (userId: string, link: ForeignLink) =>
  office.database.db
    .selectFrom("linkSessions")
    .selectAll()
    .where("userId", "=", userId)
    .where("shortCode", "=", link.shortCode)
    .executeTakeFirstOrThrow();

describe("wrong access codes", () => {
  it("bring a pause after the fifth, for that person and link, that outlives a restart", async () => {
    const link = await links.share({ accessCode: CODE });
    const said: unknown[] = [];
    for (const code of ["a", "b", "c", "d", "e", "f"]) said.push((await giveCode(link, code)).body);
    const left = said.map((body) => /You have (\w+) more tr|can try again after (.*?)\./.exec(JSON.stringify(body)));
    expect(left.map((found) => found?.[1])).toEqual(["4", "3", "2", "one", undefined, undefined]);
    const until = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: "Asia/Shanghai" });
    const end = new Date(office.clock.now().getTime() + PAUSE_MS);
    expect([0, 60_000].map((ms) => until.format(end.getTime() - ms))).toContain(left[5]?.[2]?.slice(-5));
    expect(triesOf(link)).toBe(5);

    await office.restart();
    // The right one neither: it is not even looked at.
    expect(JSON.stringify((await giveCode(link, CODE)).body)).toContain("Too many wrong codes.");
    expect(triesOf(link)).toBe(5);
    expect((await giveCode(link, CODE, PEOPLE.mei)).body).toMatchObject({ response_action: "update" });
    expect(await auditOf(PEOPLE.ada, link.shareId)).toEqual([
      ...Array.from({ length: 5 }, () => "link.code wrong"),
      "link.code paused",
      "link.code paused",
    ]);

    office.clock.advance(PAUSE_MS);
    expect((await giveCode(link, CODE)).body).toMatchObject({ response_action: "update" });
    expect(await auditOf(PEOPLE.ada, link.shareId)).toContain("link.open opened");
  });

  it("are not tried more than five times when they come all at once", async () => {
    const link = await links.share({ accessCode: CODE });
    await Promise.all(Array.from({ length: 12 }, (_, index) => giveCode(link, `guess${index}`)));
    expect(triesOf(link)).toBe(5);
  });

  it("do not count where the drive did not judge them", async () => {
    const link = await links.share({ accessCode: CODE });
    const away = office.drive.faults.always({ path: "/share/verify" }, { kind: "broken", status: 503 });
    for (const code of ["a", "b", "c", "d", "e", "f"]) {
      expect(JSON.stringify((await giveCode(link, code)).body)).toContain("cannot be reached");
    }
    away.cancel();
    expect(JSON.stringify((await giveCode(link, "a")).body)).toContain("You have 4 more tries");
  });
});

describe("the temporary token of a link", () => {
  it("is asked for anew when the drive does not take it any more", async () => {
    const link = { ...(await links.share({ accessCode: CODE })) };
    await openFiles(ada, link, CHANNELS.launch);
    expect((await sessionOf(PEOPLE.ada, link)).sealedToken).toMatch(/^1\./);
    office.drive.faults.next({ path: "/share/files" }, refusal);
    await pressRow(office, ada, "link:enter");
    await seeText("The drive asks for the access code again");
    expect((await sessionOf(PEOPLE.ada, link)).sealedToken).toBeNull();
    await ada.type("code", CODE);
    await ada.submit();
    await seeField("files");
    await ada.close();

    office.drive.faults.next({ path: "/share/files" }, refusal);
    await ada.command(`open ${link.url}`, CHANNELS.launch);
    await seeText("The drive asks for the access code again");
    await ada.close();
  });

  it("is not asked for again and again by a drive that takes the code and then nothing else", async () => {
    const link = await links.share({ accessCode: CODE });
    await ada.command(`open ${link.url}`, CHANNELS.launch);
    await seeField("code");
    const stubborn = office.drive.faults.always({ path: "/share/files" }, refusal);
    await ada.type("code", CODE);
    await ada.submit();
    await seeText("The drive does not allow this");
    stubborn.cancel();
    await ada.close();
  });

  it("goes stale before a task: the person is told, opens the link again and goes on", async () => {
    const link = await links.share({ accessCode: CODE });
    await openFiles(ada, link, CHANNELS.launch);
    await ada.submit();
    await seeField("zip_name");
    await ada.type("zip_name", "stale");
    office.drive.faults.next({ path: "/share/tasks" }, refusal);
    await ada.submit();
    await ada.close();
    await office.bot.whenIdle();
    const notice = await ada.seeMessage(ada.direct(), (one) => one.text.includes("stale.zip could not be started"));
    expect(textOf(notice.blocks)).toContain("The drive asks for the access code of this link again.");
    await openFiles(ada, link, CHANNELS.launch);
    await ada.close();
    await ada.press(notice, "task:retry");
    await office.later(20_000);
    await office.later(20_000);
    await ada.seeMessage(ada.direct(), (one) => one.text.includes("stale.zip is ready"));
    const tasks = await office.database.db.selectFrom("tasks").selectAll().where("zipName", "=", "stale.zip").execute();
    expect(tasks.map(({ sealedToken }) => sealedToken)).toEqual([null, null]);
  });

  it("goes stale while a task runs: it is not asked with for ever", async () => {
    const link = await links.share({ accessCode: CODE });
    await openFiles(ada, link, CHANNELS.launch);
    await ada.submit();
    await seeField("zip_name");
    await ada.type("zip_name", "half way");
    await ada.submit();
    await ada.close();
    await office.bot.whenIdle();
    office.drive.faults.next({ path: "/share/taskDetail" }, refusal);
    await office.later(5_000);
    const notice = await ada.seeMessage(ada.direct(), (one) =>
      one.text.includes("half way.zip can no longer be followed"),
    );
    expect(textOf(notice.blocks)).toContain("asks for the access code of this link again");
  });
});

it("keeps codes and tokens out of every log line, row and message", async () => {
  await office.bot.whenIdle();
  const tokens = office.drive.requests
    .all()
    .flatMap(({ rawBody }) => [...rawBody.matchAll(/"kdstoken":"([0-9a-f]+)"/g)].map(([, token]) => token ?? ""));
  expect(tokens.length).toBeGreaterThan(5);
  const tables = await sql<{ name: string }>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`.execute(
    office.database.db,
  );
  const rows = await Promise.all(
    tables.rows.map(({ name }) =>
      sql<{ row: string }>`select row_to_json(t)::text as row from ${sql.raw(name)} t`.execute(office.database.db),
    ),
  );
  const left = [
    ...office.logLines,
    ...rows.flatMap((result) => result.rows.map(({ row }) => row)),
    ...office.slack.calls.map((call) => JSON.stringify(call)),
  ];
  expect(left.length).toBeGreaterThan(200);
  const told = left.filter((line) => [CODE, ...tokens].some((secret) => line.includes(secret)));
  expect(told).toEqual([]);
});

it("forgets opened links and tries after a day", async () => {
  await office.later(25 * 60 * 60 * 1000);
  const { db } = office.database;
  expect(await db.selectFrom("linkSessions").selectAll().execute()).toEqual([]);
  expect(await db.selectFrom("codeTries").selectAll().execute()).toEqual([]);
});
