import { afterAll, beforeAll, expect, it } from "vitest";
import { MAX_PENDING } from "../../src/store/pending-work.ts";
import { insertTask } from "../../src/store/tasks.ts";
import { aTask, uuid } from "../store/examples.ts";
import { fieldsOf, textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE, TEAM } from "../support/office.ts";
import { shareTwoFiles } from "../support/sharing.ts";

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

it("says at once that too much waits already, keeps what was typed, and takes it once there is room", async () => {
  const tom = office.person(PEOPLE.tom);
  const { card } = await shareTwoFiles(office, tom, CHANNELS.launch, "for tasks");
  const waiting = Array.from({ length: MAX_PENDING }, (_, index) => uuid(index));
  for (const id of waiting) {
    await insertTask(office.database.db, aTask({ id, teamId: TEAM, userId: PEOPLE.tom }), office.clock.now());
  }
  const own = () => office.drive.state.tasks.filter(({ zipName }) => zipName === "one more.zip");

  await tom.press(card, "share:package");
  await tom.seeModal((view) => fieldsOf(view).includes("zip_name"));
  await tom.type("zip_name", "one more");
  await tom.submit();
  await tom.seeMessage(tom.direct(), ({ text }) => text.includes("Too much was asked at once"));
  expect(own()).toEqual([]);

  await office.database.db.deleteFrom("tasks").where("id", "in", waiting).execute();
  await tom.submit();
  await tom.seeModal((view) => textOf(view.blocks).includes("has been requested"));
  await office.bot.whenIdle();
  expect(own()).toHaveLength(1);
});
