import type { ComponentChildren, VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useDesk } from "../state/desk.ts";
import { Icon } from "./icon.tsx";

/** What stands to the right of a conversation; over it in a narrow window. Esc closes it. */
export const SidePanel = (props: {
  readonly id: "demo" | "problems" | "thread";
  readonly title: string;
  readonly detail?: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}): VNode => {
  const { say } = useDesk();
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    // A thread's composer has taken the focus by now; other panels take it themselves.
    if (ref.current?.contains(before) === true) return;
    ref.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <aside
      ref={ref}
      tabIndex={-1}
      class="side"
      aria-label={props.title}
      data-testid={`panel-${props.id}`}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
        event.preventDefault();
        props.onClose();
      }}
    >
      <header class="side-head">
        <h2 class="side-title">{props.title}</h2>
        {props.detail === undefined ? null : <span class="muted">{props.detail}</span>}
        <button
          type="button"
          class="button button--icon"
          aria-label={say("closePanel", { title: props.title })}
          onClick={props.onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      {props.children}
    </aside>
  );
};
