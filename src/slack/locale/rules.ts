import { ALL_SCOPES, type PolicyProblem, type ShareRules } from "../../domain/sharing-policy.ts";
import { MAX_VALID_DAYS } from "../../domain/validity.ts";
import type { Locale } from "./locale.ts";
import { defineWords } from "./words.ts";

/** What every form and every refusal has to say of the sharing rules. */
const words = defineWords(
  {
    setBy: ":lock: Rules set by {{- author}}: {{- rules}}.",
    most_one: "at most {{count}} day",
    most_other: "at most {{count}} days",
    codeAlways: "an access code on every link",
    codeOutside: "an access code on links that work outside the company",
    scopes: "only: {{names}}",
    noOutside: "you may not share outside the company",
    "too-long_one": "The sharing rules allow at most {{count}} day. Choose less, or ask for an exception.",
    "too-long_other": "The sharing rules allow at most {{count}} days. Choose less, or ask for an exception.",
    "code-required": "The sharing rules want an access code on this link. Choose one, or ask for an exception.",
    "scope-forbidden": "The sharing rules do not allow this. Choose another, or ask for an exception.",
    "outside-forbidden":
      "The sharing rules do not let you share outside the company. Choose another, or ask for an exception.",
    "outside-blocked":
      "People of another company read along there, and the sharing rules forbid that. Choose another, or ask for an exception.",
    "outside-unconfirmed": "People of another company read along there. Tick that you want this, then share again.",
    "now-too-long_one":
      "The sharing rules set by {{- author}} allow at most {{count}} day from now. You can ask for an exception.",
    "now-too-long_other":
      "The sharing rules set by {{- author}} allow at most {{count}} days from now. You can ask for an exception.",
    "now-code-required":
      "The sharing rules set by {{- author}} want an access code on this link, and it has none. Give it one with Edit, or ask for an exception.",
    "now-scope-forbidden":
      "The sharing rules set by {{- author}} no longer allow links that are open to so many ({{scope}}). Share the files again in another way, or ask for an exception.",
    "now-outside-forbidden":
      "The sharing rules set by {{- author}} do not let you share outside the company. You can ask for an exception.",
    "now-outside-blocked":
      "People of another company read along there, and the sharing rules set by {{- author}} forbid that. You can ask for an exception.",
    "now-outside-unconfirmed": "People of another company read along there, and nobody has said that they should.",
    administrators: "the administrators",
    external: "anyone with the link",
    company: "everyone in the company",
    people: "people you name",
  },
  {
    setBy: ":lock: {{- author}} 设定的规则：{{- rules}}。",
    most_other: "最长 {{count}} 天",
    codeAlways: "所有链接都需访问码",
    codeOutside: "可在公司外打开的链接需访问码",
    scopes: "仅限：{{names}}",
    noOutside: "你不能向公司外分享",
    "too-long_other": "分享规则最长允许 {{count}} 天。请缩短，或申请例外。",
    "code-required": "分享规则要求此链接设置访问码。请设置，或申请例外。",
    "scope-forbidden": "分享规则不允许此范围。请选择其他，或申请例外。",
    "outside-forbidden": "分享规则不允许你向公司外分享。请选择其他，或申请例外。",
    "outside-blocked": "该会话中有其他公司的人，分享规则不允许。请选择其他会话，或申请例外。",
    "outside-unconfirmed": "该会话中有其他公司的人。请勾选确认后再分享。",
    "now-too-long_other": "{{- author}} 设定的分享规则最长允许从现在起 {{count}} 天。你可以申请例外。",
    "now-code-required":
      "{{- author}} 设定的分享规则要求此链接设置访问码，但它没有。请用“修改”为它设置访问码，或申请例外。",
    "now-scope-forbidden":
      "{{- author}} 设定的分享规则已不允许此范围的链接（{{scope}}）。请换一种方式重新分享，或申请例外。",
    "now-outside-forbidden": "{{- author}} 设定的分享规则不允许你向公司外分享。你可以申请例外。",
    "now-outside-blocked": "那里有其他公司的人，{{- author}} 设定的分享规则不允许。你可以申请例外。",
    "now-outside-unconfirmed": "那里有其他公司的人，而且没有人确认过要让他们看到。",
    administrators: "管理员",
    external: "任何拿到链接的人",
    company: "公司所有人",
    people: "指定的人",
  },
);

type ShownRules = { readonly rules: ShareRules; readonly mayShareOutside: boolean };

/** What the rules forbid, a piece each: mrkdwn. */
export const forbiddenTexts = ({ rules, mayShareOutside }: ShownRules, locale: Locale): readonly string[] => {
  const t = words(locale);
  return [
    ...(rules.maxDays < MAX_VALID_DAYS ? [t("most", { count: rules.maxDays })] : []),
    ...(rules.code === "always" ? [t("codeAlways")] : rules.code === "outside" ? [t("codeOutside")] : []),
    ...(rules.scopes.length < ALL_SCOPES.length
      ? [t("scopes", { names: rules.scopes.map((scope) => t.plain(scope)).join(", ") })]
      : []),
    ...(mayShareOutside ? [] : [t("noOutside")]),
  ];
};

/** The rules in one line, with their author: mrkdwn. @param author a mention */
export const rulesLine = (texts: readonly string[], author: string, locale: Locale): string =>
  words(locale)("setBy", { author, rules: texts.join("; ") });

/** Which rule a choice in a form breaks: plain text, for under its field. */
export const brokenRuleUnderField = (problem: PolicyProblem, locale: Locale): string => {
  const t = words(locale);
  return problem.kind === "too-long" ? t.plain(problem.kind, { count: problem.most }) : t.plain(problem.kind);
};

/**
 * Which rule stands in the way of a share as it is: mrkdwn, or plain text for under a field.
 *
 * @param author of the rules, a mention or a name; undefined: not known at this moment
 */
export const brokenRule = (
  problem: PolicyProblem,
  facts: {
    readonly author: string | undefined;
    readonly scope: "external" | "company" | "people";
    readonly plain?: boolean;
  },
  locale: Locale,
): string => {
  const t = words(locale);
  const say = facts.plain === true ? t.plain : t;
  return say(`now-${problem.kind}`, {
    author: facts.author ?? t.plain("administrators"),
    scope: t.plain(facts.scope),
    ...(problem.kind === "too-long" ? { count: problem.most } : {}),
  });
};
