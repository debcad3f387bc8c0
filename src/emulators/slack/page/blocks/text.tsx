import type { VNode } from "preact";
import { withEmoji } from "../text/emoji.ts";
import { Mrkdwn } from "../text/mrkdwn-view.tsx";

export type AnyText = {
  readonly type: string;
  readonly text: string;
  readonly emoji?: boolean;
  readonly verbatim?: boolean;
};

/** A plain text object, as text. */
export const plainText = (text: AnyText): string => (text.emoji === false ? text.text : withEmoji(text.text));

/** A text object, plain or mrkdwn. */
export const Text = ({ text }: { readonly text: AnyText }): VNode =>
  text.type === "mrkdwn" ? (
    <Mrkdwn text={text.text} verbatim={text.verbatim === true} />
  ) : (
    <div class="lines lines--pre">{plainText(text)}</div>
  );
