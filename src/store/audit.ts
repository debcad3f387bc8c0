import { type Selectable, type SqlBool, sql } from "kysely";
import type { AuditFilter } from "../domain/audit-filter.ts";
import { currentOrigin } from "../lib/origin.ts";
import type { Handle, Transaction } from "./database.ts";
import type { Tables } from "./tables.ts";
import { storableText, toJson, toNumber } from "./values.ts";

/** Who did what to what, and how it went. Never a secret in any of its fields. */
export type AuditEntry = {
  readonly teamId: string;
  readonly at: Date;
  /** The Slack user. */
  readonly userId: string;
  /** What was done, e.g. `share.create`. */
  readonly act: string;
  /** What it was done to: ids and names. */
  readonly subject: Readonly<Record<string, unknown>>;
  /** How it went, e.g. `created`. */
  readonly result: string;
  /** The reference that is also in the log. */
  readonly reference: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;
};

/** Adds an entry, in the transaction of what it tells of, with where it came from (`runFrom`). Entries cannot be changed: the database refuses. */
export const recordAudit = async (handle: Handle, entry: AuditEntry): Promise<void> => {
  const origin = currentOrigin();
  await handle
    .insertInto("audit")
    .values({
      teamId: entry.teamId,
      at: entry.at,
      userId: entry.userId,
      act: entry.act,
      subject: toJson(entry.subject),
      result: storableText(entry.result),
      reference: entry.reference ?? null,
      details: entry.details === undefined ? null : toJson(entry.details),
      surface: origin?.surface ?? null,
      channel: origin?.channel ?? null,
    })
    .execute();
};

/** An entry as it is kept; `id` counts up with time. */
export type KeptAuditEntry = AuditEntry & {
  readonly id: number;
  /** From where it was done; undefined where that is not known. */
  readonly surface: string | undefined;
  readonly channel: string | undefined;
};

/** Newest first. */
export const listAudit = async (
  handle: Handle,
  query: {
    readonly teamId: string;
    readonly userId?: string | undefined;
    readonly limit: number;
    readonly offset: number;
  },
): Promise<readonly KeptAuditEntry[]> => {
  const { userId } = query;
  const rows = await handle
    .selectFrom("audit")
    .selectAll()
    .where("teamId", "=", query.teamId)
    .$if(userId !== undefined, (builder) => builder.where("userId", "=", userId ?? ""))
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(query.limit)
    .offset(query.offset)
    .execute();
  return rows.map(toEntry);
};

const toEntry = (row: Selectable<Tables["audit"]>): KeptAuditEntry => ({
  ...row,
  id: toNumber(row.id),
  subject: { ...row.subject },
  reference: row.reference ?? undefined,
  details: row.details === null ? undefined : { ...row.details },
  surface: row.surface ?? undefined,
  channel: row.channel ?? undefined,
});

/** Those of one workspace that fit: the link's short code stands for its share. */
const fitting = (handle: Handle, teamId: string, { userId, share, act, from, to, surface, channel }: AuditFilter) =>
  handle
    .selectFrom("audit")
    .where("teamId", "=", teamId)
    .$if(userId !== undefined, (query) => query.where("userId", "=", userId ?? ""))
    .$if(share !== undefined, (query) =>
      query.where(
        sql<SqlBool>`audit.subject ->> 'shareId' in (select ${share ?? ""} union select share_id from shares
          where shares.team_id = ${teamId} and short_code = ${share ?? ""})`,
      ),
    )
    // `share` stands for `share.create` and the like, not for `shared.…`; an act holds no wildcard.
    .$if(act !== undefined, (query) =>
      query.where((eb) => eb.or([eb("act", "=", act ?? ""), eb("act", "like", `${act ?? ""}.%`)])),
    )
    .$if(surface !== undefined, (query) => query.where("surface", "=", surface ?? ""))
    .$if(channel !== undefined, (query) => query.where("channel", "=", channel ?? ""))
    .$if(from !== undefined, (query) => query.where("at", ">=", from ?? new Date(0)))
    .$if(to !== undefined, (query) => query.where("at", "<", to ?? new Date(0)));

export type AuditPage = {
  /** Newest first. */
  readonly entries: readonly KeptAuditEntry[];
  readonly hasNewer: boolean;
  readonly hasOlder: boolean;
};

/** A page of those that fit, newest first: the newest, or those next to an entry that was shown. */
export const pageAudit = async (
  handle: Handle,
  query: {
    readonly teamId: string;
    readonly filter: AuditFilter;
    /** Neither: the newest. */
    readonly olderThan?: number | undefined;
    readonly newerThan?: number | undefined;
    readonly limit: number;
  },
): Promise<AuditPage> => {
  const { teamId, filter, olderThan, newerThan, limit } = query;
  const forward = newerThan !== undefined;
  const rows = await fitting(handle, teamId, filter)
    .selectAll()
    .$if(olderThan !== undefined, (builder) => builder.where(sql<number>`audit.id`, "<", olderThan ?? 0))
    .$if(forward, (builder) => builder.where(sql<number>`audit.id`, ">", newerThan ?? 0))
    .orderBy("id", forward ? "asc" : "desc")
    .limit(limit + 1)
    .execute();
  const more = rows.length > limit;
  const entries = rows.slice(0, limit).map(toEntry);
  return forward
    ? { entries: entries.reverse(), hasNewer: more, hasOlder: true }
    : { entries, hasNewer: olderThan !== undefined, hasOlder: more };
};

/** The newest entry's id; 0 when there is none. */
export const lastAuditId = async (handle: Handle, teamId: string): Promise<number> => {
  const newest = await handle
    .selectFrom("audit")
    .select("id")
    .where("teamId", "=", teamId)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return newest === undefined ? 0 : toNumber(newest.id);
};

/** Those that fit, oldest first, up to an entry: read in batches, so that any number takes the same memory. */
export async function* readAudit(
  handle: Handle,
  query: { readonly teamId: string; readonly filter: AuditFilter; readonly upTo: number; readonly batch?: number },
): AsyncGenerator<KeptAuditEntry, void, undefined> {
  const { teamId, filter, upTo, batch = 500 } = query;
  let after = 0;
  for (;;) {
    const rows = await fitting(handle, teamId, filter)
      .selectAll()
      .where(sql<number>`audit.id`, ">", after)
      .where(sql<number>`audit.id`, "<=", upTo)
      .orderBy("id")
      .limit(batch)
      .execute();
    for (const row of rows) yield toEntry(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < batch) return;
    after = toNumber(last.id);
  }
}

/** Forgets entries from before that moment; returns how many. Only in a transaction, which alone is allowed to. */
export const purgeAudit = async (tx: Transaction, before: Date): Promise<number> => {
  await sql`select set_config('koodrive.audit_retention', 'on', true)`.execute(tx);
  const { numDeletedRows } = await tx.deleteFrom("audit").where("at", "<", before).executeTakeFirst();
  await sql`select set_config('koodrive.audit_retention', 'off', true)`.execute(tx);
  return Number(numDeletedRows);
};

/** Forgets a workspace's entries from before that moment, so many at most; returns how many. See `purgeAudit`. */
export const purgeTeamAudit = async (
  tx: Transaction,
  { teamId, before, limit }: { readonly teamId: string; readonly before: Date; readonly limit: number },
): Promise<number> => {
  await sql`select set_config('koodrive.audit_retention', 'on', true)`.execute(tx);
  const { numDeletedRows } = await tx
    .deleteFrom("audit")
    .where("id", "in", (eb) =>
      eb
        .selectFrom("audit")
        .select(sql<number>`audit.id`.as("id"))
        .where("teamId", "=", teamId)
        .where("at", "<", before)
        .orderBy("at")
        .limit(limit),
    )
    .executeTakeFirst();
  await sql`select set_config('koodrive.audit_retention', 'off', true)`.execute(tx);
  return Number(numDeletedRows);
};

/** The workspaces that have entries, those that have left included. */
export const listAuditTeams = async (handle: Handle): Promise<readonly string[]> => {
  const rows = await handle.selectFrom("audit").select("teamId").distinct().execute();
  return rows.map(({ teamId }) => teamId);
};
