import type { BlockAction, ViewOutput } from "@slack/bolt";
import type { Origin } from "../lib/origin.ts";
import { REMINDER_BLOCK } from "./action-ids.ts";

/** In which conversation the modal was opened that has this id, or that it was put on top of. */
export type FindViewPlace = (viewId: string) => Promise<string | undefined>;

/** From where somebody acts, as far as Slack says it; of modals it does not, so that is remembered here. */
export const createOrigins = (findViewPlace: FindViewPlace) => {
  const ofModal = async (view: Pick<ViewOutput, "id" | "root_view_id">): Promise<Origin> => ({
    surface: "modal",
    channel: await findViewPlace(view.root_view_id ?? view.id).catch(() => undefined),
  });

  return {
    ofModal,
    ofAction: async (body: BlockAction, blockId: string | undefined): Promise<Origin> => {
      if (body.view?.type === "home") return { surface: "home" };
      if (body.view !== undefined) return ofModal(body.view);
      const surface = blockId?.startsWith(REMINDER_BLOCK) === true ? "reminder" : "button";
      return { surface, channel: body.channel?.id };
    },
    ofEvent: (event: object): Origin => {
      const channel = "channel" in event && typeof event.channel === "string" ? event.channel : undefined;
      return { surface: "event", channel };
    },
    ofShortcut: (shortcut: object): Origin => {
      const channel = "channel" in shortcut ? shortcut.channel : undefined;
      const hasId = typeof channel === "object" && channel !== null && "id" in channel;
      return { surface: "shortcut", channel: hasId && typeof channel.id === "string" ? channel.id : undefined };
    },
  };
};
