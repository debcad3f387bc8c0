import { CamelCasePlugin, type Dialect, Kysely, type Transaction as KyselyTransaction, sql } from "kysely";
import { unreachable } from "../lib/errors.ts";
import type { Tables } from "./tables.ts";

/** What every function of this folder takes first: the database, or a transaction on it. */
export type Handle = Kysely<Tables>;
export type Transaction = KyselyTransaction<Tables>;

/** As much of a logger as is needed here; pino's fits. */
export type DatabaseLogger = { readonly warn: (fields: Readonly<Record<string, unknown>>, message: string) => void };

export type Subscription = { readonly close: () => Promise<void> };

/** Plain statements on the database, outside of any transaction, for the queue. */
export type SqlConnection = {
  /** Without values, several statements may be given at once. */
  readonly executeSql: (text: string, values?: readonly unknown[]) => Promise<{ readonly rows: readonly unknown[] }>;
  /** `onSubscribed` runs after each subscribing, the first included. */
  readonly listen: (
    channel: string,
    onNotification: (payload: string) => void,
    onSubscribed: () => void,
  ) => Promise<Subscription>;
};

export type Connection = SqlConnection & {
  readonly backend: "postgres" | "pglite";
  readonly dialect: Dialect;
  /** Runs last, when the dialect has let go. */
  readonly close: () => Promise<void>;
};

export type Database = {
  readonly backend: "postgres" | "pglite";
  readonly db: Handle;
  /**
   * Runs `work` in a transaction and commits it; a throw rolls it back and comes through. Inside, use only
   * the handle that is passed: on the embedded database another would wait for this one for ever.
   */
  readonly transaction: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
  readonly connection: SqlConnection;
  /** Throws when the database does not answer. */
  readonly ping: () => Promise<void>;
  /** Waits for what runs; nothing may be asked afterwards. Does nothing the second time. */
  readonly close: () => Promise<void>;
};

export type DatabaseLocation =
  | { readonly kind: "postgres"; readonly url: string; readonly maxConnections?: number }
  | { readonly kind: "embedded"; readonly dataDir: string }
  /** `image`: a dump of a data folder to begin with, which is quicker than making a new one. */
  | { readonly kind: "memory"; readonly image?: Blob };

const silent: DatabaseLogger = { warn: () => undefined };
const DEFAULT_CONNECTIONS = 10;

/**
 * Opens the database and brings its tables up to date. Any number of processes may do so at once on one PostgreSQL;
 * a folder of the embedded one belongs to a single process, and a second is refused (`conflict`).
 */
export const openDatabase = async (location: DatabaseLocation, logger: DatabaseLogger = silent): Promise<Database> => {
  const { backend, dialect, executeSql, listen, close } = await connect(location, logger);
  const db = new Kysely<Tables>({ dialect, plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })] });
  let closing: Promise<void> | undefined;
  return {
    backend,
    db,
    transaction: (work) => db.transaction().execute(work),
    connection: { executeSql, listen },
    ping: async () => {
      await sql`select 1`.execute(db);
    },
    close: () => {
      closing ??= db.destroy().then(close);
      return closing;
    },
  };
};

const connect = async (location: DatabaseLocation, logger: DatabaseLogger): Promise<Connection> => {
  // Imported on demand, so that a bot on one backend does not carry the other.
  switch (location.kind) {
    case "postgres": {
      const { openPostgres } = await import("./postgres.ts");
      return openPostgres({
        url: location.url,
        maxConnections: location.maxConnections ?? DEFAULT_CONNECTIONS,
        logger,
      });
    }
    case "embedded": {
      const { openEmbedded } = await import("./embedded.ts");
      return openEmbedded(location.dataDir);
    }
    case "memory": {
      const { openInMemory } = await import("./embedded.ts");
      return openInMemory(location.image);
    }
    default:
      return unreachable(location);
  }
};
