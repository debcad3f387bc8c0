import type { ShareStatus, ShareWithCode } from "../../domain/share.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Transaction } from "../../store/database.ts";
import type { ShareRow } from "../../store/shares.ts";
import type { Store } from "../../store/store.ts";

type ShareKey = { readonly teamId: string; readonly shareId: string };

/** What is told in the thread of a card. Without a person: it happened by itself, or on the drive. */
export type HistoryEntry = ShareKey & {
  readonly userId: string | undefined;
  readonly lines: readonly { readonly key: HistoryKey; readonly moment?: Date | undefined }[];
};

export type HistoryKey =
  | "historyExtended"
  | "historyNoEnd"
  | "historyEnd"
  | "historyComment"
  | "historyCode"
  | "historyRevoked"
  | "historyReplaced"
  | "historyShown"
  | "historyExpired"
  | "historyFilesDeleted"
  | "historyEndedElsewhere";

/** Has things told, in the transaction of what they tell of. */
export type ShareTellers = {
  /** Has the share's cards, and whatever else shows it, drawn again. */
  readonly sendRefresh: (tx: Transaction, share: ShareRow) => Promise<void>;
  readonly sendHistory: (tx: Transaction, entry: HistoryEntry) => Promise<void>;
  readonly sendNotice: (
    tx: Transaction,
    notice: ShareKey & { readonly ownerUserId: string; readonly why: "files-deleted" | "ended-elsewhere" },
  ) => Promise<void>;
};

export type ShareSyncDeps = ShareTellers & { readonly store: Store; readonly clock: Clock };

export type ShareSync = {
  /** Takes over what the drive says of a share; a share that ended without its owner is told of, once. */
  readonly absorb: (tx: Transaction, share: ShareRow, seen: ShareWithCode) => Promise<void>;
  /** It has ended, by itself or on the drive. Does nothing when it had ended before. */
  readonly end: (tx: Transaction, share: ShareRow, status: Exclude<ShareStatus, "live">) => Promise<void>;
};

const HISTORY = {
  expired: "historyExpired",
  "files-deleted": "historyFilesDeleted",
  revoked: "historyEndedElsewhere",
} as const;

export const createShareSync = ({ store, clock, ...tell }: ShareSyncDeps): ShareSync => {
  const end: ShareSync["end"] = async (tx, share, status) => {
    if (!(await store.shareLife.endShare(tx, share, status, clock.now()))) return;
    const { teamId, shareId } = share;
    await tell.sendRefresh(tx, share);
    await tell.sendHistory(tx, { teamId, shareId, userId: undefined, lines: [{ key: HISTORY[status] }] });
    // An end that was known from the beginning is no news.
    if (status === "expired") return;
    const why = status === "files-deleted" ? status : "ended-elsewhere";
    await tell.sendNotice(tx, { teamId, shareId, ownerUserId: share.ownerUserId, why });
  };

  return {
    end,
    absorb: async (tx, share, { share: seen, accessCode }) => {
      if (seen.status !== undefined && seen.status !== "live") return end(tx, share, seen.status);
      const facts = {
        expiresAt: seen.expiresAt ?? null,
        comment: seen.comment ?? share.comment,
        hasCode: accessCode !== undefined,
      };
      const same =
        facts.expiresAt?.getTime() === share.expiresAt?.getTime() &&
        (facts.comment ?? "") === (share.comment ?? "") &&
        facts.hasCode === share.hasCode;
      if (same || share.status !== "live") return;
      await store.shareLife.updateShare(tx, share, facts, clock.now());
      await tell.sendRefresh(tx, share);
    },
  };
};
