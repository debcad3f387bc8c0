import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, type DatabaseLocation, openDatabase } from "../src/store/database.ts";
import { createTestLocation, testBackend } from "./support/database.ts";

const PERSON = "U0LEAVING1";
const TEAM = "T0LANTERN";
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SETTINGS = {
  SLACK_BOT_TOKEN: "xoxb-of-the-test",
  SLACK_SIGNING_SECRET: "0123456789abcdef0123456789abcdef",
  KOODRIVE_APP_ID: "app",
  KOODRIVE_APP_SECRET: "secret-of-the-test",
};

/** What an operator runs, as `npm run person` does. */
const person = async (args: readonly string[], settings: Readonly<Record<string, string>>) => {
  const child = spawn(process.execPath, ["src/person.ts", ...args], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code, out, err };
};

/** Values that the tables take where a column holds no person. */
const ALLOWED: Readonly<Record<string, string>> = {
  "share_changes.kind": "edit",
  "tasks.kind": "package",
  "account_links.reason": "email",
  "link_requests.asked_kind": "user-id",
  "share_intents.state": "created",
  "tasks.state": "done",
  "share_changes.state": "done",
  "link_requests.state": "denied",
  "package_expiry.state": "done",
  "retention_changes.state": "done",
  "share_reminders.state": "sent",
  "exception_requests.state": "used",
  "shares.code_audience": "owner",
};
/** Columns with a Slack person in them; the drive's ids are another matter. */
const NAMES_PERSON = /^(user_id|owner_user_id|holder_user_id|subject|updated_by|decided_by|approved_by)$/;
const UUID = "00000000-0000-4000-8000-000000000001";

type Column = { readonly table: string; readonly name: string; readonly type: string; readonly must: boolean };

/** One row in every table, each naming the person wherever a table names somebody. */
const fill = async ({ db }: Database): Promise<readonly string[]> => {
  const { rows } = await sql<Column>`select table_name as table, column_name as name, data_type as type,
      (is_nullable = 'NO' and column_default is null and is_identity = 'NO') as must
    from information_schema.columns where table_schema = 'public' and table_name not like 'kysely_%'
    order by table_name, ordinal_position`.execute(db);
  const tables = [...new Set(rows.map(({ table }) => table))].filter((table) => table !== "poll_budget");
  // What other rows belong to comes first.
  const order = (table: string): number => (/_messages$/.test(table) ? 1 : 0);
  for (const table of tables.toSorted((a, b) => order(a) - order(b))) {
    const columns = rows.filter((one) => one.table === table && (one.must || isPersonal(table, one.name)));
    const values = columns.map(({ name, type }) => fillerFor(table, name, type));
    await sql`insert into ${sql.table(table)} (${sql.join(columns.map(({ name }) => sql.ref(name)))})
      values (${sql.join(values)})`.execute(db);
  }
  return tables;
};

const isPersonal = (table: string, name: string): boolean =>
  NAMES_PERSON.test(name) || name === "recipient_user_ids" || name === "request" || `${table}.${name}` in ALLOWED;

const fillerFor = (table: string, name: string, type: string): unknown => {
  if (table === "audit" && name === "subject") return sql`'{}'::jsonb`;
  if (NAMES_PERSON.test(name)) return PERSON;
  if (name === "team_id") return TEAM;
  if (name === "recipient_user_ids") return sql`${JSON.stringify([PERSON])}::jsonb`;
  if (name === "request" && table === "share_intents") {
    return sql`${JSON.stringify({ recipientUserIds: [PERSON] })}::jsonb`;
  }
  const allowed = ALLOWED[`${table}.${name}`];
  if (allowed !== undefined) return allowed;
  switch (type) {
    case "uuid":
      return UUID;
    case "timestamp with time zone":
      return new Date();
    case "integer":
    case "bigint":
      return 30;
    case "double precision":
      return 1;
    case "boolean":
      return false;
    case "jsonb":
      return sql`'[]'::jsonb`;
    default:
      return "x";
  }
};

/** Rows of other people that name the person. */
const mention = async ({ db }: Database): Promise<void> => {
  const other = "U0STAYING1";
  await sql`update shares set owner_user_id = ${other}, share_id = 'other'`.execute(db);
  await sql`update share_intents set user_id = ${other}`.execute(db);
  await sql`update account_links set user_id = ${other}`.execute(db);
  await sql`update link_requests set user_id = ${other}`.execute(db);
  await sql`update exception_requests set user_id = ${other}`.execute(db);
  await sql`update preferences set subject = 'C0CHANNEL1'`.execute(db);
};

const tablesNaming = async ({ db }: Database, tables: readonly string[]): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const table of tables) {
    const { rows } =
      await sql`select 1 from ${sql.table(table)} as t where to_jsonb(t)::text like ${`%${PERSON}%`}`.execute(db);
    if (rows.length > 0) found.push(table);
  }
  return found.toSorted();
};

/** As the usage says: the log for its time, and who set what holds for everybody. */
const KEPT = ["audit", "audit_settings", "package_expiry", "retention_changes", "sharing_policies"];

type Place = { readonly settings: Readonly<Record<string, string>>; readonly location: DatabaseLocation };

const places: readonly {
  readonly name: string;
  readonly open: () => Promise<Place & { readonly drop: () => Promise<void> }>;
}[] = [
  {
    name: "the embedded database",
    open: async () => {
      const dataDir = await mkdtemp(join(tmpdir(), "koodrive-person-"));
      return {
        settings: { DATA_DIR: dataDir },
        location: { kind: "embedded", dataDir: join(dataDir, "database") },
        drop: () => rm(dataDir, { recursive: true, force: true }),
      };
    },
  },
  ...(testBackend === "postgres"
    ? [
        {
          name: "PostgreSQL",
          open: async () => {
            const { location, drop } = await createTestLocation();
            const url = location.kind === "postgres" ? location.url : "";
            const settings = { DATABASE_URL: url, ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64") };
            return { settings, location, drop };
          },
        },
      ]
    : []),
];

describe.each(places)("npm run person, with $name", ({ open }) => {
  let place: Awaited<ReturnType<typeof open>>;
  let tables: readonly string[];
  /** With the embedded database only one process at a time may have it open. */
  const inDatabase = async <T>(work: (database: Database) => Promise<T>): Promise<T> => {
    const database = await openDatabase(place.location);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  };
  const run = (...args: readonly string[]) => person(args, { ...SETTINGS, ...place.settings });
  const exported = async (): Promise<readonly { readonly table: string; readonly row: object }[]> => {
    const { code, out, err } = await run("export", TEAM, PERSON);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    return out
      .trimEnd()
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
  };

  beforeAll(async () => {
    place = await open();
    tables = await inDatabase(fill);
  }, 120_000);
  afterAll(() => place.drop());

  it("exports a row of every table that names the person, and no sealed secret", async () => {
    const naming = await inDatabase((database) => tablesNaming(database, tables));
    expect(naming.length).toBeGreaterThan(15);
    const found = await exported();
    const from = new Set(found.map(({ table }) => table));
    expect(naming.filter((table) => !from.has(table))).toEqual([]);
    expect(JSON.stringify(found)).not.toMatch(/sealed/i);
  }, 120_000);

  it("finds nothing of somebody who is not known, and of a namesake in another workspace", async () => {
    expect(await run("export", TEAM, "U0NOBODY01")).toEqual({ code: 0, out: "", err: "" });
    expect(await run("export", "T0OTHER001", PERSON)).toEqual({ code: 0, out: "", err: "" });
  }, 120_000);

  it("erases all of it but the log and who set what for everybody, says what went, and records that", async () => {
    const { code, out } = await run("erase", TEAM, PERSON);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ removed: { shares: 1, tasks: 1, account_links: 1, cards: 1 } });
    await inDatabase(async (database) => {
      expect(await tablesNaming(database, tables)).toEqual(KEPT);
      const last = await database.db.selectFrom("audit").selectAll().orderBy("id", "desc").executeTakeFirst();
      expect(last).toMatchObject({ userId: PERSON, act: "person.erase", result: "done", surface: "command-line" });
    });
    expect(JSON.parse((await run("erase", TEAM, PERSON)).out)).toEqual({ removed: {} });
  }, 120_000);

  it("takes the person's name out of what is other people's", async () => {
    await inDatabase(async (database) => {
      const others = tables.filter((table) => table !== "audit");
      for (const table of others) await sql`delete from ${sql.table(table)}`.execute(database.db);
      await fill(database);
      await mention(database);
    });
    const mentions = (await exported()).filter(({ row }) => "mentionedAs" in row);
    expect(mentions.map(({ table }) => table)).toEqual([
      "shares",
      "share_intents",
      "account_links",
      "link_requests",
      "link_requests",
      "exception_requests",
      "preferences",
    ]);
    expect(JSON.parse((await run("erase", TEAM, PERSON)).out)).toMatchObject({ removed: { mentions: 7 } });
    await inDatabase(async (database) => {
      expect(await tablesNaming(database, tables)).toEqual(KEPT);
      const { rows } = await sql<{ n: string }>`select count(*)::text as n from shares`.execute(database.db);
      expect(rows).toEqual([{ n: "1" }]);
    });
  }, 120_000);
});

describe("npm run person", () => {
  it.each([
    [[]],
    [["export"]],
    [["show", TEAM, PERSON]],
    [["erase", TEAM]],
    [["erase", PERSON, TEAM]],
    [["erase", TEAM, `${PERSON}' or true --`]],
    [["erase", TEAM, PERSON, "U0ANOTHER1"]],
  ])(
    "says how it is used, and does nothing, for %j",
    async (args) => {
      const { code, out, err } = await person(args, {});
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toContain("npm run person -- erase <team> <user>");
    },
    120_000,
  );

  it("names every setting that is missing", async () => {
    const { code, err } = await person(["export", TEAM, PERSON], {});
    expect(code).toBe(2);
    expect(err).toContain("SLACK_BOT_TOKEN");
  });

  it("says that the database is out of reach, without its password", async () => {
    const { code, out, err } = await person(["export", TEAM, PERSON], {
      ...SETTINGS,
      DATABASE_URL: "postgres://somebody:pass-word-of-the-test@127.0.0.1:9/none",
      ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
    });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).not.toContain("pass-word-of-the-test");
    expect(err.trim()).not.toBe("");
  }, 120_000);
});
