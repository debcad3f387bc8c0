import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { type Actor, buttonsOf, fieldsOf, textOf } from "../support/actor.ts";
import { createForeignLinks, type ForeignLink, rowsOf } from "../support/foreign-links.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";

const { roadmap } = SEED.files;
const CODE = "Ab12Cd34";

let office: Office;
let links: ReturnType<typeof createForeignLinks>;
let ada: Actor;
let coded: ForeignLink;
let open: ForeignLink;
beforeAll(async () => {
  office = await openOffice({ links: ["mei", "tom", "ada"] });
  links = createForeignLinks(office);
  ada = office.person(PEOPLE.ada);
  coded = await links.share({ accessCode: CODE });
  open = await links.share();
});
afterAll(async () => {
  expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
  await links.close();
  await office.close();
});

const seeFields = (...fields: readonly string[]) =>
  ada.seeModal((view) => fieldsOf(view).join() === fields.join() && view.submit !== undefined);

describe("a message with links", () => {
  const shortcutOn = async (text: string) => {
    await office.person(PEOPLE.tom).say(CHANNELS.launch, text);
    const message = await ada.seeMessage(CHANNELS.launch, (one) => one.userId === PEOPLE.tom);
    return office.slack.act({
      as: ada.id,
      kind: "shortcut",
      callbackId: "open_shared_link",
      message: { channel: message.channel, ts: message.ts },
    });
  };

  it("opens its only link", async () => {
    expect(await shortcutOn(`Here it is: ${open.url}, have a look`)).toEqual({ ok: true });
    await seeFields("files");
    await ada.close();
  });

  it("lets the reader choose among several", async () => {
    expect(await shortcutOn(`${coded.url} and ${open.url}`)).toEqual({ ok: true });
    await seeFields("link", "code");
    await ada.take("link", open.shortCode);
    expect(await ada.submit()).toEqual({ ok: true });
    expect(rowsOf(await seeFields("files"))).toHaveLength(2);
    await ada.close();
  });

  it("is told to have none", async () => {
    expect(await shortcutOn("no link in here: https://example.com/12345678901234")).toEqual({ ok: true });
    await ada.seeAnswer(CHANNELS.launch, "There is no KooDrive link in this message.");
  });

  it("may be the app's own card, with the link in its blocks only", async () => {
    const tom = office.person(PEOPLE.tom);
    await tom.command(`share ${roadmap.id}`, CHANNELS.launch);
    await tom.seeModal((view) => fieldsOf(view).includes("destination"));
    await tom.submit();
    const card = await tom.seeMessage(CHANNELS.launch, ({ text }) => text.includes("Roadmap"));
    await office.bot.whenIdle();
    const message = { channel: card.channel, ts: card.ts };
    await office.slack.act({ as: ada.id, kind: "shortcut", callbackId: "open_shared_link", message });
    await ada.seeModal((view) => view.callback_id === "share_open" && view.submit !== undefined);
    await ada.close();
  });
});

describe("a link pasted to the app", () => {
  const said = (text: string, actor = ada) =>
    actor.seeMessage(actor.direct(), (message) => textOf(message.blocks).includes(text));

  it("becomes a card for that person alone, and opens from it", async () => {
    await ada.say(ada.direct(), open.url);
    const card = await said("Roadmap 路线图.pptx and 1 more");
    expect(textOf(card.blocks).split("\n").slice(0, 5)).toEqual([
      "*Roadmap 路线图.pptx and 1 more*",
      "2 items",
      ":bust_in_silhouette: Shared by Tom Baker",
      expect.stringMatching(/^:hourglass_flowing_sand: Works until <!date/),
      "Opens without a code",
    ]);
    expect(buttonsOf(card.blocks).map(({ element }) => element.action_id)).toEqual(["link:browse"]);
    await ada.press(card, "link:browse");
    expect(rowsOf(await seeFields("files"))).toHaveLength(2);
    await ada.close();
    // Slack tells of it as a posted link too: the app's own conversation gets one answer, not two.
    await office.bot.whenIdle();
    expect(ada.messages(ada.direct()).flatMap(({ unfurls }) => unfurls)).toEqual([]);
  });

  it("tells no more of a link with a code than the drive does", async () => {
    await ada.say(ada.direct(), `look: ${coded.url}`);
    const card = await said("Needs an access code");
    expect(textOf(card.blocks)).not.toContain("Roadmap");
    await ada.press(card, "link:browse");
    await seeFields("code");
    await ada.close();
  });

  it("is answered in the reader's language, and to its owner with what others see", async () => {
    const mei = office.person(PEOPLE.mei);
    await mei.say(mei.direct(), open.url);
    expect(textOf((await said("由 Tom Baker 分享", mei)).blocks)).toContain("无需访问码");
    const tom = office.person(PEOPLE.tom);
    await tom.say(tom.direct(), coded.url);
    const own = textOf((await said("Needs an access code", tom)).blocks);
    expect(own).toContain("Roadmap 路线图.pptx and 1 more");
    expect(own).not.toContain(CODE);
  });

  it.each([
    [
      "to be unknown",
      async () => "https://drive.example/cloudfile/#/sharelink/i/9000000000000000001",
      "knows no such link",
    ],
    [
      "to be revoked",
      async () => {
        const link = await links.share();
        await links.cancel("tom", link.shareId);
        return link.url;
      },
      "This link was revoked. Ask Tom Baker for a new one.",
    ],
    [
      "to be for others",
      async () => (await links.share({ scope: "people", userIds: [SEED.users.mei.id] })).url,
      "This link is not for you",
    ],
  ])("is told %s", async (_what, make, words) => {
    await ada.say(ada.direct(), await make());
    await said(words);
  });

  it("is told that the drive is away when it stays away", async () => {
    const away = office.drive.faults.always({ path: "/share/userInfo" }, { kind: "broken", status: 503 });
    await ada.say(ada.direct(), open.url);
    await said("The drive cannot be reached at the moment.");
    away.cancel();
  });

  it("is answered once, though Slack tells of it twice and its own answer is lost", async () => {
    const link = await links.share();
    office.slack.refuse.next("chat.postMessage", { applyThenDrop: true });
    await ada.say(ada.direct(), `once: ${link.url}`);
    await office.slack.settled();
    await office.bot.whenIdle();
    const told = office.slack.deliveries.filter(({ name }) => name === "message").at(-1);
    expect(JSON.stringify(told?.payload)).toContain(link.shortCode);
    const again = await office.post(new URLSearchParams({ payload: JSON.stringify(told?.payload) }).toString());
    expect(again.status).toBe(200);
    await office.bot.whenIdle();
    const answers = ada.messages(ada.direct()).filter(({ blocks }) => JSON.stringify(blocks).includes(link.shortCode));
    expect(answers).toHaveLength(1);
  });

  it("is not there: says what can be pasted", async () => {
    await ada.say(ada.direct(), "hello?");
    await said("Paste a KooDrive link here");
  });

  it("is nothing for people who are not connected", async () => {
    const yusuf = office.person(PEOPLE.yusuf);
    await yusuf.say(yusuf.direct(), open.url);
    await said("not connected to a drive account", yusuf);
  });
});
