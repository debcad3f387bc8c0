import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signedHeaders } from "../../src/emulators/slack/signing.ts";
import { getPersonPreferences } from "../../src/store/preferences.ts";
import { buttonsOf, elementOf, textOf } from "../support/actor.ts";
import { createVisitor, titlesOf } from "../support/home.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { createShareLife, momentIn, TEAM_ID } from "../support/passing-time.ts";
import { shareTwoFiles } from "../support/sharing.ts";
import { sendForm } from "../support/submission.ts";

const radio = (value: string) => ({ type: "radio_buttons", selected_option: { value, text: { text: value } } });
const select = (value: string) => ({ type: "static_select", selected_option: { value, text: { text: value } } });

describe("the Home tab", () => {
  let office: Office;
  let life: ReturnType<typeof createShareLife>;
  beforeAll(async () => {
    office = await openOffice({ taskDuration: () => 600_000 });
    life = createShareLife(office);
  });
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await life.close();
    await office.close();
  });

  const published = (): number => office.slack.calls.filter(({ method }) => method === "views.publish").length;

  it("is of use before anything is set up, and asks the drive nothing", async () => {
    const asked = office.drive.requests.all().length;
    const home = await createVisitor(office, PEOPLE.ada).open();
    expect(titlesOf(home)).toEqual([
      "Welcome to KooDrive in Slack",
      "Live shares",
      "Account",
      "Settings",
      "Help and support",
    ]);
    expect(textOf(home.blocks)).toContain("*Share*: choose files");
    expect(textOf(home.blocks)).toContain("This app uses one drive account for everybody here.");
    expect(buttonsOf(home.blocks).map(({ element }) => element.action_id)).toEqual([
      "share:start",
      "help:show",
      "home:settings",
      "channel:settings",
    ]);
    expect(office.drive.requests.all().length).toBe(asked);
  });

  it("opens the form to share, and the help", async () => {
    const ada = createVisitor(office, PEOPLE.ada);
    const person = office.person(PEOPLE.ada);
    expect(await ada.press("share:start")).toEqual({ ok: true });
    await person.seeModal((view) => view.callback_id === "share_create" && view.submit !== undefined);
    await person.close();
    expect(await ada.press("help:show")).toEqual({ ok: true });
    const help = await person.seeModal((view) => view.callback_id === "help");
    expect(textOf(help.blocks)).toContain("`/koodrive share`");
    await person.close();
  });

  it("shows a share as soon as it is made, and is drawn for nobody who never looked", async () => {
    const visitor = createVisitor(office, PEOPLE.tom);
    const tom = office.person(PEOPLE.tom);
    const before = published();
    await shareTwoFiles(office, tom, CHANNELS.launch, "before Home");
    expect(published()).toBe(before);
    const home = await visitor.open();
    expect(titlesOf(home).slice(0, 2)).toEqual(["Ends within 7 days", "Account"]);
    await shareTwoFiles(office, tom, CHANNELS.launch, "after Home");
    const entries = (await visitor.see((view) => shareIdsOf(view.blocks).length === 2)).blocks;
    expect(textOf(entries)).toContain("Spring Launch Brochure.pdf and 1 more");
    expect(
      buttonsOf(entries)
        .slice(0, 5)
        .map(({ element }) => element.action_id),
    ).toEqual(["share:start", "help:show", "share:extend", "share:edit", "share:cancel"]);
  });

  it("shows what is under way, until it is done", async () => {
    const visitor = createVisitor(office, PEOPLE.tom);
    const tom = office.person(PEOPLE.tom);
    const card = await tom.seeMessage(CHANNELS.launch, ({ blocks }) => textOf(blocks).includes("after Home"));
    await tom.press(card, "share:package");
    await tom.seeModal((view) => view.callback_id === "task_create");
    await tom.submit();
    await visitor.see((view) => titlesOf(view)[0] === "Under way");
    await office.bot.whenIdle();
    await visitor.seeText("Packaging · waiting for the drive · asked ");
    await office.later(60_000);
    await visitor.seeText("Packaging · the drive is at work · asked ");
    await office.later(600_000);
    await visitor.see((view) => titlesOf(view)[0] === "Ends within 7 days");
    await tom.close();
  });

  it.each([
    ["share:extend", "share_extend"],
    ["share:edit", "share_edit"],
    ["share:cancel", "share_cancel"],
  ])("opens what %s asks for", async (button, modal) => {
    const tom = office.person(PEOPLE.tom);
    expect(await createVisitor(office, PEOPLE.tom).press(button)).toEqual({ ok: true });
    await tom.seeModal((view) => view.callback_id === modal);
    await office.bot.whenIdle();
    await tom.close();
  });

  it("turns pages, soonest end first, and goes back to the first at the next look", async () => {
    const visitor = createVisitor(office, PEOPLE.tom);
    for (const [index, days] of [30, 20, 60, 90, 365].entries())
      await life.share(PEOPLE.tom, `Page ${index}.pdf`, days);
    const first = await visitor.open();
    expect(titlesOf(first).slice(0, 2)).toEqual(["Ends within 7 days", "Live longer"]);
    expect(textOf(first.blocks)).toContain("1–5 of 7 live shares, soonest end first");
    expect(namesOf(first.blocks)).toEqual(["Page 1.pdf", "Page 0.pdf", "Page 2.pdf"]);
    await visitor.press("home:next");
    const second = await visitor.seeText("6–7 of 7 live shares");
    expect(namesOf(second.blocks)).toEqual(["Page 3.pdf", "Page 4.pdf"]);
    expect(buttonsOf(second.blocks).some(({ element }) => element.action_id === "home:next")).toBe(false);
    await visitor.press("home:previous");
    await visitor.seeText("1–5 of 7");
    await visitor.press("home:next");
    await visitor.seeText("6–7 of 7");
    expect(textOf((await visitor.open()).blocks)).toContain("1–5 of 7");
  });

  it("shows the last page when what was on this one has ended", async () => {
    const visitor = createVisitor(office, PEOPLE.tom);
    await visitor.press("home:next");
    await visitor.seeText("6–7 of 7");
    await office.later(8 * 24 * 60 * 60 * 1000);
    const left = await visitor.seeText("Page 1.pdf");
    expect(namesOf(left.blocks)).toHaveLength(5);
    expect(textOf(left.blocks)).not.toContain("soonest end first");
  });

  it("stays within Slack's limits for the longest of everything", async () => {
    const visitor = createVisitor(office, PEOPLE.mei);
    const name = `${"很长的文件名😀*_~`<&>".repeat(30)}.pdf`;
    for (let count = 0; count < 5; count++) await life.share(PEOPLE.mei, name, 3);
    const home = await visitor.open();
    expect(home.blocks.length).toBeLessThanOrEqual(100);
    expect(shareIdsOf(home.blocks)).toHaveLength(5);
    // The name stands as it is: nothing in it has become a mark.
    expect(textOf(home.blocks)).toContain("很长的文件名😀*_~`<&>");
  });

  describe("has settings", () => {
    it("in the reader's words, with what is chosen now", async () => {
      const visitor = createVisitor(office, PEOPLE.ada);
      const home = await visitor.open();
      expect(textOf(home.blocks)).toContain(
        [
          "*Language*\nAs in Slack",
          "*Reminders*\n2 days and 2 hours before a share of yours ends",
          "*Quiet hours*\nNone",
          "*Notices when a task is done*\nAs a message of their own",
        ].join("\n"),
      );
      await visitor.press("home:settings");
      const form = await office.person(PEOPLE.ada).seeModal((view) => view.callback_id === "home_settings");
      expect(initialOf(elementOf(form, "language"))).toEqual(["auto"]);
      expect(initialOf(elementOf(form, "reminders"))).toEqual(["48", "2"]);
      expect(initialOf(elementOf(form, "quiet_from"))).toEqual(["none"]);
      expect(initialOf(elementOf(form, "quiet_to"))).toEqual([]);
      expect(initialOf(elementOf(form, "notices"))).toEqual(["message"]);
    });

    it("that take effect at once, the language first of all", async () => {
      const ada = office.person(PEOPLE.ada);
      await ada.take("language", "zh");
      await ada.set("reminders", { type: "checkboxes", selected_options: [select("24").selected_option] });
      await ada.take("quiet_from", "22");
      await ada.take("quiet_to", "8");
      await ada.take("notices", "thread");
      expect(await ada.submit()).toEqual({ ok: true });
      const home = await createVisitor(office, PEOPLE.ada).seeText("设置");
      expect(textOf(home.blocks)).toContain(
        [
          "*语言*\n中文",
          "*到期提醒*\n分享到期前 1 天",
          "*免打扰时段*\n22:00 至 08:00",
          "*任务完成通知*\n发在任务进度消息的消息列中",
        ].join("\n"),
      );
      expect(await getPersonPreferences(office.database.db, TEAM_ID, PEOPLE.ada)).toEqual({
        language: "zh",
        reminderHours: [24],
        quietHours: { from: 22, to: 8 },
        notices: "thread",
      });
      // Everywhere else too.
      await ada.command("help", CHANNELS.launch);
      await ada.seeMessage(CHANNELS.launch, ({ blocks }) => textOf(blocks).includes("不离开 Slack"));
    });

    it("kept over a new start, and given up again", async () => {
      await office.restart();
      const visitor = createVisitor(office, PEOPLE.ada);
      expect(textOf((await visitor.open()).blocks)).toContain("*语言*\n中文");
      await visitor.press("home:settings");
      const ada = office.person(PEOPLE.ada);
      const form = await ada.seeModal((view) => view.callback_id === "home_settings");
      expect(initialOf(elementOf(form, "quiet_to"))).toEqual(["8"]);
      await ada.take("language", "auto");
      await ada.set("reminders", { type: "checkboxes", selected_options: [] });
      await ada.take("quiet_from", "none");
      await ada.submit();
      await visitor.seeText("*Reminders*\nNone\n*Quiet hours*\nNone");
    });

    const GOOD = { language: radio("en"), reminders: undefined, quiet_from: select("none"), notices: radio("message") };
    it.each([
      { name: "no language", form: { ...GOOD, language: null }, errors: { language: "Choose one." } },
      {
        name: "a language nobody offered",
        form: { ...GOOD, language: radio("fr") },
        errors: { language: "Choose one." },
      },
      { name: "no way to be told", form: { ...GOOD, notices: radio("fax") }, errors: { notices: "Choose one." } },
      {
        name: "quiet hours without an end",
        form: { ...GOOD, quiet_from: select("22") },
        errors: { quiet_to: "Choose when the quiet hours end." },
      },
      {
        name: "quiet hours all day",
        form: { ...GOOD, quiet_from: select("22"), quiet_to: select("22") },
        errors: {
          quiet_to: "Quiet hours cannot begin and end at the same time. Choose “No quiet hours”, or no reminders.",
        },
      },
      {
        name: "an hour that no day has",
        form: { ...GOOD, quiet_from: select("24"), quiet_to: select("8") },
        errors: { quiet_from: "Choose one." },
      },
    ])("that refuse $name, and keep what was", async ({ form, errors }) => {
      const before = await getPersonPreferences(office.database.db, TEAM_ID, PEOPLE.ada);
      const answer = await sendForm(office, PEOPLE.ada, "home_settings", { values: form, metadata: { locale: "en" } });
      expect(answer.body).toEqual({ response_action: "errors", errors });
      expect(await getPersonPreferences(office.database.db, TEAM_ID, PEOPLE.ada)).toEqual(before);
    });
  });

  it("is drawn after all when Slack was busy at first", async () => {
    const visitor = createVisitor(office, PEOPLE.mei);
    office.slack.refuse.next("views.publish", { error: "ratelimited", retryAfter: 1 });
    await life.share(PEOPLE.mei, "迟到的.pdf", 1);
    await visitor.open();
    await visitor.seeText("迟到的.pdf");
  });

  it("is not drawn for a look at the messages, and knows each person's own time", async () => {
    const mei = createVisitor(office, PEOPLE.mei);
    const { expiresAt } = await life.share(PEOPLE.mei, "上海时间.pdf", 1);
    expect(textOf((await mei.open()).blocks)).toContain(
      `${momentIn(expiresAt, "Asia/Shanghai", "zh-CN")} 到期 · 不足一天`,
    );
    const before = published();
    await tellOfTab("messages");
    await office.bot.whenIdle();
    expect(published()).toBe(before);
  });

  /** The event comes for the messages of the app too. */
  const tellOfTab = async (tab: string): Promise<void> => {
    const body = JSON.stringify({
      type: "event_callback",
      team_id: TEAM_ID,
      api_app_id: "A0KOODRIVE",
      event_id: `Ev${tab}`,
      event: { type: "app_home_opened", user: PEOPLE.mei, channel: office.person(PEOPLE.mei).direct(), tab },
    });
    const headers = {
      "content-type": "application/json",
      ...signedHeaders(office.keys.signingSecret, body, new Date()),
    };
    const answer = await fetch(`${office.url()}/slack/events`, { method: "POST", body, headers });
    expect(answer.status).toBe(200);
  };
});

const shareIdsOf = (blocks: Parameters<typeof buttonsOf>[0]): readonly string[] =>
  buttonsOf(blocks)
    .filter(({ element }) => element.action_id === "share:edit")
    .map(({ element }) => element.value ?? "");

const namesOf = (blocks: readonly unknown[]): readonly string[] =>
  textOf(blocks)
    .split("\n")
    .filter((line) => /^Page \d\.pdf$/.test(line));

/** The values that a field holds when it is shown. */
const initialOf = (element: Readonly<Record<string, unknown>>): readonly string[] => {
  const initial = element["initial_options"] ?? element["initial_option"] ?? [];
  return (Array.isArray(initial) ? initial : [initial]).map((option: { readonly value: string }) => option.value);
};
