import { describeProblems, parseConfig } from "./config.ts";
import { examine } from "./doctor/examine.ts";
import { describeFindings, fix, ok } from "./doctor/finding.ts";
import { systemClock } from "./lib/clock.ts";
import { createLogger } from "./lib/logger.ts";

const MANIFEST = new URL("../manifest.yml", import.meta.url);
const WANTED_NODE = 24;

const lookAtNode = () => {
  const { node } = process.versions;
  if (Number.parseInt(node, 10) >= WANTED_NODE) return ok("Node", node);
  return fix(
    "Node",
    `${node} is too old`,
    `use Node ${WANTED_NODE}: npm start brings it where dev dependencies are installed`,
  );
};

const run = async (): Promise<number> => {
  const read = parseConfig(process.env);
  if (read.kind === "problems") {
    process.stdout.write(`${describeProblems(read.problems)}\n`);
    return 1;
  }
  const { config } = read;
  // The findings say it all; the log would say it twice.
  const logger = createLogger({ level: "fatal" });
  const findings = [
    lookAtNode(),
    ok("Settings", "complete"),
    ...(await examine({ config, manifest: MANIFEST, clock: systemClock, logger })),
  ];
  process.stdout.write(describeFindings(findings));
  return findings.some(({ verdict }) => verdict === "fix") ? 1 : 0;
};

run().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`The check itself failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);
