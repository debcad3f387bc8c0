import type {
  ActionsBlock,
  Button,
  ConfirmationDialog,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  InputBlock,
  KnownBlock,
  ModalView,
  MrkdwnElement,
  Overflow,
  PlainTextElement,
  PlainTextOption,
  RichTextBlock,
  RichTextBlockElement,
  SectionBlock,
} from "@slack/types";
import { LIMITS } from "./limits.ts";
import { truncate } from "./mrkdwn.ts";

/** What stands in a message: blocks for people, text for notifications and for clients without blocks. */
export type MessageContent = {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
};

export const plainText = (text: string, limit: number): PlainTextElement => ({
  type: "plain_text",
  text: truncate(text, limit),
  emoji: true,
});

export const mrkdwn = (text: string, limit: number = LIMITS.sectionText): MrkdwnElement => ({
  type: "mrkdwn",
  text: truncate(text, limit),
  verbatim: true,
});

/** @param text mrkdwn, with everything from outside escaped already */
export const section = (text: string, blockId?: string): SectionBlock => ({
  type: "section",
  ...(blockId === undefined ? {} : { block_id: blockId }),
  text: mrkdwn(text),
});

export const divider = (): DividerBlock => ({ type: "divider" });

export const header = (text: string): HeaderBlock => ({ type: "header", text: plainText(text, LIMITS.headerText) });

export const context = (...texts: readonly string[]): ContextBlock => ({
  type: "context",
  elements: texts.slice(0, LIMITS.contextElements).map((text) => mrkdwn(text)),
});

export const actions = (...elements: readonly ActionsBlock["elements"][number][]): ActionsBlock => ({
  type: "actions",
  elements: elements.slice(0, LIMITS.actionElements),
});

export const button = (options: {
  readonly text: string;
  readonly actionId: string;
  readonly value?: string;
  readonly url?: string;
  readonly style?: "primary" | "danger";
  readonly confirm?: ConfirmationDialog;
}): Button => ({
  type: "button",
  text: plainText(options.text, LIMITS.buttonText),
  action_id: options.actionId,
  ...(options.value === undefined ? {} : { value: options.value }),
  ...(options.url === undefined ? {} : { url: options.url }),
  ...(options.style === undefined ? {} : { style: options.style }),
  ...(options.confirm === undefined ? {} : { confirm: options.confirm }),
});

export const confirmation = (options: {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly deny: string;
  readonly danger?: boolean;
}): ConfirmationDialog => ({
  title: plainText(options.title, LIMITS.confirmTitle),
  text: plainText(options.text, LIMITS.confirmText),
  confirm: plainText(options.confirm, LIMITS.confirmButton),
  deny: plainText(options.deny, LIMITS.confirmButton),
  ...(options.danger === true ? { style: "danger" } : {}),
});

/** A menu behind three dots. Slack takes at most five options. */
export const overflow = (actionId: string, options: readonly PlainTextOption[]): Overflow => ({
  type: "overflow",
  action_id: actionId,
  options: options.slice(0, LIMITS.overflowOptions),
});

/** Text in which nothing is a mark: names with `*`, `~` or `<` in them stand as they are. */
export const richText = (...elements: readonly RichTextBlockElement[]): RichTextBlock => ({
  type: "rich_text",
  elements: [...elements],
});

export const option = (text: string, value: string, description?: string): PlainTextOption => ({
  text: plainText(text, LIMITS.optionText),
  value,
  ...(description === undefined || description === ""
    ? {}
    : { description: plainText(description, LIMITS.optionDescription) }),
});

/** One field of a modal. Its `action_id` equals its `block_id` (the stable names). */
export const input = (options: {
  readonly id: string;
  readonly label: string;
  readonly element: InputBlock["element"];
  readonly hint?: string;
  readonly optional?: boolean;
  readonly dispatch?: boolean;
}): InputBlock => ({
  type: "input",
  block_id: options.id,
  label: plainText(options.label, LIMITS.label),
  element: options.element,
  ...(options.hint === undefined ? {} : { hint: plainText(options.hint, LIMITS.label) }),
  ...(options.optional === true ? { optional: true } : {}),
  ...(options.dispatch === true ? { dispatch_action: true } : {}),
});

/** A field in which one of a few is chosen. `value`: that of the option chosen at first; none, when no option has it. */
export const radio = (id: string, label: string, options: readonly PlainTextOption[], value: string): InputBlock => {
  const chosen = options.find((candidate) => candidate.value === value);
  return input({
    id,
    label,
    element: {
      type: "radio_buttons",
      action_id: id,
      options: [...options],
      ...(chosen === undefined ? {} : { initial_option: chosen }),
    },
  });
};

export const modal = (options: {
  readonly callbackId: string;
  readonly title: string;
  readonly close: string;
  readonly submit?: string;
  readonly blocks: readonly KnownBlock[];
  readonly metadata?: string;
}): ModalView => ({
  type: "modal",
  callback_id: options.callbackId,
  title: plainText(options.title, LIMITS.modalTitle),
  close: plainText(options.close, LIMITS.modalButton),
  ...(options.submit === undefined ? {} : { submit: plainText(options.submit, LIMITS.modalButton) }),
  private_metadata: options.metadata ?? "",
  blocks: options.blocks.slice(0, LIMITS.viewBlocks),
});
