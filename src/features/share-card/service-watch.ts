import { remainingChangesAt, statusAt } from "../../domain/share-end.ts";
import type { KooDrive } from "../../koodrive/client.ts";
import type { Clock } from "../../lib/clock.ts";
import { settle } from "../../lib/errors.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { ShareRow } from "../../store/shares.ts";
import type { Store } from "../../store/store.ts";
import type { ShareAccess } from "./service-access.ts";
import type { ShareSync, ShareTellers } from "./service-sync.ts";

type ShareKey = { readonly teamId: string; readonly shareId: string };

export type ShareWatchDeps = Pick<ShareTellers, "sendRefresh"> & {
  readonly drive: Pick<KooDrive, "shareDetail">;
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly access: ShareAccess;
  readonly sync: ShareSync;
  /** Has the drive asked how a share stands. */
  readonly sendCheck: (tx: Transaction, share: ShareKey) => Promise<void>;
};

export type ShareWatch = {
  /** Has those cards drawn again on which the passing of time shows. Takes so many at most; true when there may be more. */
  readonly followTime: (now: Date) => Promise<boolean>;
  /** Has the drive asked about those shares that it was not asked about for a day. So many at most. */
  readonly checkDue: (now: Date) => Promise<void>;
  /** Asks the drive how a share stands. When it cannot be asked, a share whose end has passed counts as ended. */
  readonly check: (share: ShareKey) => Promise<void>;
  /** Forgets the codes of changes that nobody decided on for a day. */
  readonly tidy: (now: Date) => Promise<void>;
};

const BATCH = 100;
// With a run a minute: a thousand shares are asked about within the hour, one call every 3 seconds.
const CHECKS = 20;
const DAY_MS = 24 * 60 * 60 * 1000;

export const createShareWatch = (deps: ShareWatchDeps): ShareWatch => {
  const { drive, database, store, clock, access, sync } = deps;

  const isOver = (share: ShareRow): boolean =>
    statusAt({ status: share.status, expiresAt: share.expiresAt ?? undefined }, clock.now()) === "expired";

  const expire = (share: ShareRow): Promise<void> => database.transaction((tx) => sync.end(tx, share, "expired"));

  return {
    followTime: (now) =>
      database.transaction(async (tx) => {
        const due = await store.shareLife.takeDueCards(tx, { now, limit: BATCH });
        for (const share of due) {
          const next = share.expiresAt === null ? undefined : remainingChangesAt(share.expiresAt, now);
          await store.shareLife.setCardsDue(tx, share, next ?? null);
          // It may have been extended on the drive: what has ended by what is known here is asked about first.
          if (share.expiresAt !== null && share.expiresAt <= now) await deps.sendCheck(tx, share);
          else await deps.sendRefresh(tx, share);
        }
        return due.length === BATCH;
      }),
    checkDue: async (now) => {
      const next = new Date(now.getTime() + DAY_MS);
      await database.transaction(async (tx) => {
        for (const share of await store.shareLife.takeDueChecks(tx, { now, limit: CHECKS, next })) {
          await deps.sendCheck(tx, share);
        }
      });
    },
    check: async (key) => {
      const share = await store.shares.getShare(database.db, key);
      if (share?.status !== "live") return;
      const as = await access.actingFor(share);
      const seen = as === undefined ? undefined : await settle(drive.shareDetail(as, share.shareId));
      if (seen?.ok === true) {
        await database.transaction((tx) => sync.absorb(tx, share, seen.value));
        const now = await store.shares.getShare(database.db, key);
        if (now !== undefined && isOver(now)) await expire(now);
        return;
      }
      if (seen?.ok === false && seen.error.code === "not-found") {
        await database.transaction((tx) => sync.end(tx, share, isOver(share) ? "expired" : "revoked"));
        return;
      }
      if (isOver(share)) await expire(share);
    },
    tidy: async (now) => {
      await store.shareChanges.wipeStaleChangeCodes(database.db, new Date(now.getTime() - DAY_MS));
    },
  };
};
