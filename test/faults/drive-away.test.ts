import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { BROCHURE, openShareForm } from "../support/sharing.ts";
import { createWay } from "../support/way.ts";

describe("a drive that cannot be reached for a while", () => {
  let office: Office;
  let way: Awaited<ReturnType<typeof createWay>>;
  beforeAll(async () => {
    way = await createWay();
    office = await openOffice({
      immediateRetries: false,
      config: (config) => ({ ...config, drive: { ...config.drive, baseUrl: way.url() } }),
    });
    way.leadTo(office.drive.port);
  });
  afterAll(async () => {
    await office.close();
    await way.cut();
  });

  it("gets the share later, once, and the person knows meanwhile", async () => {
    const tom = office.person(PEOPLE.tom);
    await openShareForm(tom, CHANNELS.launch, BROCHURE.id);
    await tom.type("comment", "while away");
    await way.cut();
    expect(await tom.submit()).toEqual({ ok: true });
    await tom.seeModal((view) => textOf(view.blocks).includes("The drive is busy or away. This app keeps trying"));
    expect(office.drive.state.shares).toEqual([]);
    await way.open();
    await office.slack.waitFor(() => textOf(tom.modal().blocks).includes(" shared.*"), 30_000);
    await office.bot.whenIdle();
    expect(office.drive.state.shares.map(({ comment }) => comment)).toEqual(["while away"]);
    const cards = office.slack.history(CHANNELS.launch).filter(({ blocks }) => textOf(blocks).includes("while away"));
    expect(cards).toHaveLength(1);
  });
});
