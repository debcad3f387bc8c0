import { afterEach, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { fieldsOf, textOf } from "../support/actor.ts";
import { createForeignLinks } from "../support/foreign-links.ts";
import { createVisitor } from "../support/home.ts";
import { CHANNELS, type Office, type OfficeOptions, openOffice, PEOPLE } from "../support/office.ts";

const MINUTE_MS = 60_000;

let office: Office;
const start = async (options: OfficeOptions) => {
  office = await openOffice(options);
  return createForeignLinks(office);
};
afterEach(async () => {
  await office.close();
});

describe("shares made outside Slack", () => {
  it("appear on the Home tab by themselves, looked for once in five minutes", async () => {
    const links = await start({ links: ["tom"] });
    await links.share();
    const tom = createVisitor(office, PEOPLE.tom);
    await tom.open();
    await tom.seeText("Test Reports 测试报告");
    await office.bot.whenIdle();
    await links.share({ validDays: 30 });
    await office.later(2 * MINUTE_MS);
    await tom.open();
    await office.bot.whenIdle();
    expect(textOf(tom.home()?.blocks ?? []).match(/Test Reports/g)).toHaveLength(1);
    await office.later(4 * MINUTE_MS);
    await tom.open();
    await tom.see(({ blocks }) => textOf(blocks).match(/Test Reports/g)?.length === 2);
    await links.close();
  });

  it("are everybody's where all are one drive user, whoever looked first", async () => {
    const links = await start({});
    await links.share({ owner: "mei", files: [SEED.files.brochure] });
    const tom = office.person(PEOPLE.tom);
    await tom.command("shares", CHANNELS.general);
    await tom.seeAnswer(CHANNELS.general, SEED.files.brochure.name);
    const yusuf = createVisitor(office, PEOPLE.yusuf);
    await yusuf.open();
    await yusuf.seeText(SEED.files.brochure.name);
    await yusuf.press("share:edit");
    await office.person(PEOPLE.yusuf).seeModal((view) => fieldsOf(view).includes("comment"));
    await links.close();
  });
});
