const WORDS = {
  en: { optional: " (optional)", private: "Only visible to you", dismiss: "Dismiss", joined: "joined." },
  zh: { optional: "（可选）", private: "仅对你可见", dismiss: "关闭", joined: "已加入。" },
} as const;

/** What Slack itself writes around an app's words, in the reader's language. The rest of the page is English. */
export const slackWords = (locale: string): (typeof WORDS)["en" | "zh"] =>
  WORDS[locale.toLowerCase().startsWith("zh") ? "zh" : "en"];
