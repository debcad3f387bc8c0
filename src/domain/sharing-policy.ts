import type { ShareScope } from "./share.ts";
import { DEFAULT_VALID_DAYS, MAX_VALID_DAYS, MIN_VALID_DAYS } from "./validity.ts";

/** When a share must have an access code: `outside`, when people of other companies may get the link. */
export type CodeRule = "never" | "outside" | "always";
/** Posting where people of another company read along: not at all, after a tick, or as anywhere. */
export type OutsideChannels = "blocked" | "confirmed" | "free";
export type OutsideSharers = "everyone" | "group" | "administrators";

/** What can be set for all conversations, or for one. */
export type ShareRules = {
  readonly maxDays: number;
  readonly defaultDays: number;
  readonly code: CodeRule;
  readonly scopes: readonly ShareScope[];
  readonly outsideChannels: OutsideChannels;
};

/** The sharing rules of a workspace. */
export type SharingRules = ShareRules & {
  readonly outsideSharers: OutsideSharers;
  /** The user group that may share outside, where `outsideSharers` says so. */
  readonly outsideGroup: string | undefined;
  /** By conversation: what takes the place of the general rules there. */
  readonly channels: Readonly<Record<string, ShareRules>>;
};

export const ALL_SCOPES = ["external", "company", "people"] as const satisfies readonly ShareScope[];
const CODE_RULES: readonly CodeRule[] = ["never", "outside", "always"];
const OUTSIDE_CHANNELS: readonly OutsideChannels[] = ["blocked", "confirmed", "free"];
const OUTSIDE_SHARERS: readonly OutsideSharers[] = ["everyone", "group", "administrators"];

export const AUDIT_DAYS = { shortest: 30, longest: 3_650, unlessSet: 365 } as const;

/** Rules that forbid nothing, save that outside channels ask first. */
export const DEFAULT_RULES: SharingRules = {
  maxDays: MAX_VALID_DAYS,
  defaultDays: DEFAULT_VALID_DAYS,
  code: "never",
  scopes: ALL_SCOPES,
  outsideChannels: "confirmed",
  outsideSharers: "everyone",
  outsideGroup: undefined,
  channels: {},
};

/** The rules that a conversation has of its own; undefined: the general ones hold there. Any text may be asked for. */
export const ownRules = ({ channels }: Pick<SharingRules, "channels">, channel: string): ShareRules | undefined =>
  Object.hasOwn(channels, channel) ? channels[channel] : undefined;

/** The rules that hold for a share posted there; without a conversation, the general ones. */
export const rulesFor = (rules: SharingRules, channel: string | undefined): ShareRules =>
  (channel === undefined ? undefined : ownRules(rules, channel)) ?? rules;

/** What somebody wants of a share; a part that is left out is not about to change, and is not judged. */
export type ShareWish = {
  readonly scope?: ShareScope;
  readonly validDays?: number;
  readonly hasCode?: boolean;
  /** Posted where people of another company read along. */
  readonly toOutside?: boolean;
  readonly outsideConfirmed?: boolean;
};

export type PolicyProblem =
  | { readonly kind: "too-long"; readonly most: number }
  | { readonly kind: "code-required" }
  | { readonly kind: "scope-forbidden"; readonly allowed: readonly ShareScope[] }
  | { readonly kind: "outside-forbidden" }
  | { readonly kind: "outside-blocked" }
  | { readonly kind: "outside-unconfirmed" };

/**
 * Holds a wish against the rules; every rule that it breaks.
 *
 * @param mayShareOutside of the person: see `OutsideSharers`
 * @param scopeNow of a share that is there, when the wish leaves its scope as it is
 */
export const checkAgainstPolicy = (
  wish: ShareWish,
  rules: ShareRules,
  facts: { readonly mayShareOutside: boolean; readonly scopeNow?: ShareScope | undefined },
): readonly PolicyProblem[] => {
  const scope = wish.scope ?? facts.scopeNow;
  const outside = scope === "external" || wish.toOutside === true;
  const problems: PolicyProblem[] = [];
  if (wish.validDays !== undefined && wish.validDays > rules.maxDays) {
    problems.push({ kind: "too-long", most: rules.maxDays });
  }
  if (wish.scope !== undefined && !rules.scopes.includes(wish.scope)) {
    problems.push({ kind: "scope-forbidden", allowed: rules.scopes });
  }
  if (wish.hasCode === false && (rules.code === "always" || (rules.code === "outside" && outside))) {
    problems.push({ kind: "code-required" });
  }
  if ((wish.scope === "external" || wish.toOutside === true) && !facts.mayShareOutside) {
    problems.push({ kind: "outside-forbidden" });
  }
  if (wish.toOutside === true && rules.outsideChannels === "blocked") problems.push({ kind: "outside-blocked" });
  if (wish.toOutside === true && rules.outsideChannels === "confirmed" && wish.outsideConfirmed !== true) {
    problems.push({ kind: "outside-unconfirmed" });
  }
  return problems;
};

/** What an exception allows once, beyond the rules. */
export type PolicyWish = {
  readonly maxDays: number | undefined;
  readonly scopes: readonly ShareScope[];
  readonly withoutCode: boolean;
  /** Sharing outside, and posting where outside people read along. */
  readonly outside: boolean;
};

export type ExceptionState = "waiting" | "approved" | "refused" | "expired" | "used";

/** Which of the problems an exception does away with; the tick for outside channels is asked all the same. */
export const liftProblems = (problems: readonly PolicyProblem[], wish: PolicyWish, asked: ShareWish) =>
  problems.filter((problem) => {
    switch (problem.kind) {
      case "too-long":
        return !(wish.maxDays !== undefined && (asked.validDays ?? 0) <= wish.maxDays);
      case "scope-forbidden":
        return !(asked.scope !== undefined && wish.scopes.includes(asked.scope));
      case "code-required":
        return !wish.withoutCode;
      case "outside-forbidden":
      case "outside-blocked":
        return !wish.outside;
      case "outside-unconfirmed":
        return true;
      default:
        return problem satisfies never;
    }
  });

/** Whether somebody may share outside at all. */
export const mayShareOutside = (
  rules: Pick<SharingRules, "outsideSharers">,
  person: { readonly isAdmin: boolean; readonly isInGroup: boolean },
): boolean => {
  switch (rules.outsideSharers) {
    case "everyone":
      return true;
    case "group":
      return person.isInGroup || person.isAdmin;
    case "administrators":
      return person.isAdmin;
  }
};

export type RulesProblem =
  | { readonly kind: "bad-longest" }
  | { readonly kind: "default-beyond-longest" }
  | { readonly kind: "no-scope" }
  | { readonly kind: "no-group" };

/** What is wrong with rules that somebody wants to set. */
export const checkRules = (
  rules: ShareRules & Partial<Pick<SharingRules, "outsideSharers" | "outsideGroup">>,
): readonly RulesProblem[] => [
  ...(isDays(rules.maxDays) ? [] : [{ kind: "bad-longest" } as const]),
  ...(isDays(rules.defaultDays) && rules.defaultDays <= rules.maxDays
    ? []
    : [{ kind: "default-beyond-longest" } as const]),
  ...(rules.scopes.length > 0 ? [] : [{ kind: "no-scope" } as const]),
  ...(rules.outsideSharers === "group" && rules.outsideGroup === undefined ? [{ kind: "no-group" } as const] : []),
];

const isDays = (days: number): boolean => Number.isInteger(days) && days >= MIN_VALID_DAYS && days <= MAX_VALID_DAYS;

/** Reads one of the choices; undefined when it is none. */
export const readCodeRule = (text: string | undefined) => CODE_RULES.find((rule) => rule === text);
export const readOutsideChannels = (text: string | undefined) => OUTSIDE_CHANNELS.find((rule) => rule === text);
export const readOutsideSharers = (text: string | undefined) => OUTSIDE_SHARERS.find((rule) => rule === text);
export const readScopes = (texts: readonly string[]): readonly ShareScope[] =>
  ALL_SCOPES.filter((scope) => texts.includes(scope));

/** The operation named in the failure of a share that the rules refused; the problem's kind stands in `field`. */
export const REFUSED_BY_RULES = "policy.check";

/** What the rules say to a wish, with the exceptions that its person may use. */
export type Judgement =
  /** `exceptionId`: only by this exception, which must be used up. */
  | { readonly kind: "allowed"; readonly exceptionId: string | undefined }
  | { readonly kind: "refused"; readonly problems: readonly PolicyProblem[] };

/** A conversation in which a share stands or is to stand; without one, the general rules hold. */
export type Place = {
  readonly channel: string | undefined;
  /** People of another company read along there. */
  readonly isOutside: boolean;
  /** Somebody entitled has said that they shall. */
  readonly isConfirmed?: boolean;
};

type JudgeFacts = {
  readonly rules: SharingRules;
  readonly mayShareOutside: boolean;
  readonly scopeNow?: ShareScope | undefined;
  readonly exceptions: readonly { readonly id: string; readonly wish: PolicyWish }[];
};

/** By the rules of every place at once: one exception must do for all of them. */
export const judgePlaces = (
  wish: Omit<ShareWish, "toOutside">,
  facts: JudgeFacts & { readonly places: readonly Place[] },
): Judgement => {
  const found = facts.places.flatMap(({ channel, isOutside, isConfirmed = false }) =>
    checkAgainstPolicy(
      { ...wish, toOutside: isOutside, outsideConfirmed: isConfirmed || wish.outsideConfirmed === true },
      rulesFor(facts.rules, channel),
      facts,
    ),
  );
  const problems = strictest(found);
  if (problems.length === 0) return { kind: "allowed", exceptionId: undefined };
  const lifting = facts.exceptions.find((one) => liftProblems(problems, one.wish, wish).length === 0);
  return lifting === undefined ? { kind: "refused", problems } : { kind: "allowed", exceptionId: lifting.id };
};

/** One problem of a kind: the one that allows least. */
const strictest = (problems: readonly PolicyProblem[]): readonly PolicyProblem[] => {
  const allows = (problem: PolicyProblem): number =>
    problem.kind === "too-long" ? problem.most : problem.kind === "scope-forbidden" ? problem.allowed.length : 0;
  const kept = new Map<string, PolicyProblem>();
  for (const problem of problems) {
    const before = kept.get(problem.kind);
    if (before === undefined || allows(problem) < allows(before)) kept.set(problem.kind, problem);
  }
  return [...kept.values()];
};

/** By the rules of the one place where it is posted. */
export const judgeShare = (
  { toOutside = false, ...wish }: ShareWish,
  { channel, ...facts }: JudgeFacts & { readonly channel: string | undefined },
): Judgement => judgePlaces(wish, { ...facts, places: [{ channel, isOutside: toOutside }] });

/** What holds for a share that stands in several places: of every rule the strictest. */
export const strictestRules = (rules: SharingRules, channels: readonly (string | undefined)[]): ShareRules =>
  channels
    .map((channel) => rulesFor(rules, channel))
    .reduce((one, other) => ({
      maxDays: Math.min(one.maxDays, other.maxDays),
      defaultDays: Math.min(one.defaultDays, other.defaultDays),
      code: CODE_RULES[Math.max(CODE_RULES.indexOf(one.code), CODE_RULES.indexOf(other.code))] ?? one.code,
      scopes: one.scopes.filter((scope) => other.scopes.includes(scope)),
      outsideChannels:
        OUTSIDE_CHANNELS[
          Math.min(OUTSIDE_CHANNELS.indexOf(one.outsideChannels), OUTSIDE_CHANNELS.indexOf(other.outsideChannels))
        ] ?? one.outsideChannels,
    }));

/** The rules as they are for somebody with exceptions: for what a form offers. */
export const widenRules = (rules: ShareRules, wishes: readonly PolicyWish[]): ShareRules => ({
  ...rules,
  maxDays: Math.max(rules.maxDays, ...wishes.map((wish) => wish.maxDays ?? 0)),
  code: wishes.some((wish) => wish.withoutCode) ? "never" : rules.code,
  scopes: ALL_SCOPES.filter((scope) => rules.scopes.includes(scope) || wishes.some((w) => w.scopes.includes(scope))),
  outsideChannels:
    rules.outsideChannels === "blocked" && wishes.some((wish) => wish.outside) ? "confirmed" : rules.outsideChannels,
});

type OutsideRule = Pick<SharingRules, "outsideSharers" | "outsideGroup">;

/** What only Slack can say. */
export type RuleFacts = {
  readonly mayShareOutside: (userId: string, rule: OutsideRule) => Promise<boolean>;
  readonly peekMayShareOutside: (userId: string, rule: OutsideRule) => boolean | undefined;
  /** Undefined: Slack does not show that conversation. */
  readonly isOutside: (channel: string) => Promise<boolean | undefined>;
  readonly peekOutside: (channel: string) => boolean | undefined;
};
