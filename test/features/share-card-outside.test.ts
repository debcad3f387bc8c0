import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_RULES } from "../../src/domain/sharing-policy.ts";
import type { Message } from "../../src/emulators/slack/protocol.ts";
import { type Actor, buttonsOf, elementOf, fieldsOf, textOf } from "../support/actor.ts";
import { cardNow, openEditForm, threadOf } from "../support/card-life.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { approveException, setRules } from "../support/rules.ts";
import { BROCHURE, openShareForm, shareTwoFiles } from "../support/sharing.ts";
import { pressButton } from "../support/submission.ts";

const PARTNER = "C0PARTNER1";

/** Every way on which a card or a link gets into a conversation where people of another company read along. */
describe("a conversation with people of another company", () => {
  let office: Office;
  let tom: Actor;
  let count = 0;
  beforeAll(async () => {
    office = await openOffice();
    tom = office.person(PEOPLE.tom);
  });
  beforeEach(() => setRules(office, {}));
  afterEach(async () => {
    office.slack.refuse.clear();
    office.slack.setExternallyShared(CHANNELS.launch, false);
    if (tom.topModal() !== undefined) await tom.close();
  });
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await office.close();
  });

  /** A share whose card stands in another channel. */
  const share = async (comment: string, channel: string = CHANNELS.general) => {
    count += 1;
    return shareTwoFiles(office, tom, channel, `${comment} ${count}`);
  };
  const linkOf = (shareId: string): string => {
    const found = office.drive.state.shares.find((one) => one.shareId === shareId);
    if (found === undefined) throw new Error("no such share");
    return found.shortUrl;
  };
  /** What everybody in a conversation can read, threads included. */
  const allIn = (channel: string): string =>
    office.slack
      .history(channel)
      .filter((message) => message.visibleTo === undefined && !message.deleted)
      .map(({ blocks, text }) => `${text}\n${JSON.stringify(blocks)}`)
      .join("\n");
  const listed = async (channel: string): Promise<Message> => {
    const before = new Set(tom.messages(channel).map(({ ts }) => ts));
    await tom.command("shares", channel);
    return tom.seeMessage(channel, (message) => message.ephemeral && !before.has(message.ts));
  };
  /** Presses "Post here" for one share; what is answered privately. */
  const postHere = async (shareId: string, channel: string): Promise<Message> => {
    let list = await listed(channel);
    const offered = () =>
      buttonsOf(list.blocks).find(({ element }) => element.action_id === "shares:post" && element.value === shareId);
    while (offered() === undefined) {
      const shown = textOf(list.blocks);
      await tom.press(list, "shares:next");
      list = await tom.seeMessage(channel, ({ ts, blocks }) => ts === list.ts && textOf(blocks) !== shown);
    }
    const found = offered();
    if (found === undefined) throw new Error("the list does not offer it");
    const before = new Set(tom.messages(channel).map(({ ts }) => ts));
    await office.slack.act({
      as: tom.id,
      kind: "action",
      place: { in: "message", channel, ts: list.ts },
      blockId: found.blockId,
      actionId: "shares:post",
      action: { type: "button", value: shareId },
    });
    const answer = await tom.seeMessage(channel, (message) => message.ephemeral && !before.has(message.ts));
    await office.bot.whenIdle();
    return answer;
  };
  /** As the first try to post comes, which Slack puts off; the second finds a conversation with outside people. */
  const becomeExternalAtNextPost = (): void => {
    office.slack.refuse.next("chat.postMessage", { error: "ratelimited", retryAfter: 1 });
    const last = office.slack.calls.at(-1);
    const stop = office.slack.on(() => {
      const latest = office.slack.calls.at(-1);
      if (latest === last || latest?.method !== "chat.postMessage") return;
      stop();
      office.slack.setExternallyShared(CHANNELS.launch, true);
    });
  };
  const auditOf = async (shareId: string) =>
    (await office.database.db.selectFrom("audit").selectAll().where("act", "=", "share.post").orderBy("id").execute())
      .filter(({ subject }) => JSON.stringify(subject).includes(shareId))
      .map(({ userId, result, details }) => ({ userId, result, details }));
  const refused = (kind: string) => ({ userId: PEOPLE.tom, result: "refused", details: { problems: [{ kind }] } });
  const result = (word: string) => ({ userId: PEOPLE.tom, result: word, details: null });

  it("gets no card by “Post here” where the rules block it, and the person is told why", async () => {
    await setRules(office, { outsideChannels: "blocked" });
    const { shareId } = await share("blocked");
    const answer = await postHere(shareId, PARTNER);
    expect(textOf(answer.blocks)).toContain(
      `People of another company read along there, and the sharing rules set by <@${PEOPLE.ada}> forbid that.`,
    );
    expect(buttonsOf(answer.blocks).map(({ element }) => element.action_id)).toEqual(["exception:ask"]);
    expect(allIn(PARTNER)).not.toContain(linkOf(shareId));
    expect(await auditOf(shareId)).toEqual([result("posted"), refused("outside-blocked")]);
    // Nor by the button that follows a question which was never asked.
    await pressButton(office, PEOPLE.tom, "shares:post-outside", shareId);
    await office.bot.whenIdle();
    expect(allIn(PARTNER)).not.toContain(linkOf(shareId));
  });

  it("gets one by “Post here” once its owner was told who reads along and said yes", async () => {
    const { shareId } = await share("asked");
    const question = await postHere(shareId, PARTNER);
    expect(textOf(question.blocks)).toContain(`People of another company read along in <#${PARTNER}>.`);
    expect(textOf(question.blocks)).toContain("Its link opens for anyone who has it, them included.");
    expect(allIn(PARTNER)).not.toContain(linkOf(shareId));
    await tom.press(question, "shares:post-outside");
    await tom.seeMessage(PARTNER, ({ blocks }) => JSON.stringify(blocks).includes(linkOf(shareId)));
    await office.bot.whenIdle();
    expect(tom.messages(PARTNER).some(({ ts, blocks }) => ts === question.ts && buttonsOf(blocks).length > 0)).toBe(
      false,
    );
    expect(await auditOf(shareId)).toEqual([result("posted"), result("asked"), result("posted")]);
  });

  it("gets none by the press of somebody else, who is recorded", async () => {
    const { shareId } = await share("not theirs");
    await pressButton(office, PEOPLE.mei, "shares:post-outside", shareId);
    await office.bot.whenIdle();
    expect((await auditOf(shareId)).at(-1)).toEqual({ userId: PEOPLE.mei, result: "refused", details: null });
  });

  it("gets none from who may not share outside, nor beyond its own rules", async () => {
    const { shareId } = await share("no right");
    await setRules(office, { outsideSharers: "administrators" });
    expect(textOf((await postHere(shareId, PARTNER)).blocks)).toContain("do not let you share outside the company");
    await setRules(office, {
      channels: { [PARTNER]: { ...DEFAULT_RULES, outsideChannels: "free", maxDays: 2, defaultDays: 2 } },
    });
    expect(textOf((await postHere(shareId, PARTNER)).blocks)).toContain("allow at most 2 days from now");
    expect(allIn(PARTNER)).not.toContain(linkOf(shareId));
  });

  it("gets one by an exception, after the question, and the exception is used up", async () => {
    await setRules(office, { outsideChannels: "blocked" });
    const id = await approveException(office, PEOPLE.tom, { outside: true });
    const { shareId } = await share("by exception");
    const question = await postHere(shareId, PARTNER);
    await tom.press(question, "shares:post-outside");
    await tom.seeMessage(PARTNER, ({ blocks }) => JSON.stringify(blocks).includes(linkOf(shareId)));
    await office.bot.whenIdle();
    const kept = await office.database.db
      .selectFrom("exceptionRequests")
      .select("state")
      .where("id", "=", id)
      .execute();
    expect(kept).toEqual([{ state: "used" }]);
    const { shareId: second } = await share("used before");
    expect(textOf((await postHere(second, PARTNER)).blocks)).toContain("forbid that");
  });

  it("gets none when it became one between the press and the post: the job asks again, and its owner gets the card", async () => {
    const { shareId } = await share("became external");
    becomeExternalAtNextPost();
    await postHere(shareId, CHANNELS.launch);
    const told = await tom.seeMessage(tom.direct(), (message) => message.text.includes("it was not posted"));
    expect(textOf(told.blocks)).toContain(`people of another company read along in <#${CHANNELS.launch}>`);
    expect(JSON.stringify(told.blocks)).toContain(linkOf(shareId));
    expect(allIn(CHANNELS.launch)).not.toContain(linkOf(shareId));
    expect((await auditOf(shareId)).at(-1)).toEqual(refused("outside-unconfirmed"));
  });

  it("gets no new share when it became one while the form was open", async () => {
    await openShareForm(tom, CHANNELS.launch, BROCHURE.id);
    await tom.type("comment", "form was open");
    office.slack.setExternallyShared(CHANNELS.launch, true);
    await tom.submit();
    await tom.seeModal((view) => textOf(view.blocks).includes("do not allow this share"));
    expect(office.drive.state.shares.some((one) => one.comment === "form was open")).toBe(false);
  });

  it("gets no card when it became one after the share was made and before its card was posted", async () => {
    becomeExternalAtNextPost();
    await openShareForm(tom, CHANNELS.launch, BROCHURE.id);
    await tom.type("comment", "made before");
    await tom.submit();
    await tom.seeMessage(tom.direct(), ({ blocks }) => textOf(blocks).includes("made before"));
    await office.bot.whenIdle();
    expect(allIn(CHANNELS.launch)).not.toContain("made before");
  });

  it("gets none that Slack does not describe: nobody knows who reads along", async () => {
    const { shareId } = await share("not described");
    office.slack.refuse.next("conversations.info", { error: "channel_not_found" }, 3);
    expect(textOf((await postHere(shareId, CHANNELS.launch)).blocks)).toContain("This app cannot see");
    expect(allIn(CHANNELS.launch)).not.toContain(linkOf(shareId));
  });

  it("gets no second card in the place of a deleted one after the rules changed; its owner gets it", async () => {
    const { card, shareId } = await share("deleted there");
    office.slack.setExternallyShared(CHANNELS.general, true);
    try {
      expect(await office.person(PEOPLE.ada).remove(card)).toEqual({ ok: true });
      await tom.command(`extend ${shareId} 3`, CHANNELS.launch);
      await tom.seeMessage(tom.direct(), ({ blocks }) => textOf(blocks).includes("deleted there"));
      await office.bot.whenIdle();
      expect(allIn(CHANNELS.general)).not.toContain(linkOf(shareId));
      expect((await auditOf(shareId)).at(-1)).toEqual(refused("outside-unconfirmed"));
    } finally {
      office.slack.setExternallyShared(CHANNELS.general, false);
    }
  });

  describe("gets no link without a code in the place of one with a code", () => {
    const replacing = async (comment: string) => {
      const made = await share(comment, CHANNELS.launch);
      await openEditForm(office, tom, made.card, made.shareId);
      await tom.take("access_code", "none");
      return made;
    };

    it("unless the person was told who reads along", async () => {
      const { card, shareId } = await replacing("told");
      office.slack.setExternallyShared(CHANNELS.launch, true);
      await tom.submit();
      await tom.seeModal((view) => textOf(view.blocks).includes(`read along in <#${CHANNELS.launch}>`));
      await tom.submit();
      await tom.seeModal((view) => textOf(view.blocks).includes("New link"));
      await office.bot.whenIdle();
      expect(textOf(cardNow(tom, card).blocks)).not.toContain("Needs an access code");
      expect(threadOf(office, card).join("\n")).not.toContain("http");
      expect(office.drive.state.shares.find((one) => one.shareId === shareId)?.cancelled).toBe(true);
    });

    it("when it became one after the question", async () => {
      const { card, shareId } = await replacing("not told");
      await tom.submit();
      await tom.seeModal((view) => view.callback_id === "share_replace");
      office.slack.setExternallyShared(CHANNELS.launch, true);
      await tom.submit();
      await tom.seeModal((view) => textOf(view.blocks).includes("No new link"));
      expect(JSON.stringify(cardNow(tom, card).blocks)).toContain(linkOf(shareId));
      expect(textOf(cardNow(tom, card).blocks)).toContain("Needs an access code");
    });

    it("when the rules want a code there: said under the field of a form that was open, and not offered in a new one", async () => {
      const { card, shareId } = await replacing("code wanted");
      await setRules(office, { code: "outside" });
      const answer = await tom.submit();
      expect("errors" in answer ? answer.errors : undefined).toEqual({
        access_code: expect.stringContaining("The sharing rules set by Ada Okafor want an access code on this link"),
      });
      await tom.close();
      await openEditForm(office, tom, card, shareId);
      expect((elementOf(tom.modal(), "access_code").options ?? []).map(({ value }) => value)).not.toContain("none");
      expect(textOf(tom.modal().blocks)).toContain(`Rules set by <@${PEOPLE.ada}>: an access code on links that work`);
    });

    it("when the rules changed after the question", async () => {
      const { card, shareId } = await replacing("changed after");
      await tom.submit();
      await tom.seeModal((view) => view.callback_id === "share_replace");
      await setRules(office, { code: "always" });
      await tom.submit();
      await tom.seeModal((view) => textOf(view.blocks).includes("want an access code on this link"));
      await office.bot.whenIdle();
      expect(JSON.stringify(cardNow(tom, card).blocks)).toContain(linkOf(shareId));
    });
  });

  it("is asked about when an ended share is shared again there", async () => {
    const { card, shareId } = await share("again", CHANNELS.launch);
    await tom.command(`cancel ${shareId}`, CHANNELS.launch);
    await tom.seeModal((view) => view.callback_id === "share_cancel");
    await tom.submit();
    await tom.seeMessage(CHANNELS.launch, ({ ts, blocks }) => ts === card.ts && textOf(blocks).includes("Revoked"));
    await tom.close();
    office.slack.setExternallyShared(CHANNELS.launch, true);
    await tom.press(cardNow(tom, card), "share:again");
    await tom.seeModal((view) => fieldsOf(view).includes("outside_ok"));
  });
});
