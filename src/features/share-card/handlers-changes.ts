import type { Person } from "../../domain/person.ts";
import { extendEnd } from "../../domain/share-end.ts";
import type { Clock } from "../../lib/clock.ts";
import { parseButtonId } from "../../slack/action-ids.ts";
import { answerText, renderAnswer } from "../../slack/answers.ts";
import { actions } from "../../slack/blocks.ts";
import type { ButtonCall, CommandCall, SubmitCall } from "../../slack/feature.ts";
import { brokenRule } from "../../slack/locale/rules.ts";
import type { Messenger } from "../../slack/messenger.ts";
import { mention } from "../../slack/mrkdwn.ts";
import { knownName, type People } from "../../slack/people.ts";
import { FIELDS, readCancelMetadata, readChosenShares, readExtendMetadata, readExtension } from "./input.ts";
import type { ShareCardService } from "./service.ts";
import type { ShareAccess } from "./service-access.ts";
import type { CardRules, RuleVerdict } from "./service-rules.ts";
import type { ShareStart } from "./service-start.ts";
import { shareTitle } from "./view.ts";
import { CANCEL, EXTEND, renderCancelModal, renderExtendModal, renderNotAllowed, renderTexts } from "./view-changes.ts";
import { renderTelling } from "./view-edit.ts";
import { askExceptionButton } from "./view-post.ts";
import { changeWords } from "./words-changes.ts";

type ShareRow = NonNullable<Awaited<ReturnType<ShareCardService["getShare"]>>>;
type Call = ButtonCall | CommandCall;
type Locale = "en" | "zh";

type Refused = Extract<RuleVerdict, { readonly kind: "refused" }>;

const WEEK = 7;

export type ChangeHandlersDeps = {
  readonly service: ShareCardService;
  readonly access: ShareAccess;
  readonly start: ShareStart;
  readonly rules: CardRules;
  readonly messenger: Messenger;
  readonly people: People;
  readonly clock: Clock;
};

/** Extending and revoking: from the card, from a command, from a modal. */
export const createChangeHandlers = (deps: ChangeHandlersDeps) => {
  const { service, access, start, rules, messenger, people, clock } = deps;

  const titled = (share: ShareRow, locale: Locale) => ({
    shareId: share.shareId,
    title: shareTitle({ name: share.name ?? share.shortCode, files: share.files }, locale),
    expiresAt: share.expiresAt ?? undefined,
  });

  const shareIn = (call: Call, shareId: string | undefined): Promise<ShareRow | undefined> =>
    shareId === undefined ? Promise.resolve(undefined) : service.getShare(call.person.teamId, shareId);

  const gone = async (call: ButtonCall): Promise<void> => {
    await call.ack();
    await call.reply(renderAnswer("shareGone", people.peek(call.person.userId).locale));
  };

  /** The modal shows only what is remembered here, so it opens at once. The language is known only after asking Slack. */
  const openModal = async (
    call: Call,
    render: (profile: { readonly locale: Locale; readonly timeZone: string }) => Parameters<Messenger["openView"]>[1],
  ): Promise<void> => {
    const early = people.peek(call.person.userId);
    const opened = await messenger.openView(call.triggerId, render(early));
    if (opened.kind !== "shown") return call.reply(renderAnswer("tooLate", early.locale));
    const profile = await people.profile(call.person.userId);
    if (profile.locale === early.locale && profile.timeZone === early.timeZone) return;
    await messenger.updateView(opened.viewId, render(profile), opened.hash);
  };

  /** Which rules forbid that a share lives so many days longer; with 0, those that forbid any. Local only. */
  const judge = async (person: Person, share: ShareRow, days: number): Promise<Refused | undefined> => {
    const { expiresAt, hasCode } = share;
    const extended = extendEnd(expiresAt ?? undefined, days, clock.now());
    // That the drive would not take it is said by who asks the drive.
    if (expiresAt === null || extended.kind !== "ok") return undefined;
    const endsAt = new Date(Math.max(extended.endsAt.getTime(), expiresAt.getTime() + 1));
    const verdict = await rules.judgeNow(person, share, { endsAt, before: expiresAt, hasCode });
    if (verdict.kind === "allowed") return undefined;
    const problems = verdict.problems.filter(({ kind }) => days > 0 || kind !== "too-long");
    return problems.length === 0 ? undefined : { ...verdict, problems };
  };

  const ruleTexts = (share: ShareRow, { problems, setBy }: Refused, locale: Locale): readonly string[] => {
    const { title } = titled(share, locale);
    const author = setBy === undefined ? undefined : mention(setBy);
    const facts = { author, scope: share.scope ?? "external" } as const;
    return [changeWords(locale)("failed", { title }), ...problems.map((one) => brokenRule(one, facts, locale))];
  };

  /** Records it and says why, privately, with the way to ask for more. */
  const refuse = async (call: Call | SubmitCall, share: ShareRow, refused: Refused, locale: Locale) => {
    const refusal = { act: "extend", shareId: share.shareId, problems: refused.problems };
    await rules.recordRefusal(call.person, refusal, call.traceId);
    const { text, blocks } = renderTexts(ruleTexts(share, refused, locale));
    return { text, blocks: [...blocks, actions(askExceptionButton(locale))] };
  };

  const openExtend = async (call: Call, share: ShareRow): Promise<void> => {
    const isOwner = access.isOwner(call.person, share);
    if (!isOwner) await access.recordRefusal(call.person, "extend", share.shareId, call.traceId);
    await call.ack();
    if (!isOwner) {
      const { locale } = await people.profile(call.person.userId);
      return call.reply(renderNotAllowed("change", share.ownerUserId, locale));
    }
    const shown = await rules.forForm(call.person, share);
    // Of the share itself, however little it is extended.
    const refused = await judge(call.person, share, 0);
    await openModal(call, ({ locale, timeZone }) =>
      refused === undefined
        ? renderExtendModal(titled(share, locale), { shareId: share.shareId, locale, timeZone }, clock.now(), shown)
        : renderTelling(EXTEND, ruleTexts(share, refused, locale), locale, [actions(askExceptionButton(locale))]),
    );
  };

  /** Of one share whoever may revoke it is asked; of several only their owner gets here. */
  const openCancel = async (call: Call, shares: readonly ShareRow[]): Promise<void> => {
    await call.ack();
    const [first] = shares;
    if (first === undefined) return;
    if (!(await access.may(call.person, "revoke", first))) {
      await access.recordRefusal(call.person, "revoke", first.shareId, call.traceId);
      const { locale } = await people.profile(call.person.userId);
      return call.reply(renderNotAllowed("revoke", first.ownerUserId, locale));
    }
    const shareIds = shares.map(({ shareId }) => shareId);
    await openModal(call, ({ locale, timeZone }) =>
      renderCancelModal(
        shares.map((share) => titled(share, locale)),
        { shareIds, locale, timeZone },
      ),
    );
  };

  /** Those of the ids that are shares here. Whether the person may revoke them is asked when it is done. */
  const sharesOf = async (person: Person, shareIds: readonly string[]): Promise<readonly ShareRow[]> => {
    const found = await Promise.all([...new Set(shareIds)].map((id) => service.getShare(person.teamId, id)));
    return found.filter((share) => share !== undefined);
  };

  return {
    openExtend,
    openCancel,
    extendButton: async (call: ButtonCall, shareId = parseButtonId(call.value)): Promise<void> => {
      const share = await shareIn(call, shareId);
      return share === undefined ? gone(call) : openExtend(call, share);
    },
    cancelButton: async (call: ButtonCall, shareId = parseButtonId(call.value)): Promise<void> => {
      const share = await shareIn(call, shareId);
      return share === undefined ? gone(call) : openCancel(call, [share]);
    },

    /** At once, from a reminder: once for each end, however often it is pressed. */
    weekButton: async (call: ButtonCall): Promise<void> => {
      const share = await shareIn(call, parseButtonId(call.value));
      if (share === undefined) return gone(call);
      // Who may not is told so there.
      if (!access.isOwner(call.person, share)) return openExtend(call, share);
      const { person, traceId, channelId } = call;
      const refused = await judge(person, share, WEEK);
      if (refused !== undefined) {
        const content = await refuse(call, share, refused, people.peek(person.userId).locale);
        await call.ack();
        return call.reply(content);
      }
      const pressKey = `week:${share.shareId}:${share.expiresAt?.getTime() ?? 0}`;
      await start.extend(
        { person, ...(channelId === undefined ? {} : { channel: channelId }), pressKey, traceId },
        share,
        WEEK,
      );
      await call.ack();
    },

    /** At once: the days are in the command. */
    extend: async (call: CommandCall, share: ShareRow, days: number): Promise<void> => {
      const { person, traceId } = call;
      const { locale } = people.peek(person.userId);
      if (!access.isOwner(person, share)) {
        await access.recordRefusal(person, "extend", share.shareId, traceId);
        return call.ack(renderNotAllowed("change", share.ownerUserId, locale));
      }
      const refused = await judge(person, share, days);
      if (refused !== undefined) return call.ack(await refuse(call, share, refused, locale));
      const asked = { person, channel: call.channelId, pressKey: call.triggerId, traceId };
      await start.extend(asked, share, days);
      const { title } = titled(share, locale);
      await call.ack(renderTexts([changeWords(locale)("extending", { title, count: days })]));
    },

    submitExtend: async (call: SubmitCall): Promise<void> => {
      const metadata = readExtendMetadata(call.view.metadata);
      const days = readExtension(call.view.values);
      const locale = metadata?.locale ?? people.peek(call.person.userId).locale;
      const share = metadata && (await service.getShare(call.person.teamId, metadata.shareId));
      if (share === undefined || days === undefined || !access.isOwner(call.person, share)) {
        if (share !== undefined) await access.recordRefusal(call.person, "extend", share.shareId, call.traceId);
        return call.ack({ kind: "update", view: renderTelling(EXTEND, [answerText("shareGone", locale)], locale) });
      }
      const { person, view, traceId } = call;
      const refused = await judge(person, share, days);
      if (refused !== undefined) {
        const { problems, setBy } = refused;
        await rules.recordRefusal(person, { act: "extend", shareId: share.shareId, problems }, traceId);
        const author = setBy === undefined ? undefined : knownName(people.peek(setBy));
        const facts = { author, scope: share.scope ?? "external", plain: true } as const;
        const [problem] = problems;
        const why = problem === undefined ? "" : brokenRule(problem, facts, locale);
        return call.ack({ kind: "errors", errors: { [FIELDS.days]: why } });
      }
      await start.extend({ person, viewId: view.id, pressKey: view.id, traceId }, share, days);
      const texts = [changeWords(locale)("extending", { title: titled(share, locale).title, count: days })];
      return call.ack({ kind: "update", view: renderTelling(EXTEND, texts, locale) });
    },

    submitCancel: async (call: SubmitCall): Promise<void> => {
      const { person, view, traceId } = call;
      const metadata = readCancelMetadata(view.metadata);
      const locale = metadata?.locale ?? people.peek(person.userId).locale;
      const chosen = metadata === undefined || metadata.shareIds.length > 0 ? [] : readChosenShares(view.values);
      const shares = await sharesOf(person, [...(metadata?.shareIds ?? []), ...chosen]);
      if (shares.length === 0) {
        const gone = renderTelling(CANCEL, [answerText("shareGone", locale)], locale);
        return call.ack({ kind: "update", view: gone });
      }
      await start.revoke({ person, viewId: view.id, pressKey: view.id, traceId }, shares);
      const t = changeWords(locale);
      return call.ack({ kind: "update", view: renderTelling(CANCEL, [t("revoking"), t("workingMore")], locale) });
    },
  };
};
