import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import type { Message } from "../../src/emulators/slack/protocol.ts";
import { createKooDrive } from "../../src/koodrive/client.ts";
import { randomIds } from "../../src/lib/ids.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";

describe("/koodrive shares", () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
    const drive = createKooDrive({ ...office.driveSettings, ids: randomIds, logger: createLogger({ level: "fatal" }) });
    // Made in the drive's own web page, so to speak: this app has never seen them.
    for (const [index, validDays] of [30, 7, 1, 90, 14, 3, 21].entries()) {
      await drive.createShare(
        { userId: SEED.users.mei.id },
        {
          scope: "external",
          containerId: SEED.spaces.marketing.id,
          fileIds: [index === 0 ? SEED.files.brochure.id : SEED.files.welcome.id],
          validDays,
          accessCode: undefined,
          comment: `share ${index}`,
          phoneNumbers: [],
          userIds: [],
        },
      );
    }
    await drive.close();
  });
  afterAll(() => office.close());

  const answerTo = async (text: string): Promise<Message> => {
    const tom = office.person(PEOPLE.tom);
    const before = new Set(tom.messages(CHANNELS.general).map((message) => message.ts));
    await tom.command(text, CHANNELS.general);
    return tom.seeMessage(CHANNELS.general, (message) => message.ephemeral && !before.has(message.ts));
  };
  const endsOf = (message: Message): readonly number[] =>
    [...textOf(message.blocks).matchAll(/<!date\^(\d+)/g)].map((match) => Number(match[1]));

  it("lists what was shared outside Slack, soonest end first, a page at a time", async () => {
    const first = await answerTo("shares");
    expect(first.ephemeral).toBe(true);
    expect(textOf(first.blocks)).toContain("1–5 of 7, soonest end first");
    const ends = endsOf(first);
    expect(ends).toHaveLength(5);
    expect(ends.toSorted((a, b) => a - b)).toEqual(ends);

    const tom = office.person(PEOPLE.tom);
    await tom.press(first, "shares:next");
    const second = await tom.seeMessage(CHANNELS.general, (message) => textOf(message.blocks).includes("6–7 of 7"));
    expect(second.ts).toBe(first.ts);
    expect(endsOf(second)).toHaveLength(2);
    await tom.press(second, "shares:previous");
    await tom.seeMessage(CHANNELS.general, (message) => textOf(message.blocks).includes("1–5 of 7"));
  });

  it("finds by part of a name, and says when nothing fits", async () => {
    const found = await answerTo("shares Brochure");
    expect(textOf(found.blocks)).toContain("Spring Launch Brochure.pdf");
    expect(textOf(found.blocks)).toContain("1–1 of 1");
    const none = await answerTo("shares nothing-is-called-so");
    expect(textOf(none.blocks)).toContain("has “nothing-is-called-so” in a name");
  });

  it("posts a card where the person is", async () => {
    const tom = office.person(PEOPLE.tom);
    const found = await answerTo("shares Brochure");
    await tom.press(found, "shares:post");
    const card = await tom.seeMessage(
      CHANNELS.general,
      (message) => !message.ephemeral && message.text.includes("Brochure"),
    );
    expect(textOf(card.blocks)).toContain("Package");
  });

  it("shows what is known here when the drive is away, and says so", async () => {
    const trouble = office.drive.faults.always({ path: /\/share$/ }, { kind: "close", when: "before-change" });
    const shown = await answerTo("shares");
    trouble.cancel();
    expect(textOf(shown.blocks)).toContain("The drive cannot be reached");
    expect(textOf(shown.blocks)).toContain("1–5 of 7");
  });

  it("speaks Chinese to who reads Chinese, and takes an edited value for the first page", async () => {
    const mei = office.person(PEOPLE.mei);
    await mei.command("shares", CHANNELS.launch);
    const list = await mei.seeMessage(CHANNELS.launch, (message) => message.ephemeral);
    // One drive user for everybody: what was made on the drive is hers too, whoever was first to be shown it.
    expect(textOf(list.blocks)).toContain("我的有效分享");
  });
});
