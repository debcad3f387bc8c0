import type { Person } from "../../domain/person.ts";
import type { Share } from "../../domain/share.ts";
import type { Acting, KooDrive } from "../../koodrive/client.ts";
import type { Clock } from "../../lib/clock.ts";
import { type FailureFacts, failureFacts, settle } from "../../lib/errors.ts";
import type { Database } from "../../store/database.ts";
import type { ShareRow } from "../../store/shares.ts";
import type { Store } from "../../store/store.ts";

export type ShareListServiceDeps = {
  readonly drive: KooDrive;
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  /** One drive user for everybody: what was made outside Slack is everybody's then. */
  readonly singleUserId: string | undefined;
};

export type SharesPage = {
  readonly shares: readonly ShareRow[];
  readonly offset: number;
  readonly total: number;
  readonly text: string;
  /** Why the drive could not be asked; the page shows what is known here then. */
  readonly failure: FailureFacts | undefined;
  /** The drive has more shares than are read at once. */
  readonly cutAt: number | undefined;
};

export type ShareListService = {
  /** My live shares, soonest end first, those made outside Slack included: the drive's list is read and kept. */
  readonly list: (
    person: Person,
    as: Acting,
    place: { readonly offset: number; readonly text: string; readonly limit: number },
  ) => Promise<SharesPage>;
  /** Reads the drive's list alone, and keeps it. */
  readonly read: (person: Person, as: Acting) => Promise<void>;
};

const DRIVE_PAGE = 100;
// Ten calls at most while somebody waits; whoever has more shares finds the rest with a search.
const MOST_READ = 1_000;

export const createShareListService = (deps: ShareListServiceDeps): ShareListService => {
  const { drive, database, store, clock } = deps;

  /** Reads the drive's list into our own, so that every share can be edited, extended and revoked alike. */
  const readDrive = async (person: Person, as: Acting, text: string): Promise<number | undefined> => {
    let cursor: string | undefined;
    let read = 0;
    do {
      const page = await drive.listMyShares(as, {
        pageSize: DRIVE_PAGE,
        cursor,
        ...(text === "" ? {} : { name: text }),
      });
      await store.shares.adoptShares(
        database.db,
        { teamId: person.teamId, ownerUserId: person.userId, driveUserId: as.userId },
        page.items.filter(isComplete),
        clock.now(),
      );
      read += page.items.length;
      cursor = page.next;
    } while (cursor !== undefined && read < MOST_READ);
    return cursor === undefined ? undefined : read;
  };

  return {
    read: async (person, as) => {
      await readDrive(person, as, "");
    },
    list: async (person, as, { offset, text, limit }) => {
      const read = await settle(readDrive(person, as, text));
      const now = clock.now();
      const { teamId, userId } = person;
      const page = await store.shares.listShares(database.db, {
        teamId,
        ownerUserId: userId,
        foundOnDriveOf: deps.singleUserId,
        text,
        now,
        limit,
        offset,
      });
      return {
        ...page,
        offset,
        text,
        failure: read.ok ? undefined : failureFacts(read.error),
        cutAt: read.ok ? read.value : undefined,
      };
    },
  };
};

/** Without its ids a share can be neither shown nor changed. */
const isComplete = (share: Share): boolean => share.shareId !== "" && share.shortCode !== "";
