import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { fieldsOf, textOf } from "../support/actor.ts";
import { killBotProcesses } from "../support/bot-process.ts";
import { type CrashOffice, openCrashOffice } from "../support/crash-office.ts";
import { CHANNELS, PEOPLE } from "../support/office.ts";
import { BROCHURE } from "../support/sharing.ts";
import { createOwnPostgres } from "./own-postgres.ts";

const LIMIT_MS = 120_000;
const PATIENCE = { timeout: 40_000, interval: 100 } as const;
const RECORDS = "cannot use its own records";

// Its own server, for only that may be stopped.
const postgres = await createOwnPostgres();

describe.skipIf(postgres === undefined)("a bot on PostgreSQL", () => {
  let office: CrashOffice;

  beforeAll(async () => {
    office = await openCrashOffice("enterprise", {
      DATABASE_URL: postgres?.url ?? "",
      ENCRYPTION_KEY: randomBytes(32).toString("base64"),
      KOODRIVE_USER_ID: SEED.users.mei.id,
    });
  }, LIMIT_MS);
  afterEach(() => {
    office.drive.faults.clear();
    office.slack.refuse.clear();
  });
  afterAll(async () => {
    await office?.close();
    await killBotProcesses();
    await postgres?.remove();
  });

  const page = async (path: string): Promise<{ readonly status: number; readonly body: string }> => {
    const response = await fetch(`http://127.0.0.1:${office.bot().port}${path}`);
    return { status: response.status, body: await response.text() };
  };
  const seeReady = (status: 200 | 503) =>
    vi.waitFor(async () => {
      const answer = await page("/readyz");
      expect(answer.status).toBe(status);
      return answer.body;
    }, PATIENCE);
  const query = async (statement: string): Promise<readonly unknown[]> => {
    const client = new pg.Client({ connectionString: postgres?.url ?? "" });
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  };
  const openForm = async (comment: string) => {
    const tom = office.person(PEOPLE.tom);
    await tom.command(`share ${BROCHURE.id}`, CHANNELS.launch);
    await tom.seeModal((view) => fieldsOf(view).includes("destination"));
    await tom.type("comment", comment);
    return tom;
  };
  const share = async (comment: string): Promise<void> => {
    const tom = await openForm(comment);
    expect(await tom.submit()).toEqual({ ok: true });
    await tom.close();
  };
  const cards = (comment: string) =>
    office.slack.history(CHANNELS.launch).filter(({ blocks }) => textOf(blocks).split("\n").includes(comment));
  const seeCard = (comment: string) => vi.waitFor(() => expect(cards(comment)).toHaveLength(1), PATIENCE);
  const expectNoHarm = (): void => {
    expect(office.bot().log.filter((line) => /left without an answer|uncaught/i.test(line))).toEqual([]);
  };

  it(
    "says that its database is away, answers people at once, and goes on by itself when it is back",
    async () => {
      await share("before");
      await seeCard("before");
      await postgres?.stop();
      expect(await seeReady(503)).toMatch(/^(database|queue): /m);
      expect((await page("/healthz")).status).toBe(200);
      // The figures come from the database too.
      expect((await page("/metrics")).status).toBeGreaterThanOrEqual(200);

      const tom = office.person(PEOPLE.tom);
      const asked = performance.now();
      expect(await tom.command("shares", CHANNELS.general)).toEqual({ ok: true });
      expect(performance.now() - asked).toBeLessThan(3_000);
      await tom.seeAnswer(CHANNELS.general, RECORDS);

      await postgres?.start();
      await seeReady(200);
      const listening = `select 1 from pg_stat_activity where application_name = 'koodrive-listen' and query like 'listen%'
        or application_name = 'koodrive-listen' and query like '%pg_listening_channels%'`;
      await vi.waitFor(async () => expect((await query(listening)).length).toBeGreaterThan(0), PATIENCE);
      await share("after");
      await seeCard("after");
      expectNoHarm();
    },
    LIMIT_MS,
  );

  it(
    "says that its disk is full, refuses what it cannot record, and takes it when there is room again",
    async () => {
      const tom = await openForm("no room");
      await query(`create function no_room() returns trigger language plpgsql as $$
        begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`);
      await query(`do $$ declare one record; begin
        for one in select schemaname, tablename from pg_tables where schemaname in ('public', 'pgboss') loop
          execute format('create trigger no_room before insert or update on %I.%I for each statement execute function no_room()',
            one.schemaname, one.tablename);
        end loop; end $$`);
      expect(await seeReady(503)).toContain("No space left on device");
      const refused = await tom.submit();
      expect(JSON.stringify(refused)).toContain(RECORDS);
      expect(office.drive.state.shares.filter(({ comment }) => comment === "no room")).toEqual([]);

      await query("drop function no_room() cascade");
      await seeReady(200);
      expect(await tom.submit()).toEqual({ ok: true });
      await tom.close();
      await seeCard("no room");
      expectNoHarm();
    },
    LIMIT_MS,
  );

  it(
    "goes on when the drive turned everything away and Slack was not there",
    async () => {
      const tom = await openForm("drive away");
      // What is cut off may have happened, and is told as not certain; this did not.
      office.drive.faults.sometimes(() => ({ kind: "limited", retryAfter: "1" }));
      expect(await tom.submit()).toEqual({ ok: true });
      await tom.close();
      office.slack.refuse.sometimes((method) => (method.startsWith("chat.") ? { dropConnection: true } : undefined));
      await vi.waitFor(() => expect(office.drive.requests.to("/v1/share", "POST").length).toBeGreaterThan(0), PATIENCE);
      expect((await page("/readyz")).status).toBe(200);
      office.drive.faults.clear();
      office.slack.refuse.clear();
      await vi.waitFor(
        () => expect(office.drive.state.shares.filter(({ comment }) => comment === "drive away")).toHaveLength(1),
        PATIENCE,
      );
      expectNoHarm();
    },
    LIMIT_MS,
  );

  it(
    "ends within 25 seconds of SIGTERM though drive, Slack and somebody's request hang, and loses nothing",
    async () => {
      const tom = await openForm("hanging");
      office.drive.faults.sometimes(() => ({ kind: "hang" }));
      expect(await tom.submit()).toEqual({ ok: true });
      await tom.close();
      await vi.waitFor(
        () => expect(office.drive.requests.all().some(({ fault }) => fault === "hang")).toBe(true),
        PATIENCE,
      );
      // Half a request, and never the rest.
      const half = connect(office.bot().port, "127.0.0.1");
      half.on("error", () => undefined);
      half.write("POST /slack/events HTTP/1.1\r\nhost: bot\r\ncontent-length: 1000\r\n\r\npayload=");
      office.slack.refuse.next("views.open", { delayMs: 60_000 });
      void office.person(PEOPLE.ada).command("share", CHANNELS.general);
      await vi.waitFor(() => expect(office.slack.calls.length).toBeGreaterThan(0), PATIENCE);

      const began = performance.now();
      expect(await office.bot().end("SIGTERM")).toEqual({ code: 0, signal: null });
      const took = performance.now() - began;
      process.stdout.write(`ended ${Math.round(took)} ms after SIGTERM\n`);
      expect(took).toBeLessThan(25_000);
      half.destroy();
      expectNoHarm();

      office.drive.faults.clear();
      office.slack.refuse.clear();
      await office.start();
      await vi.waitFor(() => {
        const told = office.slack.history(office.slack.directMessage(PEOPLE.tom)).map(({ blocks }) => textOf(blocks));
        expect(cards("hanging").length === 1 || told.some((text) => text.includes("It is not certain"))).toBe(true);
      }, PATIENCE);
    },
    LIMIT_MS,
  );
});
