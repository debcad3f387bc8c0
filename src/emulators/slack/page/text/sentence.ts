import type { Say } from "./words.ts";

/** With a full stop at its end, for what comes behind it. */
export const sentence = (say: Say, text: string): string =>
  /[.!?。！？]$/.test(text) ? text : say("fullStop", { text });
