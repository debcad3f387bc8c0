import type { Share, ShareWithCode } from "../../domain/share.ts";
import type { KooDrive } from "../../koodrive/client.ts";
import type { SecretBox } from "../../lib/secrets.ts";
import type { Database } from "../../store/database.ts";
import type { ShareIntent } from "../../store/share-intents.ts";
import type { Store } from "../../store/store.ts";

export type LookUpDeps = {
  readonly drive: Pick<KooDrive, "listMyShares" | "shareDetail">;
  readonly database: Database;
  readonly store: Pick<Store, "shares">;
  readonly secrets: SecretBox;
};

// The drive's clock and ours may differ by as much as it tolerates in `X-Date`.
const CLOCK_TOLERANCE_MS = 15 * 60 * 1000;
const PAGE = 100;
// Nobody makes so many shares while one goes unanswered; a list that does not end must.
const MOST_READ = 2_000;

/**
 * The share that an unanswered call of this intent has made, if the drive has one. One that the bot has met on the
 * drive's list meanwhile counts too, as long as it belongs to no other intent. Throws what the drive's calls throw.
 */
export const findMade = async (deps: LookUpDeps, intent: ShareIntent): Promise<ShareWithCode | undefined> => {
  const { drive, database, store } = deps;
  const as = { userId: intent.driveUserId };
  const wantedCode = intent.sealedCode === null ? undefined : deps.secrets.open(intent.sealedCode);
  let cursor: string | undefined;
  let read = 0;
  do {
    const page = await drive.listMyShares(as, { pageSize: PAGE, cursor });
    for (const candidate of page.items) {
      if (!matches(intent, candidate)) continue;
      const known = await store.shares.getShare(database.db, { teamId: intent.teamId, shareId: candidate.shareId });
      if (known !== undefined && known.intentId !== null) continue;
      const detail = await drive.shareDetail(as, candidate.shareId);
      if (detail.accessCode === wantedCode) return detail;
    }
    read += page.items.length;
    // The newest come first: behind one that is too old there are only older ones.
    const isPast = page.items.some((share) => share.sharedAt !== undefined && !isYoung(intent, share.sharedAt));
    cursor = isPast ? undefined : page.next;
  } while (cursor !== undefined && read < MOST_READ);
  return undefined;
};

const isYoung = (intent: ShareIntent, sharedAt: Date): boolean =>
  sharedAt.getTime() >= intent.updatedAt.getTime() - CLOCK_TOLERANCE_MS;

/** Whether a share on the drive's list can be what this intent made: same files, same words, same reach, young enough. */
const matches = (intent: ShareIntent, share: Share): boolean => {
  const wanted = intent.request.files.map((file) => file.fileId).sort();
  const listed = share.files?.map((file) => file.fileId).sort();
  const sameFiles =
    listed === undefined || listed.length === 0
      ? share.name !== undefined && intent.request.files.some((file) => share.name?.includes(file.name))
      : listed.join() === wanted.join();
  const young = share.sharedAt === undefined || isYoung(intent, share.sharedAt);
  const sameScope = share.scope === undefined || share.scope === intent.request.scope;
  return sameFiles && sameScope && young && (share.comment ?? "") === (intent.request.comment ?? "");
};
