import { z } from "zod";
import {
  ALL_SCOPES,
  AUDIT_DAYS,
  checkRules,
  type PolicyWish,
  type RulesProblem,
  readCodeRule,
  readOutsideChannels,
  readOutsideSharers,
  readScopes,
  rulesFor,
  type ShareRules,
  type SharingRules,
} from "../../domain/sharing-policy.ts";
import { MAX_VALID_DAYS, MIN_VALID_DAYS } from "../../domain/validity.ts";
import { readMetadata, readViewValues } from "../../slack/view-values.ts";

/** The fields of the modal `sharing_policy`: block ids and action ids at once. */
export const POLICY_FIELDS = {
  channel: "channel",
  own: "own_rules",
  maxDays: "max_days",
  defaultDays: "default_days",
  code: "code",
  scopes: "scopes",
  outsideChannels: "outside_channels",
  outsideSharers: "outside_sharers",
  outsideGroup: "outside_group",
  auditDays: "audit_days",
} as const;

/**
 * A field's block id and action id. Slack keeps what a field holds under its id: the rules of another conversation need
 * fields of their own, or they would show those of the one before.
 */
export const policyField = (field: keyof typeof POLICY_FIELDS, channel: string | undefined): string =>
  channel === undefined ? POLICY_FIELDS[field] : `${POLICY_FIELDS[field]}:${channel}`;

/** The fields of the modal `exception_request`. */
export const EXCEPTION_FIELDS = { wish: "wish", days: "days", reason: "reason" } as const;

export const MAX_REASON_LENGTH = 500;
export const GROUP_PATTERN = /^S[0-9A-Z]{2,30}$/;

/** What the modal carries unseen: which revision of the rules it shows, and for whom it was drawn. */
const policyShape = z.object({
  revision: z.int().min(0),
  locale: z.enum(["en", "zh"]),
  channel: z.string().optional(),
});
export type PolicyMetadata = z.infer<typeof policyShape>;
export const readPolicyMetadata = (metadata: string): PolicyMetadata | undefined => readMetadata(policyShape, metadata);
export const writePolicyMetadata = (metadata: PolicyMetadata): string => JSON.stringify(metadata);

export const readPolicyChannel = (values: unknown): string | undefined =>
  readViewValues(values).conversation(POLICY_FIELDS.channel);

export type PolicyProblems = Readonly<Record<string, RulesProblem | { readonly kind: "bad-audit-days" }>>;

export type PolicyResult =
  | { readonly kind: "ok"; readonly rules: SharingRules; readonly auditDays: number | undefined }
  | { readonly kind: "problems"; readonly problems: PolicyProblems };

/**
 * Reads the modal over the rules as they are: what it does not show stays.
 *
 * @param channel whose own rules the modal shows; undefined: the general ones
 */
export const readPolicy = (values: unknown, before: SharingRules, channel: string | undefined): PolicyResult => {
  const view = readViewValues(values);
  const id = (field: keyof typeof POLICY_FIELDS): string => policyField(field, channel);
  if (channel !== undefined && view.chosen(id("own")) === "no") {
    const { [channel]: _removed, ...channels } = before.channels;
    return { kind: "ok", rules: { ...before, channels }, auditDays: undefined };
  }
  const base = rulesFor(before, channel);
  const share: ShareRules = {
    maxDays: readDays(view.text(id("maxDays"))),
    defaultDays: readDays(view.text(id("defaultDays"))),
    code: readCodeRule(view.chosen(id("code"))) ?? base.code,
    scopes: readScopes(view.chosenOptions(id("scopes")).map(({ value }) => value)),
    outsideChannels: readOutsideChannels(view.chosen(id("outsideChannels"))) ?? base.outsideChannels,
  };
  const group = view.text(id("outsideGroup"));
  const general = {
    outsideSharers: readOutsideSharers(view.chosen(id("outsideSharers"))) ?? before.outsideSharers,
    outsideGroup: group !== undefined && GROUP_PATTERN.test(group) ? group : undefined,
  };
  const broken = checkRules(channel === undefined ? { ...share, ...general } : share);
  const problems: PolicyProblems = Object.fromEntries(
    broken.map((problem) => [id(PROBLEM_FIELDS[problem.kind]), problem]),
  );
  const auditDays = channel === undefined ? readDays(view.text(id("auditDays"))) : undefined;
  const { shortest, longest } = AUDIT_DAYS;
  const badDays = auditDays !== undefined && !(auditDays >= shortest && auditDays <= longest);
  if (badDays || Object.keys(problems).length > 0) {
    const more: PolicyProblems = badDays ? { [id("auditDays")]: { kind: "bad-audit-days" } } : {};
    return { kind: "problems", problems: { ...problems, ...more } };
  }
  const rules =
    channel === undefined
      ? { ...before, ...share, ...general }
      : { ...before, channels: { ...before.channels, [channel]: share } };
  return { kind: "ok", rules, auditDays };
};

const PROBLEM_FIELDS: Readonly<Record<RulesProblem["kind"], keyof typeof POLICY_FIELDS>> = {
  "bad-longest": "maxDays",
  "default-beyond-longest": "defaultDays",
  "no-scope": "scopes",
  "no-group": "outsideGroup",
};

/** NaN for what is no whole number: no bound lets it through. */
const readDays = (text: string | undefined): number => (/^\d{1,5}$/.test(text ?? "") ? Number(text) : Number.NaN);

/** What may be asked for in a request for an exception. */
export const WISHES = ["days", "code", "outside", ...ALL_SCOPES.map((scope) => `scope-${scope}` as const)] as const;

export type ExceptionProblem = "no-wish" | "bad-days" | "no-reason";

export type ExceptionResult =
  | { readonly kind: "ok"; readonly wish: PolicyWish; readonly reason: string }
  | { readonly kind: "problems"; readonly problems: Readonly<Record<string, ExceptionProblem>> };

export const readException = (values: unknown): ExceptionResult => {
  const view = readViewValues(values);
  const wishes = view.chosenOptions(EXCEPTION_FIELDS.wish).map(({ value }) => value);
  const known = WISHES.filter((wish) => wishes.includes(wish));
  const days = readDays(view.text(EXCEPTION_FIELDS.days));
  const reason = view.text(EXCEPTION_FIELDS.reason);
  const badDays = known.includes("days") && !(days >= MIN_VALID_DAYS && days <= MAX_VALID_DAYS);
  const problems: Record<string, ExceptionProblem> = {
    ...(known.length === 0 ? { [EXCEPTION_FIELDS.wish]: "no-wish" } : {}),
    ...(badDays ? { [EXCEPTION_FIELDS.days]: "bad-days" } : {}),
    ...(reason === undefined ? { [EXCEPTION_FIELDS.reason]: "no-reason" } : {}),
  };
  if (Object.keys(problems).length > 0 || reason === undefined) return { kind: "problems", problems };
  return {
    kind: "ok",
    reason: reason.slice(0, MAX_REASON_LENGTH),
    wish: {
      maxDays: known.includes("days") ? days : undefined,
      scopes: ALL_SCOPES.filter((scope) => known.includes(`scope-${scope}`)),
      withoutCode: known.includes("code"),
      outside: known.includes("outside"),
    },
  };
};
