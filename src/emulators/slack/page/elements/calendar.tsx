import type { RefObject, VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../components/icon.tsx";
import { useDesk } from "../state/desk.ts";
import { addDays, addMonths, monthWeeks, weekdayOf, writeDay } from "../text/calendar.ts";
import { useFloating } from "./popover.ts";

type WeekInfo = { readonly firstDay: number };

const firstWeekday = (locale: string): number => {
  try {
    const known: Intl.Locale & { getWeekInfo?: () => WeekInfo } = new Intl.Locale(locale);
    return known.getWeekInfo?.().firstDay ?? 1;
  } catch {
    return 1;
  }
};

const STEPS: Readonly<Record<string, (day: string) => string>> = {
  ArrowLeft: (day) => addDays(day, -1),
  ArrowRight: (day) => addDays(day, 1),
  ArrowUp: (day) => addDays(day, -7),
  ArrowDown: (day) => addDays(day, 7),
  PageUp: (day) => addMonths(day, -1),
  PageDown: (day) => addMonths(day, 1),
  Home: (day) => `${day.slice(0, 7)}-01`,
  End: (day) => addDays(addMonths(`${day.slice(0, 7)}-01`, 1), -1),
};

/** A month to choose a day from, with the arrow keys or the mouse. */
export const Calendar = (props: {
  readonly anchor: RefObject<HTMLElement | null>;
  readonly locale: string;
  readonly chosen: string | undefined;
  readonly today: string;
  readonly onPick: (day: string) => void;
  readonly onClose: () => void;
}): VNode => {
  const { say } = useDesk();
  const ref = useFloating<HTMLDivElement>(true, props.anchor);
  const [focus, setFocus] = useState(props.chosen ?? props.today);
  const moved = useRef(true);
  const weeks = monthWeeks(focus, firstWeekday(props.locale));

  // Before it is seen: the next key must find the day, however soon it comes.
  useLayoutEffect(() => {
    if (moved.current) ref.current?.querySelector<HTMLElement>(`[data-day="${focus}"]`)?.focus();
    moved.current = false;
  }, [focus]);

  useEffect(() => {
    const onPress = (event: Event) => {
      const target = event.target;
      if (!(target instanceof Node)) return;
      if (ref.current?.contains(target) !== true && props.anchor.current?.contains(target) !== true) props.onClose();
    };
    addEventListener("pointerdown", onPress, { capture: true });
    return () => removeEventListener("pointerdown", onPress, { capture: true });
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      props.onClose();
      return;
    }
    const step = event.target instanceof HTMLElement && event.target.dataset["day"] ? STEPS[event.key] : undefined;
    if (step === undefined) return;
    event.preventDefault();
    moved.current = true;
    setFocus(step(focus));
  };

  const turn = (months: number) => () => setFocus(addMonths(focus, months));
  return (
    <div
      class="floating calendar"
      popover="manual"
      role="dialog"
      aria-label={say("chooseDate")}
      ref={ref}
      onKeyDown={onKeyDown}
    >
      <div>
        <div class="calendar-head">
          <button type="button" class="button button--icon" aria-label={say("previousMonth")} onClick={turn(-1)}>
            <Icon name="left" />
          </button>
          <span class="calendar-title" aria-live="polite">
            {writeDay(focus, props.locale, { month: "long", year: "numeric" })}
          </span>
          <button type="button" class="button button--icon" aria-label={say("nextMonth")} onClick={turn(1)}>
            <Icon name="right" />
          </button>
        </div>
        <table class="calendar-grid">
          <thead>
            <tr>
              {(weeks[0] ?? []).map((day) => (
                <th key={weekdayOf(day)} scope="col" abbr={writeDay(day, props.locale, { weekday: "long" })}>
                  {writeDay(day, props.locale, { weekday: "narrow" })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week[0]}>
                {week.map((day) => (
                  <td key={day}>
                    <button
                      type="button"
                      class={`day${day.slice(0, 7) === focus.slice(0, 7) ? "" : " day--outside"}${day === props.chosen ? " day--chosen" : ""}`}
                      data-day={day}
                      tabIndex={day === focus ? 0 : -1}
                      aria-pressed={day === props.chosen}
                      aria-current={day === props.today ? "date" : undefined}
                      aria-label={writeDay(day, props.locale, { dateStyle: "full" })}
                      onClick={() => props.onPick(day)}
                    >
                      {Number(day.slice(8))}
                    </button>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
};
