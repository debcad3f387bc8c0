import type { KnownBlock } from "@slack/types";
import { unreachable } from "../../lib/errors.ts";
import { BUTTONS } from "../../slack/action-ids.ts";
import { actions, button, confirmation, context, type MessageContent, section } from "../../slack/blocks.ts";
import { formatMoment, type Locale } from "../../slack/locale/locale.ts";
import { mention, slackDate } from "../../slack/mrkdwn.ts";
import { decisionValue } from "./input.ts";
import { connectButton } from "./view.ts";
import { words } from "./words.ts";

type Words = ReturnType<typeof words>;

/** A request as administrators see it. */
export type RequestFacts = {
  readonly requestId: string;
  readonly revision: number;
  readonly person: { readonly userId: string; readonly realName: string };
  readonly driveUserId: string;
  readonly driveName: string;
  readonly department: string | undefined;
  readonly emailCheck: "same" | "differs" | "unknown";
  /** Another person who is linked to the drive user. */
  readonly holder: { readonly userId: string; readonly realName: string } | undefined;
  readonly expiresAt: Date;
  readonly state: "waiting" | "linked" | "denied" | "expired" | "withdrawn";
  readonly decidedBy: string | undefined;
};

/** What administrators decide on, and once it is decided, how. */
export const renderRequest = (
  request: RequestFacts,
  locale: Locale,
  options: { readonly isReminder: boolean } = { isReminder: false },
): MessageContent => {
  const t = words(locale);
  const blocks: readonly (KnownBlock | undefined)[] = [
    section(t("asks", { person: mention(request.person.userId) })),
    options.isReminder ? context(t("stillWaiting")) : undefined,
    section(factLines(t, request).join("\n")),
    ...(request.state === "waiting" ? openBlocks(t, request) : [context(endLine(t, request))]),
  ];
  return {
    text: t("asksText", { person: request.person.realName }),
    blocks: blocks.filter((block) => block !== undefined),
  };
};

const factLines = (t: Words, request: RequestFacts): readonly string[] => {
  const email = { same: "emailSame", differs: "emailDiffers", unknown: "emailUnknown" } as const;
  return [
    t("inSlack", { name: request.person.realName }),
    t("onDrive", { name: request.driveName, id: request.driveUserId }),
    ...(request.department === undefined ? [] : [t("department", { department: request.department })]),
    t(email[request.emailCheck]),
  ];
};

const openBlocks = (t: Words, request: RequestFacts): readonly KnownBlock[] => {
  const { person, holder, expiresAt } = request;
  const value = decisionValue(request);
  const names = { person: person.realName, name: request.driveName, id: request.driveUserId };
  const ends = slackDate(expiresAt, formatMoment(expiresAt, t.locale, "UTC"));
  return [
    ...(holder === undefined ? [] : [section(t("held", { holder: mention(holder.userId) }))]),
    actions(
      button({
        text: t.plain("approve"),
        actionId: BUTTONS.accountApprove,
        value,
        style: "primary",
        confirm: confirmation({
          title: t.plain("approveSure"),
          text:
            holder === undefined
              ? t.plain("approveText", names)
              : t.plain("approveShared", { ...names, holder: holder.realName }),
          confirm: t.plain("approve"),
          deny: t.plain("back"),
        }),
      }),
      button({
        text: t.plain("deny"),
        actionId: BUTTONS.accountDeny,
        value,
        style: "danger",
        confirm: confirmation({
          title: t.plain("denySure"),
          text: t.plain("denyText", names),
          confirm: t.plain("deny"),
          deny: t.plain("back"),
        }),
      }),
    ),
    context(t("askNote", { moment: ends })),
  ];
};

const endLine = (t: Words, { state, decidedBy }: RequestFacts): string => {
  const admin = decidedBy === undefined ? "" : mention(decidedBy);
  switch (state) {
    case "linked":
      return t("byApproved", { admin });
    case "denied":
      return t("byDenied", { admin });
    case "expired":
      return t("byExpired");
    case "withdrawn":
    case "waiting":
      return t("byWithdrawn");
    default:
      return unreachable(state);
  }
};

/** What the person is told when administrators have decided, or have not. */
export const renderVerdict = (
  verdict: {
    readonly state: "linked" | "denied" | "expired";
    readonly name: string;
    readonly decidedBy: string | undefined;
  },
  locale: Locale,
): MessageContent => {
  const t = words(locale);
  const { name } = verdict;
  const admin = verdict.decidedBy === undefined ? "" : mention(verdict.decidedBy);
  switch (verdict.state) {
    case "linked": {
      const text = t("toldApproved", { name, admin });
      return { text, blocks: [section(text), context(t("linkedNext"))] };
    }
    case "denied": {
      const text = t("toldDenied", { name, admin });
      return { text, blocks: [section(text)] };
    }
    case "expired": {
      const text = t("toldExpired", { name });
      return { text, blocks: [section(text), connectButton(t)] };
    }
    default:
      return unreachable(verdict.state);
  }
};
