import type { ShareChange } from "../../store/share-changes.ts";
import type { HistoryEntry } from "./service-sync.ts";

/** What is told below the card of a change that was made. Never the access code, never the comment. */
export const linesOf = (request: ShareChange["request"], end: Date | undefined): HistoryEntry["lines"] => {
  switch (request.kind) {
    case "extend":
      return [{ key: "historyExtended", moment: end }];
    case "edit":
      return [
        ...(request.endsAt === undefined
          ? []
          : end === undefined
            ? [{ key: "historyNoEnd" } as const]
            : [{ key: "historyEnd", moment: end } as const]),
        ...(request.comment === undefined ? [] : [{ key: "historyComment" } as const]),
        ...(request.newCode ? [{ key: "historyCode" } as const] : []),
      ];
    case "revoke":
      return [{ key: "historyRevoked" }];
    case "replace":
      return [{ key: "historyReplaced" }];
  }
};
