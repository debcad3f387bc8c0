import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Office, openOffice, PEOPLE } from "../support/office.ts";

const TEAM = "T0LANTERN";

describe("a workspace that removes the app", () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
  });
  afterAll(() => office.close());

  const event = (event: object, teamId = TEAM) => ({
    type: "event_callback",
    team_id: teamId,
    api_app_id: "A0",
    event_id: `Ev${JSON.stringify(event).length}${teamId}`,
    event_time: 1,
    authorizations: [],
    event,
  });
  // An event is acknowledged before it is dealt with; the log says when that is over.
  const dealtWith = (): number =>
    office.logLines.filter((line) => /"interaction":"event".*"msg":"(done|failed)"|turned away/.test(line)).length;
  const send = async (body: object): Promise<void> => {
    const before = dealtWith();
    const { status } = await office.post(new URLSearchParams({ payload: JSON.stringify(body) }).toString());
    expect(status).toBe(200);
    await expect.poll(dealtWith, { timeout: 10_000 }).toBeGreaterThan(before);
    await office.bot.whenIdle();
  };
  const links = () => office.database.db.selectFrom("accountLinks").select("userId").execute();
  const connect = async (): Promise<void> => {
    const now = office.clock.now();
    await office.database.db
      .insertInto("accountLinks")
      .values({
        teamId: TEAM,
        userId: PEOPLE.tom,
        driveUserId: "d1",
        driveUserName: "Tom",
        reason: "email",
        approvedBy: null,
        shared: false,
        linkedAt: now,
        checkDueAt: new Date(now.getTime() + 86_400_000),
      })
      .execute();
  };

  it("keeps everything when only people's own tokens are revoked, or another workspace leaves", async () => {
    await connect();
    await send(event({ type: "tokens_revoked", tokens: { oauth: ["U1"], bot: [] } }));
    await send(event({ type: "app_uninstalled" }, "T0OTHER001"));
    expect(await links()).toEqual([{ userId: PEOPLE.tom }]);
  });

  it.each([
    ["removed first", [{ type: "app_uninstalled" }, { type: "tokens_revoked", tokens: { oauth: [], bot: ["B1"] } }]],
    ["tokens first", [{ type: "tokens_revoked", tokens: { oauth: [], bot: ["B1"] } }, { type: "app_uninstalled" }]],
  ])("is forgotten, save the audit log: %s", async (_, events) => {
    await connect().catch(() => undefined);
    for (const one of events) await send(event(one));
    expect(await links()).toEqual([]);
    const log = await office.database.db.selectFrom("audit").select(["act", "result"]).execute();
    expect(log).toContainEqual({ act: "app.leave", result: "done" });
  });
});
