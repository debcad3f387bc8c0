import type { VNode } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { Icon } from "../components/icon.tsx";
import { useDesk } from "../state/desk.ts";
import { Chips } from "./chips.tsx";
import type { Field } from "./field.ts";
import { flatChoices, Listbox, optionId } from "./listbox.tsx";
import { type Choice, type ChoiceSource, useOffer } from "./options.ts";

export type ComboboxProps = {
  readonly id: string | undefined;
  readonly label: string;
  readonly attributes: Field["attributes"];
  readonly placeholder: string;
  readonly multiple: boolean;
  readonly max?: number | undefined;
  readonly clearable: boolean;
  readonly focusOnLoad: boolean;
  readonly busy: boolean;
  readonly source: ChoiceSource;
  readonly chosen: readonly Choice[];
  readonly onChange: (choices: readonly Choice[]) => void;
};

const PAGE = 8;

/** A field to choose one or several things from a list by typing (ARIA combobox with a listbox). */
export const Combobox = (props: ComboboxProps): VNode => {
  const { chosen, multiple } = props;
  const { say } = useDesk();
  const listId = useId();
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const chips = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const offer = useOffer(props.source, query, open);
  const choices = flatChoices(offer);
  const full = multiple && props.max !== undefined && chosen.length >= props.max;
  const single = multiple ? undefined : chosen[0];
  const isChosen = (choice: Choice) => chosen.some(({ value }) => value === choice.value);

  const show = () => {
    if (open) return;
    setOpen(true);
    setQuery("");
    setActive(0);
  };
  const hide = () => {
    setOpen(false);
    setQuery("");
  };
  const pick = (choice: Choice) => {
    if (!multiple) {
      props.onChange([choice]);
      hide();
      return;
    }
    if (isChosen(choice)) props.onChange(chosen.filter(({ value }) => value !== choice.value));
    else if (!full) props.onChange([...chosen, choice]);
    setQuery("");
  };
  const move = (to: number) => {
    if (choices.length > 0) setActive(Math.max(0, Math.min(to, choices.length - 1)));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const at = Math.min(active, choices.length - 1);
    switch (event.key) {
      case "ArrowDown":
        event.preventDefault();
        if (open) move(event.altKey ? choices.length - 1 : at + 1);
        else show();
        return;
      case "ArrowUp":
        event.preventDefault();
        if (open) move(at - 1);
        else show();
        return;
      case "PageDown":
      case "PageUp":
        if (!open) return;
        event.preventDefault();
        move(at + (event.key === "PageDown" ? PAGE : -PAGE));
        return;
      case "Enter": {
        // Never submits the form: in a list, Enter chooses.
        if (event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        const choice = choices[at];
        if (!open) show();
        else if (choice !== undefined && !(full && !isChosen(choice))) pick(choice);
        return;
      }
      case "Escape":
        if (!open) return;
        event.preventDefault();
        event.stopPropagation();
        hide();
        return;
      case "Backspace":
        if (multiple && query === "" && chosen.length > 0) props.onChange(chosen.slice(0, -1));
        else if (!multiple && !open && props.clearable && single !== undefined) props.onChange([]);
        return;
      case "ArrowLeft":
        if (multiple && query === "") chips.current?.querySelector<HTMLElement>(".chip:last-child button")?.focus();
        return;
      default:
        return;
    }
  };

  const active_ = open && choices.length > 0 ? optionId(listId, Math.min(active, choices.length - 1)) : undefined;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the input inside handles the keys
    // biome-ignore lint/a11y/noStaticElementInteractions: a wider place to click
    <div
      class={`combobox${multiple ? " combobox--multiple" : ""}${open ? " combobox--open" : ""}`}
      ref={box}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest("button") !== null) return;
        input.current?.focus();
        show();
      }}
    >
      {multiple && chosen.length > 0 ? (
        <Chips
          listRef={chips}
          chosen={chosen}
          onRemove={(choice) => {
            props.onChange(chosen.filter(({ value }) => value !== choice.value));
            input.current?.focus();
          }}
          onLeave={() => input.current?.focus()}
        />
      ) : null}
      <div class="combobox-line">
        {single?.lead === undefined || open ? null : <span class="option-lead">{single.lead}</span>}
        <input
          {...props.attributes}
          ref={input}
          {...(props.id === undefined ? {} : { id: props.id })}
          class="combobox-input"
          role="combobox"
          type="text"
          autocomplete="off"
          spellcheck={false}
          aria-expanded={open}
          aria-controls={open ? listId : undefined}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-activedescendant={active_}
          placeholder={single?.text ?? (chosen.length > 0 ? "" : props.placeholder)}
          value={open ? query : (single?.text ?? "")}
          data-value={chosen.map(({ value }) => value).join(" ")}
          {...(props.focusOnLoad ? { "data-focus-on-load": true } : {})}
          onBeforeInput={(event) => {
            // What is typed searches; it is not added to the name of what is chosen.
            if (!open) event.currentTarget.value = "";
          }}
          onInput={(event) => {
            setOpen(true);
            setQuery(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
          onBlur={hide}
        />
        {props.busy ? <span class="spinner" aria-hidden="true" /> : null}
        {!multiple && props.clearable && single !== undefined ? (
          <button
            type="button"
            class="combobox-clear"
            data-testid="clear"
            aria-label={say("clear", { name: props.label })}
            onClick={() => {
              props.onChange([]);
              input.current?.focus();
            }}
          >
            <Icon name="close" />
          </button>
        ) : null}
        <span class="combobox-arrow">
          <Icon name="down" />
        </span>
      </div>
      {open ? (
        <Listbox
          id={listId}
          label={props.label}
          anchor={box}
          offer={offer}
          active={Math.min(active, choices.length - 1)}
          multiple={multiple}
          isChosen={isChosen}
          full={full}
          onPick={pick}
          onHover={setActive}
        />
      ) : null}
      {full ? (
        <span class="combobox-full" role="status">
          {say("chosenMost", { count: props.max ?? 0 })}
        </span>
      ) : null}
    </div>
  );
};
