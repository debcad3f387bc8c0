import type { KnownBlock, ModalView } from "@slack/types";
import type { Edition } from "../../domain/edition.ts";
import { type FailureFacts, unreachable } from "../../lib/errors.ts";
import { BUTTONS, MODALS } from "../../slack/action-ids.ts";
import {
  actions,
  button,
  confirmation,
  context,
  input,
  type MessageContent,
  modal,
  section,
} from "../../slack/blocks.ts";
import { explainFailure } from "../../slack/failure.ts";
import { formatMoment, type Locale } from "../../slack/locale/locale.ts";
import { mention, slackDate } from "../../slack/mrkdwn.ts";
import { FIELDS, type LeaveTarget, leaveValue, writeMetadata } from "./input.ts";
import { words } from "./words.ts";

type Words = ReturnType<typeof words>;

/** Why nobody was linked and nobody was asked. */
export type Refusal = "not-found" | "frozen" | "no-phone-lookup" | "not-a-member" | "failed";

/** What a person is told of their request. */
export type OwnRequest = {
  readonly name: string;
  readonly emailCheck: "same" | "differs" | "unknown";
  readonly isHeld: boolean;
  readonly expiresAt: Date;
};

/** Where a request stands, for the person who made it. */
export type ConnectState =
  | { readonly kind: "looking"; readonly keepsTrying: boolean }
  | { readonly kind: "linked"; readonly name: string }
  | { readonly kind: "waiting"; readonly request: OwnRequest }
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly failure: FailureFacts | undefined };

/** @param notice what went wrong with the last try, mrkdwn */
export const renderForm = (edition: Edition, locale: Locale, notice?: string): ModalView => {
  const t = words(locale);
  return modal({
    callbackId: MODALS.accountConnect,
    title: t.plain("title"),
    submit: t.plain("submit"),
    close: t.plain("cancel"),
    metadata: writeMetadata({ locale }),
    blocks: [
      ...(notice === undefined ? [] : [section(`:warning: ${notice}`)]),
      section(t("intro")),
      input({
        id: FIELDS.account,
        label: t.plain(edition === "carrier" ? "userIdOrPhone" : "userId"),
        hint: t.plain("accountHint"),
        element: { type: "plain_text_input", action_id: FIELDS.account, max_length: 64 },
      }),
      context(t("consent")),
    ],
  });
};

/** The modal after it was sent. What can be corrected shows the form again. */
export const renderState = (state: ConnectState, edition: Edition, locale: Locale): ModalView => {
  const t = words(locale);
  if (state.kind === "refused" && state.refusal !== "not-a-member") {
    return renderForm(edition, locale, refusalText(t, state));
  }
  return modal({
    callbackId: MODALS.accountConnect,
    title: t.plain("title"),
    close: t.plain("close"),
    metadata: writeMetadata({ locale }),
    blocks: [...stateBlocks(t, state), ...(state.kind === "looking" ? [context(t("mayClose"))] : [])],
  });
};

/** The same as a message, for a person who has closed the modal. */
export const renderStateMessage = (state: ConnectState, locale: Locale): MessageContent => {
  const t = words(locale);
  const blocks = stateBlocks(t, state);
  const again = state.kind === "refused" && state.refusal !== "not-a-member" ? [connectButton(t)] : [];
  return { text: firstText(t, state), blocks: [...blocks, ...again] };
};

const firstText = (t: Words, state: ConnectState): string => {
  switch (state.kind) {
    case "looking":
      return t("looking");
    case "linked":
      return t("linked", { name: state.name });
    case "waiting":
      return t("waiting");
    case "refused":
      return refusalText(t, state);
    default:
      return unreachable(state);
  }
};

const stateBlocks = (t: Words, state: ConnectState): readonly KnownBlock[] => {
  const first = section(firstText(t, state));
  switch (state.kind) {
    case "looking":
      return [first, ...(state.keepsTrying ? [context(t("keepsTrying"))] : [])];
    case "linked":
      return [first, context(t("linkedNext"))];
    case "waiting":
      return [
        first,
        section(waitingReason(t, state.request)),
        context(t("waitingMore", { moment: moment(t, state.request.expiresAt) })),
      ];
    case "refused":
      return [first];
    default:
      return unreachable(state);
  }
};

const waitingReason = (t: Words, { name, emailCheck, isHeld }: OwnRequest): string => {
  if (isHeld) return t("waitingHeld", { name });
  return t(emailCheck === "differs" ? "waitingDiffers" : "waitingUnknown", { name });
};

const refusalText = (
  t: Words,
  { refusal, failure }: { readonly refusal: Refusal; readonly failure: FailureFacts | undefined },
): string => {
  if (refusal !== "failed") return t(refusal);
  return explainFailure(
    failure ?? { code: "bug", operation: "", reference: undefined, field: undefined, remoteCode: undefined },
    t.locale,
  );
};

export const connectButton = (t: Words): KnownBlock =>
  actions(button({ text: t.plain("submit"), actionId: BUTTONS.accountConnect, style: "primary" }));

const moment = (t: Words, at: Date): string => slackDate(at, formatMoment(at, t.locale, "UTC"));

/** Who a person is on the drive. */
export type Standing =
  | { readonly kind: "single-user"; readonly driveUserId: string }
  | {
      readonly kind: "linked";
      readonly driveUserId: string;
      readonly name: string;
      readonly approvedBy: string | undefined;
      readonly isShared: boolean;
      readonly linkedAt: Date;
      readonly isAdmin: boolean;
    }
  | { readonly kind: "waiting"; readonly requestId: string; readonly name: string; readonly expiresAt: Date }
  | { readonly kind: "looking"; readonly requestId: string };

export const renderStanding = (standing: Standing, locale: Locale): MessageContent => {
  const t = words(locale);
  switch (standing.kind) {
    case "single-user":
      return line(t("linkingOff", { id: standing.driveUserId }));
    case "linked": {
      const at = moment(t, standing.linkedAt);
      const since =
        standing.approvedBy === undefined
          ? t("sinceEmail", { moment: at })
          : t("sinceApproved", { moment: at, admin: mention(standing.approvedBy) });
      const text = t("whoLinked", { name: standing.name, id: standing.driveUserId });
      const notes = [since, t("checked"), ...(standing.isAdmin ? [t("isAdmin")] : [])].join(" ");
      return {
        text,
        blocks: [section(text), context(notes), ...(standing.isShared ? [context(t("sharedNote"))] : [])],
      };
    }
    case "waiting":
    case "looking": {
      const text =
        standing.kind === "waiting"
          ? t("whoWaiting", { name: standing.name, moment: moment(t, standing.expiresAt) })
          : t("whoLooking");
      const target = { kind: "request", id: standing.requestId } as const;
      return { text, blocks: [section(text), leaveButton(t, "withdraw", target)] };
    }
    default:
      return unreachable(standing);
  }
};

/** Asks whether a person means it. */
export const renderDisconnect = (
  link: { readonly name: string; readonly driveUserId: string },
  locale: Locale,
): MessageContent => {
  const t = words(locale);
  const text = t("disconnectAsk", { name: link.name });
  return { text, blocks: [section(text), leaveButton(t, "disconnect", { kind: "link", id: link.driveUserId })] };
};

const leaveButton = (t: Words, label: "disconnect" | "withdraw", target: LeaveTarget): KnownBlock =>
  actions(
    button({
      text: t.plain(label),
      actionId: BUTTONS.accountDisconnect,
      value: leaveValue(target),
      ...(label === "withdraw"
        ? {}
        : {
            style: "danger",
            confirm: confirmation({
              title: t.plain("sure"),
              text: t.plain("sureText"),
              confirm: t.plain("yes"),
              deny: t.plain("no"),
              danger: true,
            }),
          }),
    }),
  );

export type Stopped = { readonly shares: number; readonly tasks: number };

export const renderLeft = (
  left: { readonly name: string; readonly stopped: Stopped },
  locale: Locale,
): MessageContent => {
  const t = words(locale);
  const text = [t("left", { name: left.name }), ...stoppedLines(t, left.stopped)].join("\n");
  return line(text);
};

/** What a person is told when the daily check has ended their link. */
export const renderUnlinked = (
  unlinked: { readonly name: string; readonly reason: "drive-gone" | "drive-frozen"; readonly stopped: Stopped },
  locale: Locale,
): MessageContent => {
  const t = words(locale);
  const key = unlinked.reason === "drive-gone" ? "toldDriveGone" : "toldDriveFrozen";
  const text = [t(key, { name: unlinked.name }), ...stoppedLines(t, unlinked.stopped), t("toldNext")].join("\n");
  return { text, blocks: [section(text), connectButton(t)] };
};

const stoppedLines = (t: Words, { shares, tasks }: Stopped): readonly string[] => [
  ...(shares > 0 ? [t("stoppedShares", { count: shares })] : []),
  ...(tasks > 0 ? [t("stoppedTasks", { count: tasks })] : []),
];

type PlainKey = "withdrawn" | "notLinked" | "already-linked" | "gone" | "already-decided" | "restated" | "ownRequest";

export const renderLine = (
  key: PlainKey | "doneApproved" | "doneDenied" | "nobodyAsked",
  locale: Locale,
): MessageContent => line(words(locale)(key));

const line = (text: string): MessageContent => ({ text, blocks: [section(text)] });

export const renderProblem = (
  key: "empty" | "not-an-account" | "already-linked" | "too-often",
  edition: Edition,
  locale: Locale,
): Readonly<Record<string, string>> => {
  const t = words(locale);
  const carrier = key === "not-an-account" && edition === "carrier";
  return { [FIELDS.account]: t.plain(carrier ? "notAnAccountCarrier" : key) };
};
