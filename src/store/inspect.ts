import pg from "pg";
import { MIGRATION_NAMES } from "./migrate.ts";

/** A PostgreSQL as it is found, with nothing changed in it. */
export type PostgresFacts = {
  /** E.g. 170002. */
  readonly versionNumber: number;
  readonly version: string;
  readonly encoding: string;
  readonly mayCreate: boolean;
  readonly isReadOnly: boolean;
  /** Connections the server takes in all. */
  readonly maxConnections: number;
  readonly latencyMs: number;
  /** Migrations of this version that have not run; all of them in an empty database. */
  readonly pending: readonly string[];
  /** Those that a newer version has run. */
  readonly newer: readonly string[];
  /** Some secret at rest, to try the key on; undefined: there is none. */
  readonly sealed: string | undefined;
  /** A drive user that somebody is connected as. */
  readonly connectedUserId: string | undefined;
};

const CONNECT_TIMEOUT_MS = 5_000;

type ServerFacts = Omit<PostgresFacts, "latencyMs" | "pending" | "newer" | "sealed" | "connectedUserId">;

const FACTS = `select current_setting('server_version_num')::int as "versionNumber",
    current_setting('server_version') as version,
    pg_encoding_to_char(encoding) as encoding,
    has_database_privilege(current_database(), 'create')
      and coalesce(has_schema_privilege(current_schema(), 'create'), false) as "mayCreate",
    pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on' as "isReadOnly",
    current_setting('max_connections')::int as "maxConnections"
  from pg_database where datname = current_database()`;

/** Looks at a PostgreSQL without bringing its tables up to date. Throws pg's own error when it cannot be reached. */
export const inspectPostgres = async (url: string): Promise<PostgresFacts> => {
  const client = new pg.Client({
    connectionString: url,
    application_name: "koodrive-doctor",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: CONNECT_TIMEOUT_MS,
  });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const begun = performance.now();
    await client.query("select 1");
    const latencyMs = performance.now() - begun;
    const { rows } = await client.query<ServerFacts>(FACTS);
    const facts = rows[0];
    if (facts === undefined) throw new Error("the server does not list the database it is connected to");
    const run = await column(client, "kysely_migration", "select name as value from kysely_migration");
    const [sealed] = [
      ...(await column(
        client,
        "link_sessions",
        `${SEALED_TOKEN} from link_sessions where sealed_token is not null limit 1`,
      )),
      ...(await column(client, "tasks", `${SEALED_TOKEN} from tasks where sealed_token is not null limit 1`)),
    ];
    const connected = await column(client, "account_links", "select drive_user_id as value from account_links limit 1");
    return {
      ...facts,
      latencyMs,
      pending: MIGRATION_NAMES.filter((name) => !run.includes(name)),
      newer: run.filter((name) => !MIGRATION_NAMES.includes(name)),
      sealed,
      connectedUserId: connected[0],
    };
  } finally {
    await client.end();
  }
};

const SEALED_TOKEN = "select sealed_token as value";

/** Empty where the table is not there yet. */
const column = async (client: pg.Client, table: string, query: string): Promise<readonly string[]> => {
  const present = await client.query<{ present: boolean }>("select to_regclass($1) is not null as present", [table]);
  if (present.rows[0]?.present !== true) return [];
  return (await client.query<{ value: string }>(query)).rows.map(({ value }) => value);
};
