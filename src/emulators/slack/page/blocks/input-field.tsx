import type { InputBlock } from "@slack/types";
import type { VNode } from "preact";
import { Icon } from "../components/icon.tsx";
import { Element } from "../elements/element.tsx";
import { useDesk } from "../state/desk.ts";
import { useForm } from "./form.ts";
import { knownElement } from "./kit.ts";
import { plainText } from "./text.tsx";

const isGroup = (type: string) => type === "radio_buttons" || type === "checkboxes";

/** A labelled field with its hint and, when refused, the reason. */
export const InputField = (props: { readonly block: InputBlock; readonly blockId: string }): VNode => {
  const { block, blockId } = props;
  const form = useForm();
  const id = `${form.scope}-${blockId}`;
  const { say } = useDesk();
  const error = form.errors[blockId];
  const label = plainText(block.label);
  const described = [block.hint === undefined ? "" : `${id}-hint`, error === undefined ? "" : `${id}-error`]
    .filter((part) => part !== "")
    .join(" ");
  const Label = isGroup(block.element.type) ? "div" : "label";
  return (
    <div
      class={error === undefined ? "input-field" : "input-field input-field--wrong"}
      data-testid={`field-${blockId}`}
    >
      <Label class="input-label" id={`${id}-label`} {...(Label === "label" ? { for: id } : {})}>
        {label}
        {block.optional === true ? <span class="input-optional">{say("optional")}</span> : null}
      </Label>
      <Element
        element={knownElement(block.element)}
        blockId={blockId}
        id={id}
        label={label}
        labelledBy={`${id}-label`}
        describedBy={described === "" ? undefined : described}
        required={block.optional !== true}
        invalid={error !== undefined}
        dispatches={block.dispatch_action === true}
      />
      {error === undefined ? null : (
        <p class="input-error" role="alert" id={`${id}-error`}>
          <Icon name="alert" /> {error}
        </p>
      )}
      {block.hint === undefined ? null : (
        <p class="input-hint" id={`${id}-hint`}>
          {plainText(block.hint)}
        </p>
      )}
    </div>
  );
};
