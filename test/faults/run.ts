import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { killBotProcesses } from "../support/bot-process.ts";
import { type FaultOptions, parseOptions, USAGE } from "./options.ts";
import { createOwnPostgres } from "./own-postgres.ts";
import { formatReport } from "./report.ts";
import { runStorm } from "./storm-run.ts";

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Nothing was shown: neither that it holds nor that it does not. */
const SKIPPED = 77;

const run = async (options: FaultOptions): Promise<number> => {
  say(`seed ${options.seed} (again: npm run faults -- --seed ${options.seed})`);
  const postgres = await createOwnPostgres();
  if (postgres === undefined) {
    say("skipped: PostgreSQL's programs (initdb, pg_ctl) are not here, or there is no user postgres to run them");
    return SKIPPED;
  }
  const folder = await mkdtemp(join(tmpdir(), "koodrive-faults-"));
  cleanUps.push(() => postgres.remove());
  const result = await runStorm({ options, postgres, folder, say });
  say(formatReport(options, result));
  if (result.violations.length === 0) {
    await rm(folder, { recursive: true, force: true });
    return 0;
  }
  await writeFile(join(folder, "bots.log"), result.logs.join("\n"));
  await writeFile(join(folder, "database.sql"), await postgres.dump());
  await writeFile(join(folder, "drive.json"), JSON.stringify(result.drive, undefined, 1));
  say(`The bots' logs, the database and the drive's state: ${folder}`);
  return 1;
};

const cleanUps: (() => Promise<unknown>)[] = [];
let leaving: Promise<never> | undefined;
const leave = (code: number): Promise<never> => {
  leaving ??= (async (): Promise<never> => {
    await killBotProcesses();
    for (const cleanUp of cleanUps) await cleanUp();
    process.exit(code);
  })();
  return leaving;
};

const parse = (): FaultOptions | "help" => {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(2);
  }
};

const options = parse();
if (options === "help") {
  process.stderr.write(USAGE);
} else {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void leave(130));
  run(options).then(leave, (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return leave(1);
  });
}
