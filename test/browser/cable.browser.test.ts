import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath } from "../support/machine.ts";
import { CHANNELS, PEOPLE } from "../support/office.ts";
import { languages } from "./cable-words.ts";
import { openDemo } from "./demo.ts";

describe.skipIf(chromiumPath === undefined).each(languages)(
  "with a cable pulled, in $name",
  { timeout: 60_000 },
  (say) => {
    let desk: Awaited<ReturnType<typeof openDemo>>;
    const me = PEOPLE[say.me];
    const card = () => desk.message(say.card);
    const sitAtTheCard = async (): Promise<void> => {
      await desk.sit(me, CHANNELS[say.channel]);
      await card().waitFor();
    };
    const fillPackage = async (name: string): Promise<void> => {
      await sitAtTheCard();
      await desk.press("share:package", card());
      await desk.modal().getByLabel(say.zipName).fill(name);
    };
    /** From the card; how it goes is told in the messages with the app. */
    const startPackage = async (name: string): Promise<void> => {
      await fillPackage(name);
      await desk.submit();
      await desk.see(say.begun);
      await desk.closeModal();
      await desk.sitWithApp(me);
    };
    const progress = (name: string) => desk.message(say.packaging(name));
    /** The notice comes once, and the message that followed the task shows the end. */
    const seeTheEnd = async (name: string): Promise<void> => {
      // Tried again at growing distances.
      await desk.message(say.ready(name)).waitFor({ timeout: 40_000 });
      await progress(name).getByText(say.ended).waitFor({ timeout: 40_000 });
      expect(await desk.messages(say.ready(name)).count()).toBe(1);
    };

    beforeAll(async () => {
      desk = await openDemo({ pictures: say.pictures });
      await desk.sit(me, CHANNELS[say.channel]);
      await desk.type("/koodrive share ");
      await desk.choose(say.form.space, ["", say.space]);
      await desk.choose(say.form.files, say.file);
      await desk.submit();
      await desk.see(say.form.done);
      await desk.closeModal();
      await card().waitFor();
    });
    afterEach(async ({ task }) => {
      if (task.result?.state === "fail") await desk.picture("failed");
    });
    afterAll(async () => {
      await desk.close();
    });

    it("the bot killed in the middle of a task: nobody answers, nothing typed is lost, the notice comes", async () => {
      await startPackage("killed.zip");
      await progress("killed.zip").waitFor();
      await desk.control("bot:kill");
      await desk.trouble("bot:start").waitFor();
      await desk.picture("bot-killed-progress");
      await sitAtTheCard();
      await desk.type("/koodrive shares");
      await desk.page.getByTestId("composer-notice").getByText(say.unreachable).waitFor();
      expect(await desk.page.getByTestId("composer").inputValue()).toContain("/koodrive shares");
      await desk.picture("bot-killed-command");
      await desk.press("share:code", card());
      await desk.page.getByTestId("toast").getByText(say.unreachable).waitFor();
      await desk.picture("bot-killed-button");
      await desk.mend("bot:start");
      await desk.page.getByTestId("composer").press("Enter");
      await desk.see(say.list);
      await desk.picture("bot-back");
      await desk.sitWithApp(me);
      await seeTheEnd("killed.zip");
      await desk.picture("bot-back-notice");
    });

    it("the bot stopped with a signal before a form is sent: what was put in goes when it is back", async () => {
      await fillPackage("stopped.zip");
      await desk.controlElsewhere("bot:stop");
      await desk.submit();
      const failure = desk.modal().getByTestId("modal-failure");
      await failure.getByText(say.unreachable).waitFor();
      await desk.picture("bot-stopped-form");
      await desk.mend("bot:start", desk.modal());
      expect(await desk.modal().getByLabel(say.zipName).inputValue()).toBe("stopped.zip");
      await desk.submit();
      await desk.see(say.begun);
      await desk.picture("bot-back-form");
      await desk.closeModal();
      await desk.sitWithApp(me);
      await progress("stopped.zip").waitFor();
    });

    it("the drive away: what is known is shown, what was not begun can be begun, a task goes on when it is back", async () => {
      await sitAtTheCard();
      await desk.control("drive:trouble", "away");
      await desk.trouble("drive:trouble").waitFor();
      await desk.type("/koodrive shares");
      await desk.see(say.listKnown);
      await desk.picture("drive-away-list");
      await desk.fromMenu(card(), say.edit);
      await desk.see(say.editNot);
      await desk.picture("drive-away-edit");
      await desk.closeModal();
      await startPackage("away.zip");
      const notice = desk.message(say.uncertain("away.zip"));
      await notice.waitFor();
      await desk.picture("drive-away-package");
      await desk.mend("drive:trouble");
      await desk.press("task:retry", notice);
      await desk.see(say.again);
      // The first try's message, and the second's.
      await expect.poll(() => desk.messages(say.packaging("away.zip")).count()).toBe(2);
      await desk.picture("drive-back-package");
      await desk.control("drive:trouble", "away");
      await progress("away.zip").getByText(say.silent).waitFor();
      await desk.picture("drive-away-progress");
      await desk.mend("drive:trouble");
      await seeTheEnd("away.zip");
      expect(await progress("away.zip").getByText(say.silent).count()).toBe(0);
      await desk.picture("drive-back");
    });

    it("Slack away for the bot: what it could not write comes once, when Slack is back", async () => {
      await startPackage("slack.zip");
      await progress("slack.zip").waitFor();
      await desk.control("slack:trouble", "away");
      await desk.trouble("slack:trouble").waitFor();
      const problem = (method: string) => desk.page.getByTestId("problem").filter({ hasText: method }).first();
      await desk.page.getByTestId("problems").click();
      await problem("chat.").waitFor();
      await desk.picture("slack-away");
      await sitAtTheCard();
      await desk.page.getByTestId("problems").click();
      await desk.press("share:package", card());
      await problem("views.open").waitFor();
      // The bot's private answer goes another way.
      await desk.see(say.notShown);
      await desk.page.locator(".to-end").click();
      await desk.picture("slack-away-button");
      await desk.mend("slack:trouble");
      await desk.sitWithApp(me);
      await seeTheEnd("slack.zip");
      await desk.picture("slack-back");
      expect(desk.faults()).toEqual([]);
    });

    it("the bot and Slack both away: the bot that is started says what it waits for, and is there when Slack is back", async () => {
      await sitAtTheCard();
      await desk.control("slack:trouble", "away");
      await desk.trouble("slack:trouble").waitFor();
      await desk.controlElsewhere("bot:kill");
      await desk.beginToMend("bot:start");
      await desk.trouble("bot:start").getByText(say.starting).waitFor();
      expect(await desk.trouble("bot:start").getByRole("button").count()).toBe(0);
      await desk.picture("both-away");
      await desk.mend("slack:trouble");
      await desk.trouble("bot:start").waitFor({ state: "detached" });
      await desk.type("/koodrive shares");
      await desk.see(say.list);
      await desk.picture("both-back");
    });
  },
);
