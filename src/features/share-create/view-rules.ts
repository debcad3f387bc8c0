import type { KnownBlock } from "@slack/types";
import type { PolicyProblem, ShareRules } from "../../domain/sharing-policy.ts";
import { VALIDITY_PRESETS } from "../../domain/validity.ts";
import { BUTTONS } from "../../slack/action-ids.ts";
import { actions, button, context, input, option, section } from "../../slack/blocks.ts";
import type { Locale } from "../../slack/locale/locale.ts";
import { brokenRuleUnderField, forbiddenTexts, rulesLine } from "../../slack/locale/rules.ts";
import { mention } from "../../slack/mrkdwn.ts";
import { FIELDS, type ShareDraft } from "./input.ts";
import { ruleWords } from "./words-rules.ts";

/** The rules as a form must show them. */
export type ShownRules = {
  readonly rules: ShareRules;
  readonly mayShareOutside: boolean;
  /** People of another company read along where the card is to be posted. */
  readonly toOutside: boolean;
  readonly setBy: string | undefined;
  readonly hasException: boolean;
};

/** The draft with what the rules forbid replaced by what they allow. */
export const boundDraft = (draft: ShareDraft, { rules, toOutside, mayShareOutside }: ShownRules): ShareDraft => {
  const scopes = offeredScopes({ rules, mayShareOutside });
  const scope = scopes.includes(draft.scope) ? draft.scope : (scopes[0] ?? draft.scope);
  const outside = scope === "external" || toOutside;
  const needsCode = rules.code === "always" || (rules.code === "outside" && outside);
  return {
    ...draft,
    scope,
    accessCode: needsCode && draft.accessCode === "none" ? "auto" : draft.accessCode,
    validity:
      draft.validity.kind === "days" && draft.validity.days > rules.maxDays
        ? { kind: "days", days: rules.defaultDays }
        : draft.validity,
  };
};

export const offeredScopes = ({ rules, mayShareOutside }: Pick<ShownRules, "rules" | "mayShareOutside">) =>
  rules.scopes.filter((scope) => scope !== "external" || mayShareOutside);

/** The presets that are allowed, and the rules' own default. */
export const offeredDays = ({ maxDays, defaultDays }: ShareRules): readonly number[] =>
  [...new Set([...VALIDITY_PRESETS.filter((days) => days <= maxDays), defaultDays])].sort((a, b) => a - b);

export const mayGoWithoutCode = (draft: ShareDraft, { rules, toOutside }: ShownRules): boolean =>
  rules.code === "never" || (rules.code === "outside" && draft.scope !== "external" && !toOutside);

/** What the rules forbid and who says so, with the way to ask for more; nothing where nothing is forbidden. */
export const rulesBlocks = (shown: ShownRules, locale: Locale): readonly KnownBlock[] => {
  const t = ruleWords(locale);
  const { rules } = shown;
  const said = forbiddenTexts(shown, locale);
  const forbids = said.length > 0 || (shown.toOutside && rules.outsideChannels === "blocked");
  return [
    ...(said.length === 0 || shown.setBy === undefined ? [] : [context(rulesLine(said, mention(shown.setBy), locale))]),
    ...(shown.hasException ? [context(t("exception"))] : []),
    ...(forbids ? [actions(button({ text: t.plain("askException"), actionId: BUTTONS.exceptionAsk }))] : []),
  ];
};

/** What must be said, and ticked, where people of another company read along. */
export const outsideBlocks = (shown: ShownRules, locale: Locale): readonly KnownBlock[] => {
  if (!shown.toOutside || shown.rules.outsideChannels === "free") return [];
  const t = ruleWords(locale);
  if (shown.rules.outsideChannels === "blocked") return [section(t("outsideBlocked"))];
  return [
    section(t("outsideWarning")),
    input({
      id: FIELDS.outsideOk,
      label: t.plain("outsideOk"),
      element: {
        type: "checkboxes",
        action_id: FIELDS.outsideOk,
        options: [option(t.plain("outsideOkTick"), "yes")],
      },
    }),
  ];
};

/** The words for a broken rule, for under a field. */
export const ruleProblemWords = (
  problem: PolicyProblem | { readonly kind: "exception-gone" },
  locale: Locale,
): string =>
  problem.kind === "exception-gone" ? ruleWords(locale).plain(problem.kind) : brokenRuleUnderField(problem, locale);
