import { skippedHere } from "./machine.ts";

/** Runs once after all tests, so that what was left out is the last thing people read. */
export const teardown = (): void => {
  const lines = skippedHere.map((skipped) => `  Skipped ${skipped}\n`);
  process.stdout.write(lines.length === 0 ? "  Skipped nothing that this machine could not run\n" : lines.join(""));
};
