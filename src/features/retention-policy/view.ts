import type { KnownBlock, ModalView, PlainTextOption } from "@slack/types";
import { inParts, type Policy } from "../../domain/retention.ts";
import { MODALS } from "../../slack/action-ids.ts";
import { context, input, type MessageContent, modal, option, section } from "../../slack/blocks.ts";
import { LIMITS } from "../../slack/limits.ts";
import type { Locale } from "../../slack/locale/locale.ts";
import { truncate } from "../../slack/mrkdwn.ts";
import { FIRST_FIELD, fieldName, type RetentionMetadata, writeMetadata } from "./input.ts";
import { words } from "./words.ts";

type Words = ReturnType<typeof words>;

/** A policy as far as its state is told. */
export type NamedPolicy = { readonly policyId: string; readonly name: string; readonly enabled: boolean };

// Slack's most for one group of checkboxes.
const CHOICES = 10;
const SHOWN_NAMES = 40;
const SHOWN_NAME = 60;

const frame = (
  t: Words,
  blocks: readonly KnownBlock[],
  more?: { readonly submit: string } & Pick<RetentionMetadata, "changeId" | "step">,
): ModalView =>
  modal({
    callbackId: MODALS.retentionPolicy,
    title: t.plain("title"),
    close: t.plain(more === undefined ? "close" : "cancel"),
    ...(more === undefined
      ? {}
      : {
          submit: more.submit,
          metadata: writeMetadata({ locale: t.locale, changeId: more.changeId, step: more.step }),
        }),
    blocks,
  });

/** Stands until Slack has said who its reader is, and the drive what there is. */
export const renderOpening = (locale: Locale): ModalView => {
  const t = words(locale);
  return frame(t, [section(t("opening"))]);
};

/** A line in the place of the form: why there is none. */
export const renderInstead = (text: string, locale: Locale): ModalView => frame(words(locale), [section(text)]);

export const renderGone = (locale: Locale): ModalView => renderInstead(words(locale)("gone"), locale);

export const renderChoosing = (
  choosing: { readonly changeId: string; readonly policies: readonly Policy[]; readonly unusable: number },
  locale: Locale,
): ModalView => {
  const t = words(locale);
  const { changeId, policies, unusable } = choosing;
  const notes = unusable > 0 ? [context(t("unusable", { count: unusable }))] : [];
  if (policies.length === 0) return frame(t, [section(t("none")), ...notes]);
  return frame(
    t,
    [
      section(t("intro")),
      ...inParts(policies, CHOICES).flatMap((group, index) => groupBlocks(t, group, index)),
      context(t("priorityNote")),
      ...notes,
    ],
    { submit: t.plain("next"), changeId, step: "choose" },
  );
};

const groupBlocks = (t: Words, group: readonly Policy[], index: number): readonly KnownBlock[] => {
  const options = group.map((policy) => policyOption(t, policy));
  const ticked = options.filter((_, at) => group[at]?.enabled === true);
  const id = fieldName(index);
  const cut = group.filter((policy) => describe(t, policy).length > LIMITS.optionDescription);
  return [
    input({
      id,
      label: t.plain(index === 0 ? "policies" : "policiesMore"),
      optional: true,
      element: {
        type: "checkboxes",
        action_id: id,
        options,
        ...(ticked.length === 0 ? {} : { initial_options: ticked }),
      },
    }),
    // What does not fit beside its box is told in full below.
    ...cut.map((policy) => context(t("inFull", { name: policy.name, description: policy.description }))),
  ];
};

const policyOption = (t: Words, policy: Policy): PlainTextOption =>
  option(policy.name, policy.policyId, describe(t, policy));

const describe = (t: Words, { priority, description }: Policy): string =>
  description === "" ? t.plain("priority", { priority }) : t.plain("priorityWith", { priority, description });

export const renderNoChanges = (locale: Locale): Readonly<Record<string, string>> => ({
  [FIRST_FIELD]: words(locale).plain("noChanges"),
});

/** Shows what will change, and asks. */
export const renderConfirm = (
  asked: { readonly changeId: string; readonly changes: readonly NamedPolicy[]; readonly parts: number },
  locale: Locale,
): ModalView => {
  const t = words(locale);
  const { changeId, changes, parts } = asked;
  return frame(
    t,
    [
      section(t("ask", { count: changes.length })),
      ...namesBlocks(t, changes, { on: "willBeOn", off: "willBeOff" }),
      ...(parts > 1 ? [context(t("asParts", { count: parts }))] : []),
    ],
    { submit: t.plain("confirm"), changeId, step: "confirm" },
  );
};

export const namesBlocks = (
  t: Words,
  policies: readonly NamedPolicy[],
  keys: { readonly on: "willBeOn" | "isOn"; readonly off: "willBeOff" | "isOff" },
): readonly KnownBlock[] => {
  const on = policies.filter(({ enabled }) => enabled);
  const off = policies.filter(({ enabled }) => !enabled);
  return [
    ...(on.length === 0 ? [] : [section(t(keys.on, { names: namesOf(t, on) }))]),
    ...(off.length === 0 ? [] : [section(t(keys.off, { names: namesOf(t, off) }))]),
  ];
};

export const namesOf = (t: Words, policies: readonly NamedPolicy[]): string => {
  const hidden = policies.length - SHOWN_NAMES;
  return [
    ...policies.slice(0, SHOWN_NAMES).map(({ name }) => truncate(name, SHOWN_NAME)),
    ...(hidden > 0 ? [t.plain("andMore", { count: hidden })] : []),
  ].join(", ");
};

/** @param progress undefined: nothing is known of how far it is */
export const renderWorking = (
  progress: { readonly done: number; readonly parts: number; readonly keepsTrying: boolean },
  locale: Locale,
): ModalView => {
  const t = words(locale);
  const { done, parts, keepsTrying } = progress;
  return frame(t, [
    section(t("working")),
    ...(parts > 1 ? [context(t("workingPart", { done, count: parts }))] : []),
    ...(keepsTrying ? [context(t("keepsTrying"))] : []),
    context(t("mayClose")),
  ]);
};

export const renderWrongEdition = (locale: Locale): MessageContent => {
  const text = words(locale)("wrongEdition");
  return { text, blocks: [section(text)] };
};
