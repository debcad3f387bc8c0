import { UNLINKED } from "../domain/person.ts";
import { REFUSED_BY_RULES } from "../domain/sharing-policy.ts";
import type { FailureFacts } from "../lib/errors.ts";
import type { Locale } from "./locale/locale.ts";
import { defineWords } from "./locale/words.ts";

const words = defineWords(
  {
    "not-signed-in":
      "The drive did not accept this app's sign-in. Nothing was changed. Your Slack administrator has to check the app's KooDrive credentials.",
    "not-allowed":
      "The drive does not allow this ({{detail}}). Ask the owner of the files, or your drive administrator, for the right.",
    "not-found":
      "The drive cannot find this any more ({{detail}}). It may have been moved or deleted. Look for it again.",
    invalid: "The drive refused what was entered ({{detail}}). Change it and try again.",
    conflict: "The drive cannot do this in the present state ({{detail}}). Look at it on the drive, then try again.",
    limited: "Too much was asked at once, and the limit was reached. Nothing was lost; please try again in a minute.",
    unavailable: "The drive cannot be reached at the moment. Nothing was changed; please try again in some minutes.",
    "unknown-outcome":
      "There was no answer in time, so it is not certain whether it was done. Look on the drive before you try again.",
    protocol:
      "The drive gave an answer that this app does not understand. Please tell your Slack administrator the reference below.",
    bug: "Something went wrong in this app. Please tell your Slack administrator the reference below.",
    unlinked:
      "Your Slack account is no longer connected to the drive account that this was asked for with, so it was stopped. Connect with `/koodrive connect`, then ask for it anew.",
    rules:
      "The sharing rules of your workspace do not allow this share. They may have changed since you opened the form; open it again to see what they allow, or to ask for an exception.",
    store:
      "This app cannot use its own records at the moment. Please try again in a minute. Should it have been taken after all, you will find it with `/koodrive shares` and `/koodrive tasks`.",
    slack:
      "Slack could not be reached to show you this. Please try again in a moment. Should it have been taken after all, you will find it with `/koodrive shares` and `/koodrive tasks`.",
    reference: "Reference: `{{reference}}`",
    noDetail: "no reason given",
    driveCode: "drive error {{code}}",
    code13000102: "a value is not accepted",
    code13000301: "the space is missing or out of order",
    code13000302: "the file is not in the chosen space",
    code13000305: "the folder is in the recycle bin",
    code13000306: "the file is in the recycle bin",
    code13000309: "it does not exist",
    code13000311: "the space is full",
    code13000312: "the file is already in that folder",
    code13000405: "the name is taken",
    code13000406: "folders cannot be used for this",
    code13000410: "no permission on the space",
    code13000411: "the file is not in that space",
    code13000412: "the space is not active",
  },
  {
    "not-signed-in": "云盘没有接受本应用的登录，未做任何更改。请 Slack 管理员检查本应用的 KooDrive 凭据。",
    "not-allowed": "云盘不允许此操作（{{detail}}）。请向文件所有者或云盘管理员申请权限。",
    "not-found": "云盘里已找不到它（{{detail}}），可能已被移动或删除。请重新查找。",
    invalid: "云盘拒绝了输入（{{detail}}）。请修改后重试。",
    conflict: "在当前状态下云盘无法执行（{{detail}}）。请先在云盘上查看，再重试。",
    limited: "一次请求过多，已达上限。没有丢失任何内容，请一分钟后重试。",
    unavailable: "暂时无法连接云盘，未做任何更改；请过几分钟重试。",
    "unknown-outcome": "没有及时收到答复，无法确定是否已完成。重试前请先在云盘上查看。",
    protocol: "云盘返回了本应用无法理解的答复。请把下面的编号告诉 Slack 管理员。",
    bug: "本应用出错了。请把下面的编号告诉 Slack 管理员。",
    unlinked:
      "你的 Slack 账号已不再绑定当时使用的云盘账号，因此该操作已停止。请用 `/koodrive connect` 绑定后重新发起。",
    rules:
      "你所在工作区的分享规则不允许此分享。规则可能在你打开表单后有变动；请重新打开表单查看允许的选项，或申请例外。",
    store:
      "本应用暂时无法使用自己的记录，请一分钟后再试。如果刚才的请求其实已被记下，可用 `/koodrive shares` 和 `/koodrive tasks` 看到。",
    slack:
      "暂时无法通过 Slack 向你显示，请稍后再试。如果刚才的请求其实已被接受，可用 `/koodrive shares` 和 `/koodrive tasks` 看到。",
    reference: "编号：`{{reference}}`",
    noDetail: "未说明原因",
    driveCode: "云盘错误码 {{code}}",
    code13000102: "有内容不被接受",
    code13000301: "空间不存在或状态异常",
    code13000302: "文件不在所选空间",
    code13000305: "文件夹在回收站中",
    code13000306: "文件在回收站中",
    code13000309: "它不存在",
    code13000311: "空间已满",
    code13000312: "文件已在该文件夹中",
    code13000405: "名称已被占用",
    code13000406: "不能用于文件夹",
    code13000410: "没有该空间的权限",
    code13000411: "文件不在该空间",
    code13000412: "空间未激活",
  },
);

/** What happened, what to do next, who must act, and the reference: mrkdwn. */
export const explainFailure = (facts: FailureFacts, locale: Locale): string => {
  const t = words(locale);
  if (facts.operation === UNLINKED.operation) return t("unlinked");
  if (facts.operation === REFUSED_BY_RULES) return t("rules");
  const sentence = t(elsewhere(facts) ?? facts.code, { detail: detailOf(facts.remoteCode, locale) });
  return facts.reference === undefined ? sentence : `${sentence}\n${t("reference", { reference: facts.reference })}`;
};

/** It was not the drive that could not be reached. */
const elsewhere = ({ code, operation }: FailureFacts): "store" | "slack" | undefined => {
  if (code === "unavailable" && operation.startsWith("store.")) return "store";
  const isAway = code === "unavailable" || code === "unknown-outcome";
  return isAway && operation.startsWith("slack.") ? "slack" : undefined;
};

const KNOWN_CODES = [
  "13000102",
  "13000301",
  "13000302",
  "13000305",
  "13000306",
  "13000309",
  "13000311",
  "13000312",
  "13000405",
  "13000406",
  "13000410",
  "13000411",
  "13000412",
] as const;

const detailOf = (remoteCode: string | undefined, locale: Locale): string => {
  const t = words(locale);
  if (remoteCode === undefined) return t.plain("noDetail");
  const known = KNOWN_CODES.find((code) => code === remoteCode);
  return known === undefined ? t.plain("driveCode", { code: remoteCode }) : t.plain(`code${known}`);
};
