import { setTimeout as wait } from "node:timers/promises";
import type { SlackEmulator } from "../../src/emulators/slack/emulator.ts";
import type { ActAnswer, InputValue, Message, View } from "../../src/emulators/slack/protocol.ts";
import { buttonsOf } from "../support/actor.ts";

/** A person at the workspace who is used to things going wrong: everything says whether it worked. */
export const createHand = (slack: SlackEmulator, id: string) => {
  const top = (): View | undefined => slack.modals(id).at(-1);
  /** Intents and tasks that a modal offered to try again: their ends were told. */
  const offeredAgain = new Set<string>();

  const look = (): View | undefined => {
    const view = top();
    for (const { element } of view === undefined ? [] : buttonsOf(view.blocks)) {
      if (element.action_id === "share:retry" && element.value !== undefined) offeredAgain.add(element.value);
    }
    return view;
  };

  return {
    id,
    top: look,
    offeredAgain: offeredAgain as ReadonlySet<string>,
    /** Waits so long for the topmost modal to be as wished. */
    see: async (wish: (view: View) => boolean, timeoutMs: number): Promise<View | undefined> => {
      const seen = slack.waitFor(() => {
        const view = look();
        return view !== undefined && wish(view) ? view : undefined;
      }, timeoutMs);
      return seen.catch(() => undefined);
    },
    command: (text: string, channel: string): Promise<ActAnswer> =>
      slack.act({ as: id, kind: "command", channel, command: "/koodrive", text }),
    set: (blockId: string, value: InputValue): Promise<ActAnswer> =>
      act(() => {
        const view = top();
        if (view === undefined) return undefined;
        const place = { in: "view", viewId: view.id, values: {} } as const;
        return slack.act({ as: id, kind: "action", place, blockId, actionId: blockId, action: value });
      }),
    suggest: (blockId: string, query: string): Promise<ActAnswer> =>
      act(() => {
        const view = top();
        if (view === undefined) return undefined;
        const place = { in: "view", viewId: view.id, values: {} } as const;
        return slack.act({ as: id, kind: "suggest", place, blockId, actionId: blockId, query });
      }),
    submit: (viewId: string): Promise<ActAnswer> =>
      act(() => slack.act({ as: id, kind: "submit", viewId, values: {} })),
    press: (message: Pick<Message, "channel" | "ts" | "blocks">, actionId: string): Promise<ActAnswer> =>
      act(() => {
        const found = buttonsOf(message.blocks).find(({ element }) => element.action_id === actionId);
        if (found === undefined) return undefined;
        const { value } = found.element;
        return slack.act({
          as: id,
          kind: "action",
          place: { in: "message", channel: message.channel, ts: message.ts },
          blockId: found.blockId,
          actionId,
          action: { type: "button", ...(value === undefined ? {} : { value }) },
        });
      }),
    /** Looks at what stands in the modal at that very moment, then closes all. */
    close: async (): Promise<void> => {
      const view = look();
      if (view !== undefined) await slack.act({ as: id, kind: "close", viewId: view.id, clearAll: true });
    },
    pause: (milliseconds: number): Promise<void> => wait(milliseconds),
  };
};

const act = async (run: () => Promise<ActAnswer> | undefined): Promise<ActAnswer> => {
  const going = run();
  return going === undefined ? { ok: false, error: "nothing there to use" } : going;
};

export type Hand = ReturnType<typeof createHand>;
