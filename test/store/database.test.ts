import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { settle } from "../../src/lib/errors.ts";
import { claimOnce } from "../../src/store/claims.ts";
import { openDatabase } from "../../src/store/database.ts";
import { createLastingLocation, openTestDatabase, type TestDatabase, testBackend } from "../support/database.ts";
import { at } from "./examples.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const claim = (handle: TestDatabase["db"], key: string) => claimOnce(handle, "T1", key, at(0));

describe("a transaction", () => {
  it("keeps all or nothing", async () => {
    await database.transaction(async (tx) => claim(tx, "kept"));
    const failing = database.transaction(async (tx) => {
      await claim(tx, "one");
      await claim(tx, "two");
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    const rows = await database.db.selectFrom("claims").select("key").execute();
    expect(rows).toEqual([{ key: "kept" }]);
  });

  it("returns what its work returns", async () => {
    expect(await database.transaction(async () => 42)).toBe(42);
  });

  it("does not let in statements from outside, and does not stop them for good", async () => {
    const begun = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const inside = database.transaction(async (tx) => {
      await claim(tx, "inside");
      begun.resolve();
      await release.promise;
      throw new Error("rolled back");
    });
    await begun.promise;
    const outside = claim(database.db, "outside");
    release.resolve();
    await expect(inside).rejects.toThrow("rolled back");
    expect(await outside).toBe(true);
    expect(await claim(database.db, "inside")).toBe(true);
  }, 10_000);

  it("fails as a whole when a statement in it failed, even if that was caught", async () => {
    const work = database.transaction(async (tx) => {
      await claim(tx, "swallowed");
      await sql`select 1 / 0`.execute(tx).catch(() => undefined);
    });
    await expect(work).rejects.toThrow();
    expect(await claim(database.db, "swallowed")).toBe(true);
  });
});

describe("notifications", () => {
  it("arrive after the commit, and not at all after a rollback", async () => {
    const heard: string[] = [];
    const arrived = Promise.withResolvers<void>();
    const subscription = await database.connection.listen(
      "news",
      (payload) => {
        heard.push(payload);
        if (payload === "last") arrived.resolve();
      },
      () => heard.push("subscribed"),
    );
    const failing = database.transaction(async (tx) => {
      await sql`select pg_notify('news', 'never')`.execute(tx);
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    await database.transaction(async (tx) => {
      await sql`select pg_notify('news', 'first')`.execute(tx);
      heard.push("committing");
    });
    await database.connection.executeSql("select pg_notify('news', 'last')");
    await arrived.promise;
    await subscription.close();
    expect(heard).toEqual(["subscribed", "committing", "first", "last"]);
  });
});

describe("plain statements", () => {
  it("can be several at once", async () => {
    const { rows } = await database.connection.executeSql("select 1 as n; select 2 as n union all select 3 order by n");
    expect(rows).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it("leave no dead transaction behind when they fail", async () => {
    await expect(database.connection.executeSql("begin; select 1 / 0; commit")).rejects.toThrow("division by zero");
    expect(await database.connection.executeSql("select $1::int as n", [4])).toEqual({ rows: [{ n: 4 }] });
  });
});

describe("opening", () => {
  it("brings the tables up to date once, also from several processes at once", async () => {
    const { location, drop } = await createLastingLocation();
    // The embedded database has one process; what is shown there is that a second opening changes nothing.
    const together = testBackend === "postgres" ? 4 : 1;
    const seen = new Set<string>();
    for (let round = 0; round < 2; round++) {
      const opened = await Promise.all(Array.from({ length: together }, () => openDatabase(location)));
      for (const { db } of opened) {
        const { rows } = await sql`select name, timestamp from kysely_migration order by name`.execute(db);
        seen.add(JSON.stringify(rows));
        expect(await claim(db, `round ${round}, ${opened.findIndex((one) => one.db === db)}`)).toBe(true);
      }
      await Promise.all(opened.map((one) => one.close()));
    }
    // Everybody, also the second time, sees the same migrations, run at the same times.
    expect(seen.size).toBe(1);
    await drop();
  });

  it("works beside a newer version, which has migrations that this one does not know", async () => {
    const { location, drop } = await createLastingLocation();
    const newer = await openDatabase(location);
    await sql`insert into kysely_migration values ('9999-from-later', '2030-01-01')`.execute(newer.db);
    await newer.close();
    const older = await openDatabase(location);
    expect(await claim(older.db, "still works")).toBe(true);
    await older.close();
    await drop();
  });

  it("is told when the database does not answer any more", async () => {
    const { location, drop } = await createLastingLocation();
    const opened = await openDatabase(location);
    await opened.ping();
    await opened.close();
    await opened.close();
    await expect(opened.ping()).rejects.toThrow();
    await drop();
  });

  it("fails at once when no server listens", async () => {
    await expect(openDatabase({ kind: "postgres", url: "postgres://127.0.0.1:1/none" })).rejects.toThrow(
      "ECONNREFUSED",
    );
  });
});

describe.runIf(testBackend === "pglite")("the embedded database's folder", () => {
  const inFolder = async (work: (dataDir: string) => Promise<void>): Promise<void> => {
    const { location, drop } = await createLastingLocation();
    if (location.kind === "embedded") await work(location.dataDir);
    await drop();
  };

  it("is refused to a second process", async () => {
    await inFolder(async (dataDir) => {
      const other = spawn(process.execPath, ["-e", "process.stdin.resume()"], { stdio: ["pipe", "ignore", "ignore"] });
      await once(other, "spawn");
      await writeFile(join(dataDir, "postgres.lock"), String(other.pid));
      const refused = await settle(openDatabase({ kind: "embedded", dataDir }));
      other.kill("SIGKILL");
      await once(other, "exit");
      expect(refused).toMatchObject({
        ok: false,
        error: {
          code: "conflict",
          message: `the data folder is in use by process ${other.pid}; only one bot can run in it`,
        },
      });
    });
  });

  it("is taken over from a process that is gone", async () => {
    await inFolder(async (dataDir) => {
      // The last is what a bot finds that was killed in a container and has the same process id again.
      for (const owner of ["999999999", "not a number", String(process.pid)]) {
        await writeFile(join(dataDir, "postgres.lock"), owner);
        const opened = await openDatabase({ kind: "embedded", dataDir });
        expect(await claim(opened.db, owner)).toBe(true);
        expect(await readFile(join(dataDir, "postgres.lock"), "utf8")).toBe(String(process.pid));
        await opened.close();
        expect(await readdir(dataDir)).toEqual(["postgres"]);
      }
    });
  });
});

describe.runIf(testBackend === "postgres")("a lost connection to PostgreSQL", () => {
  const killOthers = sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`;

  it("fails the transaction that was under way, and nothing after it", async () => {
    const warned: PromiseWithResolvers<string>[] = [Promise.withResolvers(), Promise.withResolvers()];
    let warnings = 0;
    const warn = (_fields: object, message: string) => warned[warnings++]?.resolve(message);
    const second = await openDatabase(database.location, { warn });
    const work = second.transaction(async (tx) => {
      await claim(tx, "lost");
      await killOthers.execute(database.db);
      expect(await warned[0]?.promise).toBe("database connection lost");
      await claim(tx, "lost too");
    });
    await expect(work).rejects.toThrow();
    // The pool may hold a second dead connection whose end it has not heard of yet: that one call fails, the next does not.
    const claimsAgain = (key: string) => expect.poll(() => claim(second.db, key).catch(() => undefined)).toBe(true);
    await claimsAgain("lost");
    await killOthers.execute(database.db);
    expect(await warned[1]?.promise).toBe("database connection lost");
    await claimsAgain("found again");
    await second.close();
  });

  it("is followed by a new subscription", async () => {
    const warned: string[] = [];
    const second = await openDatabase(database.location, { warn: (_fields, message) => warned.push(message) });
    const twice = Promise.withResolvers<void>();
    const heard = Promise.withResolvers<string>();
    let subscribed = 0;
    const subscription = await second.connection.listen("news", heard.resolve, () => {
      subscribed += 1;
      if (subscribed === 2) twice.resolve();
    });
    await killOthers.execute(database.db);
    await twice.promise;
    await sql`select pg_notify('news', 'still there')`.execute(database.db);
    expect(await heard.promise).toBe("still there");
    expect(warned).toContain("database notifications lost; connecting again");
    await subscription.close();
    await second.close();
  });
});
