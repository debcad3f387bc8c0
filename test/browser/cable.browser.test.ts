import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath } from "../support/machine.ts";
import { CHANNELS, PEOPLE } from "../support/office.ts";
import { openDemo } from "./demo.ts";

const FILE = "On-call Handbook.pdf";

describe.skipIf(chromiumPath === undefined)("with a cable pulled", { timeout: 60_000 }, () => {
  let desk: Awaited<ReturnType<typeof openDemo>>;
  const card = () => desk.message(`shared ${FILE}`);
  const sitAtTheCard = async (): Promise<void> => {
    await desk.sit(PEOPLE.tom, CHANNELS.launch);
    await card().waitFor();
  };
  /** From the card; how it goes is told in the messages with the app. */
  const startPackage = async (name: string): Promise<void> => {
    await sitAtTheCard();
    await desk.press("share:package", card());
    await desk.modal().getByLabel("Name of the package").fill(name);
    await desk.submit();
    await desk.see("Packaging has begun.");
    await desk.closeModal();
  };
  /** A command that nobody answers: Slack says so, and keeps what was typed. */
  const findNobody = async (picture: string): Promise<void> => {
    await desk.type("/koodrive shares");
    await desk.page.getByTestId("composer-notice").waitFor();
    expect(await desk.page.getByTestId("composer").inputValue()).toContain("/koodrive shares");
    await desk.picture(picture);
  };
  const startTheBot = async (): Promise<void> => {
    await desk.control("bot:start");
    await desk.page.locator('[data-control="bot:stop"]').waitFor();
  };

  beforeAll(async () => {
    desk = await openDemo({ pictures: "cable" });
    await desk.sit(PEOPLE.tom, CHANNELS.launch);
    await desk.type("/koodrive share ");
    await desk.choose("Space", ["", "Engineering 研发部"]);
    await desk.choose("Files and folders", ["hand", FILE]);
    await desk.submit();
    await desk.see("is shared.");
    await desk.closeModal();
    await card().waitFor();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await desk.picture("failed");
  });
  afterAll(async () => {
    await desk.close();
  });

  it("the bot killed in the middle of a task: Slack says that nobody answers, and the notice comes when it is back", async () => {
    await startPackage("killed.zip");
    await desk.control("bot:kill");
    await findNobody("bot-killed");
    await startTheBot();
    await desk.sitWithApp(PEOPLE.tom);
    await desk.see("Your package killed.zip is ready.");
    await desk.picture("bot-back");
    expect(await desk.messages("Your package killed.zip is ready.").count()).toBe(1);
  });

  it("the bot stopped with a signal: the same", async () => {
    await sitAtTheCard();
    await desk.control("bot:stop");
    await desk.page.locator('[data-control="bot:start"]').waitFor();
    await findNobody("bot-stopped");
    await startTheBot();
    await desk.type("/koodrive shares");
    await desk.see("Your live shares");
  });

  it("the drive away: what is known here is shown with what is wrong, and a task goes on when it is back", async () => {
    await sitAtTheCard();
    await desk.control("drive:trouble", "away");
    await desk.type("/koodrive shares");
    await desk.see("This is what is known here");
    await desk.picture("drive-away-list");
    await desk.fromMenu(card(), "Edit…");
    await desk.see("so it cannot be changed now");
    await desk.picture("drive-away-edit");
    await desk.closeModal();
    await desk.press("share:package", card());
    await desk.modal().waitFor();
    await desk.page.waitForTimeout(4_000);
    await desk.picture("drive-away-package");
    await desk.closeModal();
    await desk.control("drive:trouble", "works");
    await startPackage("drive.zip");
    await desk.control("drive:trouble", "away");
    await desk.page.waitForTimeout(2_000);
    await desk.sitWithApp(PEOPLE.tom);
    await desk.picture("drive-away-progress");
    await desk.control("drive:trouble", "works");
    await desk.see("Your package drive.zip is ready.");
    await desk.picture("drive-back");
  });

  it("Slack away for the bot: the notice comes once, when it is back", async () => {
    await startPackage("slack.zip");
    await desk.control("slack:trouble", "away");
    await desk.page.waitForTimeout(6_000);
    await desk.sitWithApp(PEOPLE.tom);
    await desk.picture("slack-away");
    await desk.control("slack:trouble", "works");
    // Tried again at growing distances.
    await desk.page.getByText("Your package slack.zip is ready.").waitFor({ timeout: 40_000 });
    await desk.picture("slack-back");
    expect(await desk.messages("Your package slack.zip is ready.").count()).toBe(1);
    expect(desk.faults()).toEqual([]);
  });
});
