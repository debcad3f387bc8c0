import { fork } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { z } from "zod";
import { openDatabase } from "../../src/store/database.ts";
import { createFreshDatabase } from "./fresh-database.ts";
import type { Leftovers } from "./leftovers.ts";
import { type BenchTable, judge } from "./table.ts";

const ROWS = 1_000_000;
const INSERTED_AT_ONCE = 50_000;
const TEAM = "T0BENCH001";
const MEMORY_AIM_MB = 100;

/** The audit log of a million entries, from the database to Slack as a file: how long it takes, in how much memory. */
export const benchAudit = async (leftovers: Leftovers): Promise<BenchTable> => {
  const title = `Exporting ${ROWS.toLocaleString("en")} entries of the audit log, on PostgreSQL`;
  const fresh = await createFreshDatabase(leftovers);
  if (fresh.kind === "none") return { title, rows: [], notes: [`Skipped: ${fresh.why}`] };
  const database = await openDatabase({ kind: "postgres", url: fresh.url });
  leftovers.defer(() => database.close());
  for (let first = 1; first <= ROWS; first += INSERTED_AT_ONCE) {
    await sql`insert into audit (team_id, at, user_id, act, subject, result, reference, details)
      select ${TEAM}, now(), 'U0' || (n % 500), 'share.create',
        jsonb_build_object('shareId', (900000000000000000 + n)::text, 'name', '季度报告 ' || n || '.pdf'),
        'created', 'reference-' || n, '{"scope": "external", "validDays": 7, "hasCode": true}'
      from generate_series(${first}::int, ${first + INSERTED_AT_ONCE - 1}::int) n`.execute(database.db);
  }
  // As the database does of itself a minute after so many new rows.
  await sql`analyze audit`.execute(database.db);

  const slack = await startReceiver(leftovers);
  const found = await exportInProcess(leftovers, { databaseUrl: fresh.url, slackUrl: slack.url, teamId: TEAM });
  if (slack.received() !== found.bytes) throw new Error(`${slack.received()} of ${found.bytes} bytes arrived`);
  return {
    title,
    rows: [
      {
        what: "memory above idle, at most",
        value: Math.round(found.mostMb - found.idleMb),
        unit: "MB",
        ...judge(found.mostMb - found.idleMb, { under: MEMORY_AIM_MB }, " MB"),
      },
      { what: "memory when idle", value: Math.round(found.idleMb), unit: "MB" },
      { what: "time", value: Math.round(found.seconds * 10) / 10, unit: "s" },
      { what: "file", value: Math.round(found.bytes / 1e6), unit: "MB" },
      { what: "entries a second", value: Math.round(ROWS / found.seconds), unit: "" },
    ],
    notes: [
      "Memory is what is resident (RSS), in 10^6 bytes, of the one process that reads, writes and sends; Node is given",
      "the flags of `npm start`.",
    ],
  };
};

const answer = z.object({ idleMb: z.number(), mostMb: z.number(), seconds: z.number(), bytes: z.number() });

/** How `npm start` bounds the memory of Node. */
const flagsOfStart = async (): Promise<string[]> => {
  const text = await readFile(new URL("../../package.json", import.meta.url), "utf8");
  const { scripts } = z.object({ scripts: z.object({ start: z.string() }) }).parse(JSON.parse(text));
  return scripts.start.split(" ").filter((word) => /^--[a-z-]+-size=\d+$/.test(word));
};

const exportInProcess = async (leftovers: Leftovers, wanted: object): Promise<z.infer<typeof answer>> => {
  const child = fork(fileURLToPath(new URL("audit-process.ts", import.meta.url)), [JSON.stringify(wanted)], {
    execArgv: await flagsOfStart(),
  });
  leftovers.defer(() => Promise.resolve(child.kill()));
  return new Promise((resolve, reject) => {
    child.on("message", (message) => resolve(answer.parse(message)));
    child.on("exit", (code) => reject(new Error(`the export ended with ${code}`)));
  });
};

/** As much of Slack as an upload needs; what it receives is counted and dropped. */
const startReceiver = async (leftovers: Leftovers) => {
  let received = 0;
  const server = createServer((request, response) => {
    const isUpload = request.url?.startsWith("/upload") === true;
    if (isUpload) received = 0;
    request.on("data", (chunk: Buffer) => {
      if (isUpload) received += chunk.byteLength;
    });
    request.on("end", () => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ ok: true, upload_url: `${url()}/upload`, file_id: "F0BENCH" }));
    });
  });
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  leftovers.defer(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { url: url(), received: () => received };
};
