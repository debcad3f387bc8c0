import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { calendarDay } from "../../src/domain/validity.ts";
import { personalFileId, SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { elementOf, fieldsOf, textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { BROCHURE, openShareForm, PRESS_KIT } from "../support/sharing.ts";

const WITHOUT_CODE = ["space", "files", "scope", "validity", "access_code", "comment", "destination"];
const ALWAYS = WITHOUT_CODE.toSpliced(5, 0, "code_audience");

describe("the form to share", () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
  });
  afterEach(async () => {
    office.drive.faults.clear();
    for (const id of [PEOPLE.tom, PEOPLE.ada, PEOPLE.mei]) {
      const person = office.person(id);
      if (person.topModal() !== undefined) await person.close();
    }
  });
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await office.close();
  });

  const initialOf = (actor: ReturnType<Office["person"]>, field: string): unknown => {
    const element = elementOf(actor.modal(), field);
    const options = element["initial_options"] ?? [element["initial_option"]];
    return JSON.parse(JSON.stringify(options)).map((option: { text: { text: string } } | null) => option?.text.text);
  };

  it("opens with the files whose ids were given, and their space, and names the ids that are none", async () => {
    const tom = office.person(PEOPLE.tom);
    await openShareForm(tom, CHANNELS.launch, BROCHURE.id, "nonsense", PRESS_KIT.id, "<!channel>");
    expect(initialOf(tom, "space")).toEqual(["Marketing 市场部"]);
    expect(initialOf(tom, "files")).toEqual([BROCHURE.name, PRESS_KIT.name]);
    expect(textOf(tom.modal().blocks)).toContain(
      ":warning: These ids are not files you can share: nonsense, &lt;!channel&gt;",
    );
  });

  it("does not choose a file that lies in the bin", async () => {
    const tom = office.person(PEOPLE.tom);
    office.drive.control.recycleFile(personalFileId("mei", "Presentation.pptx"));
    await openShareForm(tom, CHANNELS.launch, personalFileId("mei", "Presentation.pptx"));
    expect(textOf(tom.modal().blocks)).toContain(personalFileId("mei", "Presentation.pptx"));
    expect(initialOf(tom, "space")).toEqual(["My space"]);
  });

  it("says so when more ids are given than a share can hold, and when they could not be looked up", async () => {
    const tom = office.person(PEOPLE.tom);
    office.drive.faults.always({ path: "/files/{fileId}/detail" }, { kind: "unauthorized" });
    const ids = Array.from({ length: 101 }, (_, index) => `x${index}`);
    await openShareForm(tom, CHANNELS.launch, ...ids);
    expect(textOf(tom.modal().blocks)).toContain("of the 101 ids only the first 100 were taken");
    expect(textOf(tom.modal().blocks)).toContain("The drive did not accept this app's sign-in.");
    expect(textOf(tom.modal().blocks)).not.toContain("x0, x1");
  });

  it("opens from the shortcut too, where no conversation is chosen", async () => {
    const tom = office.person(PEOPLE.tom);
    expect(await tom.shortcut("share_file")).toEqual({ ok: true });
    const view = await tom.seeModal((modal) => fieldsOf(modal).includes("destination"));
    expect(fieldsOf(view)).toEqual(ALWAYS);
    expect(elementOf(view, "destination")["initial_conversation"]).toBeUndefined();
  });

  it("shows what people, a day or a code of one's own need, only while they are chosen", async () => {
    const tom = office.person(PEOPLE.tom);
    await openShareForm(tom, CHANNELS.launch, BROCHURE.id);
    await tom.type("comment", "kept");
    expect(fieldsOf(tom.modal())).toEqual(ALWAYS);
    await tom.take("scope", "people");
    expect(fieldsOf(tom.modal())).toEqual(ALWAYS.toSpliced(3, 0, "recipients", "phone_numbers"));
    expect(textOf(tom.modal().blocks)).toContain("Only the people you name can open it.");
    await tom.take("validity", "date");
    await tom.take("access_code", "custom");
    expect(fieldsOf(tom.modal())).toEqual([
      "space",
      "files",
      "scope",
      "recipients",
      "phone_numbers",
      "validity",
      "until",
      "access_code",
      "custom_code",
      "code_audience",
      "comment",
      "destination",
    ]);
    await tom.take("scope", "company");
    await tom.take("validity", "30");
    await tom.take("access_code", "none");
    expect(fieldsOf(tom.modal())).toEqual(WITHOUT_CODE);
    expect(textOf(tom.modal().blocks)).toContain("Everyone in your company can open it with their drive account.");
    expect(tom.modal().values?.["comment"]?.["comment"]?.["value"]).toBe("kept");
  });

  it.each([
    {
      who: PEOPLE.tom,
      zone: "America/New_York",
      zoneName: "Eastern Time",
      tag: "en-GB",
      before: "The link will work until",
    },
    {
      who: PEOPLE.ada,
      zone: "Europe/London",
      zoneName: "United Kingdom Time",
      tag: "en-GB",
      before: "The link will work until",
    },
    { who: PEOPLE.mei, zone: "Asia/Shanghai", zoneName: "中国标准时间", tag: "zh-CN", before: "链接有效至" },
  ])(
    "says in the person's own zone and language when the link ends: $zone",
    async ({ who, zone, zoneName, tag, before }) => {
      const person = office.person(who);
      await openShareForm(person, CHANNELS.launch);
      const date = calendarDay(office.clock.now(), zone, 3);
      await person.take("validity", "date");
      await person.set("until", { type: "datepicker", selected_date: date });
      const end = new Date(office.clock.now().getTime() + 3 * 24 * 60 * 60 * 1000);
      const day = new Intl.DateTimeFormat(tag, {
        weekday: "short",
        day: "numeric",
        month: "short",
        year: "numeric",
        timeZone: zone,
      }).format(end);
      const line = textOf(person.modal().blocks)
        .split("\n")
        .find((one) => one.includes(zoneName));
      expect(line).toContain(before);
      expect(line).toContain(day);
    },
  );

  it("speaks Chinese to people whose Slack does", async () => {
    const mei = office.person(PEOPLE.mei);
    await openShareForm(mei, CHANNELS.launch);
    expect(mei.modal().title?.text).toBe("从 KooDrive 分享");
    expect(mei.modal().submit?.text).toBe("分享");
    const [folder] = await mei.suggest("files", "Documents");
    expect(folder).toMatchObject({
      text: { text: "📁 Documents 文档" },
      description: { text: "文件夹 · 根目录" },
    });
  });

  it("finds files by part of their name in the chosen space, folders shown as such, with path and size", async () => {
    const tom = office.person(PEOPLE.tom);
    await openShareForm(tom, CHANNELS.launch);
    await tom.find("space", "aurora", "Project Aurora 极光项目组");
    const options = await tom.suggest("files", "WEEKLY SYNC");
    expect(options.map(({ text }) => text.text).sort()).toEqual(
      Array.from({ length: 8 }, (_, index) => `Weekly sync 0${index + 1}.mp4`),
    );
    expect(options[0]?.description?.text).toMatch(/^[\d.]+ (MB|GB) · Recordings 会议录像$/);
    const top = await tom.suggest("files", "");
    expect(top.map(({ text, description }) => [text.text, description?.text])).toContainEqual([
      "📁 Recordings 会议录像",
      "Folder · top folder",
    ]);
    expect(await tom.suggest("files", "no such name at all")).toEqual([]);
  });

  it("answers with no options in time, and logs why, when the drive is slow", async () => {
    const tom = office.person(PEOPLE.tom);
    await openShareForm(tom, CHANNELS.launch);
    office.drive.faults.always({ path: "/files/search" }, { kind: "hang" });
    expect(await tom.suggest("files", "Draft")).toEqual([]);
    const line = office.logLines.find((one) => one.includes("files could not be found"));
    expect(JSON.parse(line ?? "{}")).toMatchObject({ level: "warn", err: { code: "unavailable" } });
  });

  it("opens without the drive too, and says what is wrong", async () => {
    const tom = office.person(PEOPLE.tom);
    office.drive.faults.always({}, { kind: "unauthorized" });
    await openShareForm(tom, CHANNELS.launch, BROCHURE.id);
    expect(fieldsOf(tom.modal())).toEqual(ALWAYS);
    expect(textOf(tom.modal().blocks)).toContain(
      "The drive did not accept this app's sign-in. Nothing was changed. Your Slack administrator has to check",
    );
  });

  it("says so when Slack's three seconds for a window are over", async () => {
    const tom = office.person(PEOPLE.tom);
    office.slack.refuse.next("views.open", { error: "expired_trigger_id" });
    expect(await tom.command("share", CHANNELS.launch)).toEqual({ ok: true });
    await tom.seeAnswer(CHANNELS.launch, "Slack gave this app too little time to open the window. Nothing was lost");
    expect(tom.topModal()).toBeUndefined();
  });

  it("still knows its reader when the bot was started anew between opening and sending", async () => {
    const mei = office.person(PEOPLE.mei);
    await openShareForm(mei, CHANNELS.launch, BROCHURE.id);
    await mei.take("validity", "date");
    const today = calendarDay(office.clock.now(), "Asia/Shanghai");
    await mei.set("until", { type: "datepicker", selected_date: today });
    await office.restart();
    const tomorrow = new Intl.DateTimeFormat("zh-CN", { dateStyle: "medium", timeZone: "Asia/Shanghai" }).format(
      new Date(office.clock.now().getTime() + 24 * 60 * 60 * 1000),
    );
    expect(await mei.submit()).toEqual({ ok: true, errors: { until: `链接至少有效一天，最早可选 ${tomorrow}。` } });
  });

  it("takes a form sent twice as one wish", async () => {
    const tom = office.person(PEOPLE.tom);
    await openShareForm(tom, CHANNELS.launch, BROCHURE.id);
    await tom.type("comment", "pressed twice");
    const [first, second] = await Promise.all([tom.submit(), tom.submit()]);
    expect([first, second]).toEqual([{ ok: true }, { ok: true }]);
    await office.bot.whenIdle();
    expect(office.drive.state.shares.map(({ comment }) => comment)).toEqual(["pressed twice"]);
    expect(office.drive.state.shares[0]?.containerId).toBe(SEED.spaces.marketing.id);
  });

  it("tells the outcome again when the form is sent once more after it", async () => {
    const sent = office.slack.deliveries.findLast(({ name }) => name === "view_submission");
    const before = office.slack.calls.length;
    await office.post(new URLSearchParams({ payload: JSON.stringify(sent?.payload) }).toString());
    const told = await office.slack.waitFor(() =>
      office.slack.calls.slice(before).find(({ method }) => method === "views.update"),
    );
    expect(JSON.stringify(told.args)).toContain("is shared.");
    await office.bot.whenIdle();
    expect(office.drive.state.shares.map(({ comment }) => comment)).toEqual(["pressed twice"]);
  });
});
