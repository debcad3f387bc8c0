import type { RefObject, VNode } from "preact";
import { Icon } from "../components/icon.tsx";
import { useDesk } from "../state/desk.ts";
import type { Choice } from "./options.ts";

/** What has been chosen in a field for several. One reaches the chips with the left arrow, not with Tab. */
export const Chips = (props: {
  readonly listRef: RefObject<HTMLDivElement | null>;
  readonly chosen: readonly Choice[];
  readonly onRemove: (choice: Choice) => void;
  readonly onLeave: () => void;
}): VNode => {
  const { say } = useDesk();
  const focusAt = (index: number) => {
    const buttons = props.listRef.current?.querySelectorAll<HTMLElement>("button");
    if (buttons === undefined) return;
    if (index >= buttons.length) props.onLeave();
    else buttons[Math.max(0, index)]?.focus();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a list of inline chips
    <div class="chips" role="list" ref={props.listRef}>
      {props.chosen.map((choice, index) => (
        // biome-ignore lint/a11y/useSemanticElements: a list of inline chips
        <span class="chip" role="listitem" key={choice.value} title={choice.description ?? choice.text}>
          {choice.lead === undefined ? null : <span class="option-lead">{choice.lead}</span>}
          <span class="chip-text">{choice.text}</span>
          <button
            type="button"
            tabIndex={-1}
            aria-label={say("removeOne", { name: choice.text })}
            onClick={() => props.onRemove(choice)}
            onKeyDown={(event) => {
              if (event.key === "ArrowLeft") focusAt(index - 1);
              else if (event.key === "ArrowRight") focusAt(index + 1);
              else if (event.key === "Backspace" || event.key === "Delete") {
                event.preventDefault();
                props.onRemove(choice);
              }
            }}
          >
            <Icon name="close" />
          </button>
        </span>
      ))}
    </div>
  );
};
