import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeMrkdwn, link, showName, slackDate, truncate } from "../../src/slack/mrkdwn.ts";

/** As Slack shows it again. */
const unescaped = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom("<", ">", "&", "|", "!", "@", "amp;") }),
);

describe("text from outside in mrkdwn", () => {
  it("has no control character of Slack's left, and reads as it was written", () => {
    fc.assert(
      fc.property(text, (given) => {
        const escaped = escapeMrkdwn(given);
        expect(escaped).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
        expect(unescaped(escaped)).toBe(given);
      }),
    );
  });

  it.each([
    ["<!channel>", "&lt;!channel&gt;"],
    ["<@U0MEI00001>", "&lt;@U0MEI00001&gt;"],
    ["&lt;", "&amp;lt;"],
    ["R&D <2026>", "R&amp;D &lt;2026&gt;"],
  ])("%s", (given, expected) => {
    expect(escapeMrkdwn(given)).toBe(expected);
  });

  it("makes one link of whatever label and address", () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), text, (url, label) => {
        const made = link(url, label);
        expect(made).toMatch(/^<[^<>|]*\|[^<>|]*>$/);
        expect(made).toMatch(/^<https?:/);
      }),
    );
  });

  it("puts a moment so that each reader sees it in their own zone, with a text for clients that cannot", () => {
    const moment = new Date("2026-11-21T12:00:00.999Z");
    expect(slackDate(moment, "noon|<b>")).toBe("<!date^1795262400^{date_short_pretty}, {time}|noon¦&lt;b&gt;>");
  });
});

describe("text that is too long", () => {
  it("is cut to the length, never through a character, and says that something is missing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 50 }), fc.integer({ min: 1, max: 60 }), (given, length) => {
        const cut = truncate(given, length);
        expect(cut.length).toBeLessThanOrEqual(Math.max(length, 1));
        if (given.length <= length) expect(cut).toBe(given);
        else expect(given.startsWith(cut.slice(0, -1)) && cut.endsWith("…")).toBe(true);
        expect(cut.isWellFormed()).toBe(given.isWellFormed());
      }),
    );
  });

  it.each([
    ["abc", 3, "abc"],
    ["abcd", 3, "ab…"],
    ["🎉🎉", 4, "🎉🎉"],
    ["🎉🎉", 3, "🎉…"],
    ["a🎉b", 3, "a…"],
    ["ab", 1, "…"],
  ])("%s in %i", (given, length, expected) => {
    expect(truncate(given, length)).toBe(expected);
  });
});

describe("a name from outside", () => {
  it.each([
    ["Plan.pdf", "Plan.pdf"],
    ["two\nli\t.pdf", "two li .pdf"],
    ["\u202Efdp.exe", "fdp.exe"],
    ["خطة.pdf", "\u2068خطة.pdf\u2069"],
    ["  spaces  ", "spaces"],
    ["x".repeat(13), "xxxxxxxxxxx…"],
  ])("%j is shown as %j", (name, shown) => {
    expect(showName(name, 12)).toBe(shown);
  });

  it("turns nothing around it, and stays on one line", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        expect(showName(name, 100)).not.toMatch(/[\u202A-\u202E\u2066\u2067\r\n]/);
      }),
    );
  });
});
