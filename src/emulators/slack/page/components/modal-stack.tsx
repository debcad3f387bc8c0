import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { useDesk } from "../state/desk.ts";
import { ViewModal } from "./view-modal.tsx";

/** The person's open modals, one on top of the other. */
export const ModalStack = (): VNode => {
  const { snapshot, say, act, toast } = useDesk();
  // Closing is shown at once; the emulator's next word confirms it.
  const [closing, setClosing] = useState<ReadonlySet<string>>(new Set());
  const open = snapshot.modals.filter((view) => !closing.has(view.id));

  const close = async (viewId: string, clearAll: boolean) => {
    const ids = clearAll ? open.map(({ id }) => id) : [viewId];
    setClosing((before) => new Set([...before, ...ids]));
    const answer = await act({ kind: "close", viewId, ...(clearAll ? { clearAll } : {}) });
    if (answer.ok) return;
    setClosing((before) => new Set([...before].filter((id) => !ids.includes(id))));
    toast(say("closeFailed", { error: answer.error }), "bad");
  };

  return (
    <>
      {open.map((view, index) => (
        <ViewModal
          key={view.id}
          view={view}
          isTop={index === open.length - 1}
          isStacked={index > 0}
          onClose={(clearAll) => void close(view.id, clearAll)}
        />
      ))}
    </>
  );
};
