import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseConfig } from "../src/config.ts";
import { examine } from "../src/doctor/examine.ts";
import { describeFindings } from "../src/doctor/finding.ts";
import { createDriveEmulator } from "../src/emulators/koodrive/emulator.ts";
import { SEED } from "../src/emulators/koodrive/seed/known.ts";
import { createSlackEmulator } from "../src/emulators/slack/emulator.ts";
import { createShiftedClock, systemClock } from "../src/lib/clock.ts";
import { createLogger } from "../src/lib/logger.ts";
import { createSecretBox } from "../src/lib/secrets.ts";
import { openDatabase } from "../src/store/database.ts";
import { createTestLocation, type TestLocation, testBackend } from "./support/database.ts";
import { PEOPLE } from "./support/office.ts";

const ROOT = new URL("../", import.meta.url);
const DOCTOR = fileURLToPath(new URL("src/doctor.ts", ROOT));
const MANIFEST = new URL("manifest.yml", ROOT);
const NOBODY_LISTENS = "http://127.0.0.1:9";

const app = { appId: "doctor-app", appSecret: randomBytes(12).toString("hex") };
const botToken = `xoxb-${randomBytes(12).toString("hex")}`;
const signingSecret = randomBytes(16).toString("hex");
const key = randomBytes(32);

let folder: string;
let drive: Awaited<ReturnType<typeof createDriveEmulator>>;
let slack: Awaited<ReturnType<typeof createSlackEmulator>>;
let settings: Readonly<Record<string, string>>;

const openSlack = (manifest: unknown) =>
  createSlackEmulator({ clock: systemClock, botUrl: () => NOBODY_LISTENS, signingSecret, botToken, manifest });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "koodrive-doctor-"));
  drive = await createDriveEmulator({ edition: "enterprise", clock: systemClock, credentials: app });
  slack = await openSlack(parse(await readFile(MANIFEST, "utf8")));
  settings = {
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: slack.apiUrl,
    KOODRIVE_BASE_URL: drive.url,
    KOODRIVE_APP_ID: app.appId,
    KOODRIVE_APP_SECRET: app.appSecret,
    DATA_DIR: folder,
  };
});
afterAll(async () => {
  await slack.close();
  await drive.close();
  await rm(folder, { recursive: true, force: true });
});

/** As `npm run doctor` does it. */
const run = (environment: Readonly<Record<string, string>>) =>
  new Promise<{ readonly code: number; readonly text: string }>((resolve) => {
    const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment };
    execFile(process.execPath, [DOCTOR], { env, cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, text: stdout + stderr }),
    );
  });

/** The same in this process. */
const look = async (changes: Readonly<Record<string, string>> = {}, clock = systemClock): Promise<string> => {
  const read = parseConfig({ ...settings, ...changes });
  if (read.kind === "problems") throw new Error(read.problems.join("\n"));
  const logger = createLogger({ level: "fatal" });
  return describeFindings(await examine({ config: read.config, manifest: MANIFEST, clock, logger }));
};

describe("the doctor", () => {
  it("finds nothing to fix where all is well, tells no secret, and ends with 0", async () => {
    const { code, text } = await run({ ...settings, KOODRIVE_USER_ID: SEED.users.mei.id });
    expect(text).toMatch(/^ok {4}Node/m);
    expect(text).toMatch(/^ok {4}Slack token .*Lantern/m);
    expect(text).toMatch(/^ok {4}Slack scopes +all that the manifest asks for/m);
    expect(text).toMatch(/^ok {4}Drive sign-in +enterprise edition at .* has \d+ spaces/m);
    expect(text).toMatch(/^ok {4}Drive's clock/m);
    expect(text).toMatch(/0 to fix\n$/);
    for (const secret of [botToken, signingSecret, app.appSecret]) expect(text).not.toContain(secret);
    expect(code).toBe(0);
  });

  it("lists every setting that is wrong, and ends with 1", async () => {
    const { code, text } = await run({ SLACK_BOT_TOKEN: "nonsense", PORT: "high" });
    expect(text).toContain("SLACK_BOT_TOKEN is not a bot token");
    expect(text).toContain("PORT must be a whole number");
    expect(text).toContain("No drive credential is set");
    expect(code).toBe(1);
  });

  it("looks at everything though one part is broken, and ends with 1", async () => {
    const { code, text } = await run({ ...settings, SLACK_BOT_TOKEN: "xoxb-of-another-app" });
    expect(text).toMatch(/^FIX {3}Slack token +not taken: invalid_auth\n +-> copy SLACK_BOT_TOKEN again/m);
    expect(text).toMatch(/^ok {4}Drive sign-in/m);
    expect(text).toMatch(/1 to fix\n$/);
    expect(code).toBe(1);
  });

  it("says what Slack cannot be reached through", async () => {
    const text = await look({ SLACK_API_URL: `${NOBODY_LISTENS}/api/` });
    expect(text).toMatch(/^FIX {3}Slack token .*did not answer.*\n +-> check the network, SLACK_API_URL/m);
  });

  it("names scopes that are missing, and those that are too many", async () => {
    const manifest = parse(await readFile(MANIFEST, "utf8"));
    const { bot } = manifest.oauth_config.scopes;
    manifest.oauth_config.scopes.bot = [...bot.filter((scope: string) => scope !== "links:write"), "channels:history"];
    const other = await openSlack(manifest);
    const text = await look({ SLACK_API_URL: other.apiUrl });
    await other.close();
    expect(text).toMatch(/^FIX {3}Slack scopes +missing: links:write\n +-> .*install the app again/m);
    expect(text).toMatch(/^look {2}Slack scopes +more than the bot uses: channels:history/m);
  });

  it.each([
    ["six minutes", 6, "FIX "],
    ["a minute", 1, "look"],
    ["two minutes the other way", -2, "look"],
  ])("notices a clock that is wrong by %s", async (_how, minutes, sign) => {
    const clock = createShiftedClock();
    clock.advance(minutes * 60_000);
    const text = await look({}, clock);
    const way = minutes > 0 ? "ahead of" : "behind";
    const seconds = `(${Math.abs(minutes) * 60}|${Math.abs(minutes) * 60 - 1}|${Math.abs(minutes) * 60 + 1})`;
    expect(text).toMatch(new RegExp(`^${sign}  Slack's clock +${seconds} seconds ${way} Slack's`, "m"));
    expect(text).toMatch(new RegExp(`^${sign}  Drive's clock +${seconds} seconds ${way} the drive's`, "m"));
  });

  it("names administrators who are not there", async () => {
    const text = await look({ ADMIN_USERS: `${PEOPLE.ada},${PEOPLE.sofia},U0NOBODY` });
    expect(text).toMatch(new RegExp(`^FIX {3}Administrators +${PEOPLE.sofia} has left`, "m"));
    expect(text).toMatch(/^FIX {3}Administrators +U0NOBODY: user_not_found/m);
    expect(text).not.toContain(PEOPLE.ada);
    expect(await look({ ADMIN_USERS: PEOPLE.ada })).toMatch(/^ok {4}Administrators +1 named/m);
  });

  it.each([
    ["a wrong app secret", { KOODRIVE_APP_SECRET: "wrong" }, /^FIX {3}Drive sign-in .*did not take the credential/m],
    ["no drive there", { KOODRIVE_BASE_URL: NOBODY_LISTENS }, /^FIX {3}Drive sign-in .*gave no answer/m],
    ["a user who does not exist", { KOODRIVE_USER_ID: "123" }, /^FIX {3}Drive sign-in +user 123 was refused/m],
    ["nobody to try with", {}, /^ok {4}Drive sign-in .*takes the credential; nobody is connected yet/m],
  ])("judges the drive's sign-in: %s", async (_what, changes, wanted) => {
    expect(await look(changes)).toMatch(wanted);
  });

  it("says so when the drive is of the other edition", async () => {
    const agentName = "lantern-mobile";
    const carrier = await createDriveEmulator({ edition: "carrier", clock: systemClock, credentials: app, agentName });
    const text = await look({ KOODRIVE_BASE_URL: carrier.url });
    expect(await look({ KOODRIVE_BASE_URL: carrier.url, KOODRIVE_AGENT_NAME: agentName })).toMatch(
      /^ok {4}Drive sign-in +carrier edition/m,
    );
    await carrier.close();
    expect(text).toMatch(
      /^FIX {3}Drive sign-in .*no such call in the enterprise edition.*\n +-> set KOODRIVE_AGENT_NAME/m,
    );
  });

  it("says so when something else answers in the drive's place", async () => {
    const server = createServer((_request, response) => response.end("<html>Sign in to the guest network</html>"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const text = await look({ KOODRIVE_BASE_URL: `http://127.0.0.1:${port}` });
    server.close();
    expect(text).toMatch(/^FIX {3}Drive sign-in .*not as a drive does/m);
  });

  it("opens a connection of Socket Mode to see whether one can be had", async () => {
    const answers = ['{"ok":true,"url":"wss://127.0.0.1:9"}', '{"ok":false,"error":"not_allowed_token_type"}'];
    const server = createServer((request, response) => {
      response.setHeader("content-type", "application/json");
      if (request.url === "/api/apps.connections.open") return response.end(answers.shift());
      return response.end('{"ok":true,"team":"Lantern","user":"koodrive"}');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const changes = { SLACK_APP_TOKEN: "xapp-1-doctor", SLACK_API_URL: `http://127.0.0.1:${port}/api/` };
    expect(await look(changes)).toMatch(/^ok {4}Slack's way in +Socket Mode; a connection can be opened/m);
    expect(await look(changes)).toMatch(/^FIX {3}Slack's way in .*not_allowed_token_type\n +-> switch Socket Mode on/m);
    server.close();
  });

  it("does not touch the embedded database, and says when another process has it", async () => {
    expect(await look()).toMatch(/^look {2}Database +embedded, in .*; not in use/m);
    const busy = await mkdtemp(join(tmpdir(), "koodrive-doctor-busy-"));
    const database = await openDatabase({ kind: "embedded", dataDir: join(busy, "database") });
    expect(await look({ DATA_DIR: busy })).toMatch(new RegExp(`; taken by process ${process.pid}`));
    await database.close();
    await rm(busy, { recursive: true, force: true });
    // A new embedded database takes seconds to make, more on a busy machine.
  }, 120_000);

  describe.skipIf(testBackend !== "postgres")("on PostgreSQL", () => {
    let place: TestLocation;
    const within = (): Readonly<Record<string, string>> => ({
      DATABASE_URL: place.location.kind === "postgres" ? place.location.url : "",
      ENCRYPTION_KEY: key.toString("base64"),
    });
    beforeAll(async () => {
      place = await createTestLocation();
    });
    afterAll(() => place.drop());

    it("sees an empty database, and leaves it empty", async () => {
      expect(await look(within())).toMatch(/^ok {4}Tables +\d+ steps behind; the bot brings them up to date/m);
      expect(await look(within())).toMatch(/^ok {4}Tables +\d+ steps behind/m);
    });

    it("tries the key on what is sealed, the drive with somebody who is connected, and sees a newer version's work", async () => {
      const database = await openDatabase(place.location);
      const { connection } = database;
      await connection.executeSql(
        `insert into link_sessions (id, team_id, user_id, drive_user_id, short_code, share_id, files, container_id, sealed_token, created_at, used_at)
         values ('a', 'T1', 'U1', '1', '1', '1', '[]', '1', $1, now(), now())`,
        [createSecretBox(key).seal("token")],
      );
      await connection.executeSql(
        `insert into account_links (team_id, user_id, drive_user_id, reason, shared, linked_at, check_due_at)
         values ('T1', 'U1', $1, 'email', false, now(), now())`,
        [SEED.users.tom.id],
      );
      const text = await look(within());
      expect(text).toMatch(/^ok {4}Tables +up to date/m);
      expect(text).toMatch(/^ok {4}Encryption key +opens what is sealed/m);
      expect(text).toMatch(new RegExp(`^ok {4}Drive sign-in .*user ${SEED.users.tom.id} has \\d+ spaces`, "m"));
      const other = { ...within(), ENCRYPTION_KEY: randomBytes(32).toString("base64") };
      expect(await look(other)).toMatch(/^FIX {3}Encryption key +does not open/m);
      await connection.executeSql("insert into kysely_migration (name, timestamp) values ('9999-later', now()::text)");
      expect(await look(within())).toMatch(/^look {2}Tables +a newer version has been at work: 9999-later/m);
      await database.close();
    });

    it("says when the server is not there, or does not let it in", async () => {
      const away = { ...within(), DATABASE_URL: "postgres://root@127.0.0.1:9/test" };
      expect(await look(away)).toMatch(/^FIX {3}Database +no connection: .*ECONNREFUSED/m);
      const url = new URL(within()["DATABASE_URL"] ?? "");
      url.pathname = "/no_such_database";
      expect(await look({ ...within(), DATABASE_URL: url.href })).toMatch(/^FIX {3}Database .*does not exist/m);
    });
  });
});
