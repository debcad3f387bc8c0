import type { Person } from "../../domain/person.ts";
import type { Clock } from "../../lib/clock.ts";
import { shortReference } from "../../lib/errors.ts";
import type { Database } from "../../store/database.ts";
import type { ShareIntent } from "../../store/share-intents.ts";
import type { ShareRow } from "../../store/shares.ts";
import type { Store } from "../../store/store.ts";

export type AgainOutcome =
  /** `request`: how it was asked for, where that was done here. */
  | { readonly kind: "found"; readonly share: ShareRow; readonly request: ShareIntent["request"] | undefined }
  | { readonly kind: "not-yours"; readonly ownerUserId: string }
  | { readonly kind: "gone" };

/** What a share was made of, for its owner to make it again. Local only. */
export type ShareAgain = (person: Person, shareId: string, traceId: string) => Promise<AgainOutcome>;

export const createShareAgain =
  ({
    database,
    store,
    clock,
  }: {
    readonly database: Database;
    readonly store: Store;
    readonly clock: Clock;
  }): ShareAgain =>
  async (person, shareId, traceId) => {
    const share = await store.shares.getShare(database.db, { teamId: person.teamId, shareId });
    if (share === undefined) return { kind: "gone" };
    if (share.ownerUserId !== person.userId) {
      await store.audit.recordAudit(database.db, {
        ...person,
        at: clock.now(),
        act: "share.again",
        subject: { shareId },
        result: "refused",
        reference: shortReference(traceId),
        details: undefined,
      });
      return { kind: "not-yours", ownerUserId: share.ownerUserId };
    }
    const intent =
      share.intentId === null ? undefined : await store.shareIntents.getIntent(database.db, share.intentId);
    return { kind: "found", share, request: intent?.request };
  };
