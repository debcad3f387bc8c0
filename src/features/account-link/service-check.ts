import type { KooDrive } from "../../koodrive/client.ts";
import type { Clock } from "../../lib/clock.ts";
import { settle } from "../../lib/errors.ts";
import type { AccountLink } from "../../store/accounts.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { Store } from "../../store/store.ts";
import type { AccountLinkService, Unlinked, UnlinkReason } from "./service.ts";
import { CHECK_EVERY_MS } from "./service-look-up.ts";

export type CheckDeps = {
  readonly drive: KooDrive;
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly service: Pick<AccountLinkService, "unlink">;
  /** In the caller's transaction: has the person told. */
  readonly sendUnlinked: (tx: Transaction, unlinked: Unlinked, reason: UnlinkReason) => Promise<void>;
};

export type LinkCheck = {
  /** Links to look at now, a bounded number; nobody else gets them meanwhile. */
  readonly takeDue: (now: Date) => Promise<readonly AccountLink[]>;
  /**
   * Ends the link when its drive user is gone or frozen, or its person has left Slack. When the drive cannot be asked,
   * or refuses for another reason, nothing is ended: it is asked again within the hour.
   */
  readonly check: (link: AccountLink, person: { readonly hasLeft: boolean }, signal: AbortSignal) => Promise<void>;
};

// With a run a minute: 57,600 links a day, and far below Slack's limit of look-ups.
const BATCH = 40;
const TRY_AGAIN_MS = 60 * 60 * 1000;

export const createLinkCheck = (deps: CheckDeps): LinkCheck => {
  const { drive, database, store, clock } = deps;

  const judge = async (link: AccountLink, signal: AbortSignal): Promise<UnlinkReason | "fine" | "unknown"> => {
    const found = await settle(drive.user({ userId: link.driveUserId, signal }, link.driveUserId));
    if (found.ok) return found.value.isFrozen ? "drive-frozen" : "fine";
    return found.error.code === "not-found" ? "drive-gone" : "unknown";
  };

  return {
    takeDue: (now) =>
      store.accounts.takeDueLinks(database.db, {
        now,
        limit: BATCH,
        nextDueAt: new Date(now.getTime() + TRY_AGAIN_MS),
      }),

    check: async (link, { hasLeft }, signal) => {
      const verdict = hasLeft ? "slack-gone" : await judge(link, signal);
      if (verdict === "unknown") return;
      if (verdict === "fine") {
        await store.accounts.setLinkCheck(database.db, link, new Date(clock.now().getTime() + CHECK_EVERY_MS));
        return;
      }
      await deps.service.unlink(link, link.driveUserId, { reason: verdict, reference: undefined }, (tx, unlinked) =>
        deps.sendUnlinked(tx, unlinked, verdict),
      );
    },
  };
};
