import type { Locator } from "playwright-core";
import { describe, expect, it } from "vitest";
import { chromiumPath } from "../../support/machine.ts";
import { card, startPageBot } from "./page-bot.ts";
import { useBrowser } from "./page-window.ts";
import { ADA, GENERAL, LAUNCH, MEI, SOFIA, startWorkspace, TOM } from "./workspace.ts";

const openPage = useBrowser();

describe.skipIf(chromiumPath === undefined)("the page", () => {
  it("goes the whole way by keyboard, and gives the focus back", async () => {
    const { slack, log } = await startPageBot();
    const page = await openPage(`${slack.url}/?as=${TOM}&channel=${GENERAL}`);
    const composer = page.getByTestId("composer");
    await composer.waitFor();
    await expect.poll(() => composer.evaluate((field) => field.matches(":focus"))).toBe(true);
    await page.keyboard.type("/ko");
    await page.keyboard.press("Enter");
    await page.keyboard.type("sh");
    await page.keyboard.press("Tab");
    expect(await composer.inputValue()).toBe("/koodrive share");
    await page.keyboard.press("Enter");

    const modal = page.getByTestId("modal");
    await modal.waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(await page.getByLabel("Space").inputValue()).toBe("Design");
    await page.keyboard.press("Tab");
    await page.keyboard.type("budget");
    await page.getByRole("option", { name: "Budget.xlsx" }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    expect(await modal.isVisible()).toBe(true);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Delete");
    expect(await modal.getByRole("listitem").count()).toBe(0);
    await page.keyboard.type("brand");
    await page.getByRole("option", { name: "Brand assets.zip" }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await page.getByLabel("Until", { exact: true }).focus();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("dialog", { name: "Choose a date" }).waitFor();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+Enter");
    await modal.waitFor({ state: "detached" });
    expect(log.submitted.length).toBe(1);
    await expect.poll(() => composer.evaluate((field) => field.matches(":focus"))).toBe(true);

    await page.getByTestId("message").last().focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Extend" }).waitFor();
    await page.keyboard.press("Enter");
    await expect.poll(() => log.pressed).toEqual(["share:more"]);
  });

  it("gives menus and calendars the keyboard at once", async () => {
    const { slack } = await startPageBot();
    const page = await openPage(`${slack.url}/?as=${TOM}&channel=${GENERAL}`);
    // Nothing is painted between the key and the look.
    const focusedAfterKey = (field: Locator) =>
      field.evaluate(async (element) => {
        const down = new Event("keydown", { bubbles: true, cancelable: true });
        element.dispatchEvent(Object.assign(down, { key: "ArrowDown" }));
        await new Promise((resolve) => setTimeout(resolve));
        return element.ownerDocument.activeElement?.className;
      });
    expect(await focusedAfterKey(page.getByRole("button", { name: "Shortcuts" }))).toBe("menu-item");
    await page.getByRole("menuitem", { name: "Share from KooDrive" }).click();
    expect(await focusedAfterKey(page.getByLabel("Until", { exact: true }))).toMatch(/^day\b/u);
  });

  it("keeps what was typed when the view changes, and closes on Esc", async () => {
    const { slack } = await startPageBot();
    const page = await openPage(`${slack.url}/?as=${TOM}&channel=${GENERAL}`);
    await page.getByRole("button", { name: "Shortcuts" }).click();
    await page.getByRole("menuitem", { name: "Share from KooDrive" }).click();
    await page.getByLabel("Comment (optional)").fill("to be kept");
    await page.getByLabel("Until", { exact: true }).fill("not a date");
    await page.getByLabel("Some people").check();
    await page.getByLabel("Recipients").waitFor();
    expect(await page.getByLabel("Comment (optional)").inputValue()).toBe("to be kept");
    await page.getByTestId("modal-submit").click();
    expect(await page.getByTestId("field-until").getByRole("alert").textContent()).toContain("Write the date as");
    await page.getByLabel("Anyone").check();
    await page.getByLabel("Recipients").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await page.getByTestId("modal").waitFor({ state: "detached" });
    await slack.waitFor(() => slack.snapshot(TOM).modals.length === 0);
  });

  it("asks before a button that must be confirmed, and marks what only one person sees", async () => {
    const { slack, web, log } = await startPageBot();
    await web.chat.postMessage(card);
    const page = await openPage(`${slack.url}/?as=${TOM}&channel=${GENERAL}`);
    const cancel = page.getByRole("button", { name: "Cancel share" });
    await cancel.click();
    await page.getByRole("alertdialog", { name: "Cancel this share?" }).waitFor();
    await page.getByTestId("confirm-no").click();
    await cancel.click();
    await page.keyboard.press("Escape");
    await page.getByTestId("confirm").waitFor({ state: "detached" });
    expect(log.pressed).toEqual([]);
    await cancel.click();
    await page.getByTestId("confirm-yes").click();

    const secret = page.locator("[data-ephemeral]");
    expect(await secret.textContent()).toContain("Only visible to you");
    expect(await secret.textContent()).toContain("The code is K7mQ2xPa.");
    expect(log.pressed).toEqual(["share:cancel"]);
    expect(slack.snapshot(ADA).messages[GENERAL]?.filter(({ ephemeral }) => ephemeral)).toEqual([]);
    await secret.getByRole("button", { name: "Dismiss" }).click();
    await secret.waitFor({ state: "detached" });
  });

  it("shows two windows two people, live: unread channels, threads, joining", async () => {
    const { slack } = await startPageBot();
    const tom = await openPage(`${slack.url}/?as=${TOM}&channel=${GENERAL}`);
    const ada = await openPage(`${slack.url}/?as=${ADA}&channel=${LAUNCH}`);
    await tom.getByTestId("composer").waitFor();
    await ada.getByTestId("composer").fill("Shall we *start*? <b>now</b>");
    await ada.keyboard.press("Enter");
    await tom.getByRole("button", { name: "launch-plan 1 new" }).click();
    const message = tom.getByTestId("message").last();
    expect(await message.getByText("Shall we start? <b>now</b>").count()).toBe(1);
    expect(new URL(tom.url()).search).toBe(`?as=${TOM}&channel=${LAUNCH}`);
    await message.hover();
    await message.getByRole("button", { name: "Reply in thread" }).click();
    await tom.getByTestId("thread-composer").fill("Yes");
    await tom.keyboard.press("Enter");
    await ada.getByRole("button", { name: /1 reply/ }).click();
    await ada.getByTestId("panel-thread").getByText("Yes", { exact: true }).waitFor();

    await tom.getByTestId("acting-as").click();
    await tom.getByRole("menuitemradio", { name: "Yusuf Kaya" }).click();
    await tom.getByRole("button", { name: "acting as Yusuf Kaya" }).waitFor();
    await tom.locator(`[data-channel=${LAUNCH}]`).click();
    await tom.getByTestId("join").click();
    await tom.getByTestId("invite-bot").click();
    await tom.getByTestId("invite-bot").waitFor({ state: "detached" });
    expect(slack.snapshot(TOM).channels.find(({ id }) => id === LAUNCH)?.botIsMember).toBe(true);
  });

  it("shows the Home tab, and what Slack refused, in a narrow window too", async () => {
    const { slack, web } = await startPageBot();
    const page = await openPage(`${slack.url}/?as=${MEI}&channel=home`, 390);
    await page.getByTestId("home").getByRole("heading", { name: "Your shares" }).waitFor();
    await web.chat.postMessage({ channel: GENERAL, text: "x", blocks: [{ type: "nonsense" }] }).catch(() => undefined);
    await page.getByTestId("problems").click();
    expect(await page.getByTestId("problem").textContent()).toContain("invalid_blocks");
    await page.keyboard.press("Escape");
    await page.getByTestId("panel-problems").waitFor({ state: "detached" });
    await page.getByTestId("open-channels").click();
    await page.locator(`[data-channel=${GENERAL}]`).click();
    await page.getByTestId("composer").waitFor();
    expect(await page.getByTestId("open-channels").isVisible()).toBe(true);
  });

  it("says plainly that a command is unknown or failed, and loses nothing typed", async () => {
    const { slack } = await startWorkspace();
    const page = await openPage(`${slack.url}/?as=${SOFIA}&channel=${GENERAL}`);
    const composer = page.getByTestId("composer");
    await composer.fill("/nonsense at all");
    await composer.press("Enter");
    expect(await page.getByTestId("composer-notice").textContent()).toContain("/nonsense 不是此工作区的命令");
    expect(await composer.inputValue()).toBe("/nonsense at all");
    await composer.fill("/koodrive help");
    await composer.press("Escape");
    await composer.press("Enter");
    await page.getByText("/koodrive 失败：无法连接到应用").waitFor();
    expect(await composer.inputValue()).toBe("/koodrive help");
    // Sofia has left: the page becomes the first person one can be.
    expect(new URL(page.url()).searchParams.get("as")).toBe(MEI);
  });

  it("speaks the language of whoever one is", async () => {
    const { slack } = await startPageBot();
    const page = await openPage(`${slack.url}/?as=${TOM}&channel=${GENERAL}`);
    const composer = page.getByTestId("composer");
    for (const [person, language, placeholder, members] of [
      [TOM, "en-US", "Message #general", "5 members"],
      [MEI, "zh-CN", "发消息给 #general", "5 位成员"],
    ] as const) {
      await page.getByTestId("acting-as").click();
      await page.getByRole("menuitemradio", { name: slack.snapshot(person).me.realName }).click();
      await page.getByRole("button", { name: members }).waitFor();
      expect(await composer.getAttribute("placeholder")).toBe(placeholder);
      expect(await page.locator("html").getAttribute("lang")).toBe(language);
    }
    await composer.fill("/");
    await page.getByRole("listbox", { name: "命令" }).waitFor();
    const words = await page.locator(".sidebar, .head, .composer").allInnerTexts();
    for (const english of ["Channels", "Direct messages", "Acting as", "Type /", "Demo"]) {
      expect(words.join("\n")).not.toContain(english);
    }
  });

  it("says that the emulator is gone, and goes on by itself when it is back", async () => {
    const { slack } = await startWorkspace();
    const page = await openPage(`${slack.url}/?as=${TOM}&channel=${GENERAL}`);
    const composer = page.getByTestId("composer");
    await composer.waitFor();
    await slack.close();
    await page.getByTestId("lost").waitFor();
    await composer.fill("Kept");
    await composer.press("Enter");
    await page.getByText("cannot be reached").waitFor();
    expect(await composer.inputValue()).toBe("Kept");
    await startWorkspace({ port: slack.port });
    await page.getByTestId("lost").waitFor({ state: "detached" });
    await composer.press("Enter");
    await page.getByTestId("message").getByText("Kept").waitFor();
  });
});
