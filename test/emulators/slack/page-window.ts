import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { chromiumPath } from "../../support/machine.ts";

const SWITCHES = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** One browser for the tests of a file; gives a way to open windows that know nothing of each other. */
export const useBrowser = (): ((address: string, width?: number) => Promise<Page>) => {
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (chromiumPath !== undefined) browser = await chromium.launch({ executablePath: chromiumPath, args: SWITCHES });
  });
  afterAll(async () => {
    await browser?.close();
  });

  return async (address, width = 1280) => {
    if (browser === undefined) throw new Error("there is no Chromium on this machine");
    const context = await browser.newContext({ viewport: { width, height: 860 }, timezoneId: "UTC" });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    onTestFinished(async () => {
      await context.close();
      expect(faults).toEqual([]);
    });
    await page.goto(address);
    return page;
  };
};
