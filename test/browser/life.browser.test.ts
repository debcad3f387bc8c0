import { TZDate } from "@date-fns/tz";
import { addDays, format } from "date-fns";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { companySeed } from "../../src/emulators/slack/seed.ts";
import { chromiumPath } from "../support/machine.ts";
import { CHANNELS, PEOPLE } from "../support/office.ts";
import { openDemo } from "./demo.ts";
import { languages } from "./life-words.ts";

/** The calendar day where that person is. */
const inDays = (days: number, userId: string): string => {
  const zone = companySeed.people.find(({ id }) => id === userId)?.tz;
  return format(addDays(TZDate.tz(zone ?? "UTC"), days), "yyyy-MM-dd");
};
const CODE = "Lantern8";

describe.skipIf(chromiumPath === undefined).each(languages)(
  "the whole life of a share, in $name",
  { timeout: 60_000 },
  (say) => {
    let desk: Awaited<ReturnType<typeof openDemo>>;
    const me = PEOPLE[say.me];
    const channel = CHANNELS[say.channel];
    const card = () => desk.message(say.shared);
    const cardSays = async (text: string): Promise<void> => card().getByText(text).waitFor();

    beforeAll(async () => {
      desk = await openDemo({ pictures: say.pictures });
    });
    afterEach(async ({ task }) => {
      if (task.result?.state === "fail") await desk.picture("failed");
    });
    afterAll(async () => {
      await desk.close();
    });

    it("shares two files, each found by part of its name", async () => {
      await desk.sit(me, channel);
      await desk.type("/koodrive share ");
      await desk.see(say.form.worksUntil);
      await desk.picture("form-empty");
      await desk.choose(say.form.space, ["", say.space]);
      await desk.choose(say.form.files, ...say.files);
      await desk.choose(say.form.validity, ["", say.form.month]);
      await desk.modal().getByLabel(say.form.everybody).check();
      await desk.modal().getByLabel(say.form.comment).fill(say.comment);
      await desk.picture("form-filled");
      await desk.submit();
      await desk.see(say.form.code);
      await desk.picture("form-done");
      await desk.closeModal();
      await cardSays(say.card.month);
      await cardSays(say.comment);
      await desk.picture("card");
    });

    it("changes each field alone", async () => {
      await desk.fromMenu(card(), say.menu.edit);
      await desk.modal().getByLabel(say.form.validity, { exact: true }).waitFor();
      await desk.picture("edit-form");
      await desk.choose(say.form.validity, ["", say.edit.week]);
      await desk.submit();
      await desk.see(say.edit.saved);
      await desk.picture("edit-end-done");
      await desk.closeModal();
      await cardSays(say.card.week);
      await cardSays(say.comment);

      await desk.fromMenu(card(), say.menu.edit);
      await desk.modal().getByLabel(say.form.validity, { exact: true }).waitFor();
      await desk.modal().getByLabel(say.edit.own).check();
      await desk.modal().getByLabel(say.edit.code).fill("short");
      await desk.submit();
      await desk.modal().getByRole("alert").first().waitFor();
      await desk.picture("edit-code-refused");
      await desk.modal().getByLabel(say.edit.code).fill(CODE);
      await desk.submit();
      await desk.see(say.edit.newCode);
      await desk.modal().getByText(CODE).waitFor();
      await desk.picture("edit-code-done");
      await desk.closeModal();

      await desk.fromMenu(card(), say.menu.edit);
      await desk.modal().getByLabel(say.form.validity, { exact: true }).waitFor();
      await desk.modal().getByLabel(say.form.comment).fill(say.newComment);
      await desk.submit();
      await desk.see(say.edit.saved);
      await desk.closeModal();
      await cardSays(say.newComment);
      await cardSays(say.card.week);
      await desk.picture("edit-comment-card");
    });

    it("moves the end", async () => {
      await desk.fromMenu(card(), say.menu.extend);
      await desk.see(say.extend.by);
      await desk.picture("extend-form");
      await desk.modal().getByText(say.extend.week).click();
      await desk.submit();
      await desk.see(say.extend.done);
      await desk.picture("extend-done");
      await desk.closeModal();
      await cardSays(say.card.twoWeeks);
    });

    it("shows the code to a second member alone, and tells so in the thread", async () => {
      await desk.sit(PEOPLE[say.second], channel);
      await desk.press("share:code", card());
      const answer = desk.message(CODE);
      await answer.waitFor();
      expect(await answer.getAttribute("data-ephemeral")).toBe("true");
      expect(await answer.textContent()).toContain(say.reveal);
      await desk.picture("code-second-member");
      await desk.sit(me, channel);
      await card().waitFor();
      expect(await desk.messages(CODE).count()).toBe(0);
      await card().locator(".thread-link").click();
      await desk.picture("thread");
      await desk.page.keyboard.press("Escape");
      await desk.fromMenu(card(), say.menu.details);
      await desk.see(say.details);
      await desk.picture("details");
    });

    it("revokes after a question", async () => {
      await desk.sit(me, channel);
      await desk.fromMenu(card(), say.menu.revoke);
      await desk.modal().waitFor();
      await desk.picture("revoke-question");
      await desk.submit();
      await desk.see(say.revoke.done);
      await desk.picture("revoke-done");
      await desk.closeModal();
      await cardSays(say.card.revoked);
      await desk.picture("revoked-card");
    });

    it("shares the files again, until a day", async () => {
      await desk.press("share:again", card());
      await desk.see(say.form.worksUntil);
      await desk.choose(say.form.validity, ["", say.form.byDay]);
      const lastDay = desk.modal().getByLabel(say.form.lastDay, { exact: true });
      await lastDay.focus();
      // It shows the day as it is to be typed from then on.
      await expect.poll(() => lastDay.inputValue()).toMatch(/^\d{4}-\d\d-\d\d$/);
      await lastDay.fill(inDays(15, me));
      await desk.page.keyboard.press("Tab");
      await desk.picture("again-form");
      await desk.submit();
      await desk.see(say.form.code);
      await desk.closeModal();
      await cardSays(say.card.fifteenDays);
      await desk.picture("again-card");
    });

    it("reminds before the end, two weeks later, and moves the end from there", async () => {
      await desk.control("clock:advance", "twoWeeks");
      await desk.picture("clock");
      await desk.sitWithApp(me);
      await desk.see(say.reminder.title);
      await desk.picture("reminder");
      await desk.press("share:extend-week", desk.message(say.reminder.title));
      await desk.see(say.reminder.extended);
      await desk.picture("reminder-extended");
      await desk.sit(me, channel);
      await cardSays(say.card.eightDays);
    });

    it("opens a colleague's link, with a wrong code and then the right one, and saves two of its five files", async () => {
      const { other } = say;
      await desk.sit(PEOPLE[other.sharer], CHANNELS.general);
      await desk.type("/koodrive share ");
      await desk.choose(other.form.space, ["", other.space]);
      await desk.choose(other.form.files, ...other.files.map((name) => [name, name] as const));
      await desk.modal().getByLabel(other.form.own).check();
      await desk.modal().getByLabel(other.form.code).fill(CODE);
      await desk.modal().getByTestId("field-destination").getByTestId("clear").click();
      await desk.submit();
      await desk.see(other.form.done);
      await desk.closeModal();
      await desk.sitWithApp(PEOPLE[other.sharer]);
      const link = await desk.message(other.files[0]).getByRole("link").first().getAttribute("href");

      await desk.sit(me, channel);
      await desk.type(`/koodrive open ${link}`);
      const code = desk.modal().getByLabel(say.open.code, { exact: true });
      await code.fill("Wrong123");
      await desk.submit();
      await desk.see(say.open.wrong);
      await desk.picture("open-wrong-code");
      await code.fill(CODE);
      await desk.submit();
      await desk.see(say.open.top);
      await desk.picture("open-files");
      await desk.choose(say.open.files, ["", other.files[0]], ["", other.files[1]]);
      await desk.submit();
      await desk.modal().getByText(say.open.save).first().waitFor();
      await desk.picture("open-task");
      await desk.modal().getByLabel(say.open.save).check();
      await desk.choose(say.open.folder, say.open.into);
      await desk.picture("open-save");
      await desk.submit();
      await desk.see(say.open.begun);
      await desk.picture("save-begun");
      await desk.closeModal();
      await desk.sitWithApp(me);
      await desk.picture("save-progress");
      await desk.see(say.open.done);
      await desk.picture("save-notice");
      expect(desk.faults()).toEqual([]);
    });
  },
);
