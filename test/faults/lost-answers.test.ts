import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Actor, fieldsOf, textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { BROCHURE, openShareForm, shareTwoFiles } from "../support/sharing.ts";

const DURATION_MS = 10_000;
const GARBAGE = ['{"ok":tru', "<!doctype html><title>502</title>"] as const;

describe("answers of Slack's that are lost or garbled after it has done what was asked", () => {
  let office: Office;
  let tom: Actor;
  let card: Awaited<ReturnType<typeof shareTwoFiles>>["card"];

  beforeAll(async () => {
    office = await openOffice({ taskDuration: () => DURATION_MS });
    tom = office.person(PEOPLE.tom);
    ({ card } = await shareTwoFiles(office, tom, CHANNELS.launch, "for packages"));
  });
  afterAll(() => office.close());

  const direct = (words: string) =>
    office.slack.history(tom.direct()).filter(({ deleted, blocks }) => !deleted && textOf(blocks).includes(words));

  const packageAs = async (name: string): Promise<void> => {
    await tom.press(card, "share:package");
    await tom.seeModal((view) => fieldsOf(view).includes("zip_name"));
    await tom.type("zip_name", name);
    await tom.submit();
    await tom.close();
    await office.bot.whenIdle();
  };

  const toTheEnd = async (): Promise<void> => {
    for (let minute = 0; minute < 4; minute++) await office.later(61_000);
  };

  it.each(GARBAGE)("shows a task's progress in one message, and in it the end, after %s", async (body) => {
    const name = `progress ${GARBAGE.indexOf(body)}`;
    office.slack.refuse.next("chat.postMessage", { body });
    await packageAs(name);
    await toTheEnd();
    const isProgress = (text: string): boolean => text.includes(`*Packaging ${name}.zip*`);
    await tom.seeMessage(tom.direct(), ({ text }) => isProgress(text) && text.includes("Ended"));
    expect(direct(`*Packaging ${name}.zip*`)).toHaveLength(1);
  });

  it.each(GARBAGE)("tells the end of a task once after %s, also when Slack asks to wait meanwhile", async (body) => {
    const name = `notice ${GARBAGE.indexOf(body)}`;
    await packageAs(name);
    office.slack.refuse.next("chat.postMessage", { body });
    office.slack.refuse.next("conversations.history", { error: "ratelimited", retryAfter: 1 });
    await toTheEnd();
    expect(direct(`Your package ${name}.zip is ready`)).toHaveLength(1);
  });

  it("shows on a card what was changed while it was being posted", async () => {
    await openShareForm(tom, CHANNELS.launch, BROCHURE.id);
    await tom.type("comment", "changed early");
    office.slack.refuse.next("chat.postMessage", { delayMs: 1_500 });
    await tom.submit();
    const made = () => office.drive.state.shares.find(({ comment }) => comment === "changed early");
    await tom.seeModal((view) => textOf(view.blocks).includes("is shared.*"));
    await tom.close();
    const before = made()?.expiresAt ?? 0;
    await tom.command(`extend ${made()?.shareId} 5`, CHANNELS.launch);
    await office.bot.whenIdle();
    const now = made()?.expiresAt ?? 0;
    expect(now).toBeGreaterThan(before);
    const shown = await tom.seeMessage(CHANNELS.launch, ({ blocks }) => textOf(blocks).includes("changed early"));
    expect(textOf(shown.blocks)).toContain(`!date^${Math.floor(now / 1_000)}^`);
  });
});

describe("a start while Slack does not answer", () => {
  it("asks again and goes on by itself", async () => {
    const office = await openOffice();
    office.slack.refuse.next("auth.test", { dropConnection: true });
    office.slack.refuse.next("auth.test", { body: GARBAGE[1], status: 502 });
    await office.restart();
    const tom = office.person(PEOPLE.tom);
    expect(await tom.command("help", CHANNELS.general)).toEqual({ ok: true });
    await office.close();
  });

  it("does not wait for a token that Slack does not know", async () => {
    const office = await openOffice();
    office.slack.refuse.next("auth.test", { error: "invalid_auth" });
    await expect(office.restart()).rejects.toThrow("SLACK_BOT_TOKEN");
    await office.close();
  });
});
