import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { personalFileId, SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { readMessageBlocks } from "../../src/emulators/slack/validate/read-blocks.ts";
import { readView } from "../../src/emulators/slack/validate/view.ts";
import { renderLinkForm } from "../../src/features/share-open/view.ts";
import { renderUnfurl } from "../../src/features/share-open/view-card.ts";
import { renderFiles } from "../../src/features/share-open/view-files.ts";
import { type Actor, buttonsOf, textOf } from "../support/actor.ts";
import { createForeignLinks, type ForeignLink, openFiles, pressRow, rowsOf } from "../support/foreign-links.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";

const { testReports, roadmap, springFolder } = SEED.files;

describe("in an opened link", () => {
  let office: Office;
  let links: ReturnType<typeof createForeignLinks>;
  let ada: Actor;
  let link: ForeignLink;
  beforeAll(async () => {
    office = await openOffice({ links: ["mei", "tom", "ada"] });
    links = createForeignLinks(office);
    ada = office.person(PEOPLE.ada);
    link = await links.share({ accessCode: "Ab12Cd34" });
  });
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await links.close();
    await office.close();
  });

  const press = (actionId: string, value?: string) => pressRow(office, ada, actionId, value);
  const rows = () => rowsOf(ada.modal());
  const turns = () =>
    buttonsOf(ada.modal().blocks).flatMap(({ element }) =>
      element.action_id === "link:first" || element.action_id === "link:page" ? [element.action_id] : [],
    );

  it("one walks into a folder, on to its last page, and up again", async () => {
    await openFiles(ada, link, CHANNELS.launch);
    await press("link:enter", testReports.id);
    expect(textOf(ada.modal().blocks)).toContain("*Top of the link › Test Reports 测试报告*");
    const pages = [rows()];
    expect(turns()).toEqual(["link:page"]);
    await press("link:page");
    pages.push(rows());
    expect(turns()).toEqual(["link:first", "link:page"]);
    await press("link:page");
    pages.push(rows());
    expect(turns()).toEqual(["link:first"]);
    expect(pages.map((page) => page.length)).toEqual([15, 15, 9]);
    expect(new Set(pages.flat()).size).toBe(39);
    expect(pages[0]?.[1]).toMatch(/^📊 Nightly run 01\.xlsx {3}\d+ kB$/);
    await press("link:first");
    expect(rows()).toEqual(pages[0]);
    await press("link:up");
    expect(rows()).toEqual(["📈 Roadmap 路线图.pptx   1.4 MB", "📁 Test Reports 测试报告"]);
    expect(buttonsOf(ada.modal().blocks).some(({ element }) => element.action_id === "link:up")).toBe(false);
    await ada.close();
  });

  it("what was chosen stays chosen on the way, and is searched for where one is", async () => {
    await openFiles(ada, link, CHANNELS.launch);
    await ada.find("files", "road", "Roadmap 路线图.pptx");
    const chosen = JSON.stringify(ada.modal().values?.["files"]);
    await press("link:enter", testReports.id);
    expect((await ada.suggest("files", "测试")).map(({ text }) => text.text)).toHaveLength(8);
    expect((await ada.suggest("files", "road")).map(({ text }) => text.text)).toEqual([]);
    expect(JSON.stringify(ada.modal().values?.["files"])).toBe(chosen);
    expect(chosen).toContain(roadmap.id);
    await ada.close();
  });

  it("nothing is offered, in time, when the drive is slow", async () => {
    await openFiles(ada, link, CHANNELS.launch);
    const hung = office.drive.faults.always({ path: "/share/files" }, { kind: "hang" });
    expect(await ada.suggest("files", "")).toEqual([]);
    hung.cancel();
    await ada.close();
  });

  it("a single file's link is shown at its row, works, and is recorded", async () => {
    await openFiles(ada, link, CHANNELS.launch);
    await press("link:file", roadmap.id);
    const { element } = buttonsOf(ada.modal().blocks).find((one) => one.element.url !== undefined) ?? {};
    expect(textOf(ada.modal().blocks)).toContain("works for about an hour, for anyone who has it");
    const answer = await fetch(element?.url ?? "");
    expect([answer.status, answer.headers.get("content-disposition")]).toEqual([
      200,
      `attachment; filename*=UTF-8''${encodeURIComponent(roadmap.name)}`,
    ]);
    const [row] = await office.database.db
      .selectFrom("audit")
      .select(["userId", "subject", "result"])
      .where("act", "=", "link.download")
      .execute();
    const subject = { shareId: link.shareId, fileId: roadmap.id };
    expect(row).toEqual({ userId: PEOPLE.ada, subject, result: "shown" });
    expect(JSON.stringify(ada.messages(CHANNELS.launch))).not.toContain(element?.url);
    await ada.close();
  });

  it("a file or folder that has gone meanwhile is told of", async () => {
    const other = await links.share({ owner: "mei", files: [springFolder] });
    await openFiles(ada, other, CHANNELS.launch);
    await press("link:enter", springFolder.id);
    office.drive.control.recycleFile(SEED.files.brochure.id);
    await press("link:file", SEED.files.brochure.id);
    expect(textOf(ada.modal().blocks)).toContain("the file is in the recycle bin");
    await ada.close();
  });

  it("an empty folder says so", async () => {
    const files = [{ id: personalFileId("mei", "From Slack"), containerId: SEED.users.mei.personal }];
    await openFiles(ada, await links.share({ owner: "mei", files }), CHANNELS.launch);
    await press("link:enter");
    expect(textOf(ada.modal().blocks)).toContain("This folder is empty.");
    await ada.close();
  });
});

describe("the longest data that the drive allows", () => {
  const reader = { locale: "en", timeZone: "America/Argentina/ComodRivadavia" } as const;
  const names = [
    "界".repeat(250),
    "👩‍👩‍👧‍👦".repeat(30),
    "مجلد \u202e*bold*_i_~s~`c`:smile:<!channel>",
    "&".repeat(250),
    "",
  ];
  const files = Array.from({ length: 100 }, (_, index) => ({
    fileId: `${10 ** 18 + index}`.slice(0, 19),
    containerId: "1".repeat(20),
    name: names[index % names.length] ?? "",
    kind: index % 3 === 0 ? ("folder" as const) : ("document" as const),
    size: index % 3 === 0 ? undefined : 2 ** 50,
    path: undefined,
    updatedAt: undefined,
  }));
  const trail = Array.from({ length: 50 }, (_, index) => `${10 ** 18 + index}`);
  const session = { id: "s".repeat(36), ownerName: "名".repeat(300), endsAt: new Date("9999-12-31"), files };
  const listing = {
    session,
    place: { trail, cursor: "c".repeat(1_000), offset: 85 },
    folderNames: trail.map((_, index) => names[index % names.length]),
    entries: files.slice(0, 15),
    next: { cursor: "c".repeat(1_000), offset: 0 },
  };
  const links = Array.from({ length: 30 }, (_, index) => ({
    shortCode: `${10 ** 18 + index}`,
    label: names[index % 4],
  }));

  it.each([
    ["files, deep in folders", renderFiles(listing, reader)],
    [
      "files, with a link to one",
      renderFiles(listing, reader, { fileId: files[1]?.fileId ?? "", url: `https://x/${"y".repeat(2_990)}` }),
    ],
    [
      "files, with a link too long for Slack",
      renderFiles(listing, reader, { fileId: files[1]?.fileId ?? "", url: `https://x/${"y".repeat(3_000)}` }),
    ],
    [
      "files, with a page that Slack has no room to name",
      renderFiles({ ...listing, next: { cursor: "c".repeat(5_000), offset: 0 } }, reader),
    ],
    ["nine links to choose from", renderLinkForm({ reader, goal: "files", links: links.slice(0, 9) })],
    ["thirty links to choose from", renderLinkForm({ reader, goal: "files", links })],
    [
      "a link as long as any",
      renderLinkForm({ reader, goal: "save", link: "1".repeat(3_000), notice: "n".repeat(4_000) }),
    ],
  ])("fits into a modal: %s", (_what, view) => {
    expect(readView(view, "modal")).toMatchObject({ ok: true });
    expect(view.blocks.length).toBeLessThanOrEqual(100);
  });

  it.each(["en", "zh"] as const)("fits into a card (%s)", (locale) => {
    const facts = { shortCode: "1".repeat(20), ownerName: session.ownerName, endsAt: session.endsAt, needsCode: true };
    for (const shown of [files, [files[1]], [files[2]], [], undefined]) {
      const { blocks } = renderUnfurl({ ...facts, files: shown?.flatMap((file) => file ?? []) }, locale);
      expect(readMessageBlocks(blocks, (prefix) => `${prefix}1`)).toMatchObject({ ok: true });
    }
  });
});
