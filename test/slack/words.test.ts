import { readdir } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FailureCode } from "../../src/lib/errors.ts";
import { explainFailure } from "../../src/slack/failure.ts";
import { defineWords } from "../../src/slack/locale/words.ts";
import { escapeMrkdwn } from "../../src/slack/mrkdwn.ts";

type Table = Readonly<Record<"en" | "zh", Readonly<Record<string, string>>>>;
type Render = (locale: "en" | "zh") => (key: string, values: Readonly<Record<string, string | number>>) => string;
type AnyWords = Render & { readonly table: Table };

const features = new URL("../../src/features/", import.meta.url);
const files = (await readdir(features, { recursive: true })).filter((path) => /\/words(-\w+)*\.ts$/.test(path)).sort();
const isWords = (value: unknown): value is AnyWords => typeof value === "function" && "table" in value;

const all: readonly { readonly name: string; readonly words: AnyWords }[] = (
  await Promise.all(
    files.map(async (path) => {
      const module: object = await import(new URL(path, features).href);
      return Object.entries(module)
        .filter(([, value]) => isWords(value))
        .map(([name, value]) => ({ name: `${path} ${name}`, words: value as AnyWords }));
    }),
  )
).flat();

const placeholders = (text: string): readonly string[] =>
  [...text.matchAll(/\{\{-?\s*([\w.]+)[^}]*\}\}/g)].map(([, name]) => name ?? "").sort();
const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];
// Languages count differently: "and 2 more" is "3 in all" in the other.
const NUMBERS = ["count", "total"];
const named = (text: string): readonly string[] => unique(placeholders(text)).filter((name) => !NUMBERS.includes(name));
const baseOf = (key: string): string => key.replace(/_(one|other)$/, "");

describe("the words of every feature", () => {
  it("are found", () => {
    expect(all.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["help/words.ts words", "share-create/words.ts words", "task-watch/words.ts words"]),
    );
  });

  it.each(all)("speak of the same things in both languages: $name", ({ words }) => {
    const { en, zh } = words.table;
    for (const [key, chinese] of Object.entries(zh)) {
      expect([key, named(chinese)]).toEqual([key, named(en[key] ?? "not there")]);
    }
    expect(Object.keys(en).filter((key) => !key.endsWith("_one") && !(key in zh))).toEqual([]);
  });

  it.each(all)("come out whole in both languages, for every number: $name", ({ words }) => {
    for (const locale of ["en", "zh"] as const) {
      for (const [key, text] of Object.entries(words.table[locale])) {
        for (const count of [0, 1, 2, 5, 101]) {
          const values = Object.fromEntries(unique(placeholders(text)).map((name) => [name, `<${name}>`]));
          const rendered = words(locale)(baseOf(key), { ...values, count });
          expect(rendered).not.toMatch(/\{\{|\}\}|\$t\(|undefined/);
          expect(rendered.trim()).toBe(rendered);
          // A key that is not found comes back as it is.
          if (text !== baseOf(key)) expect(rendered).not.toBe(baseOf(key));
        }
      }
    }
  });

  it.each(all)("are in the language they should be: $name", ({ words }) => {
    const { en, zh } = words.table;
    for (const [key, english] of Object.entries(en)) {
      const chinese = zh[key];
      const bare = english.replaceAll(/\{\{[^}]*\}\}|`[^`]*`|:\w+:/g, "");
      // The name of a language, say, is the same in both; a sentence is not.
      if (english === chinese) {
        expect(bare).not.toMatch(/[a-z]+ [a-z]+/i);
        continue;
      }
      expect(english).not.toMatch(/\p{Script=Han}/u);
      const said = (chinese ?? "").replaceAll(/\{\{[^}]*\}\}|`[^`]*`|:\w+:/g, "");
      if (/[a-z]{2}/i.test(said)) expect(said).toMatch(/\p{Script=Han}|^\W*Slack\W*$/u);
    }
  });
});

describe("words with values from outside", () => {
  const words = defineWords(
    { greet: "Hello {{name}}!", mark: "By {{- who}}" },
    { greet: "你好 {{name}}！", mark: "由 {{- who}}" },
  );
  const nasty = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "$t(greet)",
      "{{name}}",
      "{{- who}}",
      "$&",
      "$1",
      "$$",
      "\\",
      "<!channel>",
      "a|b",
      "&amp;",
      "__proto__",
    ),
  );

  it("escape them for mrkdwn, and take nothing in them for a word of their own", () => {
    fc.assert(
      fc.property(nasty, (name) => {
        expect(words("en")("greet", { name })).toBe(`Hello ${escapeMrkdwn(name)}!`);
        expect(words("zh").plain("greet", { name })).toBe(`你好 ${name}！`);
        expect(words("en")("mark", { who: name })).toBe(`By ${name}`);
      }),
    );
  });
});

describe("why something did not work", () => {
  const codes: readonly FailureCode[] = [
    "not-signed-in",
    "not-allowed",
    "not-found",
    "invalid",
    "conflict",
    "limited",
    "unavailable",
    "unknown-outcome",
    "protocol",
    "bug",
  ];
  const facts = (code: FailureCode) => ({
    code,
    operation: "test",
    reference: "REFERENCE123",
    field: undefined,
    remoteCode: undefined,
  });

  it.each(codes)("is said with the reference in both languages: %s", (code) => {
    for (const locale of ["en", "zh"] as const) {
      const text = explainFailure(facts(code), locale);
      expect(text).toContain("`REFERENCE123`");
      expect(text).not.toMatch(/\{\{|undefined/);
      expect(text.split("\n")[0]?.length ?? 0).toBeGreaterThan(15);
      expect(/\p{Script=Han}/u.test(text)).toBe(locale === "zh");
    }
  });

  it.each([
    ["13000311", "the space is full"],
    ["13999999", "drive error 13999999"],
    ["<!channel>", "drive error &lt;!channel&gt;"],
  ])("tells the drive's own reason where it is known, its number otherwise: %s", (remoteCode, words) => {
    expect(explainFailure({ ...facts("conflict"), remoteCode }, "en")).toContain(`(${words})`);
  });

  it.each([
    ["unavailable", "slack.views.open", "Slack could not be reached"],
    ["unknown-outcome", "slack.views.open", "Slack could not be reached"],
    ["unavailable", "store.use", "cannot use its own records"],
    ["unavailable", "task.create", "The drive cannot be reached"],
    ["bug", "slack.handler", "Something went wrong in this app"],
  ] as const)("does not blame the drive for what is not its doing: %s of %s", (code, operation, words) => {
    expect(explainFailure({ ...facts(code), operation }, "en")).toContain(words);
  });
});
