import { defineWords } from "../../slack/locale/words.ts";

/** What the sharing rules have to say in the form. */
export const ruleWords = defineWords(
  {
    setBy: ":lock: Rules set by {{- author}}: {{- rules}}.",
    most_one: "at most {{count}} day",
    most_other: "at most {{count}} days",
    codeAlways: "an access code on every link",
    codeOutside: "an access code on links that work outside the company",
    scopes: "only: {{names}}",
    noOutside: "you may not share outside the company",
    exception: ":unlock: An exception was approved for you. It is used by the first share that needs it.",
    askException: "Ask for an exception",
    outsideWarning:
      ":warning: *People of another company read along there.* They will see the card and can open the link.",
    outsideBlocked:
      ":no_entry: *People of another company read along there*, and the rules forbid posting links in such conversations. Choose another.",
    outsideOk: "Outside people",
    outsideOkTick: "I want people of another company to get this link",
    "too-long_one": "The sharing rules allow at most {{count}} day. Choose less, or ask for an exception.",
    "too-long_other": "The sharing rules allow at most {{count}} days. Choose less, or ask for an exception.",
    "code-required": "The sharing rules want an access code on this link. Choose one, or ask for an exception.",
    "scope-forbidden": "The sharing rules do not allow this. Choose another, or ask for an exception.",
    "outside-forbidden":
      "The sharing rules do not let you share outside the company. Choose another, or ask for an exception.",
    "outside-blocked":
      "People of another company read along there, and the sharing rules forbid that. Choose another, or ask for an exception.",
    "outside-unconfirmed": "People of another company read along there. Tick that you want this, then share again.",
    "exception-gone": "The exception was used or has ended meanwhile. Change this, or ask for another.",
    external: "anyone with the link",
    company: "everyone in the company",
    people: "people you name",
  },
  {
    setBy: ":lock: {{- author}} 设定的规则：{{- rules}}。",
    most_other: "最长 {{count}} 天",
    codeAlways: "所有链接都需访问码",
    codeOutside: "可在公司外打开的链接需访问码",
    scopes: "仅限：{{names}}",
    noOutside: "你不能向公司外分享",
    exception: ":unlock: 已为你批准一次例外，将用于第一个需要它的分享。",
    askException: "申请例外",
    outsideWarning: ":warning: *该会话中有其他公司的人。*他们会看到卡片并能打开链接。",
    outsideBlocked: ":no_entry: *该会话中有其他公司的人*，规则不允许在此类会话中发布链接。请选择其他会话。",
    outsideOk: "外部人员",
    outsideOkTick: "我确认要让其他公司的人拿到此链接",
    "too-long_other": "分享规则最长允许 {{count}} 天。请缩短，或申请例外。",
    "code-required": "分享规则要求此链接设置访问码。请设置，或申请例外。",
    "scope-forbidden": "分享规则不允许此范围。请选择其他，或申请例外。",
    "outside-forbidden": "分享规则不允许你向公司外分享。请选择其他，或申请例外。",
    "outside-blocked": "该会话中有其他公司的人，分享规则不允许。请选择其他会话，或申请例外。",
    "outside-unconfirmed": "该会话中有其他公司的人。请勾选确认后再分享。",
    "exception-gone": "例外已被使用或已结束。请修改，或再次申请。",
    external: "任何拿到链接的人",
    company: "公司所有人",
    people: "指定的人",
  },
);
