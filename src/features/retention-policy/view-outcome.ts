import type { KnownBlock, ModalView } from "@slack/types";
import { differing } from "../../domain/retention.ts";
import { type FailureFacts, unreachable } from "../../lib/errors.ts";
import { MODALS } from "../../slack/action-ids.ts";
import { context, type MessageContent, modal, section } from "../../slack/blocks.ts";
import { explainFailure } from "../../slack/failure.ts";
import type { Locale } from "../../slack/locale/locale.ts";
import { type NamedPolicy, namesBlocks, namesOf } from "./view.ts";
import { words } from "./words.ts";

type Words = ReturnType<typeof words>;

type Part = {
  readonly policyIds: readonly string[];
  readonly outcome: "waiting" | "done" | "refused" | "unknown";
  readonly failure: FailureFacts | undefined;
};

/** What came of a change of policies. */
export type RetentionResult = {
  /** The policies to change, as they were to be. */
  readonly changes: readonly NamedPolicy[];
  readonly parts: readonly Part[];
  /** How the drive says they stand; undefined where it could not be asked. */
  readonly readBack: readonly NamedPolicy[] | undefined;
  /** The person was no administrator any more when it was their turn. */
  readonly wasNotAdmin: boolean;
};

export const renderResultModal = (result: RetentionResult, locale: Locale): ModalView => {
  const t = words(locale);
  return modal({
    callbackId: MODALS.retentionPolicy,
    title: t.plain("title"),
    close: t.plain("close"),
    blocks: resultBlocks(t, result),
  });
};

export const renderResultMessage = (result: RetentionResult, locale: Locale): MessageContent => {
  const t = words(locale);
  return { text: t(titleOf(result)), blocks: resultBlocks(t, result) };
};

const titleOf = (result: RetentionResult) => {
  const { parts, readBack, changes } = result;
  const outcomes = new Set(parts.map(({ outcome }) => outcome));
  if (outcomes.size > 1) return "partly";
  if (outcomes.has("refused")) return "refused";
  if (!outcomes.has("done")) return "unknown";
  if (readBack === undefined) return "doneUnread";
  return differing(changes, readBack).length === 0 ? "done" : "differs";
};

const resultBlocks = (t: Words, result: RetentionResult): readonly KnownBlock[] => {
  const { changes, parts, readBack } = result;
  const title = titleOf(result);
  const present = readBack === undefined ? undefined : stateOf(changes, readBack);
  const otherwise = readBack === undefined ? [] : differing(changes, readBack);
  return [
    section(t(title)),
    ...(present === undefined ? [] : namesBlocks(t, present, { on: "isOn", off: "isOff" })),
    ...(otherwise.length === 0 ? [] : [section(t("differing", { names: namesOf(t, otherwise) }))]),
    ...(parts.length > 1 ? [section(parts.map((part, index) => partLine(t, part, index)).join("\n"))] : []),
    ...reasons(t, result).map((reason) => section(reason)),
    ...(title === "doneUnread" ? [context(t("unread"))] : []),
    ...(title === "unknown" || title === "partly" || title === "differs" ? [context(t("again"))] : []),
  ];
};

/** How the policies that were to change stand now. */
const stateOf = (changes: readonly NamedPolicy[], readBack: readonly NamedPolicy[]): readonly NamedPolicy[] => {
  const now = new Map(readBack.map(({ policyId, enabled }) => [policyId, enabled]));
  return changes.map((policy) => ({ ...policy, enabled: now.get(policy.policyId) ?? false }));
};

const partLine = (t: Words, part: Part, index: number): string =>
  t("part", { number: index + 1, count: part.policyIds.length, outcome: outcomeWord(t, part.outcome) });

const outcomeWord = (t: Words, outcome: Part["outcome"]): string => {
  switch (outcome) {
    case "done":
      return t.plain("partDone");
    case "refused":
      return t.plain("partRefused");
    case "unknown":
    case "waiting":
      return t.plain("partUnknown");
    default:
      return unreachable(outcome);
  }
};

/** Why parts failed, each reason once. */
const reasons = (t: Words, { parts, wasNotAdmin }: RetentionResult): readonly string[] => {
  if (wasNotAdmin) return [t("notAdmin")];
  const told = parts.flatMap(({ failure }) => {
    if (failure === undefined) return [];
    const isDriveRight = failure.code === "not-allowed" && failure.operation === "drive.setRetentionPolicies";
    return [isDriveRight ? t("notDriveAdmin") : explainFailure(failure, t.locale)];
  });
  return [...new Set(told)].slice(0, 3);
};
