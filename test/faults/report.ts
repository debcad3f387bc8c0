import type { FaultOptions } from "./options.ts";
import type { StormResult } from "./storm-run.ts";

const SHOWN = 60;

/** What happened in a run, for people to read. */
export const formatReport = (options: FaultOptions, { facts, violations, seconds }: StormResult): string => {
  const width = Math.max(...Object.keys(facts).map((name) => name.length));
  const lines = Object.entries(facts).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  const head = `${options.shares} shares, ${options.tasks} tasks, ${options.people} people, ${options.bots} bots`;
  const verdict =
    violations.length === 0
      ? "Nothing lost, nothing doubled."
      : `${violations.length} VIOLATIONS (seed ${options.seed}):\n${violations
          .slice(0, SHOWN)
          .map((violation) => `  - ${violation}`)
          .join("\n")}${violations.length > SHOWN ? `\n  … and ${violations.length - SHOWN} more` : ""}`;
  return [
    head,
    ...lines,
    `  ${"load, then the rest (s)".padEnd(width)}  ${seconds.load} + ${seconds.rest}`,
    verdict,
  ].join("\n");
};
