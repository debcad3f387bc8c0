import { defineWords } from "../../slack/locale/words.ts";

/** Of posting a share's card in a conversation, and of what keeps it from there. */
export const postWords = defineWords(
  {
    posting: "The card of *{{name}}* is being posted here.",
    postingDirect: "The card of *{{name}}* is being sent to you: this app cannot write in this conversation.",
    onlyOwner: "Only the owner of a share can post it.",
    unseen: "This app cannot see {{- channel}}: it is private. Write `/invite @KooDrive` there, then press again.",
    refused: ":no_entry: *{{name}}* was not posted in {{- channel}}.\n{{- why}}",
    askException: "Ask for an exception",
    confirm:
      ":warning: *People of another company read along in {{- channel}}.* They will see the card of *{{name}}* and its link.",
    confirmOpen: "Its link opens for anyone who has it, them included.",
    confirmPress: "Post it, they may see it",
    kept: ":warning: The link is ready, but it was not posted in {{- channel}}.\n{{- why}}",
    keptUnconfirmed:
      ":warning: The link is ready, but it was not posted: people of another company read along in {{- channel}}. If they should see it, write `/koodrive shares` there and press “Post here”.",
  },
  {
    posting: "正在这里发布 *{{name}}* 的卡片。",
    postingDirect: "正在把 *{{name}}* 的卡片发给你：本应用不能在此会话中发言。",
    onlyOwner: "只有分享者本人可以发布它。",
    unseen: "本应用看不到 {{- channel}}：它是私有频道。请在那里输入 `/invite @KooDrive`，然后再试一次。",
    refused: ":no_entry: *{{name}}* 没有发到 {{- channel}}。\n{{- why}}",
    askException: "申请例外",
    confirm: ":warning: *{{- channel}} 中有其他公司的人。* 他们会看到 *{{name}}* 的卡片和链接。",
    confirmOpen: "任何拿到链接的人都能打开它，包括他们。",
    confirmPress: "确认发布，他们可以看到",
    kept: ":warning: 链接已生成，但没有发到 {{- channel}}。\n{{- why}}",
    keptUnconfirmed:
      ":warning: 链接已生成，但没有发布：{{- channel}} 中有其他公司的人。如果要让他们看到，请在那里输入 `/koodrive shares`，再点“发到这里”。",
  },
);
