import { BUTTONS } from "./action-ids.ts";
import { actions, button, type MessageContent, section } from "./blocks.ts";
import type { Locale } from "./locale/locale.ts";
import { defineWords } from "./locale/words.ts";

const words = defineWords(
  {
    notConnected:
      "Your Slack account is not connected to a drive account yet, so this app cannot act for you. Press Connect, or use `/koodrive connect`.",
    connect: "Connect",
    tooLate: "Slack gave this app too little time to open the window. Nothing was lost: do it again.",
    shareGone: "This share is not known here any more.",
    whichShare:
      "Which share? Put a share id, a link, or part of a file name behind the command: `/koodrive {{command}} <share>`.",
    noSuchShare: "No live share fits “{{text}}”.",
    severalShares: "Several shares fit “{{text}}”: {{names}}. Use more of the name, or the share id.",
    onlyAdmins: "Only drive administrators can do this. Ask one of them.",
    onlyMembers: "Only members of this workspace can do this. Ask one of them.",
    busy: "This app has too much to do at this moment, and did not do this. Nothing was changed: try again in a moment.",
    deactivated: "Your Slack account is deactivated. Ask your Slack administrator.",
  },
  {
    notConnected: "你的 Slack 账号尚未绑定云盘账号，本应用无法代你操作。请点击“绑定”，或使用 `/koodrive connect`。",
    connect: "绑定",
    tooLate: "Slack 给本应用的时间不够，窗口未能打开。没有丢失任何内容：请再试一次。",
    shareGone: "这里已没有这个分享的记录。",
    whichShare: "哪个分享？请在命令后加上分享编号、链接或文件名的一部分：`/koodrive {{command}} <分享>`。",
    noSuchShare: "没有符合“{{text}}”的有效分享。",
    severalShares: "有多个分享符合“{{text}}”：{{names}}。请输入更完整的名称或分享编号。",
    onlyAdmins: "只有云盘管理员可以执行此操作，请联系他们。",
    onlyMembers: "只有本工作区的成员可以执行此操作，请联系他们。",
    busy: "本应用现在太忙，没有执行这次操作，未做任何更改。请稍后再试。",
    deactivated: "你的 Slack 账号已停用，请联系 Slack 管理员。",
  },
);

/** One line, privately: what every feature has to say at times. */
export const renderAnswer = (
  key: "notConnected" | "tooLate" | "shareGone" | "onlyAdmins" | "onlyMembers",
  locale: Locale,
): MessageContent => {
  const t = words(locale);
  const text = t(key);
  if (key !== "notConnected") return { text, blocks: [section(text)] };
  const connect = button({ text: t.plain("connect"), actionId: BUTTONS.accountConnect, style: "primary" });
  return { text, blocks: [section(text), actions(connect)] };
};

/** The same as plain text, for under a field. */
export const answerText = (
  key: "notConnected" | "tooLate" | "shareGone" | "onlyAdmins" | "deactivated" | "busy",
  locale: Locale,
): string => words(locale).plain(key);

/** Which share was meant is not clear: how to say it. */
export const renderShareNotFound = (
  search: { readonly command: string; readonly text: string; readonly names: readonly string[] },
  locale: Locale,
): MessageContent => {
  const t = words(locale);
  const key = search.text === "" ? "whichShare" : search.names.length === 0 ? "noSuchShare" : "severalShares";
  const text = t(key, { ...search, names: search.names.slice(0, 5).join(", ") });
  return { text, blocks: [section(text)] };
};
