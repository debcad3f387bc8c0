import { LIMITS } from "../limits.ts";
import { checkFields, checkFlag, checkOneOf, checkString, type Issues, objectAt, type TextRule } from "./issues.ts";

const checkTextObject = (
  issues: Issues,
  at: string,
  value: unknown,
  types: readonly string[],
  rule: TextRule,
): void => {
  if (value === undefined && rule.required !== true) return;
  const text = objectAt(issues, at, value);
  if (text === undefined) return;
  if (typeof text.type !== "string" || !types.includes(text.type)) {
    issues.add(`${at}/type`, `must be one of: ${types.join(", ")}`);
    return;
  }
  const mrkdwn = text.type === "mrkdwn";
  checkFields(issues, at, text, mrkdwn ? ["type", "text", "verbatim"] : ["type", "text", "emoji"]);
  checkString(issues, `${at}/text`, text.text, { min: 1, max: rule.max, required: true });
  checkFlag(issues, `${at}/emoji`, text.emoji);
  checkFlag(issues, `${at}/verbatim`, text.verbatim);
};

/** A text object of type plain_text. */
export const checkPlain = (issues: Issues, at: string, value: unknown, rule: TextRule): void =>
  checkTextObject(issues, at, value, ["plain_text"], rule);

/** A text object of either type. */
export const checkText = (issues: Issues, at: string, value: unknown, rule: TextRule): void =>
  checkTextObject(issues, at, value, ["plain_text", "mrkdwn"], rule);

/** A text object of type mrkdwn. */
export const checkMrkdwn = (issues: Issues, at: string, value: unknown, rule: TextRule): void =>
  checkTextObject(issues, at, value, ["mrkdwn"], rule);

/** https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object */
export const checkConfirm = (issues: Issues, at: string, value: unknown): void => {
  if (value === undefined) return;
  const confirm = objectAt(issues, at, value);
  if (confirm === undefined) return;
  checkFields(issues, at, confirm, ["title", "text", "confirm", "deny", "style"]);
  checkPlain(issues, `${at}/title`, confirm.title, { max: LIMITS.confirmTitle, required: true });
  checkText(issues, `${at}/text`, confirm.text, { max: LIMITS.confirmText, required: true });
  checkPlain(issues, `${at}/confirm`, confirm.confirm, { max: LIMITS.confirmButton, required: true });
  checkPlain(issues, `${at}/deny`, confirm.deny, { max: LIMITS.confirmButton, required: true });
  checkOneOf(issues, `${at}/style`, confirm.style, ["primary", "danger"]);
};
