import { defineWords } from "../../slack/locale/words.ts";

/** What the sharing rules have to say in the form. */
export const ruleWords = defineWords(
  {
    exception: ":unlock: An exception was approved for you. It is used by the first share that needs it.",
    askException: "Ask for an exception",
    outsideWarning:
      ":warning: *People of another company read along there.* They will see the card and can open the link.",
    outsideBlocked:
      ":no_entry: *People of another company read along there*, and the rules forbid posting links in such conversations. Choose another.",
    outsideOk: "Outside people",
    outsideOkTick: "I want people of another company to get this link",
    "exception-gone": "The exception was used or has ended meanwhile. Change this, or ask for another.",
  },
  {
    exception: ":unlock: 已为你批准一次例外，将用于第一个需要它的分享。",
    askException: "申请例外",
    outsideWarning: ":warning: *该会话中有其他公司的人。* 他们会看到卡片并能打开链接。",
    outsideBlocked: ":no_entry: *该会话中有其他公司的人* ，规则不允许在此类会话中发布链接。请选择其他会话。",
    outsideOk: "外部人员",
    outsideOkTick: "我确认要让其他公司的人拿到此链接",
    "exception-gone": "例外已被使用或已结束。请修改，或再次申请。",
  },
);
