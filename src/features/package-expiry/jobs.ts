import { z } from "zod";
import { defineJob, type HandledJob, handleJob } from "../../jobs/job.ts";
import type { Admins } from "../../slack/admins.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import type { Say } from "../../slack/sayings.ts";
import type { ExpiryOutcome, PackageExpiryService } from "./service.ts";
import { type ExpiryState, renderState, renderStateMessage } from "./view.ts";

export const performJob = defineJob({
  name: "package-expiry.perform",
  schema: z.object({ changeId: z.string() }),
  retry: { limit: 8, delaySeconds: 3, backoff: true, maxDelaySeconds: 300 },
});

export const createPackageExpiryJobs = (deps: {
  readonly service: PackageExpiryService;
  readonly messenger: Messenger;
  readonly people: People;
  readonly admins: Admins;
  readonly say: Say;
}): readonly HandledJob[] => {
  const { service, messenger, people, admins, say } = deps;

  /** Tells how it went where the person is looking: in the modal, or in their messages once that is closed. */
  const tell = async (outcome: ExpiryOutcome): Promise<void> => {
    if (outcome.kind === "gone") return;
    const { change } = outcome;
    const { locale } = await people.profile(change.userId);
    const state = stateOf(outcome);
    if (change.viewId !== null) {
      const shown = await messenger.updateView(change.viewId, renderState(state, locale));
      if (shown.kind === "shown") return;
    }
    // A try that goes on is no news.
    if (outcome.kind === "later") return;
    await say(change, renderStateMessage(state, locale), `package-expiry:${change.id}:${outcome.kind}`);
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

const stateOf = (outcome: Exclude<ExpiryOutcome, { readonly kind: "gone" }>): ExpiryState => {
  const { days } = outcome.change;
  switch (outcome.kind) {
    case "done":
    case "superseded":
    case "unknown":
    case "not-admin":
      return { kind: outcome.kind, days };
    case "refused":
      return { kind: "refused", days, failure: outcome.failure };
    case "later":
      return { kind: "setting", keepsTrying: true };
  }
};
