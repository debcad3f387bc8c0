import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { sayMessage } from "../../src/jobs/handoffs.ts";
import { openDatabase } from "../../src/store/database.ts";
import { type BotProcess, killBotProcesses, startBotProcess } from "../support/bot-process.ts";
import { type CrashOffice, openCrashOffice } from "../support/crash-office.ts";
import { createTestLocation, testBackend } from "../support/database.ts";
import { PEOPLE, TEAM } from "../support/office.ts";
import { createTestQueue } from "../support/queue.ts";

const LIMIT_MS = 120_000;
const PATIENCE = { timeout: 40_000, interval: 50 } as const;
// As long as a process waits for its next turn, and does not put the message back.
const GAP_MS = 1_400;

describe.runIf(testBackend === "postgres")("a bot that stands still, as on a machine that is out of breath", () => {
  let office: CrashOffice;
  let other: BotProcess;
  let drop: () => Promise<void>;
  let database: Awaited<ReturnType<typeof openDatabase>>;
  let sender: ReturnType<typeof createTestQueue>;

  beforeAll(async () => {
    const made = await createTestLocation();
    if (made.location.kind !== "postgres") throw new Error("not on PostgreSQL");
    drop = made.drop;
    office = await openCrashOffice("enterprise", {
      DATABASE_URL: made.location.url,
      ENCRYPTION_KEY: randomBytes(32).toString("base64"),
      SLACK_MESSAGE_GAP_MS: String(GAP_MS),
      KOODRIVE_USER_ID: SEED.users.mei.id,
    });
    database = await openDatabase(made.location);
    sender = createTestQueue(database, { schema: "pgboss" });
    await sender.start([]);
  }, LIMIT_MS);
  afterAll(async () => {
    await killBotProcesses();
    await sender?.stop({ graceMs: 1_000 });
    await office?.close();
    await database?.close();
    await drop?.();
  });

  const texts = Array.from({ length: 8 }, (_, n) => `message ${n}`);
  const said = (): readonly string[] =>
    office.slack.history(office.slack.directMessage(PEOPLE.tom)).map(({ text }) => text);

  /** A message has its turn, and waits until it comes. */
  const waitsForItsTurn = async (): Promise<boolean> => {
    const { rows } =
      await sql`select from post_slots where next_at > now() + ${GAP_MS + 300} * interval '1 ms'`.execute(database.db);
    return rows.length > 0;
  };

  it(
    "says nothing twice when it comes to itself: another has said it meanwhile",
    async () => {
      await database.transaction(async (tx) => {
        for (const text of texts) {
          const message = { userId: PEOPLE.tom, text, blocks: [], key: text };
          await sender.sendMessage(tx, sayMessage, { teamId: TEAM, to: PEOPLE.tom }, message);
        }
      });
      await vi.waitFor(() => expect(said()).not.toEqual([]), PATIENCE);
      await vi.waitFor(async () => expect(await waitsForItsTurn()).toBe(true), { ...PATIENCE, interval: 10 });
      const { pid } = office.bot();
      process.kill(pid, "SIGSTOP");
      const before = said().length;
      other = await startBotProcess(office.environment);
      await vi.waitFor(() => expect(said().length).toBeGreaterThan(before), PATIENCE);
      process.kill(pid, "SIGCONT");
      await vi.waitFor(() => expect(said().length).toBeGreaterThanOrEqual(texts.length), PATIENCE);
      await other.end("SIGTERM");
      await office.bot().end("SIGTERM");
      expect(said()).toEqual(texts);
    },
    LIMIT_MS,
  );
});
