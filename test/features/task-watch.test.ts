import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { personalFileId, SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { type Actor, buttonsOf, elementOf, fieldsOf, findButton, textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { BROCHURE, bodiesTo, PRESS_KIT, shareTwoFiles } from "../support/sharing.ts";

const DURATION_MS = 20_000;
const MARKETING = SEED.spaces.marketing.id;

describe.each(["enterprise", "carrier"] as const)("packaging and saving from a card, %s edition", (edition) => {
  let office: Office;
  let tom: Actor;
  let shared: { readonly shareId: string; readonly containerId: string; readonly fileIds: readonly string[] };
  let names: readonly string[];
  let card: Awaited<ReturnType<typeof shareTwoFiles>>["card"];

  beforeAll(async () => {
    office = await openOffice({ edition, taskDuration: () => DURATION_MS });
    tom = office.person(PEOPLE.tom);
    const files = edition === "enterprise" ? [BROCHURE, PRESS_KIT] : ["Draft.docx", "Presentation.pptx"].map(own);
    const made = await shareTwoFiles(office, tom, CHANNELS.launch, "to be packaged", files);
    card = made.card;
    names = files.map(({ name }) => name);
    shared = {
      shareId: made.shareId,
      containerId: edition === "enterprise" ? MARKETING : SEED.users.mei.personal,
      fileIds: files.map(({ id }) => id),
    };
  });
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await office.close();
  });

  const own = (name: string) => ({ id: personalFileId("mei", name), name });
  const direct = () => office.slack.history(tom.direct()).filter(({ deleted }) => !deleted);
  const noticesWith = (words: string) => direct().filter(({ text }) => text.includes(words));

  it("packages the files, shows how far it is, and says once when it is done, with a link that downloads", async () => {
    await tom.press(card, "share:package");
    const form = await tom.seeModal((view) => fieldsOf(view).includes("zip_name"));
    expect(fieldsOf(form)).toEqual(["task_type", "files", "zip_name"]);
    expect(elementOf(form, "zip_name")["initial_value"]).toBe(names[0]?.replace(/\.\w+$/, ".zip"));
    await tom.type("zip_name", "Launch 发布 kit");
    expect(await tom.submit()).toEqual({ ok: true });
    await tom.seeModal((view) => textOf(view.blocks).includes(":package: *Packaging has been requested.*"));
    await tom.close();

    // Field for field what the page "Creating an Asynchronous Sharing Task" asks for.
    await office.bot.whenIdle();
    expect(bodiesTo(office, "/share/tasks")).toEqual([{ taskType: 1, ...shared, zipName: "Launch 发布 kit.zip" }]);

    const began = await tom.seeMessage(tom.direct(), ({ text }) => text.includes("*Packaging Launch 发布 kit.zip*"));
    expect(textOf(began.blocks).split("\n").slice(1)).toEqual([
      `2 files of the share “${names[0]}”`,
      "Waiting for the drive to begin",
    ]);
    for (const least of [10, 35]) {
      await office.later(5_000);
      const now = await tom.seeMessage(tom.direct(), ({ ts, text }) => ts === began.ts && percentIn(text) >= least);
      const percent = percentIn(now.text);
      const full = Math.round(percent / 5);
      expect(textOf(now.blocks)).toContain(`\`${"█".repeat(full)}${"░".repeat(20 - full)}\` ${percent} % · `);
      expect(percent).toBeLessThan(100);
      expect(noticesWith("is ready")).toEqual([]);
    }
    await office.later(DURATION_MS);
    await tom.seeMessage(tom.direct(), ({ ts, text }) => ts === began.ts && /█{20}.*Ended, took \d+ secs?/.test(text));
    const notice = await tom.seeMessage(tom.direct(), ({ text }) => text.includes("is ready"));
    expect(notice.text).toBe(":white_check_mark: *Your package Launch 发布 kit.zip is ready.*");
    expect(textOf(notice.blocks)).toContain("Anyone with this link can download the package: pass it on with care.");
    expect(buttonsOf(notice.blocks).map(({ element }) => element.action_id)).toEqual(["link:open"]);

    const download = await fetch(findButton(notice.blocks, "link:open").element.url ?? "");
    expect(download.status).toBe(200);
    expect(Object.keys(unzipSync(new Uint8Array(await download.arrayBuffer()))).sort()).toEqual([...names].sort());

    await office.later(120_000);
    expect(noticesWith("is ready")).toHaveLength(1);
    expect(direct().filter(({ text }) => text.includes("*Packaging"))).toHaveLength(1);
  });

  it("edits the progress at most once in three seconds", () => {
    const shown = office.slack.calls.filter(
      ({ method, args }) => method === "chat.update" && args.channel === tom.direct(),
    );
    expect(shown.length).toBeGreaterThanOrEqual(3);
    const times = shown.map(({ at }) => Date.parse(at));
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(3_000 - 50);
  });

  it("saves some of the files to a folder of the person's choice", async () => {
    await tom.press(card, "share:save");
    const form = await tom.seeModal((view) => fieldsOf(view).includes("target"));
    expect(fieldsOf(form)).toEqual(["task_type", "files", "target"]);
    await tom.find("files", (names[1] ?? "").slice(0, 12), names[1] ?? "");
    await tom.find("target", "from sl", "📁 From Slack");
    await tom.submit();
    await tom.seeModal((view) => textOf(view.blocks).includes("Saving has been requested."));
    await tom.close();
    await office.bot.whenIdle();
    expect(bodiesTo(office, "/share/tasks", ({ taskType }) => taskType === 2)).toEqual([
      {
        taskType: 2,
        ...shared,
        fileIds: [shared.fileIds[1]],
        targetFileId: { fileId: personalFileId("mei", "From Slack"), containerId: SEED.users.mei.personal },
      },
    ]);
    await office.later(DURATION_MS + 1_000);
    const notice = await tom.seeMessage(tom.direct(), ({ text }) => text.startsWith(":white_check_mark: *Saved"));
    expect(notice.text).toBe(":white_check_mark: *Saved: 1 file is now in “From Slack”.*");
    expect(buttonsOf(notice.blocks)).toEqual([]);
    const saved = office.drive.state.files.filter(({ parentId }) => parentId === personalFileId("mei", "From Slack"));
    expect(saved.map(({ name }) => name)).toEqual([names[1]]);
  });

  it("saves to the top of the person's own space", async () => {
    await tom.press(card, "share:save");
    await tom.seeModal((view) => fieldsOf(view).includes("target"));
    await tom.submit();
    await tom.seeModal((view) => textOf(view.blocks).includes("Saving has been requested."));
    await tom.close();
    await office.bot.whenIdle();
    expect(bodiesTo(office, "/share/tasks").at(-1)).toEqual({
      taskType: 2,
      ...shared,
      targetFileId: { fileId: "root", containerId: SEED.users.mei.personal },
    });
    await office.later(DURATION_MS + 1_000);
    await tom.seeMessage(tom.direct(), ({ text }) => text.includes("Saved: 2 files are now in “📁 Top of my space”."));
  });

  it("lists them by command, privately, and goes on with them after a new start of the bot", async () => {
    await tom.press(card, "share:package");
    await tom.seeModal((view) => fieldsOf(view).includes("zip_name"));
    await tom.type("zip_name", "over a restart");
    await tom.submit();
    await tom.seeModal((view) => textOf(view.blocks).includes("has been requested"));
    await tom.close();
    await office.bot.whenIdle();
    await office.later(6_000);
    await office.restart();
    await tom.command("tasks", CHANNELS.general);
    const list = await tom.seeAnswer(CHANNELS.general, "over a restart.zip");
    expect(
      textOf(list.blocks)
        .split("\n")
        .filter((line) => line.includes(" · "))
        .map((line) => line.replace(/ · <!date.*/, "")),
    ).toEqual([expect.stringMatching(/^Package · running, \d+ %$/), "Save · done", "Save · done", "Package · done"]);
    await office.later(DURATION_MS);
    await tom.seeMessage(tom.direct(), ({ text }) => text.includes("package over a restart.zip is ready"));
    await office.later(120_000);
    expect(noticesWith("over a restart.zip is ready")).toHaveLength(1);
  });
});

const percentIn = (text: string): number => Number(/(\d+) %/.exec(text)?.[1] ?? -1);
