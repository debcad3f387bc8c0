import { parseArgs } from "node:util";
import { describeProblems, parseConfig } from "./config.ts";
import { systemClock } from "./lib/clock.ts";
import { runFrom } from "./lib/origin.ts";
import { openDatabase } from "./store/database.ts";
import { store } from "./store/store.ts";

const USAGE = `npm run person -- export <team> <user>    everything kept of a person, as JSON, a row a line
npm run person -- erase <team> <user>     removes it

<team> and <user> are Slack's ids (T…, U…). The audit log stays for its time: nobody can change it, and it knows people
by their ids. So does who set the workspace's rules. In other people's shares, requests and settings the person is not
named any more. The job queue forgets what it did by itself, within an hour, failures within a week. Shares themselves stay on the drive, where their owner can
end them. With the embedded database, stop the bot first.
`;

const run = async (): Promise<number> => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [verb, teamId = "", userId = "", ...more] = positionals;
  const isKnown = verb === "export" || verb === "erase";
  if (!isKnown || !/^[TE][0-9A-Z]+$/.test(teamId) || !/^[UW][0-9A-Z]+$/.test(userId) || more.length > 0) {
    process.stderr.write(USAGE);
    return 2;
  }
  const read = parseConfig(process.env);
  if (read.kind === "problems") {
    process.stderr.write(`${describeProblems(read.problems)}\n`);
    return 2;
  }
  const database = await openDatabase(read.config.database);
  const person = { teamId, userId };
  try {
    if (verb === "export") {
      for await (const line of store.leaving.readPerson(database.db, person)) {
        process.stdout.write(`${JSON.stringify(line)}\n`);
      }
      return 0;
    }
    const removed = await database.transaction(async (tx) => {
      const rows = await store.leaving.erasePerson(tx, person);
      await store.audit.recordAudit(tx, {
        ...person,
        at: systemClock.now(),
        act: "person.erase",
        subject: {},
        result: "done",
        reference: undefined,
        details: { by: "operator", rows },
      });
      return rows;
    });
    process.stdout.write(`${JSON.stringify({ removed })}\n`);
    return 0;
  } finally {
    await database.close();
  }
};

runFrom({ surface: "command-line" }, run).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
