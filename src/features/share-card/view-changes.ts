import type { ModalView } from "@slack/types";
import { daysToReach, EXTENSION_PRESETS, extendEnd } from "../../domain/share-end.ts";
import { type FailureFacts, unreachable } from "../../lib/errors.ts";
import { MODALS } from "../../slack/action-ids.ts";
import { actions, input, type MessageContent, modal, option, plainText, section } from "../../slack/blocks.ts";
import { explainFailure } from "../../slack/failure.ts";
import { LIMITS } from "../../slack/limits.ts";
import { formatMoment, type Locale } from "../../slack/locale/locale.ts";
import { brokenRule } from "../../slack/locale/rules.ts";
import { mention, truncate } from "../../slack/mrkdwn.ts";
import { type CancelMetadata, type ExtendMetadata, FIELDS } from "./input.ts";
import { renderTelling, rulesBlocks, type ShownRules } from "./view-edit.ts";
import { askExceptionButton } from "./view-post.ts";
import { changeWords } from "./words-changes.ts";

export const EXTEND = { callbackId: MODALS.shareExtend, title: "extendTitle" } as const;
export const CANCEL = { callbackId: MODALS.shareCancel, title: "cancelTitle" } as const;

/** The presets that the drive takes, each with the end it leads to; where none fits, why. */
export const renderExtendModal = (
  share: { readonly title: string; readonly expiresAt: Date | undefined },
  metadata: ExtendMetadata,
  now: Date,
  shown: ShownRules,
): ModalView => {
  const { locale, timeZone } = metadata;
  const { title, expiresAt } = share;
  const t = changeWords(locale);
  if (expiresAt === undefined) return renderTelling(EXTEND, [t("noEndToMove", { title })], locale);
  const options = EXTENSION_PRESETS.flatMap((days) => {
    const extended = extendEnd(expiresAt, days, now);
    if (extended.kind !== "ok" || daysToReach(extended.endsAt, now) > shown.rules.maxDays) return [];
    const until = t.plain("extendUntil", { moment: formatMoment(extended.endsAt, locale, timeZone) });
    return [option(t.plain("extendOption", { count: days }), String(days), until)];
  });
  const [first] = options;
  if (first === undefined) {
    const extended = extendEnd(expiresAt, EXTENSION_PRESETS[0], now);
    // The drive would take it, so it is a rule that does not.
    if (extended.kind === "ok") {
      const author = shown.setBy === undefined ? undefined : mention(shown.setBy);
      const facts = { author, scope: "external" } as const;
      const why = brokenRule({ kind: "too-long", most: shown.rules.maxDays }, facts, locale);
      return renderTelling(
        EXTEND,
        [t("extendNow", { title, moment: formatMoment(expiresAt, locale, timeZone) }), why],
        locale,
        [actions(askExceptionButton(locale))],
      );
    }
    const max = extended.kind === "too-long" ? extended.maxDays : 0;
    return renderTelling(EXTEND, [tooLong(title, max, locale)], locale);
  }
  return modal({
    callbackId: MODALS.shareExtend,
    title: t.plain("extendTitle"),
    submit: t.plain("extendSubmit"),
    close: t.plain("cancel"),
    metadata: JSON.stringify(metadata),
    blocks: [
      section(t("extendNow", { title, moment: formatMoment(expiresAt, locale, timeZone) })),
      ...rulesBlocks(shown, locale),
      input({
        id: FIELDS.days,
        label: t.plain("extendBy"),
        element: { type: "radio_buttons", action_id: FIELDS.days, options, initial_option: first },
      }),
    ],
  });
};

const tooLong = (title: string, maxDays: number, locale: Locale): string =>
  maxDays > 0
    ? changeWords(locale)("tooLong", { title, count: maxDays })
    : changeWords(locale)("tooLongNow", { title });

type Revocable = { readonly shareId: string; readonly title: string; readonly expiresAt: Date | undefined };

/** Asks before anything is revoked; of several that fit, which. */
export const renderCancelModal = (shares: readonly Revocable[], metadata: CancelMetadata): ModalView => {
  const { locale, timeZone } = metadata;
  const t = changeWords(locale);
  const [only, ...others] = shares;
  const several = others.length > 0;
  const until = (expiresAt: Date | undefined): string =>
    expiresAt === undefined
      ? t.plain("optionNoEnd")
      : t.plain("optionUntil", { moment: formatMoment(expiresAt, locale, timeZone) });
  return modal({
    callbackId: MODALS.shareCancel,
    title: t.plain("cancelTitle"),
    submit: t.plain("cancelSubmit"),
    close: t.plain("cancel"),
    metadata: JSON.stringify({ ...metadata, shareIds: several ? [] : metadata.shareIds }),
    blocks: several
      ? [
          section(t("cancelSeveral")),
          input({
            id: FIELDS.shares,
            label: t.plain("cancelField"),
            element: {
              type: "multi_static_select",
              action_id: FIELDS.shares,
              placeholder: plainText(t.plain("cancelChoose"), LIMITS.placeholder),
              options: shares.map(({ shareId, title, expiresAt }) => option(title, shareId, until(expiresAt))),
            },
          }),
        ]
      : [section(t("cancelOne", { title: only?.title ?? "" }))],
  });
};

/** One change and what came of it, as far as it is told. */
export type ToldChange = {
  readonly title: string;
  readonly ownerUserId: string;
  readonly shareId: string;
} & (
  | {
      readonly kind: "changed" | "extended";
      readonly before: Date | undefined;
      readonly after: Date | undefined;
      readonly accessCode: string | undefined;
    }
  | { readonly kind: "revoked" | "replaced" | "ended" | "no-end" | "not-connected" | "not-allowed" | "unknown" }
  | { readonly kind: "too-long"; readonly maxDays: number }
  | { readonly kind: "replaced-half" | "failed" | "not-revoked"; readonly failure: FailureFacts }
  | { readonly kind: "replace-failed" | "replace-unknown" | "revoke-unknown" }
);

/** What came of a change, a text a paragraph: mrkdwn. */
export const changeTexts = (told: ToldChange, locale: Locale, timeZone: string): readonly string[] => {
  const t = changeWords(locale);
  const { title } = told;
  const day = (moment: Date | undefined): string =>
    moment === undefined ? t.plain("valueNoEnd") : formatMoment(moment, locale, timeZone);
  switch (told.kind) {
    case "changed":
      return [
        t("changed", { title }),
        told.after === undefined ? t("changedNoEnd") : t("changedEnd", { moment: day(told.after) }),
        ...(told.accessCode === undefined ? [] : [t("changedCode", { code: told.accessCode })]),
      ];
    case "extended":
      return [t("extended", { title, before: day(told.before), after: day(told.after) })];
    case "revoked":
      return [t("revoked", { title })];
    case "replaced":
      return [t("replaced", { title })];
    case "replaced-half":
      return [t("replacedHalf", { title, shareId: told.shareId, why: explainFailure(told.failure, locale) })];
    case "replace-failed":
      return [t("replaceFailed", { title })];
    case "replace-unknown":
      return [t("replaceUnknown", { title })];
    case "ended":
      return [t("failed", { title }), t("ended", { title })];
    case "no-end":
      return [t("noEndToMove", { title })];
    case "too-long":
      return [tooLong(title, told.maxDays, locale)];
    case "not-connected":
      return [t("failed", { title }), t("notConnected", { owner: mention(told.ownerUserId) })];
    case "not-allowed":
      return [t("notRevoked", { title, why: t("onlyOwnerRevokes", { owner: mention(told.ownerUserId) }) })];
    case "not-revoked":
      return [t("notRevoked", { title, why: explainFailure(told.failure, locale) })];
    case "revoke-unknown":
      return [t("revokeUnknown", { title })];
    case "failed":
      return [t("failed", { title }), explainFailure(told.failure, locale)];
    case "unknown":
      return [t("unknown", { title }), t("unknownMore")];
    default:
      return unreachable(told);
  }
};

/** Some paragraphs, privately. */
export const renderTexts = (texts: readonly string[]): MessageContent => ({
  text: truncate(texts.join("\n"), LIMITS.messageText),
  blocks: texts.slice(0, LIMITS.messageBlocks).map((text) => section(text)),
});

/** Why this person may not, and whom to ask. */
export const renderNotAllowed = (act: "change" | "revoke", ownerUserId: string, locale: Locale): MessageContent => {
  const key = act === "revoke" ? "onlyOwnerRevokes" : "onlyOwner";
  return renderTexts([changeWords(locale)(key, { owner: mention(ownerUserId) })]);
};
