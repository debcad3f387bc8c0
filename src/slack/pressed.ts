import type { BlockAction } from "@slack/bolt";

/** What was pressed or chosen, whatever element it was. */
export const buttonValue = (action: BlockAction["actions"][number]): string | undefined => {
  if ("value" in action && typeof action.value === "string") return action.value;
  if ("selected_option" in action && action.selected_option !== null) return action.selected_option.value;
  if ("selected_user" in action && typeof action.selected_user === "string") return action.selected_user;
  return undefined;
};

/** The message that it stands in; undefined for none, and for one that only one person sees. */
export const messageOf = (
  body: BlockAction,
): { readonly channel: string; readonly ts: string; readonly threadTs: string | undefined } | undefined => {
  const channel = body.channel?.id;
  const ts = body.message?.ts;
  if (channel === undefined || ts === undefined) return undefined;
  const threadTs: unknown = body.message?.["thread_ts"];
  return { channel, ts, threadTs: typeof threadTs === "string" ? threadTs : undefined };
};
