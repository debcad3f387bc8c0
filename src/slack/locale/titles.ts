import type { Locale } from "./locale.ts";
import { defineWords } from "./words.ts";

const words = defineWords(
  {
    several_one: "{{name}} and {{count}} more",
    several_other: "{{name}} and {{count}} more",
  },
  { several_other: "{{name}} 等 {{total}} 项" },
);

/**
 * What several files are called, in short: the first, and how many more there are.
 * @param name of the first, made fit to be shown; it is handed on as it is
 * @param total the first included
 */
export const titleOf = (name: string, total: number, locale: Locale): string =>
  total < 2 ? name : words(locale).plain("several", { name, count: total - 1, total });
