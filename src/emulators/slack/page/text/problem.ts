import type { Problem } from "../../protocol.ts";
import type { Say } from "./words.ts";

/** What went wrong, for the person. What breaks Slack's rules is told as Slack's API tells it, in English. */
export const problemDetail = (say: Say, { silence, detail }: Problem): string => {
  switch (silence?.kind) {
    case "late":
      return say("silentLate");
    case "unreachable":
      return say("silentGone", { cause: silence.cause });
    case "error":
      return say("silentError", { status: silence.status });
    case undefined:
      return detail;
  }
};
