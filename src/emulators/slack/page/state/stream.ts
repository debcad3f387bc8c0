import { useEffect, useState } from "preact/hooks";
import type { Snapshot } from "../../protocol.ts";

/** `lost`: the emulator is gone; the page keeps what it has and tries again by itself. */
export type Link = "joining" | "open" | "lost";

const RETRY_MS = 1500;

export type Stream = {
  readonly link: Link;
  readonly snapshot: Snapshot | undefined;
  /** What to add to this machine's clock to get the emulator's, in milliseconds. */
  readonly clockShift: number;
};

const JOINING: Stream = { link: "joining", snapshot: undefined, clockShift: 0 };

/** What this person sees, live. `onLost` is called each time the emulator goes away. */
export const useStream = (as: string | undefined, onLost: () => void): Stream => {
  const [stream, setStream] = useState<Stream>(JOINING);

  useEffect(() => {
    if (as === undefined) return;
    let source: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;

    const open = () => {
      source = new EventSource(`/client/stream?${new URLSearchParams({ as })}`);
      source.onmessage = (event: MessageEvent<string>) => {
        // The emulator and this page are built from the same protocol.
        const snapshot = JSON.parse(event.data) as Snapshot;
        setStream({ link: "open", snapshot, clockShift: Date.parse(snapshot.now) - Date.now() });
      };
      source.onerror = () => {
        // The browser's own retrying stops at the first answer that is not a stream, so it is done here.
        source?.close();
        setStream((before) => ({ ...before, link: "lost" }));
        onLost();
        retry = setTimeout(open, RETRY_MS);
      };
    };

    setStream(JOINING);
    open();
    return () => {
      clearTimeout(retry);
      source?.close();
    };
  }, [as]);

  return stream;
};
