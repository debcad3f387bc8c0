import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import type { Message } from "../../src/emulators/slack/protocol.ts";
import { type Actor, buttonsOf, fieldsOf, textOf } from "../support/actor.ts";
import { createForeignLinks, type ForeignLink } from "../support/foreign-links.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";

const CODE = "Ab12Cd34";
const HALF_HOUR_MS = 30 * 60 * 1000;
const PARTNERS = "C0PARTNER1";

let office: Office;
let links: ReturnType<typeof createForeignLinks>;
let ada: Actor;
beforeAll(async () => {
  office = await openOffice({ links: ["mei", "tom", "ada"] });
  links = createForeignLinks(office);
  ada = office.person(PEOPLE.ada);
});
afterAll(async () => {
  expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
  await links.close();
  await office.close();
});

/** As the real drive writes it: the manifest names its domain. */
const urlOf = ({ shortCode }: ForeignLink): string =>
  `https://intl.myhuaweicloud-koodrive.com/cloudfile/#/sharelink/i/${shortCode}`;

/** What stands under the message once everything that follows from it is done. */
const post = async (text: string, channel: string = CHANNELS.launch, actor: Actor = ada): Promise<Message> => {
  expect(await actor.say(channel, text)).toEqual({ ok: true });
  await office.slack.settled();
  await office.bot.whenIdle();
  const said = actor.messages(channel).findLast(({ userId }) => userId === actor.id);
  if (said === undefined) throw new Error("nothing was said");
  return said;
};
const cardsOf = ({ unfurls }: Message): readonly string[] => unfurls.map(({ blocks }) => textOf(blocks));

describe("a link that somebody posts", () => {
  it("becomes a small card: name, kind, owner, end, code or not; never the code nor a path", async () => {
    const link = await links.share();
    const [card] = (await post(`look: ${urlOf(link)}`)).unfurls;
    expect(card?.url).toBe(urlOf(link));
    expect(
      textOf(card?.blocks ?? [])
        .split("\n")
        .slice(0, 6),
    ).toEqual([
      "*Roadmap 路线图.pptx and 1 more*",
      "2 items",
      ":bust_in_silhouette: Shared by Tom Baker",
      expect.stringMatching(/^:hourglass_flowing_sand: Works until <!date/),
      "Opens without a code",
      "Open in Slack",
    ]);
  });

  it("does not say what is behind a code, unless its owner posts it", async () => {
    const link = await links.share({ accessCode: CODE });
    const [card = ""] = cardsOf(await post(urlOf(link)));
    expect(card).toContain("*KooDrive link*");
    expect(card).toContain("Needs an access code");
    const own = await links.share({ accessCode: CODE });
    const [owners = ""] = cardsOf(await post(urlOf(own), CHANNELS.launch, office.person(PEOPLE.tom)));
    expect(owners).toContain("Roadmap 路线图.pptx and 1 more");
    expect(owners).toContain("Needs an access code");
    expect(JSON.stringify(office.slack.calls)).not.toContain(CODE);
  });

  it("tells what one file is, in the channel's language", async () => {
    const link = await links.share({ files: [SEED.files.roadmap] });
    const mei = office.person(PEOPLE.mei);
    await mei.inviteBot(CHANNELS.marketing);
    const [card = ""] = cardsOf(await post(urlOf(link), CHANNELS.marketing, mei));
    expect(card).toMatch(/^\*Roadmap 路线图.pptx\*\n:bar_chart: 演示文稿, 1.4 MB\n/);
    expect(card).toContain("无需访问码");
  });

  it("has its card once in half an hour and channel", async () => {
    const link = await links.share();
    expect((await post(`first ${urlOf(link)}`)).unfurls).toHaveLength(1);
    expect((await post(`second ${urlOf(link)}`)).unfurls).toEqual([]);
    expect((await post(`elsewhere ${urlOf(link)}`, CHANNELS.general)).unfurls).toHaveLength(1);
    office.clock.advance(HALF_HOUR_MS);
    expect((await post(`later ${urlOf(link)}`)).unfurls).toHaveLength(1);
  });

  it("has a card for each of several, once for one posted twice", async () => {
    const [a, b] = [await links.share(), await links.share()];
    const said = await post(`${urlOf(a)} ${urlOf(b)} ${urlOf(a)}?again`);
    expect(said.unfurls.map(({ url }) => url)).toEqual([urlOf(a), urlOf(b)]);
  });

  it("opens from its card for whoever presses, in their own name", async () => {
    const link = await links.share({ accessCode: CODE });
    const said = await post(urlOf(link));
    const mei = office.person(PEOPLE.mei);
    const { blockId, element } = cardButton(said, "link:browse");
    await office.slack.act({
      as: mei.id,
      kind: "action",
      place: { in: "message", channel: said.channel, ts: said.ts },
      blockId,
      actionId: "link:browse",
      action: { type: "button", ...(element.value === undefined ? {} : { value: element.value }) },
    });
    await mei.seeModal((view) => fieldsOf(view).includes("code"));
    await mei.close();
  });

  it("stays a link where people of other companies read along", async () => {
    await ada.inviteBot(PARTNERS);
    expect((await post(urlOf(await links.share()), PARTNERS)).unfurls).toEqual([]);
  });

  it.each([
    ["where the app cannot see who reads along", "D0TOMADA01"],
    ["in a private channel without the app", CHANNELS.finance],
  ])("stays a link %s", async (_where, channel) => {
    expect((await post(urlOf(await links.share()), channel)).unfurls).toEqual([]);
  });

  it("stays a link when the drive does not know it, it has ended, or it is for others", async () => {
    const revoked = await links.share();
    await links.cancel("tom", revoked.shareId);
    const forMei = await links.share({ scope: "people", userIds: [SEED.users.mei.id] });
    for (const one of [{ ...revoked, shortCode: "9000000000000000001" }, revoked, forMei]) {
      expect((await post(urlOf(one))).unfurls).toEqual([]);
    }
    // It had no card, so the next one who may see it gets one.
    expect((await post(urlOf(forMei), CHANNELS.launch, office.person(PEOPLE.mei))).unfurls).toHaveLength(1);
  });

  it("stays a link when somebody posts it who is not connected, or it is no link to a share", async () => {
    const link = await links.share();
    const yusuf = office.person(PEOPLE.yusuf);
    expect((await post(urlOf(link), CHANNELS.general, yusuf)).unfurls).toEqual([]);
    expect(
      (await post("https://intl.myhuaweicloud-koodrive.com/cloudfile/#/files/1689743054514187777")).unfurls,
    ).toEqual([]);
  });

  it("gets its card when the drive comes back, and none when it stays away", async () => {
    const link = await links.share();
    const brief = office.drive.faults.next({ path: "/share/userInfo", times: 3 }, { kind: "broken", status: 503 });
    expect((await post(`brief ${urlOf(link)}`)).unfurls).toHaveLength(1);
    expect(brief.used()).toBe(3);
    const other = await links.share();
    const away = office.drive.faults.always({ path: "/share/userInfo" }, { kind: "broken", status: 503 });
    expect((await post(`away ${urlOf(other)}`)).unfurls).toEqual([]);
    away.cancel();
    expect((await post(`back ${urlOf(other)}`)).unfurls).toHaveLength(1);
  });

  it("takes no harm when its message is gone before the card comes", async () => {
    const link = await links.share();
    office.slack.refuse.next("chat.unfurl", { error: "cannot_find_message" });
    expect((await post(`gone ${urlOf(link)}`)).unfurls).toEqual([]);
    expect((await post(`again ${urlOf(link)}`)).unfurls).toHaveLength(1);
  });

  it("has one card though Slack tells of it twice, and its answer to the card is lost", async () => {
    const link = await links.share();
    office.slack.refuse.next("chat.unfurl", { applyThenDrop: true });
    expect((await post(`twice ${urlOf(link)}`)).unfurls).toHaveLength(1);
    const told = office.slack.deliveries.findLast(({ name }) => name === "link_shared");
    const before = office.slack.calls.length;
    await office.post(new URLSearchParams({ payload: JSON.stringify(told?.payload) }).toString());
    await office.bot.whenIdle();
    expect(office.slack.calls.slice(before).map(({ method }) => method)).not.toContain("chat.unfurl");
  });

  it.each([
    ["in the composer", { source: "composer", channel: "COMPOSER" }],
    ["by the app itself", { user: "U0BOT00001" }],
    ["in a form that Slack never sends", { links: "all" }],
  ])("is left alone %s", async (_how, change) => {
    const link = await links.share();
    const told = office.slack.deliveries.findLast(({ name }) => name === "link_shared");
    const payload = JSON.parse(JSON.stringify(told?.payload));
    payload.event = { ...payload.event, links: [{ domain: "x", url: urlOf(link) }], ...change };
    const before = office.slack.calls.length;
    await office.post(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
    await office.bot.whenIdle();
    expect(office.slack.calls.slice(before)).toEqual([]);
  });
});

describe("cards of a channel", () => {
  it("are turned off by a member, told and recorded, and on again", async () => {
    const said = await post(`card ${urlOf(await links.share())}`, CHANNELS.general);
    const { blockId, element } = cardButton(said, "link:more");
    const [option] = element.options ?? [];
    expect(element["confirm"]).toMatchObject({ title: { text: "No more cards here?" } });
    const tom = office.person(PEOPLE.tom);
    await office.slack.act({
      as: tom.id,
      kind: "action",
      place: { in: "message", channel: said.channel, ts: said.ts },
      blockId,
      actionId: "link:more",
      action: { type: "overflow", selected_option: option },
    });
    const told = await tom.seeAnswer(CHANNELS.general, `KooDrive links in <#${CHANNELS.general}> stay plain links`);
    expect((await post(`off ${urlOf(await links.share())}`, CHANNELS.general)).unfurls).toEqual([]);
    expect((await post(`other ${urlOf(await links.share())}`)).unfurls).toHaveLength(1);

    await tom.press(told, "link:cards-on");
    await tom.seeAnswer(CHANNELS.general, "become cards again");
    expect((await post(`on ${urlOf(await links.share())}`, CHANNELS.general)).unfurls).toHaveLength(1);
    const rows = await office.database.db
      .selectFrom("audit")
      .select(["userId", "subject", "result"])
      .where("act", "=", "channel.cards")
      .orderBy("id")
      .execute();
    const subject = { channel: CHANNELS.general };
    expect(rows).toEqual([
      { userId: tom.id, subject, result: "off" },
      { userId: tom.id, subject, result: "on" },
    ]);
  });
});

const cardButton = (said: Message, actionId: string) => {
  const found = buttonsOf(said.unfurls.flatMap(({ blocks }) => blocks)).find(
    ({ element }) => element.action_id === actionId,
  );
  if (found === undefined) throw new Error(`no ${actionId} on the card`);
  return found;
};
