import type { VNode } from "preact";
import { type AnyElement, isStateful } from "../blocks/kit.ts";
import { useDesk } from "../state/desk.ts";
import { BlockButton } from "./block-button.tsx";
import { Checkboxes, RadioButtons } from "./choices.tsx";
import { DateField, DateTimeField, TimeField } from "./date-fields.tsx";
import type { ElementProps } from "./field.ts";
import { FileField } from "./file-field.tsx";
import { OverflowMenu } from "./overflow-menu.tsx";
import { SelectField } from "./select-field.tsx";
import { TextField } from "./text-field.tsx";

/** One Block Kit element, whatever its type. */
export const Element = (props: ElementProps<AnyElement>): VNode => {
  const { element } = props;
  const { say } = useDesk();
  switch (element.type) {
    case "button":
      return <BlockButton {...props} element={element} />;
    case "overflow":
      return <OverflowMenu {...props} element={element} />;
    case "image":
      return (
        <img
          class="accessory-image"
          src={"image_url" in element ? element.image_url : ""}
          alt={element.alt_text}
          loading="lazy"
        />
      );
    case "plain_text_input":
    case "email_text_input":
    case "url_text_input":
    case "number_input":
      return <TextField {...props} element={element} />;
    case "radio_buttons":
      return <RadioButtons {...props} element={element} />;
    case "checkboxes":
      return <Checkboxes {...props} element={element} />;
    case "datepicker":
      return <DateField {...props} element={element} />;
    case "timepicker":
      return <TimeField {...props} element={element} />;
    case "datetimepicker":
      return <DateTimeField {...props} element={element} />;
    case "file_input":
      return <FileField {...props} element={element} />;
    default:
      if (isStateful(element)) return <SelectField {...props} element={element} />;
      return <span class="unknown-block">{say("unknownElement", { type: (element as { type: string }).type })}</span>;
  }
};
