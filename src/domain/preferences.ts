/** What one person has chosen. Nothing chosen: the defaults. */
export type PersonPreferences = {
  /** `auto`: Slack's own setting. */
  readonly language: "auto" | "en" | "zh";
  /** Hours before a share ends at which its owner is reminded; empty: never. */
  readonly reminderHours: readonly number[];
  /** No notices between these hours of the person's own day (0–23, from may be later than to); undefined: any time. */
  readonly quietHours: { readonly from: number; readonly to: number } | undefined;
  /** Notices of tasks: as a message of their own, or in the thread of the message that follows the task. */
  readonly notices: "message" | "thread";
};

export const DEFAULT_PERSON_PREFERENCES: PersonPreferences = {
  language: "auto",
  reminderHours: [48, 2],
  quietHours: undefined,
  notices: "message",
};

/** What a channel has chosen. */
export type ChannelPreferences = {
  /** Drive links that people paste become cards. */
  readonly unfurl: boolean;
  /** Changes of a share are told in the thread of its card, or nowhere. */
  readonly history: "thread" | "none";
};

export const DEFAULT_CHANNEL_PREFERENCES: ChannelPreferences = { unfurl: true, history: "thread" };
