import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chromiumPath } from "../support/machine.ts";
import { CHANNELS, PEOPLE } from "../support/office.ts";
import { openDemo } from "./demo.ts";

const FOLDER = process.env["PICTURES"];

describe.skipIf(chromiumPath === undefined)("the picture of the README", { timeout: 60_000 }, () => {
  it("shows a card, and below it how its package comes along", async () => {
    const desk = await openDemo({ pictures: "readme" });
    try {
      await desk.page.setViewportSize({ width: 1280, height: 800 });
      await desk.sit(PEOPLE.tom, CHANNELS.launch);
      await desk.type("/koodrive share ");
      await desk.choose("Space", ["", "Engineering 研发部"]);
      await desk.choose("Files and folders", ["screen 0", "Screen 01.png"], ["overview", "System Overview.pptx"]);
      await desk.modal().getByLabel("Comment (optional)").fill("For Thursday's review.");
      await desk.modal().getByRole("button", { name: "Clear Post to" }).click();
      await desk.submit();
      await desk.see("are shared.");
      await desk.closeModal();
      await desk.sitWithApp(PEOPLE.tom);
      const card = desk.message("For Thursday's review.");
      await desk.press("share:package", card);
      await desk.modal().getByLabel("Name of the package").fill("Review on Thursday.zip");
      await desk.submit();
      await desk.see("Packaging has been requested.");
      await desk.closeModal();
      await desk.page.getByText(/\d+ %/).last().waitFor();
      expect(await card.getByText("Package", { exact: true }).count()).toBe(1);
      if (FOLDER === undefined) return;
      await mkdir(FOLDER, { recursive: true });
      await desk.page.mouse.move(0, 0);
      await desk.page.screenshot({ path: join(FOLDER, "demo.png"), animations: "disabled" });
    } finally {
      await desk.close();
    }
  });
});
