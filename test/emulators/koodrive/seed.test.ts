import { expect, test } from "vitest";
import { personalFileId, SEED } from "../../../src/emulators/koodrive/seed/known.ts";
import { START, startDrive, V1 } from "./support.ts";

test("the company has people, departments, groups, and a few hundred files in all of its spaces", async () => {
  const { drive } = await startDrive();
  const { users, departments, groups, spaces, files } = drive.state;
  const plain = files.filter((file) => file.fileType !== "10");
  expect([users.length, departments.length, groups.length, spaces.length]).toEqual([7, 4, 2, 13]);
  expect(plain.length).toBeGreaterThanOrEqual(300);
  expect(plain.length).toBeLessThanOrEqual(500);
  expect(new Set(files.map((file) => file.fileId)).size).toBe(files.length);
  expect(new Set(spaces.map((space) => space.containerId)).size).toBe(spaces.length);
  expect(new Set(plain.map((file) => file.fileType)).size).toBe(9);
  expect(files.every((file) => file.createdAt <= file.updatedAt && file.updatedAt < START.getTime())).toBe(true);
  expect(files.every((file) => /^F[\w-]{32}$/.test(file.fileId))).toBe(true);
  expect(spaces.every((space) => /^IAAB\w{13}\d{19}$/.test(space.containerId))).toBe(true);
  const chinese = plain.filter((file) => /\p{Script=Han}/u.test(file.name));
  expect(chinese.length).toBeGreaterThan(50);
});

test("is the same at each start, and after a reset", async () => {
  const one = await startDrive();
  const other = await startDrive();
  expect(other.drive.state.files).toEqual(one.drive.state.files);
  const before = one.drive.state.files;
  one.drive.control.recycleFile(SEED.files.brochure.id);
  one.drive.faults.always({}, { kind: "broken", status: 500 });
  one.drive.reset();
  expect(one.drive.state.files).toEqual(before);
  expect((await one.call("GET", `${V1}/share`)).status).toBe(200);
});

test("the ids that others rely on are there", async () => {
  const { drive } = await startDrive();
  const files = new Map(drive.state.files.map((file) => [file.fileId, file]));
  for (const known of Object.values(SEED.files)) {
    expect(files.get(known.id)).toMatchObject({ name: known.name, containerId: known.containerId });
  }
  const spaces = new Set(drive.state.spaces.map((space) => space.containerId));
  for (const known of [
    ...Object.values(SEED.spaces),
    ...Object.values(SEED.users).map((user) => ({ id: user.personal })),
  ]) {
    expect(spaces.has(known.id)).toBe(true);
  }
  expect(files.get(personalFileId("tom", "Draft.docx"))?.containerId).toBe(SEED.users.tom.personal);
  expect(SEED.users.mei.id).toBe("1681759180324844417");
  expect(SEED.files.brochure.id).toBe("F3QdjIYfHa5h4Slp1aMa-AC_N65d0TEI4");
});

test("starts empty, or with what it is given", async () => {
  const empty = await startDrive({ seed: "empty" });
  expect([empty.drive.state.users, empty.drive.state.files]).toEqual([[], []]);
  const [user] = (await startDrive()).drive.state.users;
  const given = await startDrive({
    seed: (now) => ({
      users: user === undefined ? [] : [{ ...user, name: String(now) }],
      departments: [],
      groups: [],
      spaces: [],
      files: [],
      policies: [],
      messages: [],
    }),
  });
  expect(given.drive.state.users.map((one) => one.name)).toEqual([String(START.getTime())]);
});
