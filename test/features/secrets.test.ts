import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Actor, fieldsOf, findButton, textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { BROCHURE, openShareForm } from "../support/sharing.ts";

const CODES = { shared: "PlntCd01", refused: "PlntCd02", lost: "PlntCd03" } as const;

describe("secrets", () => {
  let office: Office;
  let tom: Actor;
  let downloadToken = "";

  const share = async (code: string, comment: string): Promise<void> => {
    await openShareForm(tom, CHANNELS.launch, BROCHURE.id);
    await tom.type("comment", comment);
    await tom.take("access_code", "custom");
    await tom.type("custom_code", code);
    await tom.submit();
    await tom.seeModal((view) => /(is|are) shared|was not made|not certain/.test(textOf(view.blocks)));
    await office.bot.whenIdle();
  };

  beforeAll(async () => {
    office = await openOffice({ taskDuration: () => 5_000 });
    tom = office.person(PEOPLE.tom);
    await share(CODES.shared, "with a planted code");
    expect(textOf(tom.modal().blocks)).toContain(CODES.shared);
    await tom.close();
    const card = await tom.seeMessage(CHANNELS.launch, ({ blocks }) => textOf(blocks).includes("with a planted code"));
    await tom.press(card, "share:code");
    await tom.seeAnswer(CHANNELS.launch, CODES.shared);

    await tom.press(card, "share:package");
    await tom.seeModal((view) => fieldsOf(view).includes("zip_name"));
    await tom.submit();
    await tom.close();
    await office.bot.whenIdle();
    await office.later(6_000);
    const notice = await tom.seeMessage(tom.direct(), ({ text }) => text.includes("is ready"));
    const url = findButton(notice.blocks, "link:open").element.url ?? "";
    downloadToken = url.split("/").at(-2) ?? "";
    expect(downloadToken.length).toBeGreaterThan(20);

    // A drive that repeats what it was sent, in its refusal and in nonsense.
    office.drive.faults.next(
      { method: "POST", path: "/v1/share" },
      { kind: "answer", status: 200, body: `{"code":13000102,"msg":"extractCode ${CODES.refused} is not accepted"}` },
    );
    await share(CODES.refused, "refused");
    await tom.close();
    office.drive.faults.next(
      { method: "POST", path: "/v1/share" },
      { kind: "answer", status: 500, body: `<h1>Error</h1> {"extractCode":"${CODES.lost}"` },
    );
    await share(CODES.lost, "lost");
    await tom.close();
    await office.post("payload=%7B", { secret: "x".repeat(32) });
  });
  afterAll(() => office.close());

  const planted = () => ({ ...CODES, downloadToken, ...office.keys });

  it("stand nowhere in the log, at its most talkative", () => {
    const log = office.logLines.join("");
    expect(log).toContain("drive.createShare");
    for (const [name, secret] of Object.entries(planted())) expect([name, log.includes(secret)]).toEqual([name, false]);
  });

  it("stand in no table of the database, the queue's included", async () => {
    const { executeSql } = office.database.connection;
    const { rows } = await executeSql(
      `select table_schema || '.' || table_name as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    const tables = rows.map((row) => String(Object(row).name));
    expect(tables).toEqual(
      expect.arrayContaining(["public.audit", "public.share_intents", "public.tasks", "pgboss.job"]),
    );
    for (const table of tables) {
      const text = JSON.stringify((await executeSql(`select t::text from ${table} t`)).rows);
      for (const [name, secret] of Object.entries(planted())) {
        expect([table, name, text.includes(secret)]).toEqual([table, name, false]);
      }
    }
  });

  it("are shown to nobody but the person: codes in their own window and answers, links in their own messages", () => {
    const open = Object.values(CHANNELS).flatMap((channel) =>
      office.slack.history(channel).filter(({ userId }) => userId === office.slack.botUserId),
    );
    const forAll = JSON.stringify(open.filter(({ visibleTo }) => visibleTo === undefined));
    for (const [name, secret] of Object.entries(planted()))
      expect([name, forAll.includes(secret)]).toEqual([name, false]);
    const direct = JSON.stringify(office.slack.history(tom.direct()));
    for (const code of Object.values(CODES)) expect(direct).not.toContain(code);
    const toOthers = JSON.stringify(
      open.filter(({ visibleTo }) => visibleTo !== undefined && visibleTo !== PEOPLE.tom),
    );
    expect(toOthers).not.toContain(CODES.shared);
  });

  it("are sent to Slack only where they are shown", () => {
    const methods = office.slack.calls
      .filter(({ args }) => Object.values(CODES).some((code) => JSON.stringify(args).includes(code)))
      .map(({ method }) => method);
    expect(new Set(methods)).toEqual(new Set(["views.update"]));
  });
});
