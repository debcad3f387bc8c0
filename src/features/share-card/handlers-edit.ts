import type { Edition } from "../../domain/edition.ts";
import type { Clock } from "../../lib/clock.ts";
import { failureFacts, settle } from "../../lib/errors.ts";
import { parseButtonId } from "../../slack/action-ids.ts";
import { answerText, renderAnswer } from "../../slack/answers.ts";
import { explainFailure } from "../../slack/failure.ts";
import type { ButtonCall, CommandCall, FieldCall, SubmitCall } from "../../slack/feature.ts";
import { brokenRule } from "../../slack/locale/rules.ts";
import type { Messenger } from "../../slack/messenger.ts";
import { mention } from "../../slack/mrkdwn.ts";
import { knownName, type People } from "../../slack/people.ts";
import {
  checkEditDraft,
  type EditDraft,
  type EditMetadata,
  type EditRequest,
  FIELDS,
  onShownFields,
  readEditDraft,
  readEditMetadata,
  readReplaceMetadata,
  readShownFields,
} from "./input.ts";
import type { ShareCardService } from "./service.ts";
import type { ShareAccess } from "./service-access.ts";
import type { CardRules, ChangeWish, RuleVerdict } from "./service-rules.ts";
import type { ShareStart } from "./service-start.ts";
import { shareTitle } from "./view.ts";
import { changeTexts, renderNotAllowed, renderTexts } from "./view-changes.ts";
import { EDIT, renderEditModal, renderEditProblems, renderReplace, renderTelling } from "./view-edit.ts";
import { changeWords } from "./words-changes.ts";

type ShareRow = NonNullable<Awaited<ReturnType<ShareCardService["getShare"]>>>;
type Call = ButtonCall | CommandCall;
type Refused = Extract<RuleVerdict, { readonly kind: "refused" }>;

export type EditHandlersDeps = {
  readonly service: ShareCardService;
  readonly access: ShareAccess;
  readonly start: ShareStart;
  readonly rules: CardRules;
  readonly edition: Edition;
  readonly messenger: Messenger;
  readonly people: People;
  readonly clock: Clock;
};

// Somebody looks at "one moment" meanwhile.
const LOOK_TIMEOUT_MS = 5_000;
const MOST_NAMED = 20;

export const createEditHandlers = (deps: EditHandlersDeps) => {
  const { service, access, start, rules, messenger, people, clock } = deps;

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
    const shown = await rules.forForm(person, share);
    // Named below a field later, when there is no time to ask.
    if (shown.setBy !== undefined) await people.profile(shown.setBy);
    await messenger.updateView(opened.viewId, renderEditModal({ title, draft, metadata, now: clock.now(), shown }));
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

  const askToReplace = (
    share: ShareRow,
    request: EditRequest,
    { locale, timeZone }: EditMetadata,
    outside: readonly string[],
  ) =>
    renderReplace(
      { title: titleOf(share, locale), endsAt: request.endsAt ?? share.expiresAt ?? undefined },
      {
        shareId: share.shareId,
        locale,
        timeZone,
        endsAt: request.endsAt?.toISOString(),
        comment: request.comment,
        // What is not named is not confirmed.
        outside: outside.slice(0, MOST_NAMED),
      },
    );

  const wishOf = (request: EditRequest, { base }: EditMetadata, losesCode: boolean): ChangeWish => ({
    endsAt: request.endsAt,
    before: base.expiresAt === undefined ? undefined : new Date(base.expiresAt),
    hasCode: request.code === undefined ? base.hasCode : request.code.kind !== "none",
    losesCode,
  });

  /** Said below the field that breaks the rule; of a share that must not live on as it is, below its new end. */
  const ruleErrors = (call: SubmitCall, share: ShareRow, refused: Refused, { locale }: EditMetadata) => {
    const author = refused.setBy === undefined ? undefined : knownName(people.peek(refused.setBy));
    const shown = readShownFields(call.view.values);
    const end = shown.has(FIELDS.until) ? FIELDS.until : FIELDS.validity;
    const facts = { author, scope: share.scope ?? "external", plain: true } as const;
    return Object.fromEntries(
      refused.problems.map((problem) => [
        problem.kind === "code-required" ? FIELDS.accessCode : end,
        brokenRule(problem, facts, locale),
      ]),
    );
  };

  /** The code is to go. Who reads along where the cards stand is asked of Slack while the person reads what it means. */
  const confirmReplace = async (call: SubmitCall, share: ShareRow, request: EditRequest, metadata: EditMetadata) => {
    await call.ack({ kind: "update", view: askToReplace(share, request, metadata, []) });
    const { verdict, outside } = await rules.judgeAsking(call.person, share, wishOf(request, metadata, true));
    if (verdict.kind === "refused") {
      await refuseReplace(call, share, verdict, metadata.locale);
    } else if (outside.length > 0) {
      await messenger.updateView(call.view.id, askToReplace(share, request, metadata, outside));
    }
  };

  const refuseReplace = async (call: SubmitCall, share: ShareRow, refused: Refused, locale: EditMetadata["locale"]) => {
    const { problems, setBy } = refused;
    await rules.recordRefusal(call.person, { act: "replace", shareId: share.shareId, problems }, call.traceId);
    const facts = {
      author: setBy === undefined ? undefined : mention(setBy),
      scope: share.scope ?? "external",
    } as const;
    const texts = problems.map((problem) => brokenRule(problem, facts, locale));
    await messenger.updateView(call.view.id, renderTelling(EDIT, texts, locale));
  };

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
      const shown = await rules.forForm(call.person, share);
      const view = renderEditModal({ title, draft, metadata, now: clock.now(), shown });
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
      if (checked.kind === "problems") {
        const problems = onShownFields(checked.problems, call.view.values);
        return call.ack({ kind: "errors", errors: renderEditProblems(problems, locale) });
      }
      const replaces = checked.kind === "replace";
      const verdict = await rules.judgeNow(call.person, share, wishOf(checked.request, metadata, replaces));
      if (verdict.kind === "refused") {
        const refusal = { act: "edit", shareId: share.shareId, problems: verdict.problems };
        await rules.recordRefusal(call.person, refusal, call.traceId);
        return call.ack({ kind: "errors", errors: ruleErrors(call, share, verdict, metadata) });
      }
      if (replaces) return confirmReplace(call, share, checked.request, metadata);
      await start.edit(askedBy(call), share, { ...checked.request, base: { ...base, expiresAt: base.expiresAt } });
      return call.ack({ kind: "update", view: working("saving", locale) });
    },

    submitReplace: async (call: SubmitCall): Promise<void> => {
      const metadata = readReplaceMetadata(call.view.metadata);
      const share = await shareOf(call, metadata?.shareId);
      const locale = metadata?.locale ?? people.peek(call.person.userId).locale;
      if (metadata === undefined || share === undefined) {
        const view = renderTelling(EDIT, [answerText("shareGone", locale)], locale);
        return call.ack({ kind: "update", view });
      }
      const endsAt = metadata.endsAt === undefined ? undefined : new Date(metadata.endsAt);
      const wish = { endsAt, before: share.expiresAt ?? undefined, hasCode: false, losesCode: true };
      const verdict = await rules.judgeNow(call.person, share, wish);
      if (verdict.kind === "refused") {
        await call.ack({ kind: "update", view: renderTelling(EDIT, [changeWords(locale)("opening")], locale) });
        return refuseReplace(call, share, verdict, locale);
      }
      const started = await start.replace(askedBy(call), share, {
        endsAt,
        comment: metadata.comment,
        outsideConfirmedIn: metadata.outside,
        exceptionId: verdict.exceptionId,
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
