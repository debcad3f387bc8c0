import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import type { ApiCall } from "../../src/emulators/slack/entities.ts";
import { historyMessage } from "../../src/features/share-card/jobs-thread.ts";
import { refreshCardsJob, sayMessage } from "../../src/jobs/handoffs.ts";
import { addCard } from "../../src/store/cards.ts";
import { openDatabase } from "../../src/store/database.ts";
import { updateShare } from "../../src/store/share-life.ts";
import { saveShare } from "../../src/store/shares.ts";
import { aShare } from "../store/examples.ts";
import { textOf } from "../support/actor.ts";
import { openCrashOffice } from "../support/crash-office.ts";
import { createTestLocation, testBackend } from "../support/database.ts";
import { CHANNELS, type Office, openOffice, PEOPLE, TEAM } from "../support/office.ts";
import { createTestQueue, type TestQueue } from "../support/queue.ts";

const LIMIT_MS = 180_000;
const DAY_MS = 24 * 60 * 60 * 1000;
const isRefusedEdit = ({ method, answer }: ApiCall): boolean => method === "chat.update" && !answer.ok;
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

describe("messages to Slack, which counts them", () => {
  let office: Office;
  /** Sends as another process would. */
  let sender: TestQueue;
  beforeAll(async () => {
    office = await openOffice({ rateLimits: true });
    sender = createTestQueue(office.database, { schema: "pgboss" });
    await sender.start([]);
  });
  beforeEach(() => office.slack.refuse.clear());
  afterAll(async () => {
    await sender.stop({ graceMs: 1_000 });
    await office.close();
  });

  const say = async (texts: readonly string[], userId: string = PEOPLE.tom): Promise<void> => {
    for (const text of texts) {
      const said = { userId, text, blocks: [], key: `said:${text}` };
      await sender.sendMessage(office.database.db, sayMessage, { teamId: TEAM, to: userId }, said);
    }
  };
  const saidTo = (userId: string, about: string): readonly string[] =>
    office.slack
      .history(office.slack.directMessage(userId))
      .map(({ text }) => text)
      .filter((text) => text.startsWith(about));
  const posts = (channel: string) =>
    office.slack.calls.filter(({ method, args }) => method === "chat.postMessage" && args["channel"] === channel);
  const shareWithCard = async (shareId: string, channel: string) => {
    const { db } = office.database;
    const share = aShare({ teamId: TEAM, shareId, ownerUserId: PEOPLE.tom, expiresAt: new Date(Date.now() + DAY_MS) });
    await saveShare(db, share, office.clock.now());
    const { ts = "" } = await postCard(channel);
    await addCard(db, { teamId: TEAM, shareId, channel, ts, locale: "en" }, office.clock.now());
    return { teamId: TEAM, shareId };
  };
  /** A message of the bot's own, to be edited and answered. */
  const postCard = async (channel: string): Promise<{ readonly ts?: string }> => {
    const answer = await fetch(`${office.slack.apiUrl}chat.postMessage`, {
      method: "POST",
      headers: { authorization: `Bearer ${office.keys.botToken}`, "content-type": "application/json" },
      body: JSON.stringify({ channel, text: "the card" }),
    });
    return (await answer.json()) as { readonly ts?: string };
  };

  it(
    "come in order, each once, a second apart: 1,000 to one channel without one refusal",
    async () => {
      const share = await shareWithCard("thousand", CHANNELS.general);
      const from = Date.UTC(2027, 0, 1);
      const began = office.clock.now().getTime();
      for (const n of numbers(1_000)) {
        const lines = [{ key: "historyEnd" as const, moment: new Date(from + n * DAY_MS).toISOString() }];
        await sender.sendMessage(
          office.database.db,
          historyMessage,
          { teamId: TEAM, to: CHANNELS.general },
          {
            ...share,
            userId: PEOPLE.tom,
            lines,
          },
        );
      }
      await office.bot.whenIdle();
      const told = office.slack
        .history(CHANNELS.general)
        .flatMap(({ blocks }) => [...(/<!date\^(\d+)\^/.exec(textOf(blocks))?.slice(1) ?? [])]);
      expect(told).toEqual(numbers(1_000).map((n) => String((from + n * DAY_MS) / 1000)));
      expect(office.slack.rateCounts()).toEqual({ limited: 0, early: 0 });
      const seconds = (office.clock.now().getTime() - began) / 1000;
      expect(seconds).toBeGreaterThan(995);
      // Little more than it must be.
      expect(seconds).toBeLessThan(1_200);
    },
    LIMIT_MS,
  );

  it("come in order and once when Slack refuses, breaks off and loses answers, and its Retry-After is waited for", async () => {
    const { refuse, rateCounts } = office.slack;
    const direct = office.slack.directMessage(PEOPLE.tom);
    const before = posts(direct).length;
    refuse.next("chat.postMessage", {});
    refuse.next("chat.postMessage", { error: "ratelimited", retryAfter: 30 });
    refuse.next("chat.postMessage", { applyThenDrop: true });
    refuse.next("chat.postMessage", { dropConnection: true });
    refuse.next("chat.postMessage", { error: "internal_error", status: 200 });
    refuse.next("chat.postMessage", { status: 503 });
    refuse.next("chat.postMessage", { error: "ratelimited", retryAfter: 90 });
    const texts = numbers(20).map((n) => `trouble ${n}`);
    await say(texts);
    await office.bot.whenIdle();
    expect(saidTo(PEOPLE.tom, "trouble")).toEqual(texts);
    expect(rateCounts()).toMatchObject({ limited: 2, early: 0 });
    const calls = posts(direct).slice(before);
    for (const [index, { answer, at }] of calls.entries()) {
      const waited = Date.parse(calls[index + 1]?.at ?? "") - Date.parse(at);
      const wanted = index === 1 ? 30_000 : 90_000;
      if (answer["error"] === "ratelimited") expect(waited).toBeGreaterThanOrEqual(wanted);
    }
    expect(calls.filter(({ answer }) => answer["error"] === "ratelimited")).toHaveLength(2);
  });

  it("hold up nobody when Slack will never take one: it is set aside, counted, and its person told", async () => {
    const direct = office.slack.directMessage(PEOPLE.mei);
    office.slack.refuse.next("chat.postMessage", {}, 3);
    office.slack.refuse.next("chat.postMessage", { error: "invalid_blocks" });
    const before = posts(direct).length;
    await say(
      numbers(8).map((n) => `line ${n}`),
      PEOPLE.mei,
    );
    await office.bot.whenIdle();
    expect(saidTo(PEOPLE.mei, "line")).toEqual([0, 1, 2, 4, 5, 6, 7].map((n) => `line ${n}`));
    expect(
      posts(direct)
        .slice(before)
        .filter(({ answer }) => !answer.ok),
    ).toHaveLength(1);
    const [told] = saidTo(PEOPLE.mei, "这里本有一条给你的消息");
    const [logged = ""] = office.logLines.filter((line) => line.includes('"msg":"message set aside"'));
    const { jobId, kind, to } = JSON.parse(logged);
    expect({ kind, to }).toEqual({ kind: "say", to: PEOPLE.mei });
    expect(told).toContain(jobId);
    const metrics = await (await fetch(`${office.url()}/metrics`)).text();
    expect(metrics).toContain('koodrive_messages_set_aside_total{kind="say"} 1');
  });

  it("edit a card once when it has changed a hundred times while Slack was away", async () => {
    const share = await shareWithCard("edited", CHANNELS.general);
    const edits = () => office.slack.calls.filter(({ method, answer }) => method === "chat.update" && answer.ok);
    const before = edits().length;
    const refresh = async (n: number): Promise<void> => {
      const facts = { expiresAt: new Date(Date.now() + n * DAY_MS), comment: `change ${n}`, hasCode: false };
      await updateShare(office.database.db, share, facts, office.clock.now());
      await sender.send(office.database.db, refreshCardsJob, share, { singletonKey: share.shareId });
    };
    const away = office.holdTime();
    office.slack.refuse.next("chat.update", { error: "ratelimited", retryAfter: 60 });
    for (const n of numbers(100)) await refresh(n + 1);
    await office.slack.waitFor(() => office.slack.calls.some(isRefusedEdit));
    expect(edits()).toHaveLength(before);
    away();
    await office.bot.whenIdle();
    expect(edits().length - before).toBeLessThanOrEqual(2);
    const card = office.slack.history(CHANNELS.general).find(({ blocks }) => textOf(blocks).includes("change 100"));
    expect(card).toBeDefined();
    expect(office.slack.rateCounts().early).toBe(0);
  });

  it.runIf(testBackend === "postgres")(
    "come in order, each once, a second apart from two bots on one database",
    async () => {
      const other = await office.addBot();
      const before = office.slack.rateCounts();
      const texts = numbers(150).map((n) => `shared ${n}`);
      await say(texts);
      await Promise.all([office.bot.whenIdle(), other.whenIdle()]);
      await other.stop({ graceMs: 1_000 });
      expect(saidTo(PEOPLE.tom, "shared")).toEqual(texts);
      expect(office.slack.rateCounts()).toEqual(before);
    },
    LIMIT_MS,
  );
});

describe.runIf(testBackend === "postgres")("messages of a bot that is killed", () => {
  it(
    "go on where they were: in order, none lost, none doubled",
    async () => {
      const { location, drop } = await createTestLocation();
      if (location.kind !== "postgres") throw new Error("not on PostgreSQL");
      const settings = {
        DATABASE_URL: location.url,
        ENCRYPTION_KEY: randomBytes(32).toString("base64"),
        SLACK_MESSAGE_GAP_MS: "50",
        KOODRIVE_USER_ID: SEED.users.mei.id,
      };
      const office = await openCrashOffice("enterprise", settings);
      const database = await openDatabase(location);
      const sender = createTestQueue(database, { schema: "pgboss" });
      await sender.start([]);
      const texts = numbers(120).map((n) => `kept ${n}`);
      await database.transaction(async (tx) => {
        for (const text of texts) {
          const said = { userId: PEOPLE.tom, text, blocks: [], key: `said:${text}` };
          await sender.sendMessage(tx, sayMessage, { teamId: TEAM, to: PEOPLE.tom }, said);
        }
      });
      const said = () => office.slack.history(office.slack.directMessage(PEOPLE.tom)).map(({ text }) => text);
      for (const count of [20, 60]) {
        await office.slack.waitFor(() => said().length >= count, 60_000);
        await office.crash();
      }
      await office.slack.waitFor(() => said().length >= texts.length, 90_000);
      expect(said()).toEqual(texts);
      await sender.stop({ graceMs: 1_000 });
      await office.close();
      await database.close();
      await drop();
    },
    LIMIT_MS,
  );
});
