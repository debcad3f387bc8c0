import { unzipSync } from "fflate";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { chromiumPath } from "../support/machine.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { launchBrowser } from "./demo.ts";

describe.skipIf(chromiumPath === undefined)("the whole job, in a browser", () => {
  let browser: Browser;
  let office: Office;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    office = await openOffice({ taskDuration: () => 3_000, ticksOfItself: true });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    page.setDefaultTimeout(15_000);
    page.on("pageerror", (error) => faults.push(error.message));
    await page.goto(`${office.slack.url}/?as=${PEOPLE.tom}&channel=${CHANNELS.launch}`);
  });
  afterAll(async () => {
    await browser.close();
    await office.close();
  });

  const choose = async (field: string, typed: string, ...options: readonly string[]): Promise<void> => {
    const input = page.getByLabel(field, { exact: true });
    for (const option of options) {
      await input.fill(typed);
      await page.getByRole("option", { name: option }).click();
    }
    await page.keyboard.press("Escape");
  };

  const submit = (): Promise<void> => page.getByTestId("modal").locator("button[type=submit]").click();

  it("shares two files for seven days with a generated code and a comment", async () => {
    const composer = page.getByTestId("composer");
    await composer.fill("/koodrive share ");
    await composer.press("Enter");
    await page.getByText("The link will work until").waitFor();
    await choose("Space", "mark", "Marketing 市场部");
    await choose("Files and folders", "spring launch", "Spring Launch Brochure.pdf", "Spring Launch Press Kit.zip");
    await page.getByLabel("Comment (optional)").fill("Please look before Thursday.");
    await submit();

    await page.getByText("Access code:").waitFor();
    const [share] = office.drive.state.shares;
    expect(share?.fileIds).toEqual([SEED.files.brochure.id, SEED.files.pressKit.id]);
    expect(await page.getByTestId("modal").textContent()).toContain(share?.extractCode ?? "no code");
    await page.keyboard.press("Escape");
    const card = page.locator("[data-ts]", { hasText: "Please look before Thursday." });
    await card.waitFor();
    expect(await card.textContent()).not.toContain(share?.extractCode);
  });

  it("packages them, follows the progress, and hands out a link that downloads", async () => {
    await page.locator('[data-action-id="share:package"]').last().click();
    await page.getByText("Name of the package").waitFor();
    await submit();
    await page.getByText("Packaging has been requested.").waitFor();
    await page.keyboard.press("Escape");
    await page.goto(`${office.slack.url}/?as=${PEOPLE.tom}&channel=${office.slack.directMessage(PEOPLE.tom)}`);
    await page.getByText("so far").or(page.getByText("Ended, took")).first().waitFor();
    const download = page.getByRole("link", { name: "Download" });
    await download.waitFor();
    const answer = await fetch((await download.getAttribute("href")) ?? "");
    const files = Object.keys(unzipSync(new Uint8Array(await answer.arrayBuffer())));
    expect(files.toSorted()).toEqual(["Spring Launch Brochure.pdf", "Spring Launch Press Kit.zip"]);
  });

  it("saves them to a folder that is chosen by part of its name", async () => {
    await page.goto(`${office.slack.url}/?as=${PEOPLE.tom}&channel=${CHANNELS.launch}`);
    await page.locator('[data-action-id="share:save"]').last().click();
    await page.getByText("Type part of a folder's name.").waitFor();
    await choose("Folder", "doc", "Documents 文档");
    await submit();
    await page.getByText("Saving has been requested.").waitFor();
    await page.keyboard.press("Escape");
    await page.goto(`${office.slack.url}/?as=${PEOPLE.tom}&channel=${office.slack.directMessage(PEOPLE.tom)}`);
    await page.getByText("2 files are now in").waitFor();
    const saved = office.drive.state.files.filter(
      (file) => file.containerId === SEED.users.mei.personal && file.name.startsWith("Spring Launch"),
    );
    expect(saved.map((file) => file.name).toSorted()).toEqual([
      "Spring Launch Brochure.pdf",
      "Spring Launch Press Kit.zip",
    ]);
    expect(faults).toEqual([]);
  });
});
