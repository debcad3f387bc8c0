import type { Overflow } from "@slack/types";
import type { VNode } from "preact";
import { plainText } from "../blocks/text.tsx";
import { Icon } from "../components/icon.tsx";
import { Menu } from "../components/menu.tsx";
import { useDesk } from "../state/desk.ts";
import { type ElementProps, useField } from "./field.ts";

export const OverflowMenu = (props: ElementProps<Overflow>): VNode => {
  const { say } = useDesk();
  const field = useField(props);
  return (
    <Menu
      label={say("moreOptions")}
      buttonClass="button button--icon"
      buttonAttributes={{ "data-action-id": field.actionId, "aria-busy": field.busy }}
      button={field.busy ? <span class="spinner" aria-hidden="true" /> : <Icon name="more" />}
      items={props.element.options.map((option, index) => ({
        key: option.value ?? String(index),
        label: plainText(option.text),
        ...(option.description === undefined ? {} : { detail: plainText(option.description) }),
        ...(option.url === undefined ? {} : { url: option.url }),
        onSelect: () => field.tell({ type: "overflow", selected_option: option }),
      }))}
    />
  );
};
