import { sql } from "kysely";
import type { Person } from "../domain/person.ts";
import type { Handle, Transaction } from "./database.ts";

/** Which rows of a table are about a person; a table of messages or cards goes with the row that it belongs to. */
type OfPerson = { readonly table: string; readonly person: ReturnType<typeof byColumn> };

const byColumn =
  (column: string) =>
  ({ teamId, userId }: Person) =>
    sql<boolean>`team_id = ${teamId} and ${sql.ref(column)} = ${userId}`;

const byShare = ({ teamId, userId }: Person) =>
  sql<boolean>`team_id = ${teamId} and share_id in
    (select share_id from shares where team_id = ${teamId} and owner_user_id = ${userId})`;

const byAdministrator = (requests: string) => (person: Person) =>
  sql<boolean>`user_id = ${person.userId} and request_id in
    (select id from ${sql.table(requests)} where team_id = ${person.teamId})`;

// Files seen on the drive are kept under the drive user: of the link, or of what was done with one that has ended.
const byDriveUser = ({ teamId, userId }: Person) =>
  sql<boolean>`team_id = ${teamId} and drive_user_id in
    (select drive_user_id from account_links where team_id = ${teamId} and user_id = ${userId}
      union select drive_user_id from shares where team_id = ${teamId} and owner_user_id = ${userId}
      union select drive_user_id from share_intents where team_id = ${teamId} and user_id = ${userId}
      union select drive_user_id from tasks where team_id = ${teamId} and user_id = ${userId})`;

/** In this order: what is found through another row goes before that row. */
const PERSONAL: readonly OfPerson[] = [
  { table: "seen_files", person: byDriveUser },
  { table: "cards", person: byShare },
  { table: "share_reminders", person: byColumn("owner_user_id") },
  { table: "shares", person: byColumn("owner_user_id") },
  { table: "share_intents", person: byColumn("user_id") },
  { table: "share_changes", person: byColumn("user_id") },
  { table: "tasks", person: byColumn("user_id") },
  { table: "link_sessions", person: byColumn("user_id") },
  { table: "code_tries", person: byColumn("user_id") },
  { table: "home_views", person: byColumn("user_id") },
  { table: "preferences", person: byColumn("subject") },
  { table: "exception_messages", person: byAdministrator("exception_requests") },
  { table: "exception_requests", person: byColumn("user_id") },
  { table: "link_request_messages", person: byAdministrator("link_requests") },
  { table: "link_requests", person: byColumn("user_id") },
  { table: "account_links", person: byColumn("user_id") },
];

type Mention = {
  readonly table: string;
  readonly column: string;
  readonly where: (person: Person) => ReturnType<ReturnType<typeof byColumn>>;
  /** What stands there once the person is not named any more. */
  readonly without: (person: Person) => ReturnType<typeof sql<unknown>>;
};

const named = (table: string, column: string): Mention => ({
  table,
  column,
  where: byColumn(column),
  without: () => sql`''`,
});

const namedIn = (table: string, column: string, list: ReturnType<typeof sql<unknown>>): Mention => ({
  table,
  column,
  where: ({ teamId, userId }) => sql<boolean>`team_id = ${teamId} and ${list} @> to_jsonb(${userId}::text)`,
  without: ({ userId }) =>
    table === "share_intents"
      ? sql`jsonb_set(request, '{recipientUserIds}', ${list} - ${userId}::text)`
      : sql`${list} - ${userId}::text`,
});

/** Where other people's rows name a person: who was shared with, who decided. The rows stay, the name goes. */
const MENTIONS: readonly Mention[] = [
  namedIn("shares", "recipient_user_ids", sql`recipient_user_ids`),
  namedIn("share_intents", "request", sql`(request -> 'recipientUserIds')`),
  named("account_links", "approved_by"),
  named("link_requests", "decided_by"),
  named("link_requests", "holder_user_id"),
  named("exception_requests", "decided_by"),
  named("preferences", "updated_by"),
];

/** Who set what for everybody is part of the setting, and who did what part of the log: neither is erased with a person. */
const ADMINISTRATIVE: readonly OfPerson[] = [
  { table: "package_expiry", person: byColumn("user_id") },
  { table: "retention_changes", person: byColumn("user_id") },
  { table: "sharing_policies", person: byColumn("updated_by") },
  { table: "audit_settings", person: byColumn("updated_by") },
  { table: "audit", person: byColumn("user_id") },
];

/** Tables that go with a workspace. Those without a workspace of their own go with the rows that they belong to. */
export const FORGOTTEN: readonly string[] = [
  ...PERSONAL.map(({ table }) => table),
  "package_expiry",
  "retention_changes",
  "sharing_policies",
  "claims",
  "view_places",
];
/** What outlives a workspace's leaving: the audit log for its time (see `forgetOld`), and what is nobody's. */
export const KEPT: readonly string[] = ["audit", "audit_settings", "poll_budget", "post_slots"];

const WITHOUT_TEAM = new Set(["exception_messages", "link_request_messages"]);

/**
 * The workspace has removed the app: its tokens, links, shares, tasks and everything else go, save the audit log. Jobs
 * that still wait find nothing to do. Does nothing the second time. Returns how many rows went.
 */
export const forgetTeam = async (tx: Transaction, teamId: string): Promise<number> => {
  let removed = 0;
  for (const table of FORGOTTEN.filter((name) => !WITHOUT_TEAM.has(name))) {
    const { numAffectedRows = 0n } = await sql`delete from ${sql.table(table)} where team_id = ${teamId}`.execute(tx);
    removed += Number(numAffectedRows);
  }
  return removed;
};

/**
 * Everything kept of one person; in a transaction. Returns how many rows went, by table, and as `mentions` in how many
 * rows of other people they are not named any more.
 */
export const erasePerson = async (tx: Transaction, person: Person): Promise<Readonly<Record<string, number>>> => {
  const removed: Record<string, number> = {};
  for (const { table, person: about } of PERSONAL) {
    const { numAffectedRows = 0n } = await sql`delete from ${sql.table(table)} where ${about(person)}`.execute(tx);
    if (numAffectedRows > 0n) removed[table] = Number(numAffectedRows);
  }
  let mentions = 0;
  for (const { table, column, where, without } of MENTIONS) {
    const { numAffectedRows = 0n } = await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${without(person)}
      where ${where(person)}`.execute(tx);
    mentions += Number(numAffectedRows);
  }
  return mentions === 0 ? removed : { ...removed, mentions };
};

const SEALED = /seal/i;

/**
 * Everything kept of one person, a row at a time, with the table it stands in. Sealed secrets are left out: they open
 * things on the drive, and say nothing about the person.
 */
export async function* readPerson(
  handle: Handle,
  person: Person,
): AsyncGenerator<{ readonly table: string; readonly row: Readonly<Record<string, unknown>> }, void, undefined> {
  for (const { table, person: about } of [...PERSONAL, ...ADMINISTRATIVE]) {
    const { rows } = await sql<
      Record<string, unknown>
    >`select * from ${sql.table(table)} where ${about(person)}`.execute(handle);
    for (const row of rows) {
      yield { table, row: Object.fromEntries(Object.entries(row).filter(([column]) => !SEALED.test(column))) };
    }
  }
  // Of other people's rows only which one it is, and as what the person stands in it.
  for (const { table, column, where } of MENTIONS) {
    const { rows } = await sql<
      Record<string, unknown>
    >`select * from ${sql.table(table)} where ${where(person)}`.execute(handle);
    for (const { id, shareId, share_id: raw = shareId } of rows) {
      yield { table, row: { mentionedAs: column, ...(id === undefined ? { shareId: raw } : { id }) } };
    }
  }
}
