import type { Checkboxes as CheckboxesElement, Option, RadioButtons as RadioButtonsElement } from "@slack/types";
import type { VNode } from "preact";
import { useForm } from "../blocks/form.ts";
import { Text } from "../blocks/text.tsx";
import { type ElementProps, useField } from "./field.ts";

const keyOf = (option: Option, index: number): string => option.value ?? String(index);

const OptionText = ({ option }: { readonly option: Option }): VNode => (
  <span class="choice-text">
    <Text text={option.text} />
    {option.description === undefined ? null : (
      <span class="choice-description">
        <Text text={option.description} />
      </span>
    )}
  </span>
);

export const RadioButtons = (props: ElementProps<RadioButtonsElement>): VNode => {
  const { element } = props;
  const field = useField(props);
  const { scope } = useForm();
  const chosen = (field.value?.["selected_option"] as Option | null | undefined)?.value;
  return (
    <div class="choices" role="radiogroup" {...field.attributes}>
      {element.options.map((option, index) => (
        <label class="choice" key={keyOf(option, index)}>
          <input
            type="radio"
            name={`${scope}-${props.blockId}-${field.actionId}`}
            value={option.value ?? ""}
            checked={option.value === chosen}
            {...(element.focus_on_load === true && index === 0 ? { "data-focus-on-load": true } : {})}
            onChange={() => field.change({ type: element.type, selected_option: option })}
          />
          <OptionText option={option} />
        </label>
      ))}
    </div>
  );
};

export const Checkboxes = (props: ElementProps<CheckboxesElement>): VNode => {
  const { element } = props;
  const field = useField(props);
  const held = field.value?.["selected_options"];
  const chosen = Array.isArray(held) ? (held as readonly Option[]) : [];
  const isChosen = (option: Option) => chosen.some(({ value }) => value === option.value);
  return (
    <fieldset class="choices" {...field.attributes}>
      {element.options.map((option, index) => (
        <label class="choice" key={keyOf(option, index)}>
          <input
            type="checkbox"
            value={option.value ?? ""}
            checked={isChosen(option)}
            onChange={() => {
              // In the order of the options, as Slack sends them.
              const next = element.options.filter((other) => (other === option ? !isChosen(option) : isChosen(other)));
              field.change({ type: element.type, selected_options: next });
            }}
          />
          <OptionText option={option} />
        </label>
      ))}
    </fieldset>
  );
};
