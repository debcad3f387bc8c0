import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import { Icon } from "../components/icon.tsx";
import { useDesk } from "../state/desk.ts";
import { parseDay, writeDay } from "../text/calendar.ts";
import { dayKey } from "../text/dates.ts";
import { Calendar } from "./calendar.tsx";
import type { Field } from "./field.ts";

/** A day, typed as 2026-08-21 or chosen from a calendar; shown as the person's locale writes it. */
export const DayInput = (props: {
  readonly id: string | undefined;
  readonly attributes: Field["attributes"];
  readonly placeholder: string;
  readonly day: string | undefined;
  readonly focusOnLoad: boolean;
  /** At every readable change while one types. */
  readonly onSet: (day: string | undefined) => void;
  /** When the person is done with it and the day is another. */
  readonly onDone: (day: string | undefined) => void;
}): VNode => {
  const { me, say, now } = useDesk();
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const told = useRef(props.day);
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState<string | undefined>();
  const [left, setLeft] = useState(false);
  const unreadable = typed !== undefined && typed.trim() !== "" && parseDay(typed) === undefined;

  const done = (day: string | undefined) => {
    if (day === told.current) return;
    told.current = day;
    props.onDone(day);
  };
  const settle = () => {
    setLeft(true);
    if (typed === undefined || unreadable) return;
    setTyped(undefined);
    done(parseDay(typed));
  };
  const close = () => {
    setOpen(false);
    input.current?.focus();
  };
  const shown = props.day === undefined ? "" : writeDay(props.day, me.locale, { dateStyle: "medium" });
  const wrong = unreadable && left;

  return (
    <div class="day-input">
      <div class={open ? "boxed boxed--open" : "boxed"} ref={box}>
        <input
          {...props.attributes}
          {...(wrong ? { "aria-invalid": true } : {})}
          {...(unreadable ? { "data-unreadable": true } : {})}
          {...(props.id === undefined ? {} : { id: props.id })}
          {...(props.focusOnLoad ? { "data-focus-on-load": true } : {})}
          ref={input}
          type="text"
          inputMode="numeric"
          autocomplete="off"
          placeholder={props.placeholder}
          data-value={props.day ?? ""}
          value={typed ?? shown}
          onFocus={(event) => {
            setLeft(false);
            if (typed !== undefined || props.day === undefined) return;
            setTyped(props.day);
            const field = event.currentTarget;
            requestAnimationFrame(() => field.select());
          }}
          onInput={(event) => {
            const text = event.currentTarget.value;
            setTyped(text);
            const day = parseDay(text);
            if (day !== undefined || text.trim() === "") props.onSet(day);
          }}
          onBlur={settle}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
              event.preventDefault();
              settle();
            } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
              event.preventDefault();
              setOpen(true);
            }
          }}
        />
        <button
          type="button"
          class="boxed-button"
          aria-label={say("openCalendar")}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <Icon name="calendar" />
        </button>
      </div>
      {wrong ? (
        <p class="input-error" role="alert">
          <Icon name="alert" /> {say("writeDate", { day: dayKey(now(), me.tz) })}
        </p>
      ) : null}
      {open ? (
        <Calendar
          anchor={box}
          locale={me.locale}
          chosen={props.day}
          today={dayKey(now(), me.tz)}
          onClose={close}
          onPick={(day) => {
            setTyped(undefined);
            props.onSet(day);
            done(day);
            close();
          }}
        />
      ) : null}
    </div>
  );
};
