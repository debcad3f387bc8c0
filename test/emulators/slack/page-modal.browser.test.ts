import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { chromiumPath } from "../../support/machine.ts";
import { startPageBot } from "./page-bot.ts";
import { useBrowser } from "./page-window.ts";
import { ADA, GENERAL, LAUNCH, MEI, TOM } from "./workspace.ts";

const openPage = useBrowser();

const choose = async (page: Page, field: string, typed: string, option: string): Promise<void> => {
  await page.getByLabel(field, { exact: true }).pressSequentially(typed);
  await page.getByRole("option", { name: option }).click();
};

const plain = (text: string) => ({ type: "plain_text", text });
const chosen = (text: string, value: string) => ({ text: plain(text), value });
const chosenFile = (text: string, value: string) => ({ ...chosen(text, value), description: plain("/Launch · 12 MB") });

describe.skipIf(chromiumPath === undefined)("a modal of the page", () => {
  it("completes a command, fills a modal with every element, shows a refused field, submits", async () => {
    const { slack, log } = await startPageBot();
    const page = await openPage(`${slack.url}/?as=${TOM}&channel=${LAUNCH}`);
    const composer = page.getByTestId("composer");
    await composer.pressSequentially("/koo");
    await page.getByRole("option", { name: "/koodrive" }).click();
    await page.getByRole("option", { name: "/koodrive share" }).click();
    await composer.press("Enter");

    const modal = page.getByTestId("modal");
    await modal.getByRole("heading", { name: "Share files" }).waitFor();
    await choose(page, "Space", "des", "Design");
    await choose(page, "Files", "brand", "Brand assets.zip");
    await choose(page, "Files", "品", "品牌手册.pdf");
    expect(await modal.getByText("2 chosen, which is the most.").count()).toBe(1);
    await page.keyboard.press("Escape");
    await page.getByLabel("Folder (optional)").pressSequentially("b");
    await page.getByText("Type at least 2 characters to search.").waitFor();
    await page.keyboard.type("u");
    await page.getByRole("option", { name: "Budget.xlsx" }).click();
    await page.getByLabel("Some people").check();
    await choose(page, "Recipients", "ada", "Ada Okafor");
    await page.keyboard.press("Escape");
    await page.getByLabel("Until", { exact: true }).fill("2026-12-24");
    await page.getByLabel("At (optional)").fill("09:30");
    await page.getByLabel("Remind me (optional)", { exact: true }).fill("2026-12-23");
    await page.getByLabel("Remind me: time").fill("18:00");
    await page.getByLabel("Watermark").check();
    await choose(page, "Labels (optional)", "bl", "Blue");
    await choose(page, "Owner (optional)", "mei", "Mei Lin");
    await page.getByLabel("Downloads (optional)").fill("31");
    await page.getByLabel("Email (optional)").fill("ada@example.com");
    await page.getByLabel("Address (optional)").fill("https://example.com/a");
    await page.getByLabel("Code (optional)").fill("K7mQ2xPa");
    await page.getByLabel("Comment (optional)").fill("refused");
    await choose(page, "Channel (optional)", "gen", "general");
    await choose(page, "Others (optional)", "kood", "KooDrive");
    await page
      .getByLabel("Upload (optional)")
      .setInputFiles({ name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("note") });
    await modal.getByRole("button", { name: "Remove note.txt" }).waitFor();

    const submit = page.getByTestId("modal-submit");
    await submit.click();
    const refusal = page.getByTestId("field-downloads").getByRole("alert");
    expect(await refusal.textContent()).toContain("at most 30");
    await page.getByLabel("Downloads (optional)").fill("30");
    await submit.click();
    expect(await page.getByTestId("field-comment").getByRole("alert").textContent()).toContain("does not take");
    expect(log.submitted).toEqual([]);
    await page.getByLabel("Comment (optional)").fill("秋季发布会");
    await submit.click();
    await modal.waitFor({ state: "detached" });

    const [values] = log.submitted as readonly Record<string, Record<string, { readonly files?: readonly object[] }>>[];
    const files = values?.["upload"]?.["upload"]?.files ?? [];
    expect(files.length).toBe(1);
    expect({ ...values, upload: undefined }).toEqual({
      space: { space: { type: "static_select", selected_option: chosen("Design", "design") } },
      files: {
        files: {
          type: "multi_external_select",
          selected_options: [chosenFile("Brand assets.zip", "f1"), chosenFile("品牌手册.pdf", "f2")],
        },
      },
      folder: { folder: { type: "external_select", selected_option: chosenFile("Budget.xlsx", "f3") } },
      scope: { scope: { type: "radio_buttons", selected_option: chosen("Some people", "people") } },
      recipients: { recipients: { type: "multi_users_select", selected_users: [ADA] } },
      until: { until: { type: "datepicker", selected_date: "2026-12-24" } },
      at: { at: { type: "timepicker", selected_time: "09:30" } },
      // Six in the evening in New York, Tom's zone; the browser itself stands in UTC.
      remind: { remind: { type: "datetimepicker", selected_date_time: Date.parse("2026-12-23T23:00:00Z") / 1000 } },
      rules: { rules: { type: "checkboxes", selected_options: [chosen("Watermark", "mark")] } },
      labels: { labels: { type: "multi_static_select", selected_options: [chosen("Blue", "b")] } },
      owner: { owner: { type: "users_select", selected_user: MEI } },
      downloads: { downloads: { type: "number_input", value: "30" } },
      email: { email: { type: "email_text_input", value: "ada@example.com" } },
      address: { address: { type: "url_text_input", value: "https://example.com/a" } },
      code: { code: { type: "plain_text_input", value: "K7mQ2xPa" } },
      comment: { comment: { type: "plain_text_input", value: "秋季发布会" } },
      destination: { destination: { type: "conversations_select", selected_conversation: LAUNCH } },
      channel: { channel: { type: "channels_select", selected_channel: GENERAL } },
      others: { others: { type: "multi_conversations_select", selected_conversations: [slack.directMessage(TOM)] } },
      upload: undefined,
    });
  });
});
