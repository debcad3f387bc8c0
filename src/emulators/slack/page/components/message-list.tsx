import { Fragment, type VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useDesk } from "../state/desk.ts";
import { dayTitle } from "../text/dates.ts";
import { Icon } from "./icon.tsx";
import { MessageRow } from "./message.tsx";
import { millisOf, type Row } from "./message-groups.ts";

const NEAR_END_PX = 90;

/** Messages, oldest first. Stays at the end while one is there; otherwise says that there is more below. */
export const MessageList = (props: {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly inThread?: boolean;
  readonly children?: VNode | null;
}): VNode => {
  const { me, say, now } = useDesk();
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [below, setBelow] = useState(false);
  const [focused, setFocused] = useState<string | undefined>();
  const lastTs = props.rows.at(-1)?.message.ts;
  const tabStop = props.rows.some(({ message }) => message.ts === focused) ? focused : lastTs;

  const toEnd = () => {
    const box = scroller.current;
    if (box !== null) box.scrollTop = box.scrollHeight;
  };

  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
    else setBelow(true);
  }, [lastTs]);

  useEffect(() => {
    if (content.current === null || scroller.current === null) return;
    // Pictures and cards grow after they are drawn, and the window changes its size.
    const watch = new ResizeObserver(() => {
      if (atEnd.current) toEnd();
    });
    watch.observe(content.current);
    watch.observe(scroller.current);
    return () => watch.disconnect();
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLElement) || !event.target.matches("[data-ts]")) return;
    const all = [...(content.current?.querySelectorAll<HTMLElement>("[data-ts]") ?? [])];
    const at = all.indexOf(event.target);
    const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    all[Math.max(0, Math.min(next, all.length - 1))]?.focus();
  };

  return (
    <div class="list-frame">
      <div
        class="list"
        ref={scroller}
        onScroll={(event) => {
          const box = event.currentTarget;
          atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
          if (atEnd.current) setBelow(false);
        }}
      >
        <div
          class="list-content"
          ref={content}
          role="log"
          aria-label={props.label}
          onKeyDown={onKeyDown}
          onFocusCapture={(event) => {
            const row = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("[data-ts]") : null;
            if (row !== null) setFocused(row.dataset["ts"]);
          }}
        >
          {props.children}
          {props.rows.map((row) => (
            <Fragment key={row.message.ts}>
              {row.startsDay && props.inThread !== true ? (
                <div class="day-line">
                  <span>{dayTitle(millisOf(row.message.ts), now(), me)}</span>
                </div>
              ) : null}
              {row.startsNew ? (
                <div class="new-line">
                  <span>{say("newLine")}</span>
                </div>
              ) : null}
              <MessageRow row={row} isTabStop={row.message.ts === tabStop} inThread={props.inThread === true} />
            </Fragment>
          ))}
        </div>
      </div>
      {below ? (
        <button
          type="button"
          class="to-end"
          onClick={() => {
            atEnd.current = true;
            setBelow(false);
            toEnd();
          }}
        >
          <Icon name="latest" /> {say("newMessages")}
        </button>
      ) : null}
    </div>
  );
};
