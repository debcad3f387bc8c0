import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";

const FOLDER = process.env["PICTURES"];

/** Somebody at the page of the demo or of an office: what they type, press and read. */
export const createDesk = async (browser: Browser, address: string, pictures = "") => {
  const page: Page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  page.setDefaultTimeout(15_000);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  if (FOLDER !== undefined) await mkdir(FOLDER, { recursive: true });
  let taken = 0;

  const modal = (): Locator => page.getByTestId("modal").last();
  const messages = (text: string): Locator => page.getByTestId("message").filter({ hasText: text });
  const closeModal = async (): Promise<void> => {
    while ((await page.getByTestId("modal").count()) > 0) {
      const viewId = await modal().getAttribute("data-view-id");
      await page.getByTestId("modal-close").last().click();
      await page.locator(`[data-view-id="${viewId}"]`).waitFor({ state: "detached" });
    }
  };

  return {
    page,
    /** What went wrong in the page itself. */
    faults: (): readonly string[] => faults,
    modal,
    messages,
    /** The newest message with that text. */
    message: (text: string): Locator => messages(text).last(),
    sit: async (person: string, channel: string): Promise<void> => {
      await page.goto(`${new URL(address).origin}/?as=${person}&channel=${channel}`);
    },
    /** The messages of that person with the app. */
    sitWithApp: async (person: string): Promise<void> => {
      await page.goto(`${new URL(address).origin}/?as=${person}&channel=home`);
      await page.getByTestId("tab-messages").click();
    },
    type: async (text: string): Promise<void> => {
      const composer = page.getByTestId("composer");
      await composer.fill(text);
      await composer.press("Enter");
    },
    /** Types part of a name and takes what is offered, for each pair of the two. */
    choose: async (field: string, ...picks: readonly (readonly [string, string])[]): Promise<void> => {
      const input = page.getByLabel(field, { exact: true });
      for (const [typed, option] of picks) {
        await input.click();
        await input.fill(typed);
        await page.getByRole("option", { name: option }).first().click();
      }
      if ((await page.getByRole("listbox").count()) > 0) await input.press("Escape");
    },
    submit: (): Promise<void> => modal().locator("button[type=submit]").click(),
    closeModal,
    press: (action: string, within: Page | Locator = page): Promise<void> =>
      within.locator(`[data-action-id="${action}"]`).last().click(),
    fromMenu: async (card: Locator, item: string): Promise<void> => {
      await card.locator('[data-action-id="share:more"]').click();
      await page.getByRole("menuitem", { name: item }).click();
    },
    /** A switch in the page's Demo panel, set to that value. */
    control: async (id: string, value?: string): Promise<void> => {
      const panel = page.getByTestId("panel-demo");
      if ((await panel.count()) === 0) await page.getByTestId("demo").click();
      const control = panel.locator(`[data-control="${id}"]`);
      await (value === undefined ? control.getByRole("button") : control.locator(`[data-choice="${value}"]`)).click();
    },
    /** The same, done by somebody in another window: an open modal keeps one from the panel. */
    controlElsewhere: async (id: string): Promise<void> => {
      const data = { as: new URL(page.url()).searchParams.get("as"), kind: "control", id };
      await page.request.post(`${new URL(address).origin}/client/act`, { data });
    },
    /** What the page says of something that the demo has broken on purpose. */
    trouble: (control: string, within: Page | Locator = page): Locator =>
      within.locator(`[data-trouble="${control}"]`).first(),
    /** Presses the button beside it, and waits until it is mended. */
    mend: async (control: string, within: Page | Locator = page): Promise<void> => {
      await within.locator(`[data-trouble="${control}"]`).first().getByRole("button").click();
      await page.locator(`[data-trouble="${control}"]`).first().waitFor({ state: "detached" });
    },
    /** Presses the button beside it; what it begins goes on when this is done. */
    beginToMend: (control: string): Promise<void> =>
      page.locator(`[data-trouble="${control}"]`).first().getByRole("button").click(),
    see: (text: string): Promise<void> => page.getByText(text).last().waitFor(),
    picture: async (name: string): Promise<void> => {
      taken += 1;
      if (FOLDER === undefined) return;
      await page.evaluate("document.fonts.ready.then(() => true)");
      const file = `${pictures}-${String(taken).padStart(2, "0")}-${name}.png`;
      await page.screenshot({ path: join(FOLDER, file), animations: "disabled" });
    },
  };
};

export type Desk = Awaited<ReturnType<typeof createDesk>>;
