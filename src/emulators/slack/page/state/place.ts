import { useEffect, useState } from "preact/hooks";

/** Who looks at what, as the address bar keeps it: two windows can be two people. */
export type Place = {
  readonly as: string | undefined;
  /** A channel's id, or `home` for the app's Home tab. */
  readonly channel: string | undefined;
  /** The first message of the open thread. */
  readonly thread: string | undefined;
};

export const HOME = "home";

const readPlace = (): Place => {
  const query = new URLSearchParams(location.search);
  return {
    as: query.get("as") ?? undefined,
    channel: query.get("channel") ?? undefined,
    thread: query.get("thread") ?? undefined,
  };
};

/** The address of this page for that place. */
export const placeUrl = (place: Partial<Place>): string => {
  const query = new URLSearchParams();
  for (const key of ["as", "channel", "thread"] as const) {
    const value = place[key];
    if (value !== undefined) query.set(key, value);
  }
  return `${location.pathname}?${query.toString()}`;
};

export type Go = (change: Partial<Place>, how?: "push" | "replace") => void;

/** The place in the address bar, and the way to another. Back and forward work. */
export const usePlace = (): readonly [Place, Go] => {
  const [place, setPlace] = useState(readPlace);
  useEffect(() => {
    const onMove = () => setPlace(readPlace());
    addEventListener("popstate", onMove);
    return () => removeEventListener("popstate", onMove);
  }, []);
  const go: Go = (change, how = "push") => {
    const next = { ...readPlace(), ...change };
    if (how === "push") history.pushState(null, "", placeUrl(next));
    else history.replaceState(null, "", placeUrl(next));
    setPlace(next);
  };
  return [place, go];
};
