import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { store } from "../../src/store/store.ts";
import { buttonsOf, textOf } from "../support/actor.ts";
import { choose, openEditForm, submitAndSee } from "../support/card-life.ts";
import { createVisitor } from "../support/home.ts";
import { CHANNELS, type Office, openOffice, PEOPLE, TEAM } from "../support/office.ts";
import { shareTwoFiles } from "../support/sharing.ts";
import { pressButton } from "../support/submission.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

describe("from where something was done", () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
  });
  afterAll(() => office.close());

  /** The entries since the last look: the act, the surface, the conversation. */
  let seen = 0;
  const since = async (): Promise<readonly string[]> => {
    await office.bot.whenIdle();
    const rows = await office.database.db.selectFrom("audit").selectAll().orderBy("id").execute();
    const fresh = rows.slice(seen);
    seen = rows.length;
    return fresh.map(({ act, result, surface, channel }) => `${act} ${result}: ${surface} ${channel ?? "-"}`);
  };
  const { launch, general } = CHANNELS;

  it("stands in the log: a command's window, the jobs behind it, a menu, a command, a press of somebody else", async () => {
    const tom = office.person(PEOPLE.tom);
    const { card, shareId } = await shareTwoFiles(office, tom, launch, "from where");
    expect(await since()).toEqual([
      `share.create asked: modal ${launch}`,
      "share.create created: job -",
      "share.post posted: job -",
    ]);
    await openEditForm(office, tom, card, shareId);
    await tom.type("comment", "from there");
    await submitAndSee(office, tom, "Saved");
    expect(await since()).toEqual([`share.edit asked: modal ${launch}`, "share.edit done: job -"]);
    await tom.command(`extend ${shareId} 3`, general);
    expect(await since()).toEqual([`share.extend asked: command ${general}`, "share.extend done: job -"]);
    const mei = office.person(PEOPLE.mei);
    await choose(office, mei, card, "edit", shareId);
    expect(await since()).toEqual([`share.edit refused: button ${launch}`]);
    await tom.command("policy", general);
    await tom.seeModal(({ blocks }) => textOf(blocks).includes("Only drive administrators"));
    expect(await since()).toEqual([`policy.view refused: command ${general}`]);
    await tom.close();
    await tom.shortcut("share_file");
    await tom.seeModal(({ callback_id: id }) => id === "share_create");
    await tom.close();
    await pressButton(office, PEOPLE.tom, "share:extend-week", shareId);
    expect(await since()).toEqual(["share.extend asked: button -", "share.extend done: job -"]);
  });

  it("tells a press under a reminder and one on the Home tab", async () => {
    const tom = office.person(PEOPLE.tom);
    const { savePersonPreferences } = store.preferences;
    const always = { language: "en", reminderHours: [48], quietHours: undefined, notices: "message" } as const;
    await savePersonPreferences(office.database.db, { teamId: TEAM, userId: tom.id }, always, office.clock.now());
    const share = office.drive.state.shares.at(-1);
    await office.later((share?.expiresAt ?? 0) - office.clock.now().getTime() - 1.9 * DAY_MS);
    const reminder = await tom.seeMessage(tom.direct(), ({ blocks }) =>
      buttonsOf(blocks).some(({ element }) => element.action_id === "reminder:let-end"),
    );
    await since();
    await tom.press(reminder, "reminder:let-end");
    expect(await since()).toEqual([`share.let-end done: reminder ${tom.direct()}`]);
    const home = createVisitor(office, PEOPLE.tom);
    await home.open();
    await home.press("home:settings");
    await tom.seeModal(({ callback_id: id }) => id === "home_settings");
    await tom.submit();
    expect((await since()).at(-1)).toBe("settings.change done: modal -");
  });

  it("is shown to administrators, and filtered by", async () => {
    const ada = office.person(PEOPLE.ada);
    const ask = async (text: string): Promise<string> => {
      const before = new Set(ada.messages(general).map(({ ts }) => ts));
      await ada.command(text, general);
      const answer = await ada.seeMessage(general, (message) => message.ephemeral && !before.has(message.ts));
      return textOf(answer.blocks);
    };
    const all = await ask(`audit share in:${general}`);
    expect(all).toContain(`by command <#${general}>`);
    expect(all.match(/by command/g)).toHaveLength(1);
    const windows = await ask("audit share via:modal");
    expect(windows).toContain(`in a window <#${launch}>`);
    expect(windows).not.toContain("by the app");
    expect(windows).toContain("via modal");
    await ask(`audit export share <#${general}|general>`);
    await office.bot.whenIdle();
    const sent = await ada.seeMessage(ada.direct(), ({ files = [] }) => files.length > 0);
    const [file] = sent.files ?? [];
    const answer = await fetch(`${office.slack.url}/files/${file?.id}/${file?.name}`, {
      headers: { authorization: `Bearer ${office.keys.botToken}` },
    });
    const lines = (await answer.text()).trimEnd().split("\r\n");
    expect(lines[0]).toMatch(/,surface,channel$/);
    expect(lines.slice(1).map((line) => line.split(",").slice(-2))).toEqual([["command", general]]);
  });
});
