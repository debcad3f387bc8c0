import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";

export type FaultOptions = {
  readonly seed: number;
  readonly bots: number;
  readonly people: number;
  readonly shares: number;
  readonly tasks: number;
  /** Seconds over which people spread their work; 0: as fast as they can. */
  readonly seconds: number;
  /** Seconds between two kills. */
  readonly killEvery: number;
  /** Seconds between two restarts of the database. */
  readonly databaseEvery: number;
  /** The share of the calls to the drive and to Slack that go wrong. */
  readonly faults: number;
  /** Seconds the load may take, and then again the rest of the work. */
  readonly limit: number;
  /** A checkout of an earlier version, from which all bots begin and which they leave one after the other. */
  readonly upgradeFrom: string | undefined;
};

const FULL = {
  people: 40,
  shares: 500,
  tasks: 2_000,
  seconds: 240,
  killEvery: 5,
  databaseEvery: 45,
  limit: 900,
} as const;
const SHORT = { people: 12, shares: 40, tasks: 120, seconds: 25, killEvery: 4, databaseEvery: 12, limit: 240 } as const;

export const USAGE = `npm run faults [-- --short] [--seed N] [--bots 3] [--people N] [--shares N] [--tasks N]
  [--seconds N] [--kill-every SECONDS] [--database-every SECONDS] [--faults 0.1] [--limit SECONDS]
  [--upgrade-from FOLDER]   a checkout of an earlier version, with its node_modules: all bots begin as that one, and
                            during the load one after the other is ended and started again as this one\n`;

/** Throws, with words for the person who typed it, when something is no number or not known. */
export const parseOptions = (args: readonly string[]): FaultOptions | "help" => {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean" },
      short: { type: "boolean" },
      seed: text,
      bots: text,
      people: text,
      shares: text,
      tasks: text,
      seconds: text,
      "kill-every": text,
      "database-every": text,
      faults: text,
      limit: text,
      "upgrade-from": text,
    },
  });
  if (values.help === true) return "help";
  const size = values.short === true ? SHORT : FULL;
  return {
    seed: numberOf("seed", values.seed, randomInt(1, 1_000_000)),
    bots: numberOf("bots", values.bots, 3),
    people: numberOf("people", values.people, size.people),
    shares: numberOf("shares", values.shares, size.shares),
    tasks: numberOf("tasks", values.tasks, size.tasks),
    seconds: numberOf("seconds", values.seconds, size.seconds),
    killEvery: numberOf("kill-every", values["kill-every"], size.killEvery),
    databaseEvery: numberOf("database-every", values["database-every"], size.databaseEvery),
    faults: numberOf("faults", values.faults, 0.1),
    limit: numberOf("limit", values.limit, size.limit),
    upgradeFrom: values["upgrade-from"],
  };
};

const numberOf = (name: string, given: string | undefined, usual: number): number => {
  if (given === undefined) return usual;
  const number = Number(given);
  if (given.trim() === "" || !Number.isFinite(number) || number < 0) throw new Error(`--${name} ${given} is no number`);
  return number;
};
