import { parseArgs } from "node:util";
import { createFreshDatabase } from "../bench/fresh-database.ts";
import { createLeftovers } from "../bench/leftovers.ts";
import { type FuzzReport, fuzz } from "./fuzz.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    requests: { type: "string", default: "60000" },
    "drive-calls": { type: "string", default: "40000" },
  },
});
const seed = Number(values.seed);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Megabytes that the second half of the run needs more than the first at the least: what is only not yet collected does not count. */
const growth = (memory: readonly number[]): number => {
  const half = Math.ceil(memory.length / 2);
  return Math.min(...memory.slice(half)) - Math.min(...memory.slice(0, half));
};

const describe = (report: FuzzReport): string =>
  [
    `requests of Slack's      ${report.requests}, answered with ${JSON.stringify(report.statuses)}, the slowest in ${Math.round(report.slowestMs)} ms`,
    `calls to Slack           ${report.slackCalls}`,
    `bodies from the drive    ${report.driveBodies}; the client alone made ${report.clientCalls.values} values and ${report.clientCalls.refused} errors of them`,
    `memory, megabytes        ${report.memory.map(Math.round).join(" ")}; the least of the second half less that of the first: ${growth(report.memory).toFixed(1)}`,
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
