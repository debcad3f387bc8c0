import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

const GAP = 6;
const EDGE = 8;

/** Puts a popover beside its anchor, on the side with room, and never off the window. */
export const placePopover = (
  popover: HTMLElement,
  anchor: HTMLElement,
  options: { readonly matchWidth?: boolean; readonly align?: "start" | "end"; readonly prefer?: "above" | "below" },
): void => {
  const rect = anchor.getBoundingClientRect();
  if (options.matchWidth === true) popover.style.width = `${rect.width}px`;
  const below = innerHeight - rect.bottom - GAP - EDGE;
  const above = rect.top - GAP - EDGE;
  popover.style.maxHeight = "";
  const height = popover.scrollHeight + 2;
  const wanted =
    options.prefer === "above"
      ? above < Math.min(height, 360) && below > above
      : below >= Math.min(height, 360) || below >= above;
  const room = Math.min(wanted ? below : above, 400);
  popover.style.maxHeight = `${Math.max(room, 120)}px`;
  const shown = Math.min(height, room);
  popover.style.top = `${wanted ? rect.bottom + GAP : rect.top - GAP - shown}px`;
  const width = popover.offsetWidth;
  const left = options.align === "end" ? rect.right - width : rect.left;
  popover.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
};

/**
 * Shows an element above everything while it is rendered. It is a popover because modals stand in the
 * browser's top layer, where nothing else reaches.
 */
export const useFloating = <E extends HTMLElement>(
  open: boolean,
  anchor: RefObject<HTMLElement | null>,
  options: {
    readonly matchWidth?: boolean;
    readonly align?: "start" | "end";
    readonly prefer?: "above" | "below";
  } = {},
): RefObject<E | null> => {
  const ref = useRef<E>(null);
  useLayoutEffect(() => {
    const popover = ref.current;
    if (!open || popover === null) return;
    const place = () => {
      if (anchor.current !== null) placePopover(popover, anchor.current, options);
    };
    popover.showPopover();
    place();
    const watch = new ResizeObserver(place);
    for (const child of popover.children) watch.observe(child);
    if (anchor.current !== null) watch.observe(anchor.current);
    addEventListener("resize", place);
    addEventListener("scroll", place, { capture: true, passive: true });
    return () => {
      watch.disconnect();
      removeEventListener("resize", place);
      removeEventListener("scroll", place, { capture: true });
    };
  }, [open]);
  return ref;
};
