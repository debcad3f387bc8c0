import { describe, expect, it } from "vitest";
import { DEFAULT_RULES } from "../../src/domain/sharing-policy.ts";
import { readMessageBlocks } from "../../src/emulators/slack/validate/read-blocks.ts";
import { readView } from "../../src/emulators/slack/validate/view.ts";
import { type CardShare, cardDigest, renderCard, renderUndelivered } from "../../src/features/share-card/view.ts";
import {
  changeTexts,
  renderCancelModal,
  renderExtendModal,
  renderTexts,
} from "../../src/features/share-card/view-changes.ts";
import { renderCode, renderCodeRefused } from "../../src/features/share-card/view-code.ts";
import {
  renderConflict,
  renderConflictModal,
  renderEditModal,
  renderReplace,
} from "../../src/features/share-card/view-edit.ts";
import { renderDetails, renderEndedNotice, renderHistory } from "../../src/features/share-card/view-thread.ts";
import type { MessageContent } from "../../src/slack/blocks.ts";
import { textOf } from "../support/actor.ts";

const now = new Date("2026-11-20T08:00:00Z");
const inDays = (days: number): Date => new Date(now.getTime() + days * 24 * 60 * 60 * 1000);

/** Names as long as the drive allows and as awkward as people make them. */
const NAMES = {
  long: `${"a".repeat(251)}.pdf`,
  "wide characters": "报告".repeat(127),
  emoji: "👩‍👩‍👧‍👦📎".repeat(40),
  "half an emoji at the cut": `${"x".repeat(118)}👍👍.png`,
  "right to left": "تقرير الربع الأخير ".repeat(15),
  "turned around": "invoice\u202Efdp.exe\u2066\u2069",
  "slack marks": "*bold* _it_ ~no~ `code` <!channel> <@U0TOM00001> <https://evil.example|x> & | \\ :smile:",
  "control characters": "a\u0000b\r\nc\td\u2028e",
  empty: "",
} as const;

const aShare = (name: string, count: number, changes: Partial<CardShare> = {}): CardShare => ({
  shareId: "1689743054514187776",
  shortCode: "1689743054514187777",
  linkUrl: `https://intl.myhuaweicloud-koodrive.com/cloudfile/#/sharelink/i/1689743054514187777`,
  name,
  scope: "people",
  recipients: { names: [name, name, name], total: 50 },
  files: Array.from({ length: count }, (_, index) => ({
    name,
    kind: (["folder", "picture", "video", "audio", "document", "spreadsheet", "presentation", "archive"] as const)[
      index % 8
    ] as "folder",
    size: 2 ** 40,
  })),
  comment: name.repeat(10).slice(0, 511),
  hasCode: true,
  expiresAt: inDays(7),
  status: "live",
  sharedAt: now,
  owner: { userId: "U0TOM00001", realName: name },
  ...changes,
});

let ids = 0;
const makeId = (prefix: string): string => `${prefix}${ids++}`;

const messageProblems = ({ text, blocks }: MessageContent): readonly string[] => {
  const read = readMessageBlocks(JSON.parse(JSON.stringify(blocks)), makeId);
  return [
    ...(read.ok ? [] : read.messages),
    ...(text.length > 0 && text.length <= 4_000 ? [] : [`a text of ${text.length}`]),
  ];
};
const viewProblems = (view: object): readonly string[] => {
  const read = readView(JSON.parse(JSON.stringify(view)), "modal");
  return read.ok ? [] : read.messages;
};

describe.each(["en", "zh"] as const)("what is said of shares keeps to Slack's limits, %s", (locale) => {
  describe.each(Object.entries(NAMES))("with names: %s", (_kind, name) => {
    it.each([1, 2, 100])("messages, %d files", (count) => {
      const share = aShare(name, count);
      const failure = {
        code: "conflict",
        operation: "x",
        reference: "abc",
        field: undefined,
        remoteCode: "13000311",
      } as const;
      const title = { title: name, ownerUserId: "U0TOM00001", shareId: share.shareId };
      const messages: readonly MessageContent[] = [
        renderCard(share, now, locale),
        renderCard({ ...share, linkUrl: undefined, hasCode: false, expiresAt: undefined }, now, locale),
        ...(["expired", "revoked", "files-deleted"] as const).map((status) =>
          renderCard({ ...share, status }, now, locale),
        ),
        renderUndelivered(share, { channel: "C0LAUNCH01", reason: "cardLost" }, now, locale),
        renderDetails(share, now, locale),
        renderEndedNotice(share, "files-deleted", locale),
        renderEndedNotice(share, "ended-elsewhere", locale),
        renderCode({ name, accessCode: "MDg2K0vU" }, locale),
        renderCode({ name, accessCode: undefined }, locale),
        renderCodeRefused({ ownerUserId: "U0TOM00001", why: "not-entitled", codeAudience: "conversation" }, locale),
        renderHistory([{ key: "historyExtended", moment: now }], name, locale),
        renderConflict(
          {
            changeId: "00000000-0000-4000-8000-000000000001",
            title: name,
            theirs: { expiresAt: now, comment: name.repeat(10).slice(0, 511), hasCode: true },
            mine: { endsAt: now, comment: name.repeat(10).slice(0, 511), newCode: true },
          },
          locale,
          "Asia/Shanghai",
        ),
        renderTexts(
          Array.from({ length: 20 }, () =>
            changeTexts({ ...title, kind: "not-revoked", failure }, locale, "UTC"),
          ).flat(),
        ),
      ];
      expect(messages.flatMap(messageProblems)).toEqual([]);
    });

    it("modals", () => {
      const reader = { locale, timeZone: "America/New_York" };
      const shareId = "1689743054514187776";
      const comment = name.repeat(10).slice(0, 511);
      const metadata = {
        ...reader,
        shareId,
        edition: "carrier" as const,
        base: { expiresAt: inDays(7).toISOString(), comment: "f".repeat(32), hasCode: true },
      };
      const conflict = {
        changeId: "00000000-0000-4000-8000-000000000001",
        title: name,
        theirs: { expiresAt: now, comment, hasCode: true },
        mine: { endsAt: now, comment, newCode: true },
      };
      const shown = {
        rules: { ...DEFAULT_RULES, maxDays: 30, code: "always", scopes: ["external", "company"] },
        mayShareOutside: false,
        mayGoWithoutCode: false,
        setBy: "U0ADA00001",
      } as const;
      const views = [
        renderEditModal({
          title: name,
          draft: {
            validity: { kind: "until", date: "2027-01-01" },
            accessCode: "custom",
            customCode: "x".repeat(64),
            comment: comment.replaceAll("\u0000", ""),
          },
          metadata,
          now,
          shown,
        }),
        renderReplace(
          { title: name, endsAt: now },
          { ...reader, shareId, endsAt: now.toISOString(), comment, outside: Array(20).fill("C0123456789") },
        ),
        renderConflictModal(renderConflict(conflict, locale, "UTC"), locale),
        renderExtendModal({ title: name, expiresAt: inDays(7) }, { ...reader, shareId }, now, shown),
        renderCancelModal(
          Array.from({ length: 20 }, (_, index) => ({
            shareId: `${shareId}${index}`,
            title: name === "" ? "1689743054514187777" : name,
            expiresAt: now,
          })),
          { ...reader, shareIds: Array.from({ length: 20 }, (_, index) => `${shareId}${index}`) },
        ),
      ];
      expect(views.flatMap(viewProblems)).toEqual([]);
    });
  });
});

it("lets no name mark up, mention, or turn the words around it", () => {
  const { blocks } = renderCard(aShare(NAMES["slack marks"], 2), now, "en");
  const texts = blocks.filter(({ type }) => type === "rich_text");
  // Rich text is shown as it stands; what is mrkdwn has the marks escaped.
  expect(textOf(texts)).toContain("*bold* _it_ ~no~ `code` <!channel>");
  const mrkdwn = JSON.stringify(blocks.filter(({ type }) => type !== "rich_text" && type !== "actions"));
  expect(mrkdwn).not.toMatch(/<!channel>|<https:\/\/evil/);
  expect(mrkdwn).toContain("&lt;!channel&gt;");
  const turned = JSON.stringify(renderCard(aShare(NAMES["turned around"], 1), now, "en"));
  expect(turned).not.toMatch(/[\u202A-\u202E]/);
  expect(JSON.stringify(renderCard(aShare(NAMES["right to left"], 1), now, "en"))).toMatch(/\u2068تقرير.*\u2069/);
});

it("says the same of a share in one digest, and something else when anything that shows has changed", () => {
  const share = aShare("Plan.pdf", 2);
  const digest = cardDigest(share, now, "en");
  expect(cardDigest({ ...share, sharedAt: inDays(1) }, now, "en")).toBe(digest);
  const changed: readonly Partial<CardShare>[] = [
    { comment: "other" },
    { hasCode: false },
    { expiresAt: inDays(8) },
    { expiresAt: undefined },
    { status: "revoked" },
    { scope: "external" },
    { linkUrl: undefined },
    { recipients: { names: ["Tom"], total: 1 } },
  ];
  const digests = changed.map((change) => cardDigest({ ...share, ...change }, now, "en"));
  expect(new Set([digest, ...digests]).size).toBe(changed.length + 1);
  expect(cardDigest(share, now, "zh")).not.toBe(digest);
  // Time alone changes only the second line.
  const later = cardDigest(share, inDays(1), "en");
  expect(later).not.toBe(digest);
  expect(later.split("\n")[0]).toBe(digest.split("\n")[0]);
});
