import type { KnownBlock, ModalView } from "@slack/types";
import { ALL_SCOPES, rulesFor, type ShareRules, type SharingRules } from "../../domain/sharing-policy.ts";
import { MODALS } from "../../slack/action-ids.ts";
import { context, divider, input, modal, option, plainText, radio, section } from "../../slack/blocks.ts";
import { LIMITS } from "../../slack/limits.ts";
import { formatMoment, type Locale } from "../../slack/locale/locale.ts";
import { channelLink, mention } from "../../slack/mrkdwn.ts";
import { POLICY_FIELDS as F, type PolicyProblems, policyField, writePolicyMetadata } from "./input.ts";
import { words } from "./words.ts";

type Words = ReturnType<typeof words>;
type Reader = { readonly locale: Locale; readonly timeZone: string };

export type PolicyModal = {
  readonly rules: SharingRules;
  readonly revision: number;
  readonly updatedBy: string | undefined;
  readonly updatedAt: Date | undefined;
  readonly auditDays: number;
  /** Whose own rules are shown; undefined: the general ones. */
  readonly channel: string | undefined;
};

/** The rules as they are, to be changed: the general ones, or those of one conversation. */
export const renderPolicyModal = (policy: PolicyModal, { locale, timeZone }: Reader): ModalView => {
  const t = words(locale);
  const { rules, revision, channel } = policy;
  const set =
    policy.updatedBy === undefined || policy.updatedAt === undefined
      ? t("neverSet")
      : t("setBy", { author: mention(policy.updatedBy), moment: formatMoment(policy.updatedAt, locale, timeZone) });
  const withOwn = Object.keys(rules.channels).slice(0, 30);
  return modal({
    callbackId: MODALS.sharingPolicy,
    title: t.plain("title"),
    submit: t.plain("save"),
    close: t.plain("cancel"),
    metadata: writePolicyMetadata({ revision, locale, ...(channel === undefined ? {} : { channel }) }),
    blocks: [
      context(set),
      ...(withOwn.length === 0
        ? []
        : [context(t("channelsWithOwn", { channels: withOwn.map(channelLink).join(" ") }))]),
      channelField(t, channel),
      ...(channel === undefined ? [] : [ownField(t, channel)]),
      divider(),
      ...shareFields(t, rulesFor(rules, channel), channel),
      ...(channel === undefined ? generalFields(t, rules, policy.auditDays) : []),
    ],
  });
};

const channelField = (t: Words, channel: string | undefined): KnownBlock =>
  input({
    id: F.channel,
    label: t.plain("channel"),
    hint: t.plain("channelHint"),
    optional: true,
    dispatch: true,
    element: {
      type: "conversations_select",
      action_id: F.channel,
      placeholder: plainText(t.plain("everywhere"), LIMITS.placeholder),
      filter: { include: ["public", "private"] },
      ...(channel === undefined ? {} : { initial_conversation: channel }),
    },
  });

const ownField = (t: Words, channel: string): KnownBlock => {
  const options = [option(t.plain("ownYes"), "yes"), option(t.plain("ownNo"), "no")];
  // Whoever chooses a conversation without rules of its own wants to give it some.
  return radio(policyField("own", channel), t.plain("own"), options, "yes");
};

const shareFields = (t: Words, rules: ShareRules, channel: string | undefined): readonly KnownBlock[] => {
  const id = (field: keyof typeof F): string => policyField(field, channel);
  const scopes = ALL_SCOPES.map((scope) => option(t.plain(`scope_${scope}`), scope));
  const chosen = scopes.filter(({ value }) => rules.scopes.some((scope) => scope === value));
  return [
    daysField(id("maxDays"), t.plain("maxDays"), rules.maxDays),
    daysField(id("defaultDays"), t.plain("defaultDays"), rules.defaultDays),
    radio(
      id("code"),
      t.plain("code"),
      (["never", "outside", "always"] as const).map((rule) => option(t.plain(`code_${rule}`), rule)),
      rules.code,
    ),
    input({
      id: id("scopes"),
      label: t.plain("scopes"),
      element: {
        type: "checkboxes",
        action_id: id("scopes"),
        options: scopes,
        ...(chosen.length === 0 ? {} : { initial_options: chosen }),
      },
    }),
    radio(
      id("outsideChannels"),
      t.plain("outsideChannels"),
      (["blocked", "confirmed", "free"] as const).map((rule) => option(t.plain(`channels_${rule}`), rule)),
      rules.outsideChannels,
    ),
  ];
};

const generalFields = (t: Words, rules: SharingRules, auditDays: number): readonly KnownBlock[] => [
  radio(
    F.outsideSharers,
    t.plain("outsideSharers"),
    (["everyone", "group", "administrators"] as const).map((rule) => option(t.plain(`sharers_${rule}`), rule)),
    rules.outsideSharers,
  ),
  input({
    id: F.outsideGroup,
    label: t.plain("outsideGroup"),
    hint: t.plain("outsideGroupHint"),
    optional: true,
    element: {
      type: "plain_text_input",
      action_id: F.outsideGroup,
      max_length: 32,
      ...(rules.outsideGroup === undefined ? {} : { initial_value: rules.outsideGroup }),
    },
  }),
  daysField(F.auditDays, t.plain("auditDays"), auditDays, t.plain("auditDaysHint")),
];

const daysField = (id: string, label: string, days: number, hint?: string): KnownBlock =>
  input({
    id,
    label,
    ...(hint === undefined ? {} : { hint }),
    element: { type: "plain_text_input", action_id: id, max_length: 5, initial_value: String(days) },
  });

/** A modal with one line in it: before the rules are there, or after they were saved. */
export const renderPolicyLine = (
  line: "opening" | "saving" | "saved" | "notSaved" | "noRight",
  locale: Locale,
): ModalView => policyLine(words(locale)(line), locale);

/** @param text mrkdwn */
export const policyLine = (text: string, locale: Locale): ModalView => {
  const t = words(locale);
  return modal({
    callbackId: MODALS.sharingPolicy,
    title: t.plain("title"),
    close: t.plain("close"),
    blocks: [section(text)],
  });
};

/** After the rules of one conversation were saved. */
export const renderSavedChannel = (channel: string, hasOwn: boolean, locale: Locale): ModalView =>
  policyLine(words(locale)(hasOwn ? "savedChannel" : "savedGeneral", { channel: channelLink(channel) }), locale);

export const renderPolicyProblems = (problems: PolicyProblems, locale: Locale): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(problems).map(([field, problem]) => [field, words(locale).plain(problem.kind)]));
