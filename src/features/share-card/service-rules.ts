import { judgeShare, REFUSED_BY_RULES } from "../../domain/sharing-policy.ts";
import type { Clock } from "../../lib/clock.ts";
import type { FailureFacts } from "../../lib/errors.ts";
import type { Database } from "../../store/database.ts";
import type { ShareChange } from "../../store/share-changes.ts";
import type { Store } from "../../store/store.ts";

export type ChangeRules = {
  /**
   * Why the workspace's rules forbid that a share lives for so many days more; undefined when they do not. An exception
   * that the person has is used up where it is needed.
   */
  readonly judge: (change: ShareChange, validDays: number) => Promise<FailureFacts | undefined>;
};

export const createChangeRules = ({
  database,
  store,
  clock,
}: {
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
}): ChangeRules => ({
  judge: ({ id, teamId, userId, shareId }, validDays) =>
    database.transaction(async (tx) => {
      const { rules } = await store.policies.getPolicy(tx, teamId);
      const cards = await store.cards.listCards(tx, { teamId, shareId });
      // A share that stands in several conversations keeps to the rules of all of them.
      const channels = cards.length === 0 ? [undefined] : cards.map(({ channel }) => channel);
      const used = await store.exceptionRequests.findExceptionUsedFor(tx, { teamId, usedFor: id });
      const usable = await store.exceptionRequests.listUsableExceptions(tx, { teamId, userId }, clock.now());
      const exceptions = used === undefined ? usable : [used];
      let needed: string | undefined;
      for (const channel of channels) {
        const judged = judgeShare({ validDays }, { rules, channel, mayShareOutside: true, exceptions });
        if (judged.kind === "refused") {
          const field = judged.problems[0]?.kind;
          return {
            code: "not-allowed",
            operation: REFUSED_BY_RULES,
            reference: undefined,
            field,
            remoteCode: undefined,
          };
        }
        needed ??= judged.exceptionId;
      }
      if (needed === undefined || used !== undefined) return undefined;
      const now = clock.now();
      await store.exceptionRequests.useException(tx, { teamId, userId, id: needed, usedFor: id }, now);
      await store.audit.recordAudit(tx, {
        teamId,
        userId,
        at: now,
        act: "exception.use",
        subject: { exceptionId: needed, shareId, changeId: id },
        result: "used",
        reference: undefined,
        details: undefined,
      });
      return undefined;
    }),
});
