import type { ConfirmationDialog } from "@slack/types";
import { createContext } from "preact";
import { useContext, useRef, useState } from "preact/hooks";
import type { ActAnswer, Block, InputValue, Place } from "../../protocol.ts";
import { useDesk } from "../state/desk.ts";
import { mergeValues, type Values } from "./form-state.ts";

/** The surface that elements stand on: a message, a modal, or the Home tab. */
export type Form = {
  /** Makes ids of elements unique on the page. */
  readonly scope: string;
  readonly values: Values;
  readonly errors: Readonly<Record<string, string>>;
  /** Keeps what somebody put in. */
  readonly set: (blockId: string, actionId: string, value: InputValue) => void;
  /** Tells the bot; asks first when there is something to confirm. `false` when the person changed their mind. */
  readonly dispatch: (
    blockId: string,
    actionId: string,
    action: InputValue,
    confirm?: ConfirmationDialog,
  ) => Promise<boolean>;
  readonly suggest: (blockId: string, actionId: string, query: string) => Promise<ActAnswer>;
  readonly isBusy: (blockId: string, actionId: string) => boolean;
};

export const FormContext = createContext<Form | undefined>(undefined);

export const useForm = (): Form => {
  const form = useContext(FormContext);
  if (form === undefined) throw new Error("useForm stands outside FormContext");
  return form;
};

export type FormSource = {
  readonly scope: string;
  readonly blocks: readonly Block[];
  /** Changes when the blocks do. */
  readonly version: string;
  /** Values the emulator already knows, for a page that was reloaded. */
  readonly known?: Values | undefined;
  readonly placeFor: (values: Values) => Place;
};

/** Keeps the values of one surface across its updates, and speaks to the bot for it. */
export const useFormOf = (source: FormSource): Form & { readonly setErrors: (errors: Form["errors"]) => void } => {
  const desk = useDesk();
  const held = useRef<{ readonly version: string; readonly values: Values } | undefined>(undefined);
  const [, redraw] = useState(0);
  const [errors, setErrors] = useState<Form["errors"]>({});
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());

  if (held.current?.version !== source.version) {
    const before = held.current?.values ?? source.known ?? {};
    held.current = { version: source.version, values: mergeValues(source.blocks, before, desk.channel?.id) };
  }
  const keyOf = (blockId: string, actionId: string) => `${blockId}\n${actionId}`;
  const latest = () => held.current?.values ?? {};

  return {
    scope: source.scope,
    values: held.current.values,
    errors,
    setErrors,
    set: (blockId, actionId, value) => {
      const values = latest();
      held.current = {
        version: source.version,
        values: { ...values, [blockId]: { ...values[blockId], [actionId]: value } },
      };
      redraw((count) => count + 1);
      if (errors[blockId] !== undefined) {
        const { [blockId]: _, ...rest } = errors;
        setErrors(rest);
      }
    },
    dispatch: async (blockId, actionId, action, confirm) => {
      if (confirm !== undefined && !(await desk.confirm(confirm))) return false;
      const key = keyOf(blockId, actionId);
      setBusy((before) => new Set([...before, key]));
      const answer = await desk.act({ kind: "action", place: source.placeFor(latest()), blockId, actionId, action });
      setBusy((before) => new Set([...before].filter((other) => other !== key)));
      if (!answer.ok) desk.toast(desk.say("notTaken", { error: answer.error }), "bad");
      return true;
    },
    suggest: (blockId, actionId, query) =>
      desk.act({ kind: "suggest", place: source.placeFor(latest()), blockId, actionId, query }),
    isBusy: (blockId, actionId) => busy.has(keyOf(blockId, actionId)),
  };
};
