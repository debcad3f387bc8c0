import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { personalFileId } from "../../src/emulators/koodrive/seed/known.ts";
import { type Actor, fieldsOf, textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { BROCHURE, bodiesTo, openShareForm, PRESS_KIT, shareTwoFiles } from "../support/sharing.ts";
import { sendForm } from "../support/submission.ts";

const chosen = (value: string, label = value) => ({ value, text: { type: "plain_text", text: label } });
const files = (...ids: readonly string[]) => ({
  type: "multi_external_select",
  selected_options: ids.map((id) => chosen(id)),
});
const PACKAGE = { task_type: { type: "radio_buttons", selected_option: chosen("package") } };
const SAVE = { task_type: { type: "radio_buttons", selected_option: chosen("save") } };
const named = (value: string | null) => ({ zip_name: { type: "plain_text_input", value } });
const into = (value: string) => ({ target: { type: "external_select", selected_option: chosen(value) } });

describe("the form to package or save", () => {
  let office: Office;
  let tom: Actor;
  let shareId: string;
  beforeAll(async () => {
    office = await openOffice({ taskDuration: () => 60_000 });
    tom = office.person(PEOPLE.tom);
    ({ shareId } = await shareTwoFiles(office, tom, CHANNELS.launch, "for the form"));
  });
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await office.close();
  });

  const send = (values: Readonly<Record<string, unknown>>, more: { readonly shareId?: string; viewId?: string } = {}) =>
    sendForm(office, PEOPLE.tom, "task_create", {
      values: { files: files(BROCHURE.id, PRESS_KIT.id), ...values },
      metadata: { shareId: more.shareId ?? shareId, locale: "en" },
      ...(more.viewId === undefined ? {} : { viewId: more.viewId }),
    });
  const tasks = () => office.database.db.selectFrom("tasks").selectAll().execute();

  const character = (shown: string) => `A file name must not have “${shown}” in it, nor any of \\ / : * ? " < > |`;
  const RESERVED = "Some computers keep this name for themselves. Choose another.";
  const LONG = "This name is too long: the drive takes 250 bytes with the ending.";
  const NAME = "Give the package a name.";

  const names: readonly (readonly [name: string | null, why: string])[] = [
    ...[...'\\/:*?"<>|'].map((one) => [`a${one}b`, character(one)] as const),
    ["a\nb", character("U+000A")],
    ["a\u0000b", character("U+0000")],
    ["photo\u202Egnp.zip", character("U+202E")],
    [null, NAME],
    ["   ", NAME],
    [".zip", NAME],
    ["..", NAME],
    ["CON", RESERVED],
    ["aux.zip", RESERVED],
    ["com1.txt.zip", RESERVED],
    ["ends with a dot.", RESERVED],
    ["x".repeat(247), LONG],
    ["文".repeat(83), LONG],
  ];

  it.each(names)("takes no package called %j, and says why under the name", async (name, why) => {
    expect(await send({ ...PACKAGE, ...named(name) })).toEqual({
      status: 200,
      body: { response_action: "errors", errors: { zip_name: why } },
    });
  });

  it.each([
    ["no file", { ...PACKAGE, ...named("a"), files: files() }, { files: "Choose at least one file." }],
    [
      "1001 files",
      { ...PACKAGE, ...named("a"), files: files(...Array.from({ length: 1001 }, (_, index) => `F${index}`)) },
      { files: "The drive takes at most 1000 files at once; these are 1001." },
    ],
    [
      "no folder",
      { ...SAVE, target: { type: "external_select", selected_option: null } },
      { target: "Choose a folder; “Top of my space” is always there." },
    ],
    [
      "a folder that was never offered",
      { ...SAVE, ...into("FmadeUp") },
      { target: "This folder was not offered here. Choose it again from the list." },
    ],
    [
      "a file in place of a folder",
      { ...SAVE, ...into(BROCHURE.id) },
      { target: "This folder was not offered here. Choose it again from the list." },
    ],
    [
      "saving, sent before its field was drawn",
      SAVE,
      { task_type: "Choose a folder; “Top of my space” is always there." },
    ],
    [
      "a state that no modal sends",
      { task_type: 7, files: null },
      { files: "Choose at least one file.", task_type: NAME },
    ],
  ])("takes %s for a mistake", async (_name, values, errors) => {
    expect(await send(values)).toEqual({ status: 200, body: { response_action: "errors", errors } });
  });

  it("says so when the share is not known any more", async () => {
    const gone = { files: "This share is not known here any more." };
    for (const id of ["1234567890123", "'; drop table shares"]) {
      const answer = await send({ ...PACKAGE, ...named("a") }, { shareId: id });
      expect(answer.body).toEqual({ response_action: "errors", errors: gone });
    }
  });

  it("has recorded nothing of all that", async () => {
    expect(await tasks()).toEqual([]);
    expect(office.drive.requests.to("/share/tasks")).toEqual([]);
  });

  it("shows what packaging or saving needs, and keeps the files when the choice changes", async () => {
    await tom.command(`package ${shareId}`, CHANNELS.general);
    await tom.seeModal((view) => fieldsOf(view).includes("zip_name"));
    await tom.find("files", "press", PRESS_KIT.name);
    await tom.take("task_type", "save");
    expect(fieldsOf(tom.modal())).toEqual(["task_type", "files", "target"]);
    expect(tom.modal().title?.text).toBe("Save to my drive");
    const top = await tom.suggest("target", "");
    expect(top.map(({ text }) => text.text)[0]).toBe("📁 Top of my space");
    expect(
      top
        .slice(1)
        .map(({ text, description }) => `${text.text}, ${description?.text}`)
        .sort(),
    ).toEqual(["📁 Documents 文档, at the top", "📁 From Slack, at the top", "📁 Photos 照片, at the top"]);
    await tom.take("task_type", "package");
    expect(fieldsOf(tom.modal())).toEqual(["task_type", "files", "zip_name"]);
    expect(JSON.stringify(tom.modal().values?.["files"])).toContain(PRESS_KIT.id);
    await tom.close();
  });

  it("still offers the top folder, in time, when the drive is slow", async () => {
    await tom.command(`save ${shareId}`, CHANNELS.general);
    await tom.seeModal((view) => fieldsOf(view).includes("target"));
    const hung = office.drive.faults.always({}, { kind: "hang" });
    expect((await tom.suggest("target", "doc")).map(({ text }) => text.text)).toEqual(["📁 Top of my space"]);
    hung.cancel();
    await tom.close();
    expect(office.logLines.some((line) => line.includes("folders could not be found"))).toBe(true);
  });

  it.each([
    ["package", "Which share? Put a share id, a link, or part of a file name behind the command: `/koodrive package"],
    ["save no such share", "No live share fits “no such share”."],
  ])("says what is missing after /koodrive %s", async (command, words) => {
    await tom.command(command, CHANNELS.general);
    await tom.seeAnswer(CHANNELS.general, words);
    expect(tom.topModal()).toBeUndefined();
  });

  it("opens by part of a name only for the sharer, by id or link for everybody", async () => {
    const ada = office.person(PEOPLE.ada);
    await ada.command("package launch broch", CHANNELS.general);
    await ada.seeAnswer(CHANNELS.general, "No live share fits “launch broch”.");
    const { shortUrl } = office.drive.state.shares[0] ?? { shortUrl: "" };
    for (const reference of [shareId, shortUrl, `${office.drive.url}/cloudfile/#/sharelink/i/${shortUrl}`]) {
      await ada.command(`package ${reference}`, CHANNELS.general);
      await ada.seeModal((view) => fieldsOf(view).includes("zip_name"));
      await ada.close();
    }
    await tom.command("package launch broch", CHANNELS.general);
    await tom.seeModal((view) => fieldsOf(view).includes("zip_name"));
    await tom.close();
  });

  it("says so when Slack's three seconds for a window are over", async () => {
    office.slack.refuse.next("views.open", { error: "expired_trigger_id" });
    await tom.command(`package ${shareId}`, CHANNELS.general);
    await tom.seeAnswer(CHANNELS.general, "Slack gave this app too little time to open the window. Nothing was lost");
  });

  it("speaks Chinese to people whose Slack does, also at first sight", async () => {
    const mei = office.person(PEOPLE.mei);
    await mei.command(`save ${shareId}`, CHANNELS.general);
    await mei.seeModal((view) => view.title?.text === "转存到我的云盘");
    expect((await mei.suggest("target", ""))[0]?.text.text).toBe("📁 我的空间根目录");
    await mei.close();
  });

  it("takes a form sent twice as one wish", async () => {
    const twice = [
      send({ ...PACKAGE, ...named("twice") }, { viewId: "VTWICE" }),
      send({ ...PACKAGE, ...named("twice") }, { viewId: "VTWICE" }),
    ];
    for (const answer of await Promise.all(twice)) expect(answer.body).toMatchObject({ response_action: "update" });
    await office.bot.whenIdle();
    expect(bodiesTo(office, "/share/tasks", ({ zipName }) => zipName === "twice.zip")).toHaveLength(1);
  });

  it("asks for each file once, however often it was named", async () => {
    await send({ ...PACKAGE, ...named("doubled"), files: files(BROCHURE.id, BROCHURE.id) });
    await office.bot.whenIdle();
    expect(bodiesTo(office, "/share/tasks", ({ zipName }) => zipName === "doubled.zip")).toMatchObject([
      { fileIds: [BROCHURE.id] },
    ]);
  });

  it("gives a hundred files of a share at most, and says how many it left out", async () => {
    await openShareForm(tom, CHANNELS.launch, personalFileId("mei", "Draft.docx"));
    await tom.submit();
    await tom.seeMessage(CHANNELS.launch, ({ blocks }) => textOf(blocks).includes("Draft.docx"));
    await office.bot.whenIdle();
    await tom.close();
    const many = Array.from({ length: 103 }, (_, index) => ({
      fileId: `F${index}`,
      name: `File ${index}`,
      kind: "other",
    }));
    await office.database.db
      .updateTable("shares")
      .set({ files: JSON.stringify(many) })
      .where("name", "=", "Draft.docx")
      .execute();
    await tom.command("package File 102", CHANNELS.general);
    await tom.seeModal((view) => fieldsOf(view).includes("zip_name"));
    expect(textOf(tom.modal().blocks)).toContain("The share holds 3 more files than fit this list");
    await tom.close();
  });
});

describe("the list of tasks", () => {
  it("is empty at first; shows those that run first, then the newest, ten at a time", async () => {
    const office = await openOffice({ taskDuration: ({ fileIds }) => (fileIds.length > 1 ? 600_000 : 5_000) });
    const tom = office.person(PEOPLE.tom);
    await tom.command("tasks", CHANNELS.general);
    await tom.seeAnswer(CHANNELS.general, "You have no tasks yet. Press Package or Save on a share");
    const { shareId } = await shareTwoFiles(office, tom, CHANNELS.launch, "for the list");

    const start = async (name: string, ...ids: readonly string[]) => {
      await sendForm(office, PEOPLE.tom, "task_create", {
        values: { ...PACKAGE, ...named(name), files: files(...ids) },
        metadata: { shareId, locale: "en" },
      });
      await office.bot.whenIdle();
      office.clock.advance(1_000);
    };
    await start("slow 1", BROCHURE.id, PRESS_KIT.id);
    for (let count = 1; count <= 11; count += 1) await start(`quick ${count}`, BROCHURE.id);
    await office.later(10_000);
    await start("slow 2", BROCHURE.id, PRESS_KIT.id);
    await office.later(5_000);

    const namesIn = (text: string) => [...text.matchAll(/\*(.+)\.zip\*/g)].map(([, name]) => name);
    await tom.command("tasks", CHANNELS.general);
    const first = await tom.seeAnswer(CHANNELS.general, "Your tasks");
    expect(namesIn(textOf(first.blocks))).toEqual([
      "slow 2",
      "slow 1",
      ...[11, 10, 9, 8, 7, 6, 5, 4].map((count) => `quick ${count}`),
    ]);
    expect(textOf(first.blocks)).toContain("1–10 of 13");
    await tom.press(first, "tasks:page");
    const second = await tom.seeAnswer(CHANNELS.general, "11–13 of 13");
    expect(namesIn(textOf(second.blocks))).toEqual(["quick 3", "quick 2", "quick 1"]);
    const ada = office.person(PEOPLE.ada);
    await ada.command("tasks", CHANNELS.general);
    await ada.seeAnswer(CHANNELS.general, "You have no tasks yet.");
    await office.close();
  });
});
