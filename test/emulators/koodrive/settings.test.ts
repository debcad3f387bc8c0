import { describe, expect, test } from "vitest";
import { SEED } from "../../../src/emulators/koodrive/seed/known.ts";
import { shareBody, startDrive, V1 } from "./support.ts";

const as = SEED.users.ada.id;

describe("POST /koodrive/ose/v1/org/package", () => {
  test("answers the page's example, field for field", async () => {
    const { call, drive } = await startDrive();
    const reply = await call("POST", `${V1}/org/package`, { packageDownloadExpires: 6 }, { as });
    expect([reply.status, reply.json, drive.state.settings]).toEqual([
      200,
      { code: 0, msg: "Success." },
      { packageDownloadExpires: 6 },
    ]);
  });

  test.each([
    [1, 200],
    [30, 200],
    [0, 400],
    [31, 400],
    [1.5, 400],
    ["6", 400],
    [undefined, 400],
  ])("%s days", async (packageDownloadExpires, status) => {
    const { call, drive } = await startDrive();
    const reply = await call("POST", `${V1}/org/package`, { tenantId: "1", packageDownloadExpires }, { as });
    expect([reply.status, reply.json.code]).toEqual([status, status === 200 ? 0 : 13000102]);
    expect(drive.state.settings.packageDownloadExpires).toBe(status === 200 ? packageDownloadExpires : 7);
  });

  test("is for administrators of the enterprise edition", async () => {
    const { call } = await startDrive();
    expect((await call("POST", `${V1}/org/package`, { packageDownloadExpires: 6 })).json.code).toBe(13000410);
    const carrier = await startDrive({ edition: "carrier" });
    expect((await carrier.call("POST", `${V1}/org/package`, { packageDownloadExpires: 6 })).status).toBe(404);
  });

  test("decides how long a package can be fetched", async () => {
    const { call, clock } = await startDrive();
    await call("POST", `${V1}/org/package`, { packageDownloadExpires: 1 }, { as });
    const { shareId } = (await call("POST", `${V1}/share`, shareBody)).json.shareLink;
    const { containerId, fileIds } = shareBody;
    const body = { taskType: 1, containerId, fileIds, shareId, zipName: "a" };
    const { taskId } = (await call("POST", `${V1}/share/tasks`, body)).json;
    clock.advance(10_000);
    const { downloadUrl } = (await call("POST", `${V1}/share/taskDetail`, { taskId, shareId })).json.jobInfo;
    clock.advance(86_399_999);
    expect((await fetch(downloadUrl)).status).toBe(200);
    clock.advance(1);
    expect((await fetch(downloadUrl)).status).toBe(403);
  });
});

describe("POST /koodrive/ose/v1/carrier/retention/policy/batch", () => {
  const path = `${V1}/carrier/retention/policy/batch`;
  const entry = (policyId: unknown, status: unknown) => ({ policyId, status });
  const many = (count: number) => Array.from({ length: count }, () => entry(SEED.policies.clearBin, "1"));

  test("answers the page's example, field for field", async () => {
    const { call, drive } = await startDrive({ edition: "carrier" });
    const body = { policyList: [{ policyId: "300000000000000002", status: 1 }] };
    const reply = await call("POST", path, body, { as });
    expect([reply.status, reply.json]).toEqual([200, { code: 0, msg: "success" }]);
    expect(drive.state.policies.map((policy) => [policy.policyId, policy.status])).toEqual([
      [SEED.policies.deleteUnused, 1],
      [SEED.policies.downgradeFree, 1],
      [SEED.policies.clearBin, 0],
    ]);
  });

  test.each([
    ["50 entries", many(50), 0],
    ["51 entries", many(51), "13000102"],
    ["a status in text", [entry(SEED.policies.clearBin, "1")], 0],
    ["an unknown status", [entry(SEED.policies.clearBin, 2)], "13000102"],
    ["no status", [entry(SEED.policies.clearBin, undefined)], "13000102"],
    ["an id as a number", [entry(2, 1)], "13000102"],
    ["an id rounded on the way", [entry("300000000000000000", 1)], "13000309"],
    ["no list", undefined, "13000102"],
  ])("%s", async (_, policyList, code) => {
    const { call } = await startDrive({ edition: "carrier" });
    expect((await call("POST", path, { policyList }, { as })).json.code).toBe(code);
  });

  test("is for the carrier's administrators", async () => {
    const { call } = await startDrive({ edition: "carrier" });
    expect((await call("POST", path, { policyList: many(1) })).json.code).toBe("13000410");
    expect((await (await startDrive()).call("POST", path, { policyList: many(1) }, { as })).status).toBe(404);
  });
});

describe("the policies, with ids beyond what a double can hold", () => {
  test.each([
    ["GET /koodrive/ose/v1/carrier/retention/policy/getList", true],
    ["GET /koodrive/ose/v1/carrier/policy/config/retention", false],
  ])("%s", async (pageName, hasStatus) => {
    const { call } = await startDrive({ edition: "carrier" });
    const { text, json } = await call("GET", pageName.slice("GET ".length));
    expect(text.match(/"policyId":\d+/g)).toEqual([
      '"policyId":300000000000000001',
      '"policyId":300000000000000002',
      '"policyId":300000000000000003',
    ]);
    const [first] = json.policyList;
    expect(first).toEqual({
      // What JSON.parse makes of it: the very trap.
      policyId: 300000000000000000,
      policyName: "delete_unused_user",
      description: expect.any(String),
      priority: 5,
      ...(hasStatus ? { status: 1 } : {}),
    });
  });
});
