import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import type { Message } from "../../src/emulators/slack/protocol.ts";
import { fieldsOf, textOf } from "../support/actor.ts";
import { cardNow, choose, openEditForm, submitAndSee } from "../support/card-life.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { AS_MEI, createShareLife } from "../support/passing-time.ts";
import { openShareForm } from "../support/sharing.ts";

// Known values, planted where the program handles secrets: none may be found where others read.
const FIRST = "Pl4ntedA";
const SECOND = "Pl4ntedB";
const LOST = "Pl4ntedC";
const CODES = [FIRST, SECOND, LOST];

describe("what must stay between the drive and those entitled", () => {
  let office: Office;
  let life: ReturnType<typeof createShareLife>;
  let card: Message;
  let shareId: string;
  beforeAll(async () => {
    office = await openOffice();
    life = createShareLife(office);
    const tom = office.person(PEOPLE.tom);
    await openShareForm(tom, CHANNELS.launch, SEED.files.brochure.id);
    await tom.take("access_code", "custom");
    await tom.type("custom_code", FIRST);
    await tom.take("code_audience", "conversation");
    await tom.type("comment", "planted");
    await tom.submit();
    card = await tom.seeMessage(CHANNELS.launch, ({ blocks }) => textOf(blocks).includes("planted"));
    await office.bot.whenIdle();
    await tom.close();
    shareId = office.drive.state.shares[0]?.shareId ?? "";

    // Shown to the owner, to a member of the conversation, to an administrator; refused to somebody else.
    await tom.press(card, "share:code");
    await tom.seeAnswer(CHANNELS.launch, FIRST);
    await office.person(PEOPLE.mei).press(card, "share:code");
    await office.person(PEOPLE.mei).seeAnswer(CHANNELS.launch, FIRST);
    await office.person(PEOPLE.yusuf).command(`code ${shareId}`, CHANNELS.general);
    await office.person(PEOPLE.yusuf).seeAnswer(CHANNELS.general, "The access code is for");

    // Changed; changed with the answer lost; in conflict with a change made elsewhere; refused by the drive.
    await openEditForm(office, tom, card, shareId);
    await tom.take("access_code", "custom");
    await tom.type("custom_code", SECOND);
    office.drive.faults.next({ method: "PUT" }, { kind: "close", when: "after-change" });
    await submitAndSee(office, tom, "Saved:");
    await openEditForm(office, tom, cardNow(tom, card), shareId);
    await tom.take("access_code", "custom");
    await tom.type("custom_code", LOST);
    await life.drive.modifyShare(AS_MEI, { shareId, end: { kind: "days", days: 12 } });
    await tom.submit();
    await tom.seeModal(({ blocks }) => textOf(blocks).includes("Changed elsewhere"));
    office.drive.faults.next({ method: "PUT" }, { kind: "answer", status: 200, body: '{"code":13000410,"msg":"no"}' });
    await tom.pressInModal("share:mine");
    await tom.seeModal(({ blocks }) => textOf(blocks).includes("Not changed:"));
    await office.bot.whenIdle();
    await tom.close();

    // Extended, replaced by a link without a code, revoked.
    await tom.command("extend brochure 7", CHANNELS.general);
    await tom.seeAnswer(CHANNELS.general, "Extended:");
    await openEditForm(office, tom, cardNow(tom, card), shareId);
    await tom.take("access_code", "none");
    await tom.submit();
    await tom.seeModal((view) => view.callback_id === "share_replace");
    await submitAndSee(office, tom, "New link:");
    const made = office.drive.state.shares.find((one) => !one.cancelled)?.shareId ?? "";
    await choose(office, tom, cardNow(tom, card), "cancel", made);
    await tom.seeModal((view) => fieldsOf(view).length === 0 && view.submit !== undefined);
    await submitAndSee(office, tom, "Revoked:");
  });
  afterAll(async () => {
    await life.close();
    await office.close();
  });

  const found = (text: string): readonly string[] =>
    CODES.filter(
      (code) => text.includes(code) || text.includes(Buffer.from(code).toString("base64").replaceAll("=", "")),
    );

  it("no message that others can read holds a code, or where a file lies", () => {
    const channels = Object.values(CHANNELS).flatMap((channel) => office.slack.history(channel));
    const read = channels.filter(({ visibleTo }) => visibleTo === undefined);
    expect(read.length).toBeGreaterThan(5);
    expect(found(JSON.stringify(read))).toEqual([]);
    expect(JSON.stringify(read)).not.toContain("Campaigns");
    // Nor does what was shown to one person stand where anybody else looks.
    const shown = channels.filter((message) => found(JSON.stringify(message)).length > 0);
    expect(new Set(shown.map(({ visibleTo }) => visibleTo))).toEqual(new Set([PEOPLE.tom, PEOPLE.mei]));
  });

  it("no code leaves for Slack but in an answer to one person or in their own modal", () => {
    const sent = office.slack.calls.filter(({ args }) => found(JSON.stringify(args)).length > 0);
    const methods = new Set(sent.map(({ method }) => method));
    methods.delete("views.update");
    expect([...methods]).toEqual([]);
    expect(found(JSON.stringify(office.slack.calls.map(({ args }) => args["private_metadata"] ?? "")))).toEqual([]);
  });

  it("no log line, audit entry, job or row of any table holds a code", async () => {
    expect(found(office.logLines.join(""))).toEqual([]);
    const { connection } = office.database;
    const tables = await connection.executeSql(
      "select table_schema, table_name from information_schema.tables where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'",
    );
    const rows = await Promise.all(
      tables.rows.map(async (row) => {
        const { table_schema: schema, table_name: name } = Object(row);
        return (await connection.executeSql(`select * from "${schema}"."${name}"`)).rows;
      }),
    );
    const text = JSON.stringify(rows);
    expect(text).toContain(shareId);
    expect(found(text)).toEqual([]);
  });

  it("the drive is given a code in the body of a request only, never in an address", () => {
    const addresses = office.drive.requests.all().map(({ path, query, headers }) => [path, query, headers]);
    expect(found(JSON.stringify(addresses))).toEqual([]);
    expect(found(JSON.stringify(office.drive.requests.all().map(({ body }) => body)))).toEqual(CODES);
  });
});
