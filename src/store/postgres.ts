import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Connection, DatabaseLogger } from "./database.ts";
import { listenTo } from "./listen.ts";
import { migrateToLatest } from "./migrate.ts";

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;

export type PostgresOptions = {
  readonly url: string;
  readonly maxConnections: number;
  readonly logger: DatabaseLogger;
};

/** Connects to a PostgreSQL server and brings its tables up to date. */
export const openPostgres = async ({ url, maxConnections, logger }: PostgresOptions): Promise<Connection> => {
  const newer = await migrate(url);
  // Tables only grow from version to version, so this one can work; what the newer one added it does not see.
  if (newer.length > 0) logger.warn({ migrations: newer }, "the database belongs to a newer version of this program");
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "koodrive",
    max: maxConnections,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    // A process that hangs inside a transaction must not hold its rows for ever.
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
  });
  const onError = (error: Error): void => logger.warn({ err: error }, "database connection lost");
  // The pool itself listens only to idle connections: one lost between two statements of a transaction would end the
  // process.
  pool.on("connect", (client) => client.on("error", onError));
  pool.on("error", () => undefined);
  return {
    backend: "postgres",
    dialect: new PostgresDialect({ pool }),
    executeSql: async (text, values) => {
      // Several statements at once bring a list of results, contrary to the types.
      const results = [await pool.query(text, values === undefined ? undefined : [...values])].flat();
      return { rows: results.flatMap(({ rows }) => rows) };
    },
    listen: (channel, onNotification, onSubscribed) => listenTo({ url, channel, onNotification, onSubscribed, logger }),
    close: async () => undefined,
  };
};

const migrate = async (url: string): Promise<readonly string[]> => {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "koodrive-migrate",
    max: 1,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  pool.on("error", () => undefined);
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    return await migrateToLatest(db);
  } finally {
    await db.destroy();
  }
};
