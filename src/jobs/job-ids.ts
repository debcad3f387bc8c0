import { randomBytes } from "node:crypto";
import type { Clock } from "../lib/clock.ts";

const COUNTS_PER_MILLISECOND = 4096;

/**
 * Makes ids for jobs: UUIDs (version 7) of which a later one sorts after an earlier one. Jobs that were sent in one
 * transaction carry one time of creation, and only their ids tell which came first.
 */
export const createJobIds = (clock: Clock): (() => string) => {
  let last = 0;
  return () => {
    // Counts on within a millisecond, and when the clock goes back.
    last = Math.max(last + 1, clock.now().getTime() * COUNTS_PER_MILLISECOND);
    const time = Math.floor(last / COUNTS_PER_MILLISECOND)
      .toString(16)
      .padStart(12, "0");
    const count = (last % COUNTS_PER_MILLISECOND).toString(16).padStart(3, "0");
    const chance = randomBytes(8);
    // Two bits of the rest say which kind of UUID this is.
    chance.writeUInt8((chance.readUInt8(0) & 0x3f) | 0x80, 0);
    const rest = chance.toString("hex");
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${rest.slice(0, 4)}-${rest.slice(4)}`;
  };
};
