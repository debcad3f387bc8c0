import type { RefObject, VNode } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { Icon } from "../components/icon.tsx";
import { useDesk } from "../state/desk.ts";
import type { Say } from "../text/words.ts";
import type { Choice, ChoiceGroup, Offer } from "./options.ts";
import { useFloating } from "./popover.ts";

export type ListboxProps = {
  readonly id: string;
  readonly label: string;
  readonly anchor: RefObject<HTMLElement | null>;
  readonly offer: Offer;
  readonly active: number;
  readonly multiple: boolean;
  readonly isChosen: (choice: Choice) => boolean;
  readonly full: boolean;
  readonly onPick: (choice: Choice) => void;
  readonly onHover: (index: number) => void;
};

export const flatChoices = (offer: Offer): readonly Choice[] =>
  "groups" in offer ? offer.groups.flatMap((group) => group.choices) : [];

export const optionId = (listId: string, index: number): string => `${listId}-option-${index}`;

const note = (say: Say, offer: Offer): string | undefined => {
  switch (offer.phase) {
    case "too-short":
      return say("typeAtLeast", { count: offer.wanted });
    case "failed":
      return say("optionsFailed", { error: offer.error });
    case "loading":
      return flatChoices(offer).length === 0 ? say("searching") : undefined;
    case "ready":
      return flatChoices(offer).length === 0 ? say("nothingFound") : undefined;
  }
};

const OptionRow = (props: ListboxProps & { readonly choice: Choice; readonly index: number }): VNode => {
  const { choice, index } = props;
  const chosen = props.isChosen(choice);
  const barred = props.full && !chosen;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the input keeps the focus and names the option by aria-activedescendant
    // biome-ignore lint/a11y/useKeyWithClickEvents: the input handles the keys
    <div
      class={`option${index === props.active ? " option--active" : ""}${barred ? " option--barred" : ""}`}
      id={optionId(props.id, index)}
      role="option"
      aria-selected={chosen}
      aria-disabled={barred}
      data-value={choice.value}
      onMouseMove={() => props.onHover(index)}
      onClick={() => {
        if (!barred) props.onPick(choice);
      }}
    >
      {choice.lead === undefined ? null : <span class="option-lead">{choice.lead}</span>}
      <span class="option-text">
        <span class="option-name">{choice.text}</span>
        {choice.description === undefined ? null : <span class="option-description">{choice.description}</span>}
      </span>
      <span class="option-check">{chosen ? <Icon name="check" /> : null}</span>
    </div>
  );
};

/** The list under a combobox. The focus stays in the input. */
export const Listbox = (props: ListboxProps): VNode => {
  const ref = useFloating<HTMLDivElement>(true, props.anchor, { matchWidth: true });
  const groups: readonly ChoiceGroup[] = "groups" in props.offer ? props.offer.groups : [];
  const { say } = useDesk();
  const message = note(say, props.offer);
  let index = -1;

  useLayoutEffect(() => {
    document.getElementById(optionId(props.id, props.active))?.scrollIntoView({ block: "nearest" });
  }, [props.active]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pressing the mouse must not take the focus from the input
    <div class="floating listbox" popover="manual" ref={ref} onMouseDown={(event) => event.preventDefault()}>
      <div>
        {message === undefined ? null : (
          <p class={props.offer.phase === "failed" ? "listbox-note listbox-note--bad" : "listbox-note"} role="status">
            {props.offer.phase === "loading" ? <span class="spinner" aria-hidden="true" /> : null}
            {message}
          </p>
        )}
        <div
          id={props.id}
          role="listbox"
          aria-label={say("choicesFor", { name: props.label })}
          aria-multiselectable={props.multiple}
          aria-busy={props.offer.phase === "loading"}
        >
          {groups.map((group, at) => {
            const rows = group.choices.map((choice) => {
              index += 1;
              return <OptionRow key={`${choice.value} ${index}`} {...props} choice={choice} index={index} />;
            });
            return group.label === undefined ? (
              rows
            ) : (
              // biome-ignore lint/a11y/useSemanticElements: a fieldset may not stand in a listbox
              <div role="group" aria-label={group.label} key={at}>
                <div class="option-group" aria-hidden="true">
                  {group.label}
                </div>
                {rows}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
};
