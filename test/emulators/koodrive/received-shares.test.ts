import { describe, expect, test } from "vitest";
import { SEED } from "../../../src/emulators/koodrive/seed/known.ts";
import { type Caller, shareBody, startDrive, V1 } from "./support.ts";

const { mei, tom, jonas, wang } = SEED.users;
const FIRST = "1689743054514187776";

const shareWith = (call: Caller, more: object) =>
  call("POST", `${V1}/share`, { ...shareBody, extractCode: undefined, scope: 3, ...more });
const receivedBy = async (call: Caller, as: string): Promise<readonly string[]> =>
  (await call("GET", `${V1}/share/received`, undefined, { as })).json.shareLinks.map(
    (share: { shareId: string }) => share.shareId,
  );

describe("GET /koodrive/ose/v1/share/received", () => {
  test("shows what was shared with me by name, by department, by group, by phone", async () => {
    const { call } = await startDrive();
    await shareWith(call, { userIds: [tom.id] });
    await shareWith(call, { deptIds: [SEED.departments.engineering.id] });
    await shareWith(call, { groupIds: [SEED.groups.aurora.id] });
    await shareWith(call, { phoneNumbers: ["13800000004"] });
    await shareWith(call, { scope: 1 });
    const id = (step: number) => String(BigInt(FIRST) + BigInt(step * 2));
    expect(await receivedBy(call, tom.id)).toEqual([id(2), id(1), id(0)]);
    expect(await receivedBy(call, jonas.id)).toEqual([id(2), id(1)]);
    expect(await receivedBy(call, wang.id)).toEqual([id(3)]);
    expect(await receivedBy(call, mei.id)).toEqual([]);
  });

  test("types scope and viewCnt as text, code as a number, and names the owner", async () => {
    const { call } = await startDrive({ readings: { codes: "as-in-tables" } });
    await shareWith(call, { userIds: [tom.id], permission: { download: true } });
    const reply = await call("GET", `${V1}/share/received`, undefined, { as: tom.id });
    expect(reply.json.code).toBe(0);
    expect(reply.json.shareLinks[0]).toMatchObject({
      scope: "3",
      viewCnt: "0",
      ownerId: mei.id,
      ownerName: "Mei Lin 林美",
      permission: { download: true },
      updateTime: "2025-05-20T01:37:49.052Z",
    });
  });
});

describe("GET /koodrive/ose/v1/share/received/{shareId}", () => {
  test("tells of a share that I was given, and of no other", async () => {
    const { call } = await startDrive();
    await shareWith(call, { userIds: [tom.id] });
    const get = (as: string) => call("GET", `${V1}/share/received/${FIRST}`, undefined, { as });
    expect((await get(tom.id)).json.shareLink).toMatchObject({ shareId: FIRST, ownerId: mei.id });
    expect((await get(wang.id)).json.code).toBe(13000309);
  });
});

describe("POST /koodrive/ose/v1/share/exit", () => {
  test("leaves a share", async () => {
    const { call } = await startDrive();
    await shareWith(call, { userIds: [tom.id, wang.id] });
    const exit = (shareIds: readonly string[]) => call("POST", `${V1}/share/exit`, { shareIds }, { as: tom.id });
    expect((await exit([FIRST, "1"])).json.code).toBe(13000309);
    expect(await receivedBy(call, tom.id)).toEqual([FIRST]);
    expect((await exit([FIRST])).json).toEqual({ code: 0, msg: "Success." });
    expect(await receivedBy(call, tom.id)).toEqual([]);
    expect(await receivedBy(call, wang.id)).toEqual([FIRST]);
    expect((await exit([])).json.code).toBe(13000102);
  });
});
