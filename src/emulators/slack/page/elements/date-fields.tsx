import type { Datepicker, DateTimepicker, Timepicker } from "@slack/types";
import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import { plainText } from "../blocks/text.tsx";
import { useDesk } from "../state/desk.ts";
import { epochToWall, wallToEpoch } from "../text/dates.ts";
import { DayInput } from "./day-input.tsx";
import { type ElementProps, useField } from "./field.ts";

const text = (held: unknown): string | undefined => (typeof held === "string" && held !== "" ? held : undefined);

export const DateField = (props: ElementProps<Datepicker>): VNode => {
  const { element } = props;
  const { say } = useDesk();
  const field = useField(props);
  return (
    <DayInput
      id={props.id}
      attributes={field.attributes}
      placeholder={element.placeholder === undefined ? say("dayPattern") : plainText(element.placeholder)}
      day={text(field.value?.["selected_date"])}
      focusOnLoad={element.focus_on_load === true}
      onSet={(day) => field.set({ type: element.type, selected_date: day ?? null })}
      onDone={(day) => field.change({ type: element.type, selected_date: day ?? null })}
    />
  );
};

export const TimeField = (props: ElementProps<Timepicker>): VNode => {
  const { element } = props;
  const { me } = useDesk();
  const field = useField(props);
  const time = text(field.value?.["selected_time"]);
  const told = useRef(time ?? "");
  const zone = element.timezone ?? me.tz;
  const valueFor = (typed: string) => ({ type: element.type, selected_time: typed === "" ? null : typed });
  return (
    <div class="time-field">
      <input
        {...field.attributes}
        {...(props.id === undefined ? {} : { id: props.id })}
        class="text-input time-input"
        type="time"
        value={time ?? ""}
        onInput={(event) => field.set(valueFor(event.currentTarget.value))}
        onBlur={(event) => {
          // Typed digit by digit: the bot hears the result, not each digit.
          const typed = event.currentTarget.value;
          if (!props.dispatches || typed === told.current) return;
          told.current = typed;
          field.tell(valueFor(typed));
        }}
      />
      <span class="zone">{zone.replaceAll("_", " ")}</span>
    </div>
  );
};

/** Day and time on the person's own clock; Slack sends the moment in seconds since 1970. */
export const DateTimeField = (props: ElementProps<DateTimepicker>): VNode => {
  const { element } = props;
  const { me, say } = useDesk();
  const field = useField(props);
  const held = field.value?.["selected_date_time"];
  const [day, time] = typeof held === "number" ? epochToWall(held, me.tz).split("T") : [undefined, undefined];
  const [half, setHalf] = useState<{ readonly day?: string | undefined; readonly time?: string | undefined }>({});

  const valueFor = (next: { readonly day?: string | undefined; readonly time?: string | undefined }) => {
    const whole = { day: day ?? half.day, time: time ?? half.time, ...next };
    setHalf(whole);
    const epoch =
      whole.day === undefined || whole.time === undefined
        ? undefined
        : wallToEpoch(`${whole.day}T${whole.time}`, me.tz);
    return { type: element.type, selected_date_time: epoch ?? null };
  };
  return (
    <div class="date-time-field">
      <DayInput
        id={props.id}
        attributes={field.attributes}
        placeholder={say("dayPattern")}
        day={day ?? half.day}
        focusOnLoad={element.focus_on_load === true}
        onSet={(next) => field.set(valueFor({ day: next }))}
        onDone={(next) => field.change(valueFor({ day: next }))}
      />
      <input
        class="text-input time-input"
        type="time"
        aria-label={say("timeOf", { name: props.label })}
        value={time ?? half.time ?? ""}
        onChange={(event) => field.change(valueFor({ time: event.currentTarget.value || undefined }))}
      />
      <span class="zone">{me.tz.replaceAll("_", " ")}</span>
    </div>
  );
};
