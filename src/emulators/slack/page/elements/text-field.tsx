import type { VNode } from "preact";
import type { TextInput } from "../blocks/kit.ts";
import { plainText } from "../blocks/text.tsx";
import { useDesk } from "../state/desk.ts";
import { type ElementProps, useField } from "./field.ts";

const KINDS = {
  plain_text_input: { type: "text", inputMode: "text", autocomplete: "off" },
  email_text_input: { type: "text", inputMode: "email", autocomplete: "email" },
  url_text_input: { type: "text", inputMode: "url", autocomplete: "url" },
  number_input: { type: "text", inputMode: "decimal", autocomplete: "off" },
} as const;

/** One line or several. What is too long can be typed and is counted, so that nothing pasted is cut off silently. */
export const TextField = (props: ElementProps<TextInput>): VNode => {
  const { element } = props;
  const { say } = useDesk();
  const field = useField(props);
  const held = field.value?.["value"];
  const text = typeof held === "string" ? held : "";
  const multiline = element.type === "plain_text_input" && element.multiline === true;
  const max = element.type === "plain_text_input" ? element.max_length : undefined;
  const length = Array.from(text).length;
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const valueFor = (typed: string) => ({ type: element.type, value: typed === "" ? null : typed });

  const attributes = {
    ...field.attributes,
    ...(props.id === undefined ? {} : { id: props.id }),
    class: "text-input",
    value: text,
    placeholder: element.placeholder === undefined ? "" : plainText(element.placeholder),
    ...(element.focus_on_load === true ? { "data-focus-on-load": true } : {}),
    onInput: (event: { readonly currentTarget: HTMLInputElement | HTMLTextAreaElement }) => {
      const next = valueFor(event.currentTarget.value);
      if (props.dispatches && triggers.includes("on_character_entered")) field.change(next);
      else field.set(next);
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" || event.isComposing || !props.dispatches) return;
      if (!triggers.includes("on_enter_pressed") || (multiline && event.shiftKey)) return;
      event.preventDefault();
      field.change(valueFor(text));
    },
  };

  return (
    <div class={multiline ? "text-field text-field--multiline" : "text-field"}>
      {multiline ? <textarea {...attributes} rows={4} /> : <input {...attributes} {...KINDS[element.type]} />}
      {max === undefined ? null : (
        <span class={length > max ? "counter counter--over" : "counter"} aria-live={length > max ? "polite" : "off"}>
          <span class="sr-only">{say("characters")} </span>
          {length} / {max}
        </span>
      )}
    </div>
  );
};
