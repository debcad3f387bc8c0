import type { Person } from "../../domain/person.ts";
import { type CodeAudience, mayDo } from "../../domain/share-change.ts";
import type { KooDrive } from "../../koodrive/client.ts";
import type { Clock } from "../../lib/clock.ts";
import { shortReference } from "../../lib/errors.ts";
import type { Database } from "../../store/database.ts";
import type { Store } from "../../store/store.ts";
import type { ShareAccess } from "./service-access.ts";
import type { ShareSync, ShareTellers } from "./service-sync.ts";

export type ShareCodeDeps = Pick<ShareTellers, "sendHistory"> & {
  readonly drive: Pick<KooDrive, "shareDetail">;
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly access: ShareAccess;
  readonly sync: ShareSync;
};

export type CodeOutcome =
  | { readonly kind: "code"; readonly name: string; readonly accessCode: string | undefined }
  | {
      readonly kind: "refused";
      readonly ownerUserId: string;
      readonly why: "not-entitled" | "outsider" | "owner-not-connected";
      readonly codeAudience: CodeAudience;
    }
  | { readonly kind: "gone" };

export type ShareCode = {
  /**
   * The access code, asked of the drive at this moment, for those who are entitled to it. That it was shown is
   * recorded before it is, and noted in the thread of the card unless the owner asked.
   */
  readonly reveal: (person: Person, shareId: string, traceId: string) => Promise<CodeOutcome>;
};

export const createShareCode = (deps: ShareCodeDeps): ShareCode => {
  const { drive, database, store, clock, access, sync } = deps;
  return {
    reveal: async (person, shareId, traceId) => {
      const { teamId } = person;
      const share = await store.shares.getShare(database.db, { teamId, shareId });
      if (share === undefined) return { kind: "gone" };
      const { ownerUserId, codeAudience } = share;
      const role = await access.roleOf(person, share);
      if (!mayDo("code", role, codeAudience)) {
        await access.recordRefusal(person, "code", shareId, traceId);
        return { kind: "refused", ownerUserId, codeAudience, why: role === "outsider" ? role : "not-entitled" };
      }
      const as = await access.actingFor(share, traceId);
      if (as === undefined) return { kind: "refused", ownerUserId, codeAudience, why: "owner-not-connected" };
      const seen = await drive.shareDetail(as, shareId);
      await database.transaction(async (tx) => {
        await store.audit.recordAudit(tx, {
          ...person,
          at: clock.now(),
          act: "share.code",
          subject: { shareId },
          result: "shown",
          reference: shortReference(traceId),
          details: { as: role },
        });
        await sync.absorb(tx, share, seen);
        // The owner need not be told of what they did themselves.
        if (role === "owner" || seen.accessCode === undefined) return;
        await deps.sendHistory(tx, { teamId, shareId, userId: person.userId, lines: [{ key: "historyShown" }] });
      });
      return { kind: "code", name: share.files[0]?.name ?? share.name ?? shareId, accessCode: seen.accessCode };
    },
  };
};
