import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { type ToastTone, useDesk } from "../state/desk.ts";
import { Icon } from "./icon.tsx";

export type Toast = { readonly id: number; readonly text: string; readonly tone: ToastTone };

const PLAIN_MS = 5000;
const BAD_MS = 12_000;

const ToastView = (props: { readonly toast: Toast; readonly onDone: () => void }): VNode => {
  const { toast } = props;
  const { say } = useDesk();
  useEffect(() => {
    const timer = setTimeout(props.onDone, toast.tone === "bad" ? BAD_MS : PLAIN_MS);
    return () => clearTimeout(timer);
  }, [toast.id]);
  return (
    <div class={`toast toast--${toast.tone}`} data-testid="toast">
      <Icon name={toast.tone === "bad" ? "alert" : "done"} />
      <span>{toast.text}</span>
      <button type="button" class="button button--icon" aria-label={say("dismiss")} onClick={props.onDone}>
        <Icon name="close" />
      </button>
    </div>
  );
};

export const Toasts = (props: { readonly toasts: readonly Toast[]; readonly onDone: (id: number) => void }): VNode => {
  const ref = useRef<HTMLDivElement>(null);
  const newest = props.toasts.at(-1)?.id;
  useLayoutEffect(() => {
    // Shown anew each time, so that it lies over a modal that was opened meanwhile.
    ref.current?.hidePopover();
    if (newest !== undefined) ref.current?.showPopover();
  }, [newest]);
  return (
    <div class="toasts" popover="manual" role="status" aria-live="polite" ref={ref}>
      {props.toasts.map((toast) => (
        <ToastView key={toast.id} toast={toast} onDone={() => props.onDone(toast.id)} />
      ))}
    </div>
  );
};
