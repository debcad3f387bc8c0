import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_PERSON_PREFERENCES } from "../../src/domain/preferences.ts";
import type { Message } from "../../src/emulators/slack/protocol.ts";
import { savePersonPreferences } from "../../src/store/preferences.ts";
import { type Actor, fieldsOf, textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { TEAM_ID } from "../support/passing-time.ts";
import { shareTwoFiles } from "../support/sharing.ts";

const DURATION_MS = 8_000;

describe("the notice of a task, for who wants it in the thread", () => {
  let office: Office;
  let tom: Actor;
  let card: Message;
  beforeAll(async () => {
    office = await openOffice({ taskDuration: () => DURATION_MS });
    tom = office.person(PEOPLE.tom);
    card = (await shareTwoFiles(office, tom, CHANNELS.launch, "for tasks")).card;
    const person = { teamId: TEAM_ID, userId: PEOPLE.tom };
    const choices = { ...DEFAULT_PERSON_PREFERENCES, notices: "thread" } as const;
    await savePersonPreferences(office.database.db, person, choices, office.clock.now());
  });
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await office.close();
  });

  /** The message that follows a package on its way. */
  const packageAs = async (name: string): Promise<Message> => {
    await tom.press(card, "share:package");
    await tom.seeModal((view) => fieldsOf(view).includes("zip_name"));
    await tom.type("zip_name", name);
    await tom.submit();
    await tom.seeModal((view) => textOf(view.blocks).includes("has been requested"));
    await tom.close();
    await office.bot.whenIdle();
    return tom.seeMessage(tom.direct(), ({ blocks }) => textOf(blocks).includes(`Packaging ${name}.zip`));
  };
  const noticesOf = (name: string): readonly Message[] =>
    tom.messages(tom.direct()).filter(({ deleted, text }) => !deleted && text.includes(`${name}.zip is ready`));
  const done = async (): Promise<void> => {
    await office.later(DURATION_MS);
    await office.later(61_000);
  };

  it("stands below the progress", async () => {
    const progress = await packageAs("threaded");
    await done();
    const inThread = noticesOf("threaded").filter(({ ts }) => ts !== progress.ts);
    expect(inThread.map(({ threadTs }) => threadTs)).toEqual([progress.ts]);
  });

  it("stands there once, though Slack's answer to it is lost", async () => {
    const progress = await packageAs("lost");
    office.slack.refuse.next("chat.postMessage", { applyThenDrop: true });
    await done();
    expect(noticesOf("lost").filter(({ threadTs }) => threadTs === progress.ts)).toHaveLength(1);
    expect(noticesOf("lost").filter(({ ts, threadTs }) => ts !== progress.ts && threadTs === undefined)).toEqual([]);
  });

  it("is a message of its own when the thread is gone", async () => {
    const progress = await packageAs("gone");
    office.slack.refuse.next("chat.postMessage", { error: "thread_not_found" });
    await done();
    const notices = noticesOf("gone").filter(({ ts }) => ts !== progress.ts);
    expect(notices.map(({ threadTs }) => threadTs)).toEqual([undefined]);
  });
});
