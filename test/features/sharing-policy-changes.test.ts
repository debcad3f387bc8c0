import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_RULES } from "../../src/domain/sharing-policy.ts";
import { decideException, insertExceptionRequest } from "../../src/store/exception-requests.ts";
import { getPolicy, savePolicy } from "../../src/store/policies.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { shareTwoFiles } from "../support/sharing.ts";

const TEAM = "T0LANTERN";
const DAY_MS = 24 * 60 * 60 * 1000;

describe("extending a share that the rules limit", () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
  });
  afterAll(() => office.close());

  const endOf = async (shareId: string): Promise<number> => {
    const row = await office.database.db
      .selectFrom("shares")
      .select("expiresAt")
      .where("shareId", "=", shareId)
      .executeTakeFirstOrThrow();
    return Math.round(((row.expiresAt?.getTime() ?? 0) - office.clock.now().getTime()) / DAY_MS);
  };
  const extend = async (shareId: string, days: number): Promise<void> => {
    await office.person(PEOPLE.tom).command(`extend ${shareId} ${days}`, CHANNELS.launch);
    await office.bot.whenIdle();
  };

  it("is refused beyond the longest validity, done within it, and done once by an exception", async () => {
    const tom = office.person(PEOPLE.tom);
    const { shareId } = await shareTwoFiles(office, tom, CHANNELS.launch, "limited");
    const { revision } = await getPolicy(office.database.db, TEAM);
    const rules = { ...DEFAULT_RULES, maxDays: 10 };
    await savePolicy(office.database.db, { teamId: TEAM, rules, revision, by: PEOPLE.ada }, office.clock.now());

    await extend(shareId, 30);
    await tom.seeAnswer(CHANNELS.launch, "allow at most 10 days from now");
    expect(await endOf(shareId)).toBe(7);
    await extend(shareId, 3);
    expect(await endOf(shareId)).toBe(10);

    const id = "00000000-0000-4000-8000-000000000001";
    const now = office.clock.now();
    const expiresAt = new Date(now.getTime() + DAY_MS);
    const wish = { maxDays: 60, scopes: [], withoutCode: false, outside: false };
    await insertExceptionRequest(
      office.database.db,
      { id, teamId: TEAM, userId: PEOPLE.tom, wish, reason: "longer", expiresAt },
      now,
    );
    const decision = { state: "approved", by: PEOPLE.ada, expiresAt } as const;
    await decideException(office.database.db, { teamId: TEAM, id }, decision, now);
    await extend(shareId, 30);
    expect(await endOf(shareId)).toBe(40);
    await extend(shareId, 5);
    expect(await endOf(shareId)).toBe(40);
    const acts = await office.database.db
      .selectFrom("audit")
      .select("act")
      .where("act", "=", "exception.use")
      .execute();
    expect(acts).toHaveLength(1);
  });
});
