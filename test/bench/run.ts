import { parseArgs } from "node:util";
import { benchAck } from "./ack.ts";
import { benchAudit } from "./audit.ts";
import { benchDriveClient } from "./drive-client.ts";
import { benchFootprint } from "./footprint.ts";
import { benchHome } from "./home.ts";
import { createLeftovers, type Leftovers } from "./leftovers.ts";
import { benchModal } from "./modal.ts";
import { benchOpenTasks, benchOpenTasksEmbedded } from "./open-tasks.ts";
import { benchPollPlan } from "./poll-plan.ts";
import { type BenchTable, formatTable } from "./table.ts";

type Part = (leftovers: Leftovers) => Promise<BenchTable>;

const PARTS: Readonly<Record<string, Part>> = {
  ack: benchAck,
  modal: benchModal,
  "drive-client": benchDriveClient,
  home: benchHome,
  footprint: benchFootprint,
  audit: benchAudit,
  "poll-plan": benchPollPlan,
  "open-tasks": benchOpenTasks,
  "open-tasks-embedded": benchOpenTasksEmbedded,
};

const LIMIT_MS = 10 * 60_000;

const usage = (): string => `npm run bench [-- ${Object.keys(PARTS).join(" | ")} …]\n`;

const leftovers = createLeftovers();
const leave = async (code: number, why: string): Promise<void> => {
  process.stderr.write(`${why}\n`);
  await leftovers.clear();
  process.exit(code);
};

const run = async (names: readonly string[]): Promise<void> => {
  for (const name of names) {
    const part = PARTS[name];
    if (part === undefined) throw new Error(`there is no part ${name}`);
    try {
      process.stdout.write(`${formatTable(await part(leftovers))}\n`);
    } finally {
      await leftovers.clear();
    }
  }
};

const { positionals, values } = parseArgs({ allowPositionals: true, options: { help: { type: "boolean" } } });
const unknown = positionals.filter((name) => PARTS[name] === undefined);
if (values.help === true || unknown.length > 0) {
  process.stderr.write(unknown.length > 0 ? `There is no part ${unknown.join(", ")}.\n${usage()}` : usage());
  process.exit(unknown.length > 0 ? 2 : 0);
}
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void leave(130, "stopped"));
setTimeout(() => void leave(1, `not done within ${LIMIT_MS / 60_000} minutes`), LIMIT_MS).unref();

run(positionals.length > 0 ? positionals : Object.keys(PARTS)).catch((error: unknown) =>
  leave(1, error instanceof Error ? (error.stack ?? error.message) : String(error)),
);
