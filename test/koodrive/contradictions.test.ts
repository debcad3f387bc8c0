import { describe, expect, test } from "vitest";
import { settle } from "../../src/lib/errors.ts";
import { ANNA, CARRIER, clientFor, says, startLocalDrive } from "./local-drive.ts";

const TASK = { taskId: "1", shareId: "2" } as const;
const DONE_TASK = {
  taskId: "1689765568237837824",
  kind: "package",
  status: "finished",
  result: "some",
  progress: 100,
  downloadUrl: "https://obs.example/p.zip",
  files: [{ fileId: "a", status: "failed", newFileId: undefined }],
  createdAt: new Date("2025-05-20T01:37:49.000Z"),
  startedAt: new Date("2025-05-20T01:37:50.000Z"),
  endedAt: undefined,
};
const JOB = {
  taskId: "1689765568237837824",
  taskType: 1,
  taskStatus: 2,
  taskResultCode: 2,
  progress: 100,
  downloadUrl: "https://obs.example/p.zip",
  createTime: "20250520013749",
  startTime: "20250520013750",
  endTime: "",
};
const FAILED_FILE = { fileId: "a", status: "2", newFileId: "", srcContainerId: "c" };

describe("each reading of a contradiction is taken", () => {
  test.each<[string, unknown, string]>([
    ["1: code as a number", 0, "ok"],
    ["1: code as text", "0", "ok"],
    ["1: code as text of zeros", "000000", "ok"],
    ["1: a refusal as a number", 13_000_309, "not-found"],
    ["1: a refusal as text", "13000309", "not-found"],
    ["1: a code nobody knows", 13_999_999, "conflict"],
    ["1: no code at all", undefined, "ok"],
    ["1: an empty code", "", "ok"],
  ])("%s", async (_name, code, outcome) => {
    const drive = await startLocalDrive(says({ code, msg: "whatever", shareLink: { shareId: "1" } }));
    const settled = await settle(clientFor(drive).shareDetail(ANNA, "1"));
    expect(settled.ok ? "ok" : settled.error.code).toBe(outcome);
  });

  test.each([
    ["3: ISO with milliseconds", "2025-05-27T01:37:49.052Z", "2025-05-27T01:37:49.052Z"],
    ["3: a zone of its own", "2025-05-27T09:37:49+08:00", "2025-05-27T01:37:49.000Z"],
    ["3: the form of the table, read as UTC", "2025-05-27 01:37:49", "2025-05-27T01:37:49.000Z"],
    ["3: 14 digits", "20250527013749", "2025-05-27T01:37:49.000Z"],
    ["3: epoch milliseconds as text", "1748309869052", "2025-05-27T01:37:49.052Z"],
    ["3: epoch milliseconds as a number", 1_748_309_869_052, "2025-05-27T01:37:49.052Z"],
    ["3: not a time", "tomorrow", undefined],
    ["3: a month that is none", "2025-13-27 01:37:49", undefined],
    ["3: empty", "", undefined],
  ])("%s", async (_name, expireTime, expected) => {
    const drive = await startLocalDrive(says({ code: 0, shareLink: { shareId: "1", expireTime } }));
    const { share } = await clientFor(drive).shareDetail(ANNA, "1");
    expect(share.expiresAt?.toISOString()).toBe(expected);
  });

  test.each([
    ["4: scope as a number", 3, "people"],
    ["4: scope as text", "1", "external"],
    ["4: the company", 2, "company"],
    ["4: the 0 of the example, outside its own list", 0, undefined],
  ])("%s", async (_name, scope, expected) => {
    const drive = await startLocalDrive(says({ code: 0, shareLink: { shareId: "1", scope } }));
    expect((await clientFor(drive).shareDetail(ANNA, "1")).share.scope).toBe(expected);
  });

  test.each([
    [
      "8: a link",
      "https://drive.example/cloudfile/#/sharelink/i/17",
      "https://drive.example/cloudfile/#/sharelink/i/17",
    ],
    ["8: the bare short code", "1689743054514187777", undefined],
    ["8: a link nobody should press", "javascript:alert(1)", undefined],
  ])("%s", async (_name, linkUrl, expected) => {
    const drive = await startLocalDrive(says({ code: 0, shareLink: { shareId: "1", shortUrl: "2", linkUrl } }));
    const { share } = await clientFor(drive).shareDetail(ANNA, "1");
    expect([share.linkUrl, share.shortCode]).toEqual([expected, "2"]);
  });

  test.each([
    ["9: taskInfos as one object", { code: 0, jobInfo: JOB, taskInfos: FAILED_FILE }],
    ["9: taskInfos as a list", { code: 0, jobInfo: JOB, taskInfos: [FAILED_FILE] }],
    ["9: all in taskInfo, as in 2024", { code: "0", taskInfo: { ...JOB, resultCode: 0 }, taskInfos: [FAILED_FILE] }],
    ["9: all in taskInfo, files too", { code: "0", taskInfo: { ...JOB, taskInfos: FAILED_FILE } }],
    [
      "12: numbers as text",
      { code: 0, jobInfo: { ...JOB, taskStatus: "2", progress: "100" }, taskInfos: [FAILED_FILE] },
    ],
  ])("%s", async (_name, body) => {
    const drive = await startLocalDrive(says(body));
    expect(await clientFor(drive).taskDetail(ANNA, TASK)).toEqual(DONE_TASK);
  });

  test("10: status 3 is a cancelled task, a cancelled job, an expired share", async () => {
    const task = await startLocalDrive(says({ code: 0, jobInfo: { ...JOB, taskStatus: 3 } }));
    const job = await startLocalDrive(says({ code: 0, data: { jobInfo: { taskId: "7", status: 3 } } }));
    const share = await startLocalDrive(says({ code: 0, shareLink: { shareId: "1", status: 3 } }));
    expect([
      (await clientFor(task).taskDetail(ANNA, TASK)).status,
      (await clientFor(job).jobDetail(ANNA, "7")).status,
      (await clientFor(share).shareDetail(ANNA, "1")).share.status,
    ]).toEqual(["cancelled", "cancelled", "expired"]);
  });

  test.each<[string, unknown, "all" | "some" | "none"]>([
    [
      "11: batchCode 0 is a part",
      {
        batchCode: 0,
        downloads: [
          { fileId: "a", url: "https://x/a" },
          { fileId: "b", code: "13000407", msg: "no" },
        ],
      },
      "some",
    ],
    [
      "11: batchCode 1 is all",
      {
        batchCode: 1,
        downloads: [
          { fileId: "a", url: "https://x/a" },
          { fileId: "b", url: "https://x/b" },
        ],
      },
      "all",
    ],
    ["11: batchCode 2 is none", { batchCode: 2, downloads: [{ fileId: "a", code: "1", msg: "" }] }, "none"],
    ["11: a file without a word", { batchCode: 1, downloads: [{ fileId: "a", url: "https://x/a" }] }, "some"],
  ])("%s", async (_name, body, result) => {
    const drive = await startLocalDrive(says({ code: 0, ...(body as object) }));
    const links = await clientFor(drive).downloadLinks(ANNA, { containerId: "c", fileIds: ["a", "b"] });
    expect(links.result).toBe(result);
  });

  test.each([
    ["12: a number", 5, 5],
    ["12: text", "5", 5],
    ["12: nonsense", "many", undefined],
  ])("%s of views", async (_name, viewCnt, views) => {
    const drive = await startLocalDrive(says({ code: 0, shareLinks: [{ shareId: "1", viewCnt }] }));
    expect((await clientFor(drive).listMyShares(ANNA, {})).items[0]?.views).toBe(views);
  });

  test.each([
    ["15: a policy's id as a number", "300000000000000002"],
    ["15: a policy's id as text", '"300000000000000002"'],
  ])("%s", async (_name, id) => {
    const drive = await startLocalDrive(says(`{"code":0,"policyList":[{"policyId":${id}}]}`));
    expect((await clientFor(drive, CARRIER).retentionPolicies(ANNA))[0]?.policyId).toBe("300000000000000002");
  });

  test("20: an answer with fields that no table has", async () => {
    const drive = await startLocalDrive(
      says({ code: 0, shareLink: { shareId: "1", enabledCode: {}, x: [1] }, y: null }),
    );
    expect((await clientFor(drive).shareDetail(ANNA, "1")).share.shareId).toBe("1");
  });

  test.each([
    ["21: parameters", { code: 13_000_102, msg: "pageCursor is wrong" }, "invalid"],
    ["21: no word at all", {}, "invalid"],
    ["21: the old frame", { error_code: "13000410", error_msg: "no" }, "not-allowed"],
  ])("%s with status 400", async (_name, body, code) => {
    const drive = await startLocalDrive(says(body, 400));
    await expect(clientFor(drive).listMyShares(ANNA, {})).rejects.toMatchObject({ code });
  });
});

describe("each request has the safest form", () => {
  const sent = async (
    edition: "enterprise" | "carrier",
    act: (client: ReturnType<typeof clientFor>) => Promise<unknown>,
  ) => {
    const drive = await startLocalDrive(says({ code: 0, shareLink: { shareId: "1" }, data: [], subResponseList: [] }));
    await settle(act(clientFor(drive, edition === "carrier" ? CARRIER : {})));
    return drive.seen[0];
  };

  test("2: nobody sends a bare 0 for the validity by mistake", async () => {
    const keep = await sent("enterprise", (drive) => drive.modifyShare(ANNA, { shareId: "1", end: { kind: "keep" } }));
    const none = await sent("carrier", (drive) => drive.modifyShare(ANNA, { shareId: "1", end: { kind: "none" } }));
    expect([keep?.json, none?.json]).toEqual([{ validDays: 0 }, { validDays: 0 }]);
  });

  test("5: the carrier's name goes with every call of its edition, with none of the other", async () => {
    const carrier = await sent("carrier", (drive) => drive.shareDetail(ANNA, "1"));
    const enterprise = await sent("enterprise", (drive) => drive.shareDetail(ANNA, "1"));
    expect([carrier?.headers["x-hw-agentname"], enterprise?.headers["x-hw-agentname"]]).toEqual([
      "examplecarrier",
      undefined,
    ]);
  });

  test("6: a Host header, in both editions", async () => {
    const seen = await Promise.all(
      (["carrier", "enterprise"] as const).map((edition) => sent(edition, (drive) => drive.shareDetail(ANNA, "1"))),
    );
    expect(seen.map((request) => request?.headers["host"])).toEqual([
      expect.stringMatching(/:\d+$/),
      expect.stringMatching(/:\d+$/),
    ]);
  });

  test.each([
    ["as the drive gave it", "AT 00ff", "AT 00ff"],
    ["with the plus sign of the pages", "Bearer+00ff", "Bearer+00ff"],
    ["without a scheme", "00ff", "Bearer 00ff"],
  ])("7: a token %s", async (_name, token, header) => {
    const drive = await startLocalDrive(says({ code: 0, shareLink: { shareId: "1" } }));
    await clientFor(drive, { credential: { kind: "token", token } }).shareDetail(ANNA, "1");
    expect(drive.seen[0]?.headers["authorization"]).toBe(header);
  });

  test("13: the shares to cancel are always named", async () => {
    const drive = await startLocalDrive(says({ code: 0 }));
    await expect(clientFor(drive).cancelShares(ANNA, [])).rejects.toMatchObject({ code: "invalid", field: "shareIds" });
    expect(drive.seen).toHaveLength(0);
  });

  test("14: the share's token is sent where there is one", async () => {
    const file = { shareId: "1", fileId: "f" };
    const open = await sent("enterprise", (drive) => drive.downloadSharedFile(ANNA, file));
    const coded = await sent("enterprise", (drive) => drive.downloadSharedFile(ANNA, { ...file, shareToken: "00ff" }));
    expect([open?.json, coded?.json]).toEqual([file, { ...file, kdstoken: "00ff" }]);
  });

  test("17: the first offset of jobs is above 0 for carriers", async () => {
    const carrier = await sent("carrier", (drive) => drive.listJobs(ANNA, {}));
    const enterprise = await sent("enterprise", (drive) => drive.listJobs(ANNA, {}));
    expect([carrier?.url, enterprise?.url]).toEqual([
      "/koodrive/ose/v1/jobs?offset=1&limit=100",
      "/koodrive/ose/v1/jobs?offset=0&limit=100",
    ]);
  });
});
