import { createShareJob } from "../../jobs/handoffs.ts";
import { type HandledJob, handleJob } from "../../jobs/job.ts";
import { unreachable } from "../../lib/errors.ts";
import type { MessageContent } from "../../slack/blocks.ts";
import type { Locale } from "../../slack/locale/locale.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People, Profile } from "../../slack/people.ts";
import type { Say } from "../../slack/sayings.ts";
import type { PerformOutcome, SharePerform } from "./service-perform.ts";
import {
  renderDone,
  renderFailed,
  renderFailedNotice,
  renderName,
  renderRetrying,
  renderUnknown,
  renderUnknownNotice,
} from "./view-outcome.ts";

export const createShareCreateJobs = (deps: {
  readonly performing: SharePerform;
  readonly messenger: Messenger;
  readonly people: People;
  readonly say: Say;
}): readonly HandledJob[] => {
  const { performing, messenger, people, say } = deps;

  /** Tells how it went where the person is looking: in the modal, or in their messages once that is closed. */
  const tell = async (outcome: PerformOutcome): Promise<void> => {
    if (outcome.kind === "gone") return;
    const { intent } = outcome;
    const profile = await people.profile(intent.userId);
    if (intent.viewId !== null) {
      const shown = await messenger.updateView(intent.viewId, modalFor(outcome, profile));
      if (shown.kind === "shown") return;
    }
    const notice = noticeFor(outcome, profile);
    if (notice === undefined) return;
    await say(intent, notice, `share-create:${intent.id}:${intent.attempts}:${outcome.kind}`);
  };

  return [
    handleJob(createShareJob, {
      run: async ({ intentId, lookFirst = false }, { attempt }) => {
        const outcome = await performing.perform(intentId, { lookFirst });
        if (outcome.kind === "later") {
          if (attempt === 1) await tell(outcome);
          throw outcome.error;
        }
        await tell(outcome);
      },
      onGivenUp: async ({ intentId }, failure) => {
        const outcome = await performing.giveUp(intentId, {
          code: failure.code ?? "bug",
          operation: createShareJob.name,
          reference: failure.reference,
          field: undefined,
          remoteCode: undefined,
        });
        await tell(outcome);
      },
    }),
  ];
};

type Told = Exclude<PerformOutcome, { readonly kind: "gone" }>;

const modalFor = (outcome: Told, { locale, timeZone }: Profile) => {
  const { intent } = outcome;
  switch (outcome.kind) {
    case "created":
      return renderDone(
        {
          name: nameOf(outcome, locale),
          count: intent.request.files.length,
          destination: intent.destination ?? undefined,
          expiresAt: outcome.expiresAt,
          hasCode: outcome.hasCode,
          accessCode: outcome.accessCode,
        },
        locale,
        timeZone,
      );
    case "refused":
      return renderFailed(intent.id, outcome.failure, locale);
    case "unknown":
      return renderUnknown(intent.id, locale);
    case "later":
      return renderRetrying(locale);
    default:
      return unreachable(outcome);
  }
};

/** The card itself says that a share was made; a try that goes on is no news. */
const noticeFor = (outcome: Told, { locale }: Profile): MessageContent | undefined => {
  const { intent } = outcome;
  switch (outcome.kind) {
    case "refused":
      return renderFailedNotice(
        { name: nameOf(outcome, locale), intentId: intent.id, failure: outcome.failure },
        locale,
      );
    case "unknown":
      return renderUnknownNotice({ name: nameOf(outcome, locale), intentId: intent.id }, locale);
    case "created":
    case "later":
      return undefined;
    default:
      return unreachable(outcome);
  }
};

const nameOf = ({ intent }: Told, locale: Locale): string =>
  renderName(
    intent.request.files.map(({ name }) => name),
    locale,
  );
