import { describe, expect, test } from "vitest";
import type { CreateJobRequest } from "../../../src/koodrive/operations/jobs.ts";
import { ANNA, clientFor, refusedField, says, startLocalDrive } from "../local-drive.ts";

const FILES = [
  { fileId: "f1", path: "/root/d/f1" },
  { fileId: "f2", path: "/root/f2" },
];
const INFO = [
  { fileId: "f1", filePath: "/root/d/f1" },
  { fileId: "f2", filePath: "/root/f2" },
];
const TARGET = { containerId: "c2", path: "/root/t" };

describe("a batch job", () => {
  test.each<[CreateJobRequest["action"], unknown]>([
    [
      { kind: "copy", target: TARGET },
      { taskType: 1, actionType: 101, taskInfo: { newFilePath: "/root/t" }, dstContainerId: "c2" },
    ],
    [{ kind: "recycle" }, { taskType: 2, actionType: 201, taskInfo: {} }],
    [{ kind: "delete-for-good" }, { taskType: 2, actionType: 202, taskInfo: {} }],
    [
      { kind: "move", target: TARGET },
      { taskType: 3, actionType: 301, taskInfo: { newFilePath: "/root/t" }, dstContainerId: "c2" },
    ],
    [{ kind: "restore" }, { taskType: 4, taskInfo: {} }],
    [
      { kind: "view-archive", password: "pw" },
      { taskType: 5, actionType: 501, taskInfo: {}, password: "pw" },
    ],
    [
      { kind: "extract-all", target: TARGET },
      { taskType: 5, actionType: 502, taskInfo: { newFilePath: "/root/t" }, dstContainerId: "c2" },
    ],
    [
      { kind: "extract-some", target: TARGET, entries: ["a/b"], password: "pw" },
      {
        taskType: 5,
        actionType: 503,
        taskInfo: { newFilePath: "/root/t", uncompressFilePaths: ["a/b"] },
        dstContainerId: "c2",
        password: "pw",
      },
    ],
    [{ kind: "package" }, { taskType: 6, taskInfo: {} }],
    [{ kind: "empty-bin" }, { taskType: 7, actionType: 701, taskInfo: {} }],
  ])("%j", async (action, body) => {
    const drive = await startLocalDrive(says({ code: "0", taskId: "7" }));
    await clientFor(drive).createJob(ANNA, { containerId: "c1", files: FILES, action });
    const { taskInfo, ...rest } = body as { readonly taskInfo: object };
    expect([drive.seen[0]?.method, drive.seen[0]?.url, drive.seen[0]?.json]).toEqual([
      "POST",
      "/koodrive/ose/v1/jobs",
      { ...rest, taskInfo: { fileInfo: INFO, srcContainerId: "c1", ...taskInfo } },
    ]);
  });

  test.each([
    ["beside the frame", { taskId: "1689765568237837824" }],
    ["by its other name", { jobId: "1689765568237837824" }],
    ["in data", { data: { taskId: "1689765568237837824" } }],
    ["in data by its other name", { data: { jobId: "1689765568237837824" } }],
    ["as data", { data: "1689765568237837824" }],
  ])("its id may stand %s", async (_name, body) => {
    const drive = await startLocalDrive(says({ code: 0, ...body }));
    const created = clientFor(drive).createJob(ANNA, { containerId: "c", files: FILES, action: { kind: "package" } });
    expect(await created).toEqual({ jobId: "1689765568237837824" });
  });

  test("without an id its outcome is unknown", async () => {
    const drive = await startLocalDrive(says({ code: 0, msg: "OK" }));
    const created = clientFor(drive).createJob(ANNA, { containerId: "c", files: FILES, action: { kind: "package" } });
    await expect(created).rejects.toMatchObject({ code: "unknown-outcome" });
  });

  test.each<[string, Partial<CreateJobRequest>, string | undefined]>([
    ["no space", { containerId: "" }, "containerId"],
    ["no files", { files: [] }, "files"],
    ["no files for the bin", { files: [], action: { kind: "empty-bin" } }, undefined],
    ["no path for the bin", { files: [{ fileId: "f" }], action: { kind: "recycle" } }, "files"],
    ["no target", { action: { kind: "copy", target: { containerId: "c", path: "" } } }, "target"],
    ["no entries", { action: { kind: "extract-some", target: TARGET, entries: [] } }, "entries"],
  ])("%s", async (_name, change, field) => {
    const drive = await startLocalDrive(says({ code: 0, taskId: "7" }));
    const request = { containerId: "c", files: FILES, action: { kind: "package" }, ...change } as const;
    expect(await refusedField(clientFor(drive).createJob(ANNA, request))).toBe(field);
  });

  const WIRE = {
    taskId: 17,
    taskName: "copy",
    taskType: 1,
    status: "1",
    taskResultCode: 0,
    progress: 70,
    contentNum: 3,
    containerId: "c2",
    createTime: "20250520013749",
    beginTime: "20250520013750",
  };
  const JOB = {
    jobId: "17",
    name: "copy",
    kind: "copy",
    status: "running",
    result: undefined,
    progress: 70,
    downloadUrl: undefined,
    itemCount: 3,
    containerId: "c2",
    createdAt: new Date("2025-05-20T01:37:49.000Z"),
    startedAt: new Date("2025-05-20T01:37:50.000Z"),
    endedAt: undefined,
  };

  test("the list, of a kind and a status", async () => {
    const drive = await startLocalDrive(says({ code: "0", data: [WIRE] }));
    const page = await clientFor(drive).listJobs(ANNA, {
      kind: "package",
      status: "finished",
      pageSize: 1,
      cursor: "4",
    });
    expect(page).toEqual({ items: [JOB], next: "5" });
    expect(drive.seen[0]?.url).toBe("/koodrive/ose/v1/jobs?type=6&status=2&offset=4&limit=1");
    expect(await refusedField(clientFor(drive).listJobs(ANNA, { cursor: "x" }))).toBe("cursor");
  });

  test("the detail, with files and what an archive holds", async () => {
    const data = {
      jobInfo: WIRE,
      taskInfos: [
        { fileId: "f1", status: 1, newFileId: "n1" },
        { fileId: "f2", status: "0" },
      ],
      uncompressedFileList: ["a.txt", { filePath: "b/c.txt" }, {}],
    };
    const drive = await startLocalDrive(says({ code: "0", data }));
    expect(await clientFor(drive).jobDetail(ANNA, "17")).toEqual({
      ...JOB,
      files: [
        { fileId: "f1", status: "done", newFileId: "n1" },
        { fileId: "f2", status: "waiting", newFileId: undefined },
      ],
      archiveEntries: ["a.txt", "b/c.txt"],
    });
    // No segment between the version and the id.
    expect(drive.seen[0]?.url).toBe("/koodrive/ose/v1/17");
  });

  test.each(["share", "../1", "", "a b1"])("an id that could name another call is refused: %s", async (jobId) => {
    const drive = await startLocalDrive(says({ code: 0 }));
    expect(await refusedField(clientFor(drive).jobDetail(ANNA, jobId))).toBe("jobId");
    expect(await refusedField(clientFor(drive).cancelJob(ANNA, jobId))).toBe("jobId");
  });

  test.each([
    ["told by data alone", { data: "17" }],
    ["told by a code", { code: "0", msg: "ok" }],
  ])("cancelled: %s", async (_name, body) => {
    const drive = await startLocalDrive(says(body));
    expect(await clientFor(drive).cancelJob(ANNA, "17")).toBeUndefined();
    expect([drive.seen[0]?.url, drive.seen[0]?.json]).toEqual(["/koodrive/ose/v1/cancel", { jobId: "17" }]);
  });
});
