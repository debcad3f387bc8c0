import { describe, expect, it } from "vitest";
import { defineTexts, languageOf } from "../../../src/emulators/slack/page/text/texts.ts";
import { words as pageWords } from "../../../src/emulators/slack/page/text/words.ts";
import { words as slackWords } from "../../../src/emulators/slack/words.ts";

const valuesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = ""]) => name).sort();

describe.each([
  ["the page", pageWords.table],
  ["Slack", slackWords.table],
] as const)("what %s says", (_, { en, zh }) => {
  it("has the same keys in both languages, with the same values in them", () => {
    for (const [key, chinese] of Object.entries(zh))
      expect([key, valuesIn(chinese)]).toEqual([key, valuesIn(en[key] ?? "")]);
    expect(Object.keys(en).filter((key) => !key.endsWith("_one"))).toEqual(Object.keys(zh));
  });
});

describe("texts", () => {
  const say = defineTexts(
    { few_one: "{{count}} file", few_other: "{{count}} files" },
    { few_other: "{{count}} 个文件" },
  );

  it.each([
    ["en-US", 1, "1 file"],
    ["en-GB", 2, "2 files"],
    ["zh-CN", 1, "1 个文件"],
    ["zh_TW", 2, "2 个文件"],
  ])("count for a reader of %s: %i", (locale, count, text) => {
    expect(say(locale)("few", { count })).toBe(text);
  });

  it("put a value in as it is, whatever it holds", () => {
    const put = defineTexts({ name: "“{{name}}”" }, { name: "“{{name}}”" });
    for (const name of ["<b>&amp;</b>", "{{other}}", "$t(name)"]) expect(put("en")("name", { name })).toBe(`“${name}”`);
  });

  it.each([
    ["zh", "zh"],
    ["ZH-Hans", "zh"],
    ["zha", "en"],
    ["fr-FR", "en"],
    ["", "en"],
  ])("speak for the locale %j: %s", (locale, language) => {
    expect(languageOf(locale)).toBe(language);
  });
});
