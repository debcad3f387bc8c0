import type { KnownBlock, ModalView } from "@slack/types";
import { PACKAGE_DAYS } from "../../domain/package-life.ts";
import { type FailureFacts, unreachable } from "../../lib/errors.ts";
import { MODALS } from "../../slack/action-ids.ts";
import { context, input, type MessageContent, modal, section } from "../../slack/blocks.ts";
import { explainFailure } from "../../slack/failure.ts";
import { formatMoment, type Locale } from "../../slack/locale/locale.ts";
import { mention, slackDate, truncate } from "../../slack/mrkdwn.ts";
import { FIELDS, writeMetadata } from "./input.ts";
import { words } from "./words.ts";

type Words = ReturnType<typeof words>;

/** What was last set from Slack; undefined: nothing. */
export type LastSet = { readonly days: number; readonly userId: string; readonly setAt: Date } | undefined;

const frame = (t: Words, blocks: readonly KnownBlock[], more: { submit?: string; confirm?: number } = {}): ModalView =>
  modal({
    callbackId: MODALS.packageExpiry,
    title: t.plain("title"),
    close: t.plain(more.submit === undefined ? "close" : "cancel"),
    ...(more.submit === undefined ? {} : { submit: more.submit }),
    metadata: writeMetadata({ locale: t.locale, confirm: more.confirm }),
    blocks,
  });

/** Stands until Slack has said whether its reader administers the drive. */
export const renderOpening = (locale: Locale): ModalView => {
  const t = words(locale);
  return frame(t, [section(t("opening"))]);
};

/** @param badArgument what was typed behind the command and is no number of days */
export const renderForm = (last: LastSet, badArgument: string | undefined, locale: Locale): ModalView => {
  const t = words(locale);
  return frame(
    t,
    [
      ...(badArgument === undefined
        ? []
        : [section(`:warning: ${t("badArgument", { text: truncate(badArgument, 50) })}`)]),
      section(lastLine(t, last)),
      input({
        id: FIELDS.days,
        label: t.plain("days"),
        hint: t.plain("daysHint"),
        element: {
          type: "number_input",
          action_id: FIELDS.days,
          is_decimal_allowed: false,
          min_value: String(PACKAGE_DAYS.least),
          max_value: String(PACKAGE_DAYS.most),
          initial_value: String(last?.days ?? PACKAGE_DAYS.unset),
        },
      }),
      context(t("cannotAsk")),
    ],
    { submit: t.plain("next") },
  );
};

const lastLine = (t: Words, last: LastSet): string =>
  last === undefined
    ? t("neverSet")
    : t("lastSet", {
        count: last.days,
        person: mention(last.userId),
        moment: slackDate(last.setAt, formatMoment(last.setAt, t.locale, "UTC")),
      });

/** Names the effect, and asks. */
export const renderConfirm = (days: number, last: LastSet, locale: Locale): ModalView => {
  const t = words(locale);
  const blocks = [section(t("effect", { count: days })), context(lastLine(t, last))];
  return frame(t, blocks, { submit: t.plain("confirm"), confirm: days });
};

export const renderBadDays = (locale: Locale): Readonly<Record<string, string>> => ({
  [FIELDS.days]: words(locale).plain("badDays"),
});

/** A line in the place of the form: why there is none. */
export const renderInstead = (text: string, locale: Locale): ModalView => frame(words(locale), [section(text)]);

export const renderWrongEdition = (locale: Locale): MessageContent => {
  const text = words(locale)("wrongEdition");
  return { text, blocks: [section(text)] };
};

/** Where the setting stands. */
export type ExpiryState =
  | { readonly kind: "setting"; readonly keepsTrying: boolean }
  | { readonly kind: "done" | "superseded" | "unknown" | "not-admin"; readonly days: number }
  | { readonly kind: "refused"; readonly days: number; readonly failure: FailureFacts };

export const renderState = (state: ExpiryState, locale: Locale): ModalView => {
  const t = words(locale);
  const more = state.kind === "setting" ? [context(t("mayClose"))] : [];
  return frame(t, [...stateBlocks(t, state), ...more]);
};

export const renderStateMessage = (state: ExpiryState, locale: Locale): MessageContent => {
  const t = words(locale);
  return { text: title(t, state), blocks: stateBlocks(t, state) };
};

const title = (t: Words, state: ExpiryState): string => {
  switch (state.kind) {
    case "setting":
      return t("setting");
    case "done":
    case "superseded":
    case "unknown":
    case "refused":
      return t(state.kind, { count: state.days });
    case "not-admin":
      return t("refused", { count: state.days });
    default:
      return unreachable(state);
  }
};

const stateBlocks = (t: Words, state: ExpiryState): readonly KnownBlock[] => {
  const first = section(title(t, state));
  switch (state.kind) {
    case "setting":
      return state.keepsTrying ? [first, context(t("keepsTrying"))] : [first];
    case "done":
      return [first, context(t("doneNote"))];
    case "superseded":
      return [first];
    case "unknown":
      return [first, section(t("unknownMore"))];
    case "refused":
      return [first, section(reasonLine(t, state.failure))];
    case "not-admin":
      return [first, section(t("notAdmin"))];
    default:
      return unreachable(state);
  }
};

/** The drive's refusal of a right says most often that the account is no administrator's. */
const reasonLine = (t: Words, failure: FailureFacts): string =>
  failure.code === "not-allowed" && failure.operation === "drive.setPackageExpiry"
    ? t("notDriveAdmin")
    : explainFailure(failure, t.locale);
