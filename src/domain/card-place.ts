/** Whether a conversation is the app's own with one person: Slack begins the ids of such conversations so. */
export const isDirect = (channel: string): boolean => channel.startsWith("D");

/**
 * Why a card does not stand in the channel that it was meant for. `uncertain`: Slack's answer was lost, so it may stand
 * there. `cardLost`: the one there cannot be changed any more.
 */
export const UNDELIVERED = [
  "not-in-channel",
  "channel-gone",
  "archived",
  "not-permitted",
  "message-gone",
  "uncertain",
  "cardLost",
] as const;

export type Undelivered = (typeof UNDELIVERED)[number];
