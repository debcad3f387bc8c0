import type { Edition } from "../../domain/edition.ts";
import type { Clock } from "../../lib/clock.ts";
import { failureFacts, settle } from "../../lib/errors.ts";
import { parseButtonId } from "../../slack/action-ids.ts";
import { answerText, renderAnswer } from "../../slack/answers.ts";
import { explainFailure } from "../../slack/failure.ts";
import type { ButtonCall, CommandCall, FieldCall, SubmitCall } from "../../slack/feature.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import {
  checkEditDraft,
  type EditDraft,
  type EditMetadata,
  type EditRequest,
  onShownFields,
  readEditDraft,
  readEditMetadata,
  readReplaceMetadata,
} from "./input.ts";
import type { ShareCardService } from "./service.ts";
import type { ShareAccess } from "./service-access.ts";
import type { ShareStart } from "./service-start.ts";
import { shareTitle } from "./view.ts";
import { changeTexts, renderNotAllowed, renderTexts } from "./view-changes.ts";
import { EDIT, renderEditModal, renderEditProblems, renderReplace, renderTelling } from "./view-edit.ts";
import { changeWords } from "./words-changes.ts";

type ShareRow = NonNullable<Awaited<ReturnType<ShareCardService["getShare"]>>>;
type Call = ButtonCall | CommandCall;

export type EditHandlersDeps = {
  readonly service: ShareCardService;
  readonly access: ShareAccess;
  readonly start: ShareStart;
  readonly edition: Edition;
  readonly messenger: Messenger;
  readonly people: People;
  readonly clock: Clock;
};

// Somebody looks at "one moment" meanwhile.
const LOOK_TIMEOUT_MS = 5_000;

export const createEditHandlers = (deps: EditHandlersDeps) => {
  const { service, access, start, messenger, people, clock } = deps;

  const titleOf = (share: ShareRow, locale: EditMetadata["locale"]): string =>
    shareTitle({ name: share.name ?? share.shortCode, files: share.files }, locale);

  /**
   * Opens a modal within the trigger's three seconds, then fills it from the drive. Slack keeps what an existing field
   * holds, so the fields come with the values, not before them.
   */
  const open = async (call: Call, share: ShareRow): Promise<void> => {
    const { person, traceId } = call;
    const isOwner = access.isOwner(person, share);
    if (!isOwner) await access.recordRefusal(person, "edit", share.shareId, traceId);
    await call.ack();
    const early = people.peek(person.userId);
    if (!isOwner) {
      const { locale } = await people.profile(person.userId);
      return call.reply(renderNotAllowed("change", share.ownerUserId, locale));
    }
    const opening = renderTelling(EDIT, [changeWords(early.locale)("opening")], early.locale);
    const opened = await messenger.openView(call.triggerId, opening);
    if (opened.kind !== "shown") return call.reply(renderAnswer("tooLate", early.locale));
    const { locale, timeZone } = await people.profile(person.userId);
    const tell = async (...texts: readonly string[]): Promise<void> => {
      await messenger.updateView(opened.viewId, renderTelling(EDIT, texts, locale));
    };
    const title = titleOf(share, locale);
    const { ownerUserId, shareId } = share;
    const as = await access.actingFor(share, traceId);
    if (as === undefined) {
      return tell(...changeTexts({ kind: "not-connected", title, ownerUserId, shareId }, locale, timeZone));
    }
    const present = await settle(start.look(share, { ...as, signal: AbortSignal.timeout(LOOK_TIMEOUT_MS) }));
    if (!present.ok) {
      return tell(changeWords(locale)("notRead", { why: explainFailure(failureFacts(present.error), locale) }));
    }
    if (!present.value.live) return tell(changeWords(locale)("ended", { title }));
    const metadata = { shareId, locale, timeZone, edition: deps.edition, base: present.value.base };
    const draft: EditDraft = {
      validity: { kind: "keep" },
      accessCode: "keep",
      customCode: undefined,
      comment: present.value.comment,
    };
    await messenger.updateView(opened.viewId, renderEditModal({ title, draft, metadata, now: clock.now() }));
  };

  /** The share that a form is about, if its sender may still edit it; else what to say below a field. */
  const shareOf = async (call: SubmitCall, shareId: string | undefined): Promise<ShareRow | undefined> => {
    const share = shareId === undefined ? undefined : await service.getShare(call.person.teamId, shareId);
    if (share === undefined || access.isOwner(call.person, share)) return share;
    await access.recordRefusal(call.person, "edit", share.shareId, call.traceId);
    return undefined;
  };

  const askedBy = (call: SubmitCall) => ({
    person: call.person,
    viewId: call.view.id,
    pressKey: `${call.view.id}:${call.view.callbackId}`,
    traceId: call.traceId,
  });

  const working = (key: "saving" | "replacing", locale: EditMetadata["locale"]) => {
    const t = changeWords(locale);
    return renderTelling(EDIT, [t(key), t("workingMore")], locale);
  };

  const askToReplace = (share: ShareRow, request: EditRequest, { locale, timeZone }: EditMetadata) =>
    renderReplace(
      { title: titleOf(share, locale), endsAt: request.endsAt ?? share.expiresAt ?? undefined },
      {
        shareId: share.shareId,
        locale,
        timeZone,
        endsAt: request.endsAt?.toISOString(),
        comment: request.comment,
      },
    );

  return {
    open,
    button: async (call: ButtonCall, shareId = parseButtonId(call.value)): Promise<void> => {
      const share = shareId === undefined ? undefined : await service.getShare(call.person.teamId, shareId);
      if (share !== undefined) return open(call, share);
      await call.ack();
      await call.reply(renderAnswer("shareGone", people.peek(call.person.userId).locale));
    },

    /** A choice that other fields depend on: draws the form again around what is in it. */
    field: async (call: FieldCall): Promise<void> => {
      await call.ack();
      const metadata = readEditMetadata(call.view.metadata);
      const share = metadata && (await service.getShare(call.person.teamId, metadata.shareId));
      if (metadata === undefined || share === undefined) return;
      const draft = readEditDraft(call.view.values);
      const title = titleOf(share, metadata.locale);
      const view = renderEditModal({ title, draft, metadata, now: clock.now() });
      await messenger.updateView(call.view.id, view, call.view.hash);
    },

    submit: async (call: SubmitCall): Promise<void> => {
      const metadata = readEditMetadata(call.view.metadata);
      const share = await shareOf(call, metadata?.shareId);
      if (metadata === undefined || share === undefined) {
        const { locale } = people.peek(call.person.userId);
        return call.ack({ kind: "update", view: renderTelling(EDIT, [answerText("shareGone", locale)], locale) });
      }
      const { locale, timeZone, base } = metadata;
      const draft = readEditDraft(call.view.values);
      const checked = checkEditDraft(draft, {
        now: clock.now(),
        timeZone,
        hasCode: base.hasCode,
        commentChanged: !start.isSameComment(draft.comment, base),
      });
      switch (checked.kind) {
        case "problems": {
          const problems = onShownFields(checked.problems, call.view.values);
          return call.ack({ kind: "errors", errors: renderEditProblems(problems, locale) });
        }
        case "replace":
          return call.ack({ kind: "update", view: askToReplace(share, checked.request, metadata) });
        case "ok":
          await start.edit(askedBy(call), share, {
            ...checked.request,
            base: { ...base, expiresAt: base.expiresAt },
          });
          return call.ack({ kind: "update", view: working("saving", locale) });
      }
    },

    submitReplace: async (call: SubmitCall): Promise<void> => {
      const metadata = readReplaceMetadata(call.view.metadata);
      const share = await shareOf(call, metadata?.shareId);
      const locale = metadata?.locale ?? people.peek(call.person.userId).locale;
      if (metadata === undefined || share === undefined) {
        const view = renderTelling(EDIT, [answerText("shareGone", locale)], locale);
        return call.ack({ kind: "update", view });
      }
      const started = await start.replace(askedBy(call), share, {
        endsAt: metadata.endsAt === undefined ? undefined : new Date(metadata.endsAt),
        comment: metadata.comment,
      });
      const view = started
        ? working("replacing", locale)
        : renderTelling(EDIT, [changeWords(locale)("replaceUnknownPeople")], locale);
      return call.ack({ kind: "update", view });
    },

    decide:
      (choice: "mine" | "theirs") =>
      async (call: ButtonCall): Promise<void> => {
        const changeId = parseButtonId(call.value);
        const outcome =
          changeId === undefined ? "already-done" : await start.decide(call.person, changeId, choice, call.traceId);
        await call.ack();
        const { locale } = await people.profile(call.person.userId);
        const t = changeWords(locale);
        const texts = {
          started: [t("saving"), t("workingMore")],
          dropped: [t("theirsKept")],
          "already-done": [t("alreadyDone")],
          "not-yours": [t("notYours")],
        }[outcome];
        if (call.view === undefined) return call.reply(renderTexts(texts));
        await messenger.updateView(call.view.id, renderTelling(EDIT, texts, locale), call.view.hash);
      },
  };
};
