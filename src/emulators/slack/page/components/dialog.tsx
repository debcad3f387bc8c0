import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

const focusInside = (dialog: HTMLElement) => {
  const wanted =
    dialog.querySelector<HTMLElement>("[data-focus-on-load]") ??
    dialog.querySelector<HTMLElement>(".dialog-body :is(input, textarea)") ??
    dialog.querySelector<HTMLElement>("[data-focus-first]") ??
    dialog;
  wanted.focus();
};

/**
 * A modal window. The browser's own `dialog` keeps the focus inside, makes the rest inert and gives the
 * focus back at the end. Esc asks to close; whether it closes is up to `onCancel`.
 */
export const Dialog = (props: {
  readonly labelledBy: string;
  readonly describedBy?: string;
  readonly class: string;
  readonly role?: "dialog" | "alertdialog";
  readonly testId: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Changes when the content is another: a focus that was lost with the old content finds a new place. */
  readonly version?: string;
  readonly onCancel: () => void;
  readonly children: ComponentChildren;
}): VNode => {
  const ref = useRef<HTMLDialogElement>(null);

  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    const before = document.activeElement;
    dialog.showModal();
    focusInside(dialog);
    return () => {
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus();
      else document.querySelector<HTMLElement>("[data-testid=composer]")?.focus();
    };
  }, []);

  useLayoutEffect(() => {
    const { activeElement } = document;
    const lost = activeElement === document.body || activeElement === ref.current;
    if (ref.current !== null && lost && !ref.current.matches(".modal--beneath")) focusInside(ref.current);
  }, [props.version]);

  return (
    <dialog
      ref={ref}
      tabIndex={-1}
      class={`dialog ${props.class}`}
      role={props.role ?? "dialog"}
      aria-modal="true"
      aria-labelledby={props.labelledBy}
      {...(props.describedBy === undefined ? {} : { "aria-describedby": props.describedBy })}
      data-testid={props.testId}
      {...props.attributes}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        props.onCancel();
      }}
      onKeyDown={(event) => {
        // Handled here and not only by `cancel`: a browser closes the dialog by itself at the second Esc in a row.
        if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
        event.preventDefault();
        event.stopPropagation();
        props.onCancel();
      }}
    >
      {props.children}
    </dialog>
  );
};
