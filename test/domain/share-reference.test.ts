import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findShareLinks, parseShareReference } from "../../src/domain/share-reference.ts";

const CODE = "1689743054514187777";
const LINK = `https://drive.example/cloudfile/#/sharelink/i/${CODE}`;

describe("what people write for a share", () => {
  it.each([
    ["a short code", CODE, { kind: "code", code: CODE }],
    ["a link", LINK, { kind: "code", code: CODE }],
    ["a link as Slack keeps it", ` <${LINK}|Plan.pdf> `, { kind: "code", code: CODE }],
    ["a link with a slash and a query behind it", `${LINK}/?from=mail`, { kind: "code", code: CODE }],
    ["a link to a host alone", "https://drive.example", { kind: "name", text: "https://drive.example" }],
    ["a link to the front page", "https://drive.example/", { kind: "name", text: "https://drive.example/" }],
    ["part of a name", "Plan 2026", { kind: "name", text: "Plan 2026" }],
    ["a number too short for a code", "2026", { kind: "name", text: "2026" }],
    ["nothing", "  ", { kind: "empty" }],
  ] as const)("is read: %s", (_what, text, reference) => {
    expect(parseShareReference(text)).toEqual(reference);
  });
});

describe("links in a message", () => {
  const link = (code: string, url: string, label?: string) => ({ url, shortCode: code, label });
  const other = "https://other.example:8443/cloudfile/#/sharelink/i/1689743054514187999";

  it.each([
    ["alone", LINK, [link(CODE, LINK)]],
    ["in angle brackets", `look: <${LINK}>!`, [link(CODE, LINK)]],
    ["with a label", `<${LINK}|Plan &amp; budget.pdf>`, [link(CODE, LINK, "Plan & budget.pdf")]],
    ["with the address as label", `<${LINK}|${LINK}>`, [link(CODE, LINK)]],
    ["at the end of a sentence", `See ${LINK}.`, [link(CODE, LINK)]],
    ["in Chinese text", `链接：${LINK}，访问码另发。`, [link(CODE, LINK)]],
    ["with an escaped query", `<${LINK}?a=1&amp;b=2>`, [link(CODE, `${LINK}?a=1&b=2`)]],
    ["twice the same, once with a label", `<${LINK}> <${LINK}|Plan>`, [link(CODE, LINK, "Plan")]],
    ["two", `<${LINK}> and <${other}>`, [link(CODE, LINK), link("1689743054514187999", other)]],
    ["none: another page of the drive", "https://drive.example/cloudfile/#/files/1689743054514187777", []],
    ["none: no code behind it", "https://drive.example/cloudfile/#/sharelink/i/", []],
    ["none: another scheme", `ftp://drive.example/sharelink/i/${CODE}`, []],
    ["none: no link", `the code is ${CODE}`, []],
  ])("are found: %s", (_what, text, links) => {
    expect(findShareLinks(text)).toEqual(links);
  });

  it("are found between anything else that is written", () => {
    const words = fc.string().filter((text) => !/https?:/i.test(text));
    fc.assert(
      fc.property(words, words, (before, after) => {
        const found = findShareLinks(`${before} <${LINK}> ${after}`);
        expect(found.map(({ shortCode }) => shortCode)).toEqual([CODE]);
      }),
    );
  });

  it("never makes it throw, whatever is written", () => {
    fc.assert(fc.property(fc.string(), (text) => findShareLinks(`https://${text}`).length < 2));
  });
});
