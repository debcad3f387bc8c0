import type { ConfirmationDialog } from "@slack/types";
import type { InputValue } from "../../protocol.ts";
import { useForm } from "../blocks/form.ts";
import { actionIdOf } from "../blocks/kit.ts";

/** What a block tells the element in it. */
export type ElementProps<E> = {
  readonly element: E;
  readonly blockId: string;
  /** For the label's `for`; elements outside input blocks have none. */
  readonly id?: string | undefined;
  readonly label: string;
  readonly labelledBy?: string | undefined;
  readonly describedBy?: string | undefined;
  readonly required?: boolean | undefined;
  readonly invalid?: boolean | undefined;
  /** Whether a change is told to the bot at once. */
  readonly dispatches: boolean;
};

export type Field = {
  readonly actionId: string;
  readonly value: InputValue | undefined;
  readonly busy: boolean;
  /** Keeps the value without telling anybody. */
  readonly set: (value: InputValue) => void;
  /** Keeps the value and, if the element dispatches, tells the bot; put back when the person declines to confirm. */
  readonly change: (value: InputValue) => void;
  readonly tell: (value: InputValue) => void;
  /** Attributes that name the field to assistive technology and to tests. */
  readonly attributes: {
    readonly "aria-labelledby"?: string;
    readonly "aria-label"?: string;
    readonly "aria-describedby"?: string;
    readonly "aria-required"?: boolean;
    readonly "aria-invalid"?: boolean;
    readonly "data-action-id": string;
  };
};

const confirmOf = (element: object): ConfirmationDialog | undefined =>
  "confirm" in element ? (element.confirm as ConfirmationDialog | undefined) : undefined;

/** The value of one element in its form. */
export const useField = (props: ElementProps<{ readonly type: string }>): Field => {
  const form = useForm();
  const { blockId } = props;
  const actionId = actionIdOf(props.element);
  const value = form.values[blockId]?.[actionId];
  const tell = async (next: InputValue) => {
    const went = await form.dispatch(blockId, actionId, next, confirmOf(props.element));
    if (!went && value !== undefined) form.set(blockId, actionId, value);
  };
  return {
    actionId,
    value,
    busy: form.isBusy(blockId, actionId),
    set: (next) => form.set(blockId, actionId, next),
    change: (next) => {
      form.set(blockId, actionId, next);
      if (props.dispatches) void tell(next);
    },
    tell: (next) => void tell(next),
    attributes: {
      ...(props.labelledBy === undefined ? { "aria-label": props.label } : { "aria-labelledby": props.labelledBy }),
      ...(props.describedBy === undefined ? {} : { "aria-describedby": props.describedBy }),
      ...(props.required === true ? { "aria-required": true } : {}),
      ...(props.invalid === true ? { "aria-invalid": true } : {}),
      "data-action-id": actionId,
    },
  };
};
