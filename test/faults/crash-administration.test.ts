import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { askFor, directTexts, seeDirect } from "../support/accounts.ts";
import { elementOf, fieldsOf, textOf } from "../support/actor.ts";
import { type CrashOffice, openCrashOffice } from "../support/crash-office.ts";
import { CHANNELS, PEOPLE } from "../support/office.ts";

// A killed process is noticed by its silence.
const NOTICED_MS = 60_000;
const LIMIT_MS = 120_000;

describe("a bot that is killed between the answer and the work", () => {
  let office: CrashOffice;
  beforeAll(async () => {
    office = await openCrashOffice("enterprise");
  }, LIMIT_MS);
  afterAll(() => office.close());

  const seeTold = (id: string, text: string) => {
    const person = office.person(id);
    return office.slack.waitFor(() => directTexts(person).some((told) => told.includes(text)), NOTICED_MS);
  };

  it(
    "looks an account up after all, and asks and tells everybody once",
    async () => {
      const ada = office.person(PEOPLE.ada);
      const held = office.drive.faults.next({ path: "/users/{userId}" }, { kind: "held" });
      expect(await askFor(ada, SEED.users.ada.id)).toEqual({ ok: true });
      await held.caught;
      await ada.close();
      await office.crash();

      // The only administrator there is decides on the own request.
      await seeTold(PEOPLE.ada, "asks to be connected");
      await ada.press(await seeDirect(ada, "asks to be connected"), "account:approve");
      await seeTold(PEOPLE.ada, "has approved it");
      await office.slack.waitFor(() => directTexts(ada).some((text) => text.includes("Approved by")), NOTICED_MS);
      const count = (text: string): number => directTexts(ada).filter((told) => told.includes(text)).length;
      expect([count("asks to be connected"), count("have been asked"), count("has approved it")]).toEqual([1, 1, 1]);
    },
    LIMIT_MS,
  );

  it(
    "sets the expiry of packages after all",
    async () => {
      const ada = office.person(PEOPLE.ada);
      const held = office.drive.faults.next({ path: "/org/package" }, { kind: "hang" });
      await ada.command("package-expiry 11", CHANNELS.general);
      await ada.seeModal((view) => textOf(view.blocks).includes("for *11 days*"));
      await ada.submit();
      await held.caught;
      await ada.close();
      expect(office.drive.state.settings.packageDownloadExpires).not.toBe(11);
      await office.crash();
      await seeTold(PEOPLE.ada, "*Packages are now kept for 11 days.*");
      expect(office.drive.state.settings).toEqual({ packageDownloadExpires: 11 });
      expect(directTexts(ada).filter((text) => text.includes("kept for 11 days"))).toHaveLength(1);
    },
    LIMIT_MS,
  );
});

describe("a bot that is killed while it changes retention policies", () => {
  it(
    "changes them after all, and says so once",
    async () => {
      const office = await openCrashOffice("carrier", { KOODRIVE_USER_ID: SEED.users.ada.id });
      const ada = office.person(PEOPLE.ada);
      await ada.command("retention", CHANNELS.general);
      const form = await ada.seeModal((view) => fieldsOf(view).includes("policies"));
      await ada.set("policies", { type: "checkboxes", selected_options: elementOf(form, "policies").options ?? [] });
      await ada.submit();
      await ada.seeModal((view) => textOf(view.blocks).includes("will change"));
      const held = office.drive.faults.next({ path: "/policy/batch" }, { kind: "hang" });
      await ada.submit();
      await held.caught;
      await ada.close();
      await office.crash();
      await office.slack.waitFor(
        () => directTexts(ada).some((text) => text.includes("the drive confirms it")),
        NOTICED_MS,
      );
      expect(office.drive.state.policies.map(({ status }) => status)).toEqual([1, 1, 1]);
      expect(directTexts(ada)).toHaveLength(1);
      await office.close();
    },
    LIMIT_MS,
  );
});
