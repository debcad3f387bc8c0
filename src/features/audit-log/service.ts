import type { AuditFilter } from "../../domain/audit-filter.ts";
import type { Person } from "../../domain/person.ts";
import type { Clock } from "../../lib/clock.ts";
import { shortReference } from "../../lib/errors.ts";
import type { IdMaker } from "../../lib/ids.ts";
import type { AuditPage, KeptAuditEntry } from "../../store/audit.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { Store } from "../../store/store.ts";

export type AuditExport = Person & {
  readonly exportId: string;
  readonly filter: AuditFilter;
  /** The last entry of it: what comes later is not part of the file, however often it is tried. */
  readonly upTo: number;
  readonly traceId: string;
};

export type AuditLogServiceDeps = {
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: IdMaker;
  /** In the caller's transaction: has the file made and sent. */
  readonly sendExport: (tx: Transaction, wanted: AuditExport) => Promise<void>;
};

export type AuditLogService = {
  readonly page: (
    teamId: string,
    place: {
      readonly filter: AuditFilter;
      readonly olderThan?: number | undefined;
      readonly newerThan?: number | undefined;
      readonly limit: number;
    },
  ) => Promise<AuditPage & { readonly keptDays: number }>;
  /** Records that somebody without the right asked for the log. */
  readonly refuse: (person: Person, act: "audit.view" | "audit.export", traceId: string) => Promise<void>;
  /** Records the wish and the job that carries it out. `busy`: a file for that person is being made already. */
  readonly startExport: (person: Person, filter: AuditFilter, traceId: string) => Promise<"started" | "busy">;
  /** The entries of a file, a row each, the names of the columns first; in the memory of one batch. */
  readonly rows: (wanted: AuditExport) => AsyncIterable<readonly string[]>;
  /** True once for an export: from here on its file may stand before the administrator. */
  readonly beginDelivery: (wanted: AuditExport) => Promise<boolean>;
  /** The delivery certainly did not happen: it may begin again. */
  readonly cancelDelivery: (wanted: AuditExport) => Promise<void>;
  readonly endExport: (
    wanted: AuditExport,
    result: "sent" | "refused" | "failed" | "unknown",
    details: { readonly rows: number; readonly bytes: number } | undefined,
  ) => Promise<void>;
  /** Removes what is older than each workspace keeps its log; once a day, whatever the number of processes. */
  readonly forgetOld: (now: Date, signal: AbortSignal) => Promise<void>;
};

// With all its tries; one that left no trace holds up nobody for longer.
const LONGEST_EXPORT_MS = 4 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
const PURGE_BATCH = 5_000;
/** No workspace: the claim is the whole installation's. */
const EVERYBODY = "";

const COLUMNS = [
  "id",
  "time (UTC)",
  "person",
  "act",
  "share",
  "subject",
  "result",
  "reference",
  "details",
  "surface",
  "channel",
];

export const createAuditLogService = (deps: AuditLogServiceDeps): AuditLogService => {
  const { database, store, clock } = deps;

  const record = (
    handle: Database["db"] | Transaction,
    by: Person & { readonly traceId: string },
    entry: { readonly act: string; readonly result: string; readonly details?: object; readonly subject?: object },
  ): Promise<void> =>
    store.audit.recordAudit(handle, {
      teamId: by.teamId,
      userId: by.userId,
      at: clock.now(),
      act: entry.act,
      subject: { ...entry.subject },
      result: entry.result,
      reference: shortReference(by.traceId),
      details: entry.details === undefined ? undefined : { ...entry.details },
    });

  return {
    page: async (teamId, place) => ({
      ...(await store.audit.pageAudit(database.db, { teamId, ...place })),
      keptDays: await store.auditSettings.getAuditDays(database.db, teamId),
    }),
    refuse: (person, act, traceId) => record(database.db, { ...person, traceId }, { act, result: "refused" }),
    startExport: (person, filter, traceId) =>
      database.transaction(async (tx) => {
        const claim = { teamId: person.teamId, key: exportingKey(person), everyMs: LONGEST_EXPORT_MS };
        if (!(await store.claims.claimOncePer(tx, claim, clock.now()))) return "busy";
        const wanted = {
          ...person,
          exportId: deps.ids.uuid(),
          filter,
          upTo: await store.audit.lastAuditId(tx, person.teamId),
          traceId,
        };
        await record(tx, wanted, {
          act: "audit.export",
          result: "asked",
          subject: { exportId: wanted.exportId },
          details: { ...filter },
        });
        await deps.sendExport(tx, wanted);
        return "started";
      }),
    rows: async function* ({ teamId, filter, upTo }) {
      yield COLUMNS;
      for await (const entry of store.audit.readAudit(database.db, { teamId, filter, upTo })) yield cellsOf(entry);
    },
    beginDelivery: ({ teamId, exportId }) =>
      store.claims.claimOnce(database.db, teamId, `audit-export:${exportId}`, clock.now()),
    cancelDelivery: ({ teamId, exportId }) =>
      store.claims.releaseClaim(database.db, teamId, `audit-export:${exportId}`),
    endExport: (wanted, result, details) =>
      database.transaction(async (tx) => {
        await record(tx, wanted, {
          act: "audit.export",
          result,
          subject: { exportId: wanted.exportId },
          ...(details === undefined ? {} : { details }),
        });
        await store.claims.releaseClaim(tx, wanted.teamId, exportingKey(wanted));
      }),
    forgetOld: async (now, signal) => {
      const daily = { teamId: EVERYBODY, key: "audit-retention", everyMs: DAY_MS };
      if (!(await store.claims.claimOncePer(database.db, daily, now))) return;
      for (const teamId of await store.audit.listAuditTeams(database.db)) {
        const days = await store.auditSettings.getAuditDays(database.db, teamId);
        const before = new Date(now.getTime() - days * DAY_MS);
        let removed: number;
        do {
          // Each batch for itself: others write to the log meanwhile.
          removed = await database.transaction((tx) =>
            store.audit.purgeTeamAudit(tx, { teamId, before, limit: PURGE_BATCH }),
          );
        } while (removed === PURGE_BATCH && !signal.aborted);
      }
    },
  };
};

const exportingKey = ({ userId }: Person): string => `audit-exporting:${userId}`;

const cellsOf = (entry: KeptAuditEntry): readonly string[] => {
  const { shareId } = entry.subject;
  return [
    String(entry.id),
    entry.at.toISOString(),
    entry.userId,
    entry.act,
    typeof shareId === "string" ? shareId : "",
    JSON.stringify(entry.subject),
    entry.result,
    entry.reference ?? "",
    entry.details === undefined ? "" : JSON.stringify(entry.details),
    entry.surface ?? "",
    entry.channel ?? "",
  ];
};
