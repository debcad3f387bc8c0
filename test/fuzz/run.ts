import { parseArgs } from "node:util";
import { createFreshDatabase } from "../bench/fresh-database.ts";
import { createLeftovers } from "../bench/leftovers.ts";
import { type FuzzReport, fuzz, HEAP_MEGABYTES } from "./fuzz.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    requests: { type: "string", default: "60000" },
    "drive-calls": { type: "string", default: "40000" },
  },
});
const seed = Number(values.seed);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const describe = (report: FuzzReport): string =>
  [
    `requests of Slack's      ${report.requests}, answered with ${JSON.stringify(report.statuses)}, the slowest in ${Math.round(report.slowestMs)} ms`,
    `calls to Slack           ${report.slackCalls}`,
    `bodies from the drive    ${report.driveBodies}; the client alone made ${report.clientCalls.values} values and ${report.clientCalls.refused} errors of them`,
    `memory, megabytes        with a heap of ${HEAP_MEGABYTES} at most: ${report.memory.map(Math.round).join(" ")}`,
    `violations               ${report.violations.length}`,
    ...report.violations.slice(0, 20).map((text) => `  - ${text}`),
  ].join("\n");

say(`seed ${seed} (again with: npm run fuzz -- --seed ${seed})`);
const leftovers = createLeftovers();
try {
  const database = await createFreshDatabase(leftovers);
  const report = await fuzz({
    seed,
    requests: Number(values.requests),
    driveCalls: Number(values["drive-calls"]),
    databaseUrl: database.kind === "postgres" ? database.url : undefined,
    onProgress: (done) => (done % 5_000 === 0 ? say(`${done} requests`) : undefined),
  });
  say(describe(report));
  process.exitCode = report.violations.length === 0 ? 0 : 1;
} finally {
  await leftovers.clear();
}
