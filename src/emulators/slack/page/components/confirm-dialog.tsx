import type { ConfirmationDialog } from "@slack/types";
import type { VNode } from "preact";
import { useId } from "preact/hooks";
import { plainText, Text } from "../blocks/text.tsx";
import { useDesk } from "../state/desk.ts";
import { Dialog } from "./dialog.tsx";

/** Asks before something is done. */
export const ConfirmDialog = (props: {
  readonly question: ConfirmationDialog;
  readonly onAnswer: (yes: boolean) => void;
}): VNode => {
  const { question } = props;
  const { say } = useDesk();
  const id = useId();
  return (
    <Dialog
      class="confirm"
      role="alertdialog"
      testId="confirm"
      labelledBy={`${id}-title`}
      describedBy={`${id}-text`}
      onCancel={() => props.onAnswer(false)}
    >
      <h2 class="dialog-title" id={`${id}-title`}>
        {question.title === undefined ? say("sure") : plainText(question.title)}
      </h2>
      <div class="confirm-text" id={`${id}-text`}>
        <Text text={question.text} />
      </div>
      <div class="dialog-foot">
        <button type="button" class="button" data-testid="confirm-no" onClick={() => props.onAnswer(false)}>
          {question.deny === undefined ? say("no") : plainText(question.deny)}
        </button>
        <button
          type="button"
          class={question.style === "danger" ? "button button--danger-filled" : "button button--primary"}
          data-testid="confirm-yes"
          data-focus-first
          onClick={() => props.onAnswer(true)}
        >
          {question.confirm === undefined ? say("yes") : plainText(question.confirm)}
        </button>
      </div>
    </Dialog>
  );
};
