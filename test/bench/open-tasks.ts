import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import pg from "pg";
import { z } from "zod";
import { CHANNELS, PEOPLE } from "../support/office.ts";
import { type BenchOffice, openBenchOffice } from "./bench-office.ts";
import type { BotProcess } from "./bot-process.ts";
import type { Leftovers } from "./leftovers.ts";
import { insertOpenTasks } from "./many-tasks.ts";
import { memoryOf, processorMsOf } from "./process-facts.ts";
import { signCommand } from "./signed-command.ts";
import { percentile } from "./statistics.ts";
import { type BenchRow, type BenchTable, judge } from "./table.ts";

const WARM_UP_MS = 8_000;
const MEASURED_MS = 15_000;
const COMMANDS_PER_SECOND = 200;
const MEMORY_AIM_MB = 300;
const LATE_AIM_S = 5;
const ACK_AIM_MS = 200;
// As the bot plans: of three quarters of its calls 85 %.
const SHARE_FOR_LOOKS = 0.75 * 0.85;

type Case = { readonly tasks: number; readonly callsPerSecond: number; readonly embedded: boolean };

const ON_POSTGRES: readonly Case[] = [
  { tasks: 100_000, callsPerSecond: 100, embedded: false },
  { tasks: 100_000, callsPerSecond: 600, embedded: false },
];
const EMBEDDED: readonly Case[] = [{ tasks: 5_000, callsPerSecond: 100, embedded: true }];

/** A bot that follows very many tasks: memory, statements on the database, how late looks come; and commands meanwhile. */
export const benchOpenTasks = (leftovers: Leftovers): Promise<BenchTable> => bench(ON_POSTGRES, leftovers);

export const benchOpenTasksEmbedded = (leftovers: Leftovers): Promise<BenchTable> => bench(EMBEDDED, leftovers);

const bench = async (cases: readonly Case[], leftovers: Leftovers): Promise<BenchTable> => {
  const drive = fork(fileURLToPath(new URL("./drive-tasks.ts", import.meta.url)));
  leftovers.defer(async () => {
    if (drive.connected) drive.disconnect();
  });
  const { port } = z.object({ port: z.number() }).parse((await once(drive, "message"))[0]);
  const rows: BenchRow[] = [];
  const notes = [
    `${WARM_UP_MS / 1000} s after the start, for ${MEASURED_MS / 1000} s. Tasks are 10 s to 2 h old; a twentieth are one person's.`,
    "Memory is the most that was resident (RSS), in 10^6 bytes. Late is the bound of the bot's own histogram that holds 99 %.",
    `Then ${COMMANDS_PER_SECOND} signed commands a second, help and tasks by turns, while the looks go on.`,
  ];
  for (const given of cases) {
    const office = await openBenchOffice(leftovers);
    if (!given.embedded && office.database.kind === "none") {
      notes.push(`${given.tasks} tasks skipped: ${office.database.why}`);
      continue;
    }
    rows.push(...(await measure(office, given, port, leftovers)));
  }
  return { title: "Following very many tasks", rows, notes };
};

const measure = async (
  office: BenchOffice,
  { tasks, callsPerSecond, embedded }: Case,
  drivePort: number,
  leftovers: Leftovers,
): Promise<readonly BenchRow[]> => {
  const folder = await mkdtemp(join(tmpdir(), "koodrive-bench-tasks-"));
  leftovers.defer(() => rm(folder, { recursive: true, force: true }));
  const url = office.database.kind === "postgres" && !embedded ? office.database.url : undefined;
  await insertOpenTasks(
    url === undefined ? { kind: "embedded", dataDir: join(folder, "database") } : { kind: "postgres", url },
    { tasks, looksPerSecond: callsPerSecond * SHARE_FOR_LOOKS },
  );
  const bot = await office.startBot({
    KOODRIVE_BASE_URL: `http://127.0.0.1:${drivePort}`,
    KOODRIVE_CALLS_PER_SECOND: String(callsPerSecond),
    ...(url === undefined ? { DATABASE_URL: "", DATA_DIR: folder } : {}),
  });
  await wait(WARM_UP_MS);
  const before = await read(bot, url);
  await wait(MEASURED_MS);
  const after = await read(bot, url);
  const seconds = (after.at - before.at) / 1000;
  const looks = after.looks - before.looks;
  const late = lateWithin(before.late, after.late, 0.99);
  const acks = await giveCommands(office, bot);
  const { peak } = await memoryOf(bot.pid);
  await bot.stop();
  const load = loadavg()[0] ?? Number.NaN;
  const what = `${tasks} tasks, ${embedded ? "embedded database" : "PostgreSQL"}, ${callsPerSecond} calls/s`;
  const row = (figure: string, value: number | string, aim: object = {}): BenchRow => ({ what, figure, value, ...aim });
  return [
    // The embedded database lives in the process, and takes 300 MB by itself.
    row("memory, MB", Math.round(peak), embedded ? {} : judge(peak, { under: MEMORY_AIM_MB }, " MB")),
    row("looks a second", looks / seconds),
    row("p99 late, s", late, judge(late, { under: LATE_AIM_S + 0.001 }, " s")),
    row(
      "transactions a second",
      url === undefined ? "-" : Math.round((after.transactions - before.transactions) / seconds),
    ),
    row("processor, %", Math.round(((after.processorMs - before.processorMs) / (seconds * 1000)) * 100)),
    row("commands a second", acks.perSecond),
    row("commands not answered", acks.failed),
    row("p50 ack, ms", percentile(acks.times, 0.5)),
    row("p99 ack, ms", percentile(acks.times, 0.99), judge(percentile(acks.times, 0.99), { under: ACK_AIM_MS }, " ms")),
    row("load of the machine", load),
  ];
};

type Buckets = ReadonlyMap<number, number>;

const read = async (bot: BotProcess, databaseUrl: string | undefined) => {
  const text = await (await fetch(`${bot.url}/metrics`)).text();
  const late: Buckets = new Map(
    [...text.matchAll(/^koodrive_poll_late_seconds_bucket\{le="([^"]+)"[^}]*\} (\d+)$/gm)].map(([, bound, count]) => [
      bound === "+Inf" ? Number.POSITIVE_INFINITY : Number(bound),
      Number(count),
    ]),
  );
  return {
    at: performance.now(),
    late,
    looks: late.get(Number.POSITIVE_INFINITY) ?? 0,
    processorMs: await processorMsOf(bot.pid),
    transactions: databaseUrl === undefined ? 0 : await transactionsOf(databaseUrl),
  };
};

/** The least bound below which so large a share of the looks came. */
const lateWithin = (before: Buckets, after: Buckets, share: number): number => {
  const all = (after.get(Number.POSITIVE_INFINITY) ?? 0) - (before.get(Number.POSITIVE_INFINITY) ?? 0);
  for (const [bound, count] of after) if (count - (before.get(bound) ?? 0) >= all * share) return bound;
  return Number.POSITIVE_INFINITY;
};

const transactionsOf = async (url: string): Promise<number> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(
      "select xact_commit + xact_rollback as count from pg_stat_database where datname = current_database()",
    );
    return Number(rows[0]?.count);
  } finally {
    await client.end();
  }
};

/** How long each acknowledgement took, in milliseconds, and how many there were. */
const giveCommands = async (
  office: BenchOffice,
  bot: BotProcess,
): Promise<{ readonly times: readonly number[]; readonly perSecond: number; readonly failed: number }> => {
  await office.person(PEOPLE.mei).command("help", CHANNELS.launch);
  const fields = z.record(z.string(), z.string()).parse(office.slack.deliveries.at(-1)?.payload);
  const commands = Array.from({ length: 100 }, (_, index) =>
    signCommand(office.signingSecret, {
      ...fields,
      // Of many people: one alone is not let do so much at once.
      user_id: `U0BENCH${String(index).padStart(5, "0")}`,
      text: index % 2 === 0 ? "help" : "tasks",
      trigger_id: `${fields["trigger_id"]}${index}`,
    }),
  );
  const times: number[] = [];
  const instance = autocannon({
    url: bot.url,
    connections: 50,
    duration: MEASURED_MS / 1000,
    overallRate: COMMANDS_PER_SECOND,
    requests: commands,
    sampleInt: 100,
  });
  instance.on("response", (_client, _status, _bytes, milliseconds) => times.push(milliseconds));
  const { errors, timeouts, non2xx } = await instance;
  return { times, perSecond: times.length / (MEASURED_MS / 1000), failed: errors + timeouts + non2xx };
};
