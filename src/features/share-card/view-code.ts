import type { CodeAudience } from "../../domain/share-change.ts";
import { type MessageContent, section } from "../../slack/blocks.ts";
import type { Locale } from "../../slack/locale/locale.ts";
import { mention, showName } from "../../slack/mrkdwn.ts";
import { words } from "./words.ts";

const SHOWN_NAME = 120;

/** The access code, for the eyes of one person. */
export const renderCode = (
  code: { readonly name: string; readonly accessCode: string | undefined },
  locale: Locale,
): MessageContent => {
  const t = words(locale);
  const name = showName(code.name, SHOWN_NAME);
  const text = code.accessCode === undefined ? t("noCode", { name }) : t("codeIs", { name, code: code.accessCode });
  return { text, blocks: [section(text)] };
};

export type CodeRefusal = {
  readonly ownerUserId: string;
  readonly why: "not-entitled" | "outsider" | "owner-not-connected";
  readonly codeAudience: CodeAudience;
};

/** Who may see the code, and whom to ask. */
export const renderCodeRefused = ({ ownerUserId, why, codeAudience }: CodeRefusal, locale: Locale): MessageContent => {
  const forMembers = codeAudience === "conversation" ? "codeRefusedConversation" : "codeRefusedOwner";
  const keys = {
    "not-entitled": forMembers,
    outsider: "codeRefusedOutside",
    "owner-not-connected": "codeOwnerLeft",
  } as const;
  const text = words(locale)(keys[why], { owner: mention(ownerUserId) });
  return { text, blocks: [section(text)] };
};
