import type { ModalView } from "@slack/types";
import { MODALS } from "../../slack/action-ids.ts";
import { context, header, type MessageContent, modal, section } from "../../slack/blocks.ts";
import type { Locale } from "../../slack/locale/locale.ts";
import { truncate } from "../../slack/mrkdwn.ts";
import { words } from "./words.ts";

/**
 * @param unknown what was typed that is no command; undefined when help was asked for
 * @param isAdmin shows what only administrators can do, too
 */
export const renderHelp = (unknown: string | undefined, locale: Locale, isAdmin: boolean): MessageContent => {
  const t = words(locale);
  const commands = [
    t("share"),
    t("mine"),
    t("change"),
    t("code"),
    t("open"),
    t("package"),
    t("save"),
    t("tasks"),
    t("settings"),
    t("connect"),
  ]
    .map((line) => `•  ${line}`)
    .join("\n");
  const intro = unknown === undefined ? t("intro") : t("unknown", { text: truncate(unknown, 100) });
  return {
    text: `${intro}\n${commands}`,
    blocks: [
      header(t.plain("title")),
      section(intro),
      section(commands),
      ...(isAdmin ? [section(`${t("admins")}\n${forAdmins(t)}`)] : []),
      context(t("shares")),
    ],
  };
};

export const renderHelpModal = (locale: Locale, isAdmin: boolean): ModalView => {
  const t = words(locale);
  const { blocks } = renderHelp(undefined, locale, isAdmin);
  return modal({
    callbackId: MODALS.help,
    title: t.plain("title"),
    close: t.plain("close"),
    // The window has its title at the top.
    blocks: blocks.filter(({ type }) => type !== "header"),
  });
};

const forAdmins = (t: ReturnType<typeof words>): string =>
  [t("policy"), t("packageExpiry"), t("retention"), t("audit")].map((line) => `•  ${line}`).join("\n");
