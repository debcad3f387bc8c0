import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Inline, parseMrkdwn, type Stretch } from "../../../src/emulators/slack/page/text/mrkdwn.ts";

const text = (words: string): Inline => ({ kind: "text", text: words });
const bold = (...children: readonly Inline[]): Inline => ({ kind: "bold", children });
const lines = (...children: readonly Inline[]): Stretch => ({ kind: "lines", children });

const CASES: readonly (readonly [string, readonly Stretch[]])[] = [
  ["", []],
  ["Hello", [lines(text("Hello"))]],
  ["one\ntwo", [lines(text("one"), { kind: "break" }, text("two"))]],
  ["a *b* c", [lines(text("a "), bold(text("b")), text(" c"))]],
  ["*_both_*", [lines(bold({ kind: "italic", children: [text("both")] }))]],
  ["~gone~, (*x*)", [lines({ kind: "strike", children: [text("gone")] }, text(", ("), bold(text("x")), text(")"))]],
  ["*密码*：", [lines(bold(text("密码")), text("："))]],
  ["中文*粗*中文", [lines(text("中文*粗*中文"))]],
  ["file_name_v2 2*3*4 * a *", [lines(text("file_name_v2 2*3*4 * a *"))]],
  ["*open\nclosed*", [lines(text("*open"), { kind: "break" }, text("closed*"))]],
  ["**", [lines(text("**"))]],
  ["`a *b* &lt;c&gt;`", [lines({ kind: "code", text: "a *b* <c>" })]],
  ["&lt;b&gt; &amp;lt;", [lines(text("<b> &lt;"))]],
  ["<b>", [lines({ kind: "link", url: "b", label: undefined })]],
  [
    "<https://a.b/?x=1&amp;y=2|the *link*>",
    [lines({ kind: "link", url: "https://a.b/?x=1&y=2", label: "the *link*" })],
  ],
  ["*<https://a.b|a*b>*", [lines(bold({ kind: "link", url: "https://a.b", label: "a*b" }))]],
  [
    "see https://a.b/c_d_e.",
    [lines(text("see "), { kind: "link", url: "https://a.b/c_d_e", label: undefined }, text("."))],
  ],
  [
    "<@U1> <@U2|bob> <#C1|general>",
    [
      lines(
        { kind: "user", id: "U1", label: undefined },
        text(" "),
        { kind: "user", id: "U2", label: "bob" },
        text(" "),
        { kind: "channel", id: "C1", label: "general" },
      ),
    ],
  ],
  [
    "<!here> <!subteam^S1|@design>",
    [lines({ kind: "broadcast", name: "here" }, text(" "), { kind: "group", id: "S1", label: "@design" })],
  ],
  [
    "<!date^1392734382^{date} at {time}^https://a.b|then>",
    [lines({ kind: "date", epoch: 1392734382, format: "{date} at {time}", url: "https://a.b", fallback: "then" })],
  ],
  ["<!date^1^{date}|then>", [lines({ kind: "date", epoch: 1, format: "{date}", url: undefined, fallback: "then" })]],
  [
    ":tada: at 10:30:45",
    [lines({ kind: "emoji", name: "tada" }, text(" at 10"), { kind: "emoji", name: "30" }, text("45"))],
  ],
  [
    "before\n&gt; quoted *b*\n&gt;more\nafter",
    [
      lines(text("before")),
      { kind: "quote", children: [text("quoted "), bold(text("b")), { kind: "break" }, text("more")] },
      lines(text("after")),
    ],
  ],
  ["a\n```\nx *y*\n&lt;z\n```\nb", [lines(text("a")), { kind: "pre", text: "x *y*\n<z" }, lines(text("b"))]],
  ["no ```end", [lines(text("no ")), lines(text("```end"))]],
];

describe("Slack's mrkdwn", () => {
  it.each(CASES)("reads %j", (source, expected) => {
    expect(parseMrkdwn(source)).toEqual(expected);
  });

  it("leaves bare addresses alone when told so", () => {
    expect(parseMrkdwn("https://a.b", true)).toEqual([lines(text("https://a.b"))]);
  });

  it("gives a result for every text, and shows every letter of plain words", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (source) => {
        expect(Array.isArray(parseMrkdwn(source))).toBe(true);
      }),
    );
    const word = fc.stringMatching(/^[a-z0-9 一-龥.,]+$/);
    fc.assert(
      fc.property(word, (source) => {
        expect(parseMrkdwn(source)).toEqual([lines(text(source))]);
      }),
    );
  });

  it("reads a long line of marks that never close in good time", () => {
    const source = "*a ".repeat(2_000);
    expect(parseMrkdwn(source)).toEqual([lines(text(source))]);
  });
});
