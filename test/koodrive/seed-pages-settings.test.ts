import { describe, expect, test } from "vitest";
import { ANNA, CARRIER, clientFor, refusedField, says, startLocalDrive } from "./local-drive.ts";

describe("the expiry of packages", () => {
  const ANSWER = { code: 0, msg: "Success." };

  test("sends the page's example and reads its answer", async () => {
    const drive = await startLocalDrive(says(ANSWER));
    expect(await clientFor(drive, { language: "en-US" }).setPackageExpiry(ANNA, { days: 6 })).toBeUndefined();

    const [request] = drive.seen;
    expect([request?.method, request?.url]).toEqual(["POST", "/koodrive/ose/v1/org/package"]);
    expect(request?.json).toEqual({ packageDownloadExpires: 6 });
    expect({
      host: request?.headers["host"],
      language: request?.headers["language"],
      userId: request?.headers["x-user-id"],
      date: request?.headers["x-date"],
      agentName: request?.headers["x-hw-agentname"],
    }).toEqual({
      host: new URL(drive.url).host,
      language: "en-US",
      userId: ANNA.userId,
      date: "20251103T070140Z",
      agentName: undefined,
    });
  });

  test("names the tenant when asked to", async () => {
    const drive = await startLocalDrive(says(ANSWER));
    await clientFor(drive).setPackageExpiry(ANNA, { days: 30, tenantId: "t1" });
    expect(drive.seen[0]?.json).toEqual({ tenantId: "t1", packageDownloadExpires: 30 });
  });

  test.each([
    [0, "days"],
    [1, undefined],
    [30, undefined],
    [31, "days"],
    [1.5, "days"],
    [Number.NaN, "days"],
  ])("%s days", async (days, field) => {
    const drive = await startLocalDrive(says(ANSWER));
    expect(await refusedField(clientFor(drive).setPackageExpiry(ANNA, { days }))).toBe(field);
    expect(drive.seen).toHaveLength(field === undefined ? 1 : 0);
  });

  test("is no setting of the carrier edition", async () => {
    const drive = await startLocalDrive(says(ANSWER));
    expect(await refusedField(clientFor(drive, CARRIER).setPackageExpiry(ANNA, { days: 6 }))).toBe("edition");
  });
});

describe("retention policies", () => {
  const ANSWER = { code: 0, msg: "success" };

  test("sends the page's example and reads its answer", async () => {
    const drive = await startLocalDrive(says(ANSWER));
    const client = clientFor(drive, CARRIER);
    expect(
      await client.setRetentionPolicies(ANNA, [{ policyId: "300000000000000002", enabled: true }]),
    ).toBeUndefined();

    const [request] = drive.seen;
    expect([request?.method, request?.url]).toEqual(["POST", "/koodrive/ose/v1/carrier/retention/policy/batch"]);
    // The very characters: a number would have lost its last digit.
    expect(request?.text).toBe('{"policyList":[{"policyId":"300000000000000002","status":1}]}');
    expect(request?.headers["x-traceid"]).toMatch(/^\w{58}$/);
  });

  test("reads those in force with their ids exact", async () => {
    const drive = await startLocalDrive(
      says(
        '{"code":0,"msg":"success","policyList":[{"policyId":300000000000000002,"policyName":"delete_unused_user",' +
          '"description":"d","priority":5,"status":1},{"policyId":"300000000000000003","status":"0"}]}',
      ),
    );
    expect(await clientFor(drive, CARRIER).retentionPolicies(ANNA)).toEqual([
      { policyId: "300000000000000002", name: "delete_unused_user", description: "d", priority: 5, enabled: true },
      { policyId: "300000000000000003", name: undefined, description: undefined, priority: undefined, enabled: false },
    ]);
    expect(drive.seen[0]?.url).toBe("/koodrive/ose/v1/carrier/retention/policy/getList");
  });

  test("reads the catalogue", async () => {
    const drive = await startLocalDrive(
      says('{"policyList":[{"policyId":300000000000000001,"policyName":"downgrade_free","priority":3}]}'),
    );
    expect(await clientFor(drive, CARRIER).retentionCatalogue(ANNA)).toEqual([
      {
        policyId: "300000000000000001",
        name: "downgrade_free",
        description: undefined,
        priority: 3,
        enabled: undefined,
      },
    ]);
    expect(drive.seen[0]?.url).toBe("/koodrive/ose/v1/carrier/policy/config/retention");
  });

  const policies = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ policyId: `3000000000000000${index + 10}`, enabled: false }));
  test.each([
    ["none", policies(0), "policies"],
    ["1", policies(1), undefined],
    ["50", policies(50), undefined],
    ["51", policies(51), "policies"],
    ["an id that is none", [{ policyId: "3e17", enabled: true }], "policies"],
    ["one twice", [...policies(1), ...policies(1)], "policies"],
  ])("%s", async (_name, given, field) => {
    const drive = await startLocalDrive(says(ANSWER));
    expect(await refusedField(clientFor(drive, CARRIER).setRetentionPolicies(ANNA, given))).toBe(field);
    expect(drive.seen).toHaveLength(field === undefined ? 1 : 0);
  });

  test("are none of the enterprise edition", async () => {
    const drive = await startLocalDrive(says(ANSWER));
    const client = clientFor(drive);
    expect(await refusedField(client.retentionPolicies(ANNA))).toBe("edition");
    expect(await refusedField(client.retentionCatalogue(ANNA))).toBe("edition");
    expect(await refusedField(client.setRetentionPolicies(ANNA, policies(1)))).toBe("edition");
  });
});
