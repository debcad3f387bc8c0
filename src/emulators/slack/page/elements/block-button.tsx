import type { Button } from "@slack/types";
import type { VNode } from "preact";
import type { InputValue } from "../../protocol.ts";
import { plainText } from "../blocks/text.tsx";
import { Icon } from "../components/icon.tsx";
import { type ElementProps, useField } from "./field.ts";

const payload = (button: Button): InputValue => ({
  type: "button",
  text: button.text,
  ...(button.value === undefined ? {} : { value: button.value }),
  ...(button.style === undefined ? {} : { style: button.style }),
});

/** A button of a message or view; one with an address opens it and tells the bot as well. */
export const BlockButton = (props: ElementProps<Button>): VNode => {
  const { element } = props;
  const field = useField(props);
  const name = `button${element.style === undefined ? "" : ` button--${element.style}`}`;
  const label = plainText(element.text);
  const attributes = {
    class: name,
    "data-action-id": field.actionId,
    ...(element.accessibility_label === undefined ? {} : { "aria-label": element.accessibility_label }),
  };
  if (element.url !== undefined && /^https?:/i.test(element.url)) {
    return (
      <a
        {...attributes}
        href={element.url}
        target="_blank"
        rel="noopener noreferrer"
        onClick={() => field.tell(payload(element))}
      >
        {label}
        <Icon name="external" />
      </a>
    );
  }
  return (
    <button
      {...attributes}
      type="button"
      aria-busy={field.busy}
      onClick={() => {
        if (!field.busy) field.tell(payload(element));
      }}
    >
      {field.busy ? <span class="spinner" aria-hidden="true" /> : null}
      {label}
    </button>
  );
};
