import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { ApiCall } from "../../src/emulators/slack/entities.ts";
import { refreshCardsJob, sayMessage } from "../../src/jobs/handoffs.ts";
import { updateShare } from "../../src/store/share-life.ts";
import { type Actor, fieldsOf, textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE, TEAM } from "../support/office.ts";
import { createTestQueue, type TestQueue } from "../support/queue.ts";
import { shareTwoFiles } from "../support/sharing.ts";

const TASK_MS = 8_000;
// Whoever does not stand in the line has tried by then.
const TRIES = 6;

describe("what is said in a conversation, whichever feature says it", () => {
  let office: Office;
  let tom: Actor;
  let sender: TestQueue;
  beforeAll(async () => {
    office = await openOffice({ taskDuration: () => TASK_MS });
    tom = office.person(PEOPLE.tom);
    sender = createTestQueue(office.database, { schema: "pgboss" });
    await sender.start([]);
  });
  afterEach(() => office.slack.refuse.clear());
  afterAll(async () => {
    await sender.stop({ graceMs: 1_000 });
    await office.close();
  });

  const posts = (channel: string): readonly ApiCall[] =>
    office.slack.calls.filter(({ method, args }) => method === "chat.postMessage" && args["channel"] === channel);
  const takeNoMessage = (): void =>
    office.slack.refuse.sometimes((method) =>
      method === "chat.postMessage" ? { error: "service_unavailable" } : undefined,
    );
  const saidToTom = (): readonly ApiCall[] => posts(tom.direct());
  const textsOf = (calls: readonly ApiCall[]): readonly string[] => calls.map(({ args }) => String(args["text"]));
  /** Slack takes no message until the returned function is called, and this one, to Tom, is the first in the line. */
  const holdUp = async (text: string, to: string = PEOPLE.tom): Promise<() => Promise<void>> => {
    takeNoMessage();
    const message = { userId: PEOPLE.tom, text, blocks: [], key: text };
    await sender.sendMessage(office.database.db, sayMessage, { teamId: TEAM, to }, message);
    await tries(text);
    return async () => {
      await tries(text);
      office.slack.refuse.clear();
      await office.bot.whenIdle();
    };
  };
  const tries = async (text: string): Promise<void> => {
    const before = saidToTom().length;
    const isTry = ({ args }: ApiCall): boolean => args["text"] === text;
    await office.slack.waitFor(() => saidToTom().slice(before).filter(isTry).length >= TRIES, 30_000);
  };
  const packageFrom = async (card: Parameters<Actor["press"]>[0], name: string): Promise<void> => {
    await tom.press(card, "share:package");
    await tom.seeModal((view) => fieldsOf(view).includes("zip_name"));
    await tom.type("zip_name", name);
    await tom.submit();
    await office.slack.waitFor(() => office.drive.state.tasks.length > 0);
  };

  it("follows in the order in which it came about: a task's progress overtakes nothing", async () => {
    const { card } = await shareTwoFiles(office, tom, CHANNELS.launch, "in line");
    const before = saidToTom().length;
    const goOn = await holdUp("said before the package");
    await packageFrom(card, "in-line");
    await goOn();
    await office.later(TASK_MS);
    const texts = textsOf(saidToTom().slice(before));
    const [progress, notice, ...more] = texts.slice(texts.lastIndexOf("said before the package") + 1);
    expect(progress).toContain("Packaging in-line.zip");
    expect(notice).toContain("in-line.zip is ready");
    expect(more).toEqual([]);
    expect(texts.indexOf(progress ?? "")).toBe(texts.length - 2);
  });

  it("holds for the card that its owner gets because the one in the channel cannot be changed", async () => {
    const { shareId } = await shareTwoFiles(office, tom, CHANNELS.general, "kept back");
    const before = saidToTom().length;
    const goOn = await holdUp("said before the card");
    office.slack.refuse.next("chat.update", { error: "is_archived" });
    await tom.command(`extend ${shareId} 30`, CHANNELS.launch);
    await office.slack.waitFor(() => office.slack.calls.some(({ answer }) => answer["error"] === "is_archived"));
    await goOn();
    const texts = textsOf(saidToTom().slice(before));
    const [card, ...more] = texts.slice(texts.lastIndexOf("said before the card") + 1);
    expect(card).toContain("can no longer be changed");
    expect(more).toEqual([]);
    expect(texts.indexOf(card ?? "")).toBe(texts.length - 1);
  });

  it("holds in a channel: a new card for one that was deleted comes after what was said before", async () => {
    const { shareId } = await shareTwoFiles(office, tom, CHANNELS.general, "deleted card");
    const before = posts(CHANNELS.general).length;
    const since = () => posts(CHANNELS.general).slice(before);
    const goOn = await holdUp("said before the new card", CHANNELS.general);
    office.slack.refuse.next("chat.update", { error: "message_not_found" });
    await tom.command(`extend ${shareId} 30`, CHANNELS.launch);
    await office.slack.waitFor(() => office.slack.calls.some(({ answer }) => answer["error"] === "message_not_found"));
    await tries("said before the new card");
    expect(since()).toEqual([]);
    await goOn();
    const [again, ...more] = since();
    expect(again?.args["thread_ts"]).toBeUndefined();
    expect(JSON.stringify(again?.args["blocks"])).toContain("deleted card");
    expect(more).toEqual([]);
  });

  it("shows the newest state on a card, though an edit with an older one arrives last", async () => {
    const { card, shareId } = await shareTwoFiles(office, tom, CHANNELS.general, "an older edit");
    const share = { teamId: TEAM, shareId };
    const change = async (comment: string): Promise<void> => {
      const facts = { expiresAt: new Date(office.clock.now().getTime() + 864e5), comment, hasCode: true };
      await updateShare(office.database.db, share, facts, office.clock.now());
      // As a second process would, for which the first seems dead.
      await sender.send(office.database.db, refreshCardsJob, share, { singletonKey: comment });
    };
    let isUnderWay = false;
    office.slack.refuse.sometimes((method) => {
      if (method !== "chat.update" || isUnderWay) return undefined;
      isUnderWay = true;
      return { delayMs: 1_000 };
    });
    await change("the older comment");
    await vi.waitFor(() => expect(isUnderWay).toBe(true), { interval: 10, timeout: 5_000 });
    await change("the newer comment");
    await office.bot.whenIdle();
    const shown = office.slack.history(CHANNELS.general).find(({ ts }) => ts === card.ts);
    expect(textOf(shown?.blocks ?? [])).toContain("the newer comment");
  });
});
