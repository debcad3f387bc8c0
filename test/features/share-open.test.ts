import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { type Actor, elementOf, fieldsOf, textOf } from "../support/actor.ts";
import { createForeignLinks, type ForeignLink, openFiles, pressRow, rowsOf } from "../support/foreign-links.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { bodiesTo } from "../support/sharing.ts";

const { testReports, roadmap } = SEED.files;
const CODE = "Ab12Cd34";
const WRONG = "This is not the access code of this link. Capital and small letters count. You have 4 more tries.";

let office: Office;
let links: ReturnType<typeof createForeignLinks>;
let ada: Actor;
let coded: ForeignLink;
let open: ForeignLink;
beforeAll(async () => {
  office = await openOffice({ links: ["mei", "tom", "ada"] });
  links = createForeignLinks(office);
  ada = office.person(PEOPLE.ada);
  coded = await links.share({ accessCode: CODE });
  open = await links.share();
});
afterAll(async () => {
  expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
  await links.close();
  await office.close();
});

const command = (text: string, actor = ada) => actor.command(text, CHANNELS.launch);
const seeText = (text: string, actor = ada) => actor.seeModal((view) => textOf(view.blocks).includes(text));
const seeFields = (...fields: readonly string[]) =>
  ada.seeModal((view) => fieldsOf(view).join() === fields.join() && view.submit !== undefined);

describe("somebody's link", () => {
  it("opens with the right code after a wrong one, and two of its files are saved", async () => {
    await command(`open ${coded.url}`);
    const form = await seeFields("code");
    expect({ title: form.title?.text, callback: form.callback_id }).toEqual({
      title: "KooDrive link",
      callback: "share_open",
    });
    expect(textOf(form.blocks)).toMatch(/needs an access code.*\n.*Shared by Tom Baker\n.*Works until/);
    await ada.type("code", "wrong");
    expect(await ada.submit()).toEqual({ ok: true, errors: { code: WRONG } });
    await ada.type("code", CODE);
    expect(await ada.submit()).toEqual({ ok: true });

    const files = await seeFields("files");
    expect(rowsOf(files)).toEqual(["📈 Roadmap 路线图.pptx   1.4 MB", "📁 Test Reports 测试报告"]);
    await pressRow(office, ada, "link:enter", testReports.id);
    await ada.find("files", "nightly run 0", "Nightly run 01.xlsx", "Nightly run 02.xlsx");
    const chosen = JSON.stringify(ada.modal().values?.["files"]);
    expect(await ada.submit()).toEqual({ ok: true });

    const form2 = await seeFields("task_type", "files", "zip_name");
    expect(form2.callback_id).toBe("task_create");
    expect(elementOf(form2, "zip_name")["initial_value"]).toBe("Nightly run 01.zip");
    await ada.take("task_type", "save");
    await seeFields("task_type", "files", "target");
    expect(await ada.submit()).toEqual({ ok: true });
    await seeText("Saving has been requested");
    await ada.close();
    await office.bot.whenIdle();
    const [body] = bodiesTo(office, "/share/tasks", ({ shareId }) => shareId === coded.shareId);
    expect(body).toEqual({
      taskType: 2,
      containerId: testReports.containerId,
      fileIds: expect.toSatisfy((ids: readonly string[]) => ids.length === 2 && ids.every((id) => chosen.includes(id))),
      shareId: coded.shareId,
      kdstoken: expect.stringMatching(/^[0-9a-f]{48}$/),
      targetFileId: { fileId: "root", containerId: SEED.users.ada.personal },
    });
    await office.later(60_000);
    await ada.seeMessage(ada.direct(), ({ text }) => text.includes("Saved: 2 files are now in"));
    const polls = bodiesTo(office, "/share/taskDetail", ({ shareId }) => shareId === coded.shareId);
    expect(polls.at(-1)).toMatchObject({ kdstoken: expect.stringMatching(/^[0-9a-f]{48}$/) });
  });

  it("opens at once for who gives the code with the command, and for who gave it before", async () => {
    const link = await links.share({ accessCode: CODE });
    await command(`open ${link.url} ${CODE}`);
    await seeFields("files");
    await ada.close();
    await command(`open ${link.shortCode}`);
    await seeFields("files");
    await ada.close();
  });

  it("takes the link as Slack writes it, and a code with a word before it", async () => {
    const link = await links.share({ accessCode: CODE });
    await command(`open <${link.url}|Roadmap> 访问码：${CODE}`);
    await seeFields("files");
    await ada.close();
  });

  it("asks for link and code in the reader's language when the command has none", async () => {
    const mei = office.person(PEOPLE.mei);
    await command("open", mei);
    const form = await seeText("KooDrive 分享的地址或短码。", mei);
    expect(fieldsOf(form)).toEqual(["link", "code"]);
    await mei.type("link", "周报");
    expect(await mei.submit()).toEqual({
      ok: true,
      errors: { link: "这不是 KooDrive 链接。请粘贴完整地址，或输入短码（一长串数字）。" },
    });
    await mei.type("link", `看这个 ${coded.url}`);
    await mei.type("code", "nono");
    const errors = { code: "访问码不正确，请注意区分大小写。还可以尝试 4 次，之后需等待 10 分钟。" };
    expect(await mei.submit()).toEqual({ ok: true, errors });
    await mei.type("code", CODE);
    expect(await mei.submit()).toEqual({ ok: true });
    const files = await seeText("Roadmap 路线图.pptx 等 2 项", mei);
    expect(textOf(files.blocks)).toContain("由 Tom Baker 分享");
    await mei.close();
  });

  it("asks for the code after a form without one, and says nothing against it", async () => {
    const link = await links.share({ accessCode: CODE });
    await command("open");
    await seeFields("link", "code");
    await ada.type("link", link.url);
    expect(await ada.submit()).toEqual({ ok: true });
    await seeFields("code");
    expect(textOf(ada.modal().blocks)).not.toContain("not the access code");
    await ada.close();
  });

  it("takes no try for a code that nobody asked for", async () => {
    await command(`open ${open.url} whatever`);
    await seeFields("files");
    await ada.close();
    expect(bodiesTo(office, "/share/verify", ({ shortUrl }) => shortUrl === open.shortCode)).toEqual([]);
  });

  it("packages all that is in it when nothing is chosen", async () => {
    await openFiles(ada, open, CHANNELS.launch);
    expect(await ada.submit()).toEqual({ ok: true });
    const form = await seeFields("task_type", "files", "zip_name");
    expect(textOf(form.blocks)).toContain("📁 Test Reports 测试报告");
    expect(await ada.submit()).toEqual({ ok: true });
    await seeText("Packaging has been requested");
    await ada.close();
    await office.bot.whenIdle();
    expect(bodiesTo(office, "/share/tasks", ({ shareId }) => shareId === open.shareId)).toEqual([
      {
        taskType: 1,
        containerId: roadmap.containerId,
        fileIds: [roadmap.id, testReports.id],
        shareId: open.shareId,
        zipName: "Roadmap 路线图.zip",
      },
    ]);
  });

  it("leads back from the form to the files", async () => {
    await openFiles(ada, open, CHANNELS.launch);
    await ada.submit();
    await seeFields("task_type", "files", "zip_name");
    await pressRow(office, ada, "link:back");
    expect(rowsOf(ada.modal())).toHaveLength(2);
    await ada.close();
  });

  it.each([
    ["package", "zip_name"],
    ["save", "target"],
  ])("is opened by /koodrive %s too, its code asked for on the way", async (goal, field) => {
    await command(`${goal} ${open.url}`);
    expect(textOf((await seeFields("task_type", "files", field)).blocks)).toContain("Roadmap 路线图.pptx");
    await ada.close();
    const link = await links.share({ accessCode: CODE });
    await command(`${goal} ${link.shortCode}`);
    await seeFields("code");
    await ada.type("code", CODE);
    expect(await ada.submit()).toEqual({ ok: true });
    await seeFields("task_type", "files", field);
    await ada.close();
  });
});

describe("a link that does not open", () => {
  it("is told to be unknown, with the field to mend it", async () => {
    await command("open 9000000000000000001");
    const form = await seeText("The drive knows no such link.");
    expect(elementOf(form, "link")["initial_value"]).toBe("9000000000000000001");
    expect(await ada.submit()).toMatchObject({ errors: { link: expect.stringContaining("knows no such link") } });
    await ada.type("link", open.url);
    await ada.submit();
    await seeFields("files");
    await ada.close();
  });

  it("says who can help when it was revoked, or has ended", async () => {
    const revoked = await links.share();
    await links.cancel("tom", revoked.shareId);
    await command(`open ${revoked.url}`);
    await seeText("This link was revoked. Ask Tom Baker for a new one.");
    await ada.close();
    const brief = await links.share({ validDays: 1 });
    office.clock.advance(2 * 24 * 60 * 60 * 1000);
    await command(`open ${brief.url}`);
    await seeText("This link has ended. Ask Tom Baker for a new one.");
    await ada.close();
  });

  it("says so when it is for others", async () => {
    const link = await links.share({ scope: "people", userIds: [SEED.users.mei.id] });
    await command(`open ${link.url}`);
    await seeText("This link is not for you: whoever shared it chose who may open it.");
    await ada.close();
  });

  it("can be tried again when the drive was away", async () => {
    const broken = office.drive.faults.always({ path: "/share/visit" }, { kind: "broken", status: 503 });
    const silent = office.drive.faults.always({ path: "/share/userInfo" }, { kind: "broken", status: 503 });
    await command(`open ${open.url}`);
    await seeText("The drive cannot be reached at the moment.");
    broken.cancel();
    silent.cancel();
    expect(await ada.submit()).toEqual({ ok: true });
    await seeFields("files");
    await ada.close();
  });

  it("is answered after all when the drive takes longer than Slack waits", async () => {
    const link = await links.share({ accessCode: CODE });
    await command(`open ${link.url}`);
    await seeFields("code");
    const held = office.drive.faults.next({ path: "/share/verify" }, { kind: "held" });
    await ada.type("code", "wrong");
    expect(await ada.submit()).toEqual({ ok: true });
    await seeText("One moment: the drive is being asked");
    held.release();
    await seeText(`:warning: ${WRONG}`);
    await ada.type("code", CODE);
    await ada.submit();
    await seeFields("files");
    await ada.close();
  });

  it.each(["open Quarterly report", "open two words here"])("is explained after /koodrive %s", async (text) => {
    await command(text);
    await ada.seeAnswer(CHANNELS.launch, "Put the link behind the command, and its access code if it has one");
    expect(ada.topModal()).toBeUndefined();
  });

  it("is nothing for people who are not connected", async () => {
    const yusuf = office.person(PEOPLE.yusuf);
    for (const text of [`open ${open.url}`, "open", `package ${open.url}`]) {
      await yusuf.command(text, CHANNELS.general);
      await yusuf.seeAnswer(CHANNELS.general, "not connected to a drive account");
    }
    expect(yusuf.topModal()).toBeUndefined();
  });
});
