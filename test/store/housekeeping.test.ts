import { expect, it } from "vitest";
import { claimOnce } from "../../src/store/claims.ts";
import { forgetOld } from "../../src/store/housekeeping.ts";
import { findSeenFiles, rememberFiles } from "../../src/store/seen-files.ts";
import { getIntent, insertIntent, markIntentUnknown } from "../../src/store/share-intents.ts";
import { listReminders, planReminders } from "../../src/store/share-reminders.ts";
import { saveShare } from "../../src/store/shares.ts";
import { openTestDatabase } from "../support/database.ts";
import { aShare } from "./examples.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const START = new Date("2026-03-01T12:00:00Z");
const later = (days: number): Date => new Date(START.getTime() + days * DAY_MS);
const ID = "00000000-0000-4000-8000-000000000001";

it("forgets each thing when its time is over, and not before", async () => {
  await using database = await openTestDatabase();
  const { db } = database;
  const viewer = { teamId: "T1", driveUserId: "D1" };
  const file = {
    fileId: "F1",
    containerId: "C1",
    name: "a.txt",
    kind: "other",
    size: 1,
    path: undefined,
  } as const;
  await insertIntent(
    db,
    {
      id: ID,
      teamId: "T1",
      userId: "U1",
      driveUserId: "D1",
      request: {
        scope: "external",
        containerId: "C1",
        files: [file],
        validDays: 7,
        comment: undefined,
        phoneNumbers: [],
        userIds: [],
        recipientUserIds: [],
      },
      sealedCode: "sealed",
      viewId: null,
      destination: null,
    },
    START,
  );
  await markIntentUnknown(db, ID, null, START);
  await rememberFiles(db, viewer, [file], START);
  await claimOnce(db, "T1", "key", START);
  // Its reminders were due in the two days before.
  const share = aShare({ expiresAt: later(0) });
  await saveShare(db, share, later(-7));
  await planReminders(db, { now: later(-7), limit: 10 });

  const kept = async (now: Date) => {
    await forgetOld(db, now);
    return {
      code: (await getIntent(db, ID))?.sealedCode !== null,
      file: (await findSeenFiles(db, viewer, ["F1"])).length === 1,
      claim: !(await claimOnce(db, "T1", "key", START)),
      reminders: (await listReminders(db, { ...share, expiresAt: later(0) })).length,
    };
  };
  expect(await kept(later(0.9))).toEqual({ code: true, file: true, claim: true, reminders: 2 });
  expect(await kept(later(1.1))).toEqual({ code: false, file: true, claim: true, reminders: 2 });
  expect(await kept(later(7.1))).toEqual({ code: false, file: true, claim: false, reminders: 2 });
  expect(await kept(later(30.1))).toEqual({ code: false, file: false, claim: false, reminders: 0 });
});
