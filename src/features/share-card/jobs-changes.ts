import { z } from "zod";
import { replacedShareJob } from "../../jobs/handoffs.ts";
import { defineJob, type GivenUp, type HandledJob, handleJob } from "../../jobs/job.ts";
import { type FailureFacts, unreachable } from "../../lib/errors.ts";
import type { MessageContent } from "../../slack/blocks.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People, Profile } from "../../slack/people.ts";
import type { Say } from "../../slack/sayings.ts";
import type { ChangeOutcome, ChangePerform } from "./service-perform.ts";
import type { ReplaceOutcome, ShareReplace } from "./service-replace.ts";
import type { BatchOutcome, RevokeOutcome, ShareRevoke } from "./service-revoke.ts";
import { shareTitle } from "./view.ts";
import { CANCEL, changeTexts, EXTEND, renderTexts, type ToldChange } from "./view-changes.ts";
import { EDIT, renderConflict, renderConflictModal, renderTelling } from "./view-edit.ts";
import { changeWords } from "./words-changes.ts";

const retry = { limit: 8, delaySeconds: 3, backoff: true, maxDelaySeconds: 300 } as const;

export const changeJob = defineJob({
  name: "share-card.change",
  schema: z.object({ changeId: z.string() }),
  retry,
  concurrency: 4,
});

export const revokeJob = defineJob({
  name: "share-card.revoke",
  schema: z.object({ batchId: z.string() }),
  retry,
  concurrency: 2,
});

export type ChangeJobsDeps = {
  readonly changes: ChangePerform;
  readonly revoke: ShareRevoke;
  readonly replace: ShareReplace;
  readonly messenger: Messenger;
  readonly people: People;
  readonly say: Say;
};

type Change = RevokeOutcome["change"];
type Share = RevokeOutcome["share"];
/** What an answer is about: once said for a change, it is not said again. */
type About = { readonly kind: string; readonly showsCode?: boolean };
type Frame = typeof EDIT | typeof EXTEND | typeof CANCEL;

/** Carries out what people asked for, and tells them where they are looking. */
export const createChangeJobs = (deps: ChangeJobsDeps): readonly HandledJob[] => {
  const { changes, revoke, replace, messenger, people, say } = deps;

  /** Where the command was given, for them alone; where that cannot be, in their messages. */
  const answer = async (change: Change, content: MessageContent, about: About): Promise<void> => {
    const { channel, userId } = change;
    if (channel !== null && (await messenger.postPrivately({ channel, userId, content }))) return;
    const key = `share-change:${change.id}:${change.attempts}:${about.kind}`;
    // What waits in the line stands in the database, and an access code must not.
    if (about.showsCode === true) await messenger.postDirect(userId, content, { key, mayBePosted: true });
    else await say(change, content, key);
  };

  /** In the modal while it is open, else as an answer. */
  const tell = async (
    change: Change,
    frame: Frame,
    texts: (profile: Profile) => readonly string[],
    about: About & { readonly whenClosed: boolean },
  ): Promise<void> => {
    const profile = await people.profile(change.userId);
    const told = texts(profile);
    if (change.viewId !== null) {
      const shown = await messenger.updateView(change.viewId, renderTelling(frame, told, profile.locale));
      if (shown.kind === "shown" || !about.whenClosed) return;
    }
    await answer(change, renderTexts(told), about);
  };

  const facts = (share: Share, { locale }: Profile) => ({
    title: shareTitle({ name: share.name ?? share.shortCode, files: share.files }, locale),
    ownerUserId: share.ownerUserId,
    shareId: share.shareId,
  });

  const tellConflict = async (outcome: Extract<ChangeOutcome, { readonly kind: "conflict" }>): Promise<void> => {
    const { change, share, theirs } = outcome;
    if (change.request.kind !== "edit") return;
    const profile = await people.profile(change.userId);
    const { endsAt, comment, newCode } = change.request;
    const conflict = {
      changeId: change.id,
      title: facts(share, profile).title,
      theirs: { ...theirs, expiresAt: dateOf(theirs.expiresAt) },
      mine: { endsAt: dateOf(endsAt), comment, newCode },
    };
    const content = renderConflict(conflict, profile.locale, profile.timeZone);
    if (change.viewId !== null) {
      const shown = await messenger.updateView(change.viewId, renderConflictModal(content, profile.locale));
      if (shown.kind === "shown") return;
    }
    await answer(change, content, outcome);
  };

  const tellChange = async (outcome: ChangeOutcome): Promise<void> => {
    if (outcome.kind === "gone" || outcome.kind === "dropped") return;
    if (outcome.kind === "conflict") return tellConflict(outcome);
    const { change, share } = outcome;
    const frame = change.kind === "extend" ? EXTEND : EDIT;
    if (outcome.kind === "later") {
      const texts = ({ locale }: Profile) => [changeWords(locale)("retrying")];
      await tell(change, frame, texts, { kind: outcome.kind, whenClosed: false });
      return;
    }
    const texts = (profile: Profile): readonly string[] =>
      changeTexts({ ...facts(share, profile), ...toldOf(outcome) }, profile.locale, profile.timeZone);
    // The card itself shows what was done; what was not must be heard of.
    await tell(change, frame, texts, {
      kind: outcome.kind,
      showsCode: outcome.kind === "done" && outcome.accessCode !== undefined,
      whenClosed: outcome.kind !== "done" || change.channel !== null,
    });
  };

  const tellBatch = async ({ results }: BatchOutcome): Promise<void> => {
    const [first] = results;
    if (first === undefined) return;
    const texts = (profile: Profile): readonly string[] =>
      results.flatMap(({ change, share }) =>
        changeTexts({ ...facts(share, profile), ...toldOfRevoke(change) }, profile.locale, profile.timeZone),
      );
    const allDone = results.every(({ change }) => change.state === "done");
    await tell(first.change, CANCEL, texts, { kind: "revoke", whenClosed: !allDone });
  };

  const tellReplaced = async (outcome: ReplaceOutcome): Promise<void> => {
    if (outcome.kind === "gone") return;
    const { change, share } = outcome;
    if (outcome.kind === "later") return;
    const texts = (profile: Profile): readonly string[] => {
      const told =
        outcome.kind === "replaced-half" ? { kind: outcome.kind, failure: outcome.failure } : { kind: outcome.kind };
      return changeTexts({ ...facts(share, profile), ...told }, profile.locale, profile.timeZone);
    };
    // That no new link was made is told with a button to try again, by whoever was to make it.
    await tell(change, EDIT, texts, { kind: outcome.kind, whenClosed: outcome.kind === "replaced-half" });
  };

  return [
    handleJob(changeJob, {
      run: async ({ changeId }, { attempt }) => {
        const outcome = await changes.perform(changeId);
        if (outcome.kind !== "later") return tellChange(outcome);
        if (attempt === 1) await tellChange(outcome);
        throw outcome.error;
      },
      onGivenUp: async ({ changeId }, failure) => {
        await tellChange(await changes.giveUp(changeId, factsOf(failure, changeJob.name)));
      },
    }),
    handleJob(revokeJob, {
      run: async ({ batchId }, { attempt }) => {
        const outcome = await revoke.performBatch(batchId);
        if (outcome.error === undefined) return tellBatch(outcome);
        const [first] = outcome.results;
        if (attempt === 1 && first !== undefined) {
          const texts = ({ locale }: Profile) => [changeWords(locale)("retrying")];
          await tell(first.change, CANCEL, texts, { kind: "later", whenClosed: false });
        }
        throw outcome.error;
      },
      onGivenUp: async ({ batchId }, failure) => {
        await tellBatch(await revoke.giveUpBatch(batchId, factsOf(failure, revokeJob.name)));
      },
    }),
    handleJob(replacedShareJob, {
      run: async ({ changeId }) => {
        const outcome = await replace.goOn(changeId);
        if (outcome.kind === "later") throw outcome.error;
        await tellReplaced(outcome);
      },
      onGivenUp: async ({ changeId }, failure) => {
        await tellReplaced(await replace.giveUp(changeId, factsOf(failure, replacedShareJob.name)));
      },
    }),
  ];
};

const dateOf = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));

const factsOf = (failure: GivenUp, operation: string): FailureFacts => ({
  code: failure.code ?? "bug",
  operation,
  reference: failure.reference,
  field: undefined,
  remoteCode: undefined,
});

type Told = ToldChange extends infer T
  ? T extends ToldChange
    ? Omit<T, "title" | "ownerUserId" | "shareId">
    : never
  : never;

const toldOf = (
  outcome: Extract<ChangeOutcome, { readonly kind: "done" | "not-done" | "refused" | "unknown" }>,
): Told => {
  switch (outcome.kind) {
    case "done": {
      const { before, after, accessCode } = outcome;
      return { kind: outcome.change.kind === "extend" ? "extended" : "changed", before, after, accessCode };
    }
    case "not-done":
      return outcome.why.kind === "ended" ? { kind: "ended" } : outcome.why;
    case "refused":
      return { kind: "failed", failure: outcome.failure };
    case "unknown":
      return { kind: "unknown" };
    default:
      return unreachable(outcome);
  }
};

const toldOfRevoke = ({ state, outcome, failure }: Change): Told => {
  if (state === "done") return { kind: "revoked" };
  if (outcome?.kind === "not-allowed" || outcome?.kind === "not-connected") return { kind: outcome.kind };
  return failure === null || state === "unknown" ? { kind: "revoke-unknown" } : { kind: "not-revoked", failure };
};
