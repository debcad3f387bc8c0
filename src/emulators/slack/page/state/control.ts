import { useState } from "preact/hooks";
import type { Control } from "../../protocol.ts";
import { useDesk } from "./desk.ts";

/** One of the demo's switches. `busy` is the value that is being set, the empty text for a plain button. */
export const useControl = (control: Control) => {
  const { act, toast } = useDesk();
  const [busy, setBusy] = useState<string | undefined>();
  const run = async (value: string | undefined): Promise<void> => {
    setBusy(value ?? "");
    const answer = await act({ kind: "control", id: control.id, ...(value === undefined ? {} : { value }) });
    setBusy(undefined);
    if (!answer.ok) toast(`${control.label}: ${answer.error}`, "bad");
  };
  return { busy, run };
};
