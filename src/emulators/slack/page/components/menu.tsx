import type { ComponentChildren, RefObject, VNode } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useFloating } from "../elements/popover.ts";
import { useDesk } from "../state/desk.ts";
import { Icon, type IconName } from "./icon.tsx";

export type MenuItem = {
  readonly key: string;
  readonly label: string;
  readonly detail?: string;
  readonly icon?: IconName;
  readonly lead?: ComponentChildren;
  readonly danger?: boolean;
  readonly checked?: boolean;
  /** Opens in a new tab, besides `onSelect`. */
  readonly url?: string;
  readonly onSelect: () => void;
};

type MenuProps = {
  readonly label: string;
  readonly button: ComponentChildren;
  readonly buttonClass: string;
  readonly buttonAttributes?: Readonly<Record<string, string | boolean>>;
  readonly items: readonly MenuItem[];
  readonly align?: "start" | "end";
  readonly prefer?: "above" | "below";
  readonly empty?: string;
};

const MenuList = (
  props: MenuProps & {
    readonly anchor: RefObject<HTMLElement | null>;
    readonly id: string;
    readonly onClose: (refocus: boolean) => void;
  },
): VNode => {
  const { say } = useDesk();
  const ref = useFloating<HTMLDivElement>(true, props.anchor, {
    align: props.align ?? "end",
    ...(props.prefer === undefined ? {} : { prefer: props.prefer }),
  });
  const buttons = () => [...(ref.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
  const focusAt = (index: number) => {
    const all = buttons();
    all[(index + all.length) % all.length]?.focus();
  };

  // Before it is seen: the next key must find an item, however soon it comes.
  useLayoutEffect(() => {
    const checked = props.items.findIndex((item) => item.checked === true);
    focusAt(Math.max(0, checked));
  }, []);

  useEffect(() => {
    const onPress = (event: Event) => {
      const target = event.target;
      if (!(target instanceof Node)) return;
      if (ref.current?.contains(target) !== true && props.anchor.current?.contains(target) !== true)
        props.onClose(false);
    };
    addEventListener("pointerdown", onPress, { capture: true });
    return () => removeEventListener("pointerdown", onPress, { capture: true });
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    const all = buttons();
    const at = all.findIndex((button) => button.matches(":focus"));
    const stop = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (event.key === "ArrowDown") focusAt(at + 1);
    else if (event.key === "ArrowUp") focusAt(at - 1);
    else if (event.key === "Home") focusAt(0);
    else if (event.key === "End") focusAt(all.length - 1);
    else if (event.key === "Escape") props.onClose(true);
    else if (event.key === "Tab") {
      props.onClose(true);
      return;
    } else if (/^\S$/u.test(event.key) && !event.ctrlKey && !event.metaKey) {
      const wanted = event.key.toLocaleLowerCase();
      const from = [...all.slice(at + 1), ...all.slice(0, at + 1)];
      from.find((button) => button.textContent?.trim().toLocaleLowerCase().startsWith(wanted))?.focus();
    } else return;
    stop();
  };

  return (
    <div class="floating menu" popover="manual" ref={ref}>
      <div role="menu" id={props.id} aria-label={props.label} onKeyDown={onKeyDown} tabIndex={-1}>
        {props.items.length === 0 ? <p class="listbox-note">{props.empty ?? say("nothingToChoose")}</p> : null}
        {props.items.map((item) => (
          <button
            type="button"
            key={item.key}
            class={item.danger === true ? "menu-item menu-item--danger" : "menu-item"}
            role={item.checked === undefined ? "menuitem" : "menuitemradio"}
            {...(item.checked === undefined ? {} : { "aria-checked": item.checked })}
            tabIndex={-1}
            onClick={() => {
              props.onClose(true);
              if (item.url !== undefined && /^https?:/i.test(item.url)) open(item.url, "_blank", "noopener");
              item.onSelect();
            }}
          >
            {item.lead ?? (item.icon === undefined ? null : <Icon name={item.icon} />)}
            <span class="option-text">
              <span class="option-name">{item.label}</span>
              {item.detail === undefined ? null : <span class="option-description">{item.detail}</span>}
            </span>
            {item.checked === true ? <Icon name="check" /> : null}
          </button>
        ))}
      </div>
    </div>
  );
};

/** A button that opens a menu (ARIA menu button): arrows, Home, End and letters move, Esc closes. */
export const Menu = (props: MenuProps): VNode => {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  return (
    <>
      <button
        type="button"
        ref={button}
        class={props.buttonClass}
        aria-label={props.label}
        title={props.label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        {...props.buttonAttributes}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          event.stopPropagation();
          setOpen(true);
        }}
      >
        {props.button}
      </button>
      {open ? (
        <MenuList
          {...props}
          id={id}
          anchor={button}
          onClose={(refocus) => {
            setOpen(false);
            if (refocus) button.current?.focus();
          }}
        />
      ) : null}
    </>
  );
};
