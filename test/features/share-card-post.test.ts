import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "../../src/emulators/slack/protocol.ts";
import { type Actor, buttonsOf, textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { BROCHURE, openShareForm, PRESS_KIT } from "../support/sharing.ts";

describe("where the card of a share goes", () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
  });
  afterEach(() => office.slack.refuse.clear());
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await office.close();
  });

  /** Shares in a channel, from any other; the cards with that comment then, by conversation. */
  const share = async (actor: Actor, from: string, to: string | null, comment: string) => {
    await openShareForm(actor, from, BROCHURE.id, PRESS_KIT.id);
    await actor.type("comment", comment);
    if (to !== from) await actor.set("destination", { type: "conversations_select", selected_conversation: to });
    await actor.submit();
    await actor.seeModal((view) => /(is|are) shared\.\*|已分享/.test(textOf(view.blocks)));
    await office.bot.whenIdle();
    await actor.close();
    const cardsIn = (channel: string): readonly string[] =>
      office.slack
        .history(channel)
        .map(({ blocks }) => textOf(blocks))
        .filter((text) => text.includes(comment));
    return { inChannel: to === null ? [] : cardsIn(to), direct: cardsIn(actor.direct()) };
  };
  const BUTTONS = ["link:open", "share:package", "share:save", "share:code", "share:more"];
  const buttonIds = ({ blocks }: Pick<Message, "blocks">) => buttonsOf(blocks).map(({ element }) => element.action_id);

  it("joins a public channel that the bot is not in", async () => {
    const tom = office.person(PEOPLE.tom);
    const isIn = () => office.slack.snapshot(tom.id).channels.find(({ id }) => id === CHANNELS.launch)?.botIsMember;
    expect(isIn()).toBe(false);
    const { inChannel, direct } = await share(tom, CHANNELS.launch, CHANNELS.launch, "bot joins");
    expect(isIn()).toBe(true);
    expect(inChannel).toHaveLength(1);
    expect(direct).toEqual([]);
    const posts = office.slack.calls.filter(({ method }) => method === "chat.postMessage");
    expect(posts.at(-1)?.args).toMatchObject({ unfurl_links: "false", unfurl_media: "false" });
  });

  it("writes the card in the channel's language", async () => {
    const mei = office.person(PEOPLE.mei);
    const { inChannel } = await share(mei, CHANNELS.general, CHANNELS.marketing, "频道语言");
    expect(inChannel[0]).toContain(`<@${PEOPLE.mei}>\n 分享了 `);
    const elsewhere = await share(mei, CHANNELS.general, CHANNELS.general, "other language");
    expect(elsewhere.inChannel[0]).toContain(`<@${PEOPLE.mei}>\n shared `);
  });

  it("sends it to the sharer when no conversation is chosen, or one where an app cannot post", async () => {
    const tom = office.person(PEOPLE.tom);
    const none = await share(tom, CHANNELS.general, null, "for me alone");
    expect(none.direct).toHaveLength(1);
    const own = await share(tom, tom.direct(), tom.direct(), "in our conversation");
    expect(own.direct).toHaveLength(1);
    const others = await share(tom, "D0TOMADA01", "D0TOMADA01", "between two people");
    expect([others.inChannel.length, others.direct.length]).toEqual([0, 1]);
    const card = await tom.seeMessage(tom.direct(), ({ blocks }) => textOf(blocks).includes("in our conversation"));
    expect(buttonIds(card)).toEqual(BUTTONS);
  });

  it.each([
    {
      name: "a private channel without the bot",
      to: CHANNELS.finance,
      refuse: undefined,
      words: `but this app cannot see <#${CHANNELS.finance}>: it is private or gone. Write \`/invite @KooDrive\` there`,
    },
    {
      name: "an archived channel",
      to: CHANNELS.archived,
      refuse: "is_archived",
      words: `but <#${CHANNELS.archived}> is archived.`,
    },
    {
      name: "a channel where apps may not post",
      to: CHANNELS.general,
      refuse: "restricted_action",
      words: `but this workspace does not let apps post in <#${CHANNELS.general}>.`,
    },
    {
      name: "a channel that the bot cannot join",
      to: CHANNELS.launch,
      refuse: "not_in_channel",
      words: `but this app is not in <#${CHANNELS.launch}>. Write \`/invite @KooDrive\` there`,
    },
  ])("sends it to the sharer, with what to do, for $name", async ({ name, to, refuse, words }) => {
    const ada = office.person(PEOPLE.ada);
    if (refuse !== undefined) office.slack.refuse.next("chat.postMessage", { error: refuse });
    if (refuse === "not_in_channel") office.slack.refuse.next("conversations.join", { error: "method_not_allowed" });
    const { inChannel, direct } = await share(ada, CHANNELS.general, to, name);
    expect(inChannel).toEqual([]);
    expect(direct).toHaveLength(1);
    expect(direct[0]).toContain(`:warning: The link is ready, ${words}`);
    const card = await ada.seeMessage(ada.direct(), ({ blocks }) => textOf(blocks).includes(name));
    expect(buttonIds(card)).toEqual(BUTTONS);
  });

  it("posts in a private channel once the bot was invited", async () => {
    const ada = office.person(PEOPLE.ada);
    await ada.inviteBot(CHANNELS.finance);
    const { inChannel, direct } = await share(ada, CHANNELS.finance, CHANNELS.finance, "invited");
    expect([inChannel.length, direct.length]).toEqual([1, 0]);
  });

  it("posts it once, after the wait that Slack asks for", async () => {
    const tom = office.person(PEOPLE.tom);
    office.slack.refuse.next("chat.postMessage", { error: "ratelimited", retryAfter: 1 }, 2);
    const { inChannel, direct } = await share(tom, CHANNELS.launch, CHANNELS.launch, "rate limited");
    expect([inChannel.length, direct.length]).toEqual([1, 0]);
  });

  it("posts no second one when Slack's answer is lost, and says to the sharer where to look", async () => {
    const tom = office.person(PEOPLE.tom);
    office.slack.refuse.next("chat.postMessage", { applyThenDrop: true });
    const { inChannel, direct } = await share(tom, CHANNELS.launch, CHANNELS.launch, "answer lost");
    expect(inChannel).toHaveLength(1);
    expect(direct).toHaveLength(1);
    expect(direct[0]).toContain(
      `Slack did not say whether the card arrived in <#${CHANNELS.launch}>. Look there; if it is missing, pass this one on:`,
    );
  });

  it("sends the sharer none when a version that sends it at once did so, and died before it could say so", async () => {
    const tom = office.person(PEOPLE.tom);
    const held = office.drive.faults.next({ method: "POST", path: "/v1/share" }, { kind: "held" });
    const shared = share(tom, CHANNELS.launch, CHANNELS.launch, "sent at once");
    await held.caught;
    const made = office.drive.state.shares.find(({ comment }) => comment === "sent at once");
    const before = new Set(tom.messages(tom.direct()).map(({ ts }) => ts));
    const metadata = { event_type: "koodrive_message", event_payload: { key: `share-card:${made?.shareId}` } };
    const posted = await fetch(`${office.slack.apiUrl}chat.postMessage`, {
      method: "POST",
      headers: { authorization: `Bearer ${office.keys.botToken}`, "content-type": "application/json" },
      body: JSON.stringify({ channel: tom.direct(), text: "sent at once", metadata }),
    });
    expect(await posted.json()).toMatchObject({ ok: true });
    // The first try of this version stands for that of the other one.
    office.slack.refuse.next("chat.postMessage", { error: "ratelimited", retryAfter: 1 });
    office.slack.refuse.next("chat.postMessage", { applyThenDrop: true });
    held.release();
    expect((await shared).inChannel).toHaveLength(1);
    expect(tom.messages(tom.direct()).filter(({ ts }) => !before.has(ts))).toHaveLength(1);
  });

  it("sends the sharer one card, even when Slack's answer to that is lost", async () => {
    const tom = office.person(PEOPLE.tom);
    office.slack.refuse.next("chat.postMessage", { applyThenDrop: true });
    const { direct } = await share(tom, CHANNELS.general, null, "direct answer lost");
    expect(direct).toHaveLength(1);
    const cards = await office.database.db
      .selectFrom("cards")
      .selectAll()
      .where("channel", "=", tom.direct())
      .execute();
    expect(new Set(cards.map(({ ts }) => ts)).size).toBe(cards.length);
  });
});
