import { z } from "zod";
import { defineJob, type HandledJob, handleJob } from "../../jobs/job.ts";
import type { Admins } from "../../slack/admins.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import type { Say } from "../../slack/sayings.ts";
import { NOT_ADMIN, type PerformOutcome, type RetentionService } from "./service.ts";
import { renderWorking } from "./view.ts";
import { type RetentionResult, renderResultMessage, renderResultModal } from "./view-outcome.ts";

export const performJob = defineJob({
  name: "retention-policy.perform",
  schema: z.object({ changeId: z.string() }),
  retry: { limit: 8, delaySeconds: 3, backoff: true, maxDelaySeconds: 300 },
});

export const createRetentionJobs = (deps: {
  readonly service: RetentionService;
  readonly messenger: Messenger;
  readonly people: People;
  readonly admins: Admins;
  readonly say: Say;
}): readonly HandledJob[] => {
  const { service, messenger, people, admins, say } = deps;

  /** Tells how it went where the person is looking: in the modal, or in their messages once that is closed. */
  const tell = async (outcome: PerformOutcome): Promise<void> => {
    if (outcome.kind === "gone") return;
    const { change } = outcome;
    const { locale } = await people.profile(change.userId);
    const later = outcome.kind === "later";
    const done = change.parts.filter((part) => part.outcome === "done").length;
    if (change.viewId !== null) {
      const view = later
        ? renderWorking({ done, parts: change.parts.length, keepsTrying: true }, locale)
        : renderResultModal(resultOf(change), locale);
      const shown = await messenger.updateView(change.viewId, view);
      if (shown.kind === "shown") return;
    }
    // A try that goes on is no news.
    if (later) return;
    await say(change, renderResultMessage(resultOf(change), locale), `retention:${change.id}`);
  };

  return [
    handleJob(performJob, {
      run: async ({ changeId }, { attempt }) => {
        const change = await service.getChange(changeId);
        if (change === undefined) return;
        const outcome = await service.perform(changeId, await admins.isAdmin(change.userId));
        if (outcome.kind === "later") {
          if (attempt === 1) await tell(outcome);
          throw outcome.error;
        }
        await tell(outcome);
      },
      onGivenUp: async ({ changeId }, failure) => {
        const outcome = await service.giveUp(changeId, {
          code: failure.code ?? "bug",
          operation: performJob.name,
          reference: failure.reference,
          field: undefined,
          remoteCode: undefined,
        });
        await tell(outcome);
      },
    }),
  ];
};

type Change = Extract<PerformOutcome, { readonly kind: "done" }>["change"];

const resultOf = (change: Change): RetentionResult => ({
  changes: change.changes,
  parts: change.parts,
  readBack: change.readBack ?? undefined,
  wasNotAdmin: change.parts.some(({ failure }) => failure?.operation === NOT_ADMIN),
});
