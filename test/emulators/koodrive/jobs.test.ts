import { unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { personalFileId, SEED } from "../../../src/emulators/koodrive/seed/known.ts";
import { type Caller, startDrive, V1 } from "./support.ts";

const HOME = SEED.users.mei.personal;
const draft = personalFileId("mei", "Draft.docx");
const documents = personalFileId("mei", "Documents 文档");
const photos = personalFileId("mei", "Photos 照片");
const JOB = "1689743054514187776";

const job = (taskType: number, more: object = {}, info: object = {}) => ({
  taskType,
  taskInfo: { fileInfo: [{ fileId: draft, filePath: `root/${draft}` }], srcContainerId: HOME, ...info },
  ...more,
});
const create = (call: Caller, body: unknown) => call("POST", `${V1}/jobs`, body);
const detail = (call: Caller) => call("GET", `${V1}/${JOB}`);
const namesIn = async (call: Caller, parentFileId = "root", type = "0"): Promise<readonly string[]> =>
  (
    await call("POST", `${V1}/files/${type}`, { parentFileId, sortInfo: { sortType: 1, sortDirection: 1 } })
  ).json.files.map((file: { fileName: string }) => file.fileName);

describe("POST /koodrive/ose/v1/jobs", () => {
  test("copies into a folder", async () => {
    const { call, clock } = await startDrive();
    const reply = await create(call, job(1, { actionType: 101 }, { newFilePath: `root/${documents}` }));
    expect(reply.json).toEqual({ code: 0, msg: "Success.", taskId: JOB });
    clock.advance(10_000);
    expect(await namesIn(call, documents)).toContain("Draft.docx");
    expect(await namesIn(call)).toContain("Draft.docx");
  });

  test("moves a folder with what is in it", async () => {
    const { call, clock } = await startDrive();
    await create(call, job(3, { actionType: 301 }, { fileInfo: [{ fileId: photos }], newFilePath: documents }));
    clock.advance(10_000);
    expect(await namesIn(call)).not.toContain("Photos 照片");
    expect(await namesIn(call, documents)).toContain("Photos 照片");
    expect(await namesIn(call, photos)).toHaveLength(6);
  });

  test("bins, restores, and empties the bin", async () => {
    const { call, clock, drive } = await startDrive();
    const settle = () => clock.advance(10_000);
    await create(call, job(2, { actionType: 201 }));
    settle();
    expect([await namesIn(call, "root", "1"), (await namesIn(call)).includes("Draft.docx")]).toEqual([
      ["Draft.docx"],
      false,
    ]);
    await create(call, job(4));
    settle();
    expect(await namesIn(call, "root", "1")).toEqual([]);
    await create(call, job(2, { actionType: 201 }));
    settle();
    await create(call, job(7, { actionType: 701 }, { fileInfo: [] }));
    settle();
    expect(drive.state.files.some((file) => file.fileId === draft)).toBe(false);
  });

  test("deletes for good", async () => {
    const { call, clock, drive } = await startDrive();
    await create(call, job(2, { actionType: 202 }, { fileInfo: [{ fileId: photos }] }));
    const before = drive.state.files.length;
    clock.advance(10_000);
    expect(drive.state.files.length).toBe(before - 7);
  });

  test.each([
    ["type 0", job(0), "13000102"],
    ["type 8", job(8), "13000102"],
    ["an action of another type", job(1, { actionType: 301 }), "13000102"],
    ["bin without a path", job(2, { actionType: 201 }, { fileInfo: [{ fileId: draft }] }), "13000102"],
    ["no files", job(1, {}, { fileInfo: [] }), "13000102"],
    ["no taskInfo", { taskType: 1 }, "13000102"],
    ["restoring what is not in the bin", job(4), "13000303"],
    ["another's space", job(1, {}, { srcContainerId: SEED.users.tom.personal }), "13000410"],
    ["a target that is not there", job(1, {}, { newFilePath: "root/Fgone" }), "13000304"],
  ])("refuses %s", async (_, body, code) => {
    const { call, drive } = await startDrive();
    const reply = await create(call, body);
    expect([reply.status, reply.json.code, drive.state.jobs.length]).toEqual([400, code, 0]);
  });
});

describe("GET /koodrive/ose/v1/{job_id}", () => {
  test("shows a packaging job and its link", async () => {
    const { call, clock } = await startDrive();
    await create(call, job(6));
    clock.advance(5_500);
    expect((await detail(call)).json.data.jobInfo).toMatchObject({ status: 1, progress: 50 });
    clock.advance(4_500);
    const { downloadUrl, ...jobInfo } = (await detail(call)).json.data.jobInfo;
    expect(jobInfo).toEqual({
      taskId: JOB,
      taskName: `task-${JOB}`,
      userId: SEED.users.mei.id,
      taskType: 6,
      status: 2,
      taskResultCode: 1,
      resultCode: 0,
      progress: 100,
      contentNum: 1,
      containerId: HOME,
      createTime: "20250520013749",
      beginTime: "20250520013750",
      endTime: "20250520013759",
    });
    const zip = unzipSync(new Uint8Array(await (await fetch(downloadUrl)).arrayBuffer()));
    expect(Object.keys(zip)).toEqual(["Draft.docx"]);
    expect((await detail(call)).json.data).toMatchObject({
      taskInfos: [{ fileId: draft, status: "1", srcContainerId: HOME }],
      uncompressedFileList: [],
    });
  });

  test("fails in part on request", async () => {
    const { call, clock, drive } = await startDrive();
    drive.faults.next({ path: "/jobs" }, { kind: "task", outcome: { kind: "some" }, durationMs: 2_000 });
    await create(call, job(1, {}, { fileInfo: [{ fileId: draft }, { fileId: photos }], newFilePath: documents }));
    clock.advance(2_000);
    expect((await detail(call)).json.data.jobInfo).toMatchObject({ status: 2, taskResultCode: 2 });
  });
});

describe("GET /koodrive/ose/v1/jobs", () => {
  test.each([
    ["enterprise", "offset=0&limit=1", ["3"]],
    ["enterprise", "offset=1&limit=100", ["2", "1"]],
    ["enterprise", "offset=0&limit=10&type=1", ["1"]],
    ["enterprise", "offset=0&limit=10&status=2", []],
    ["carrier", "offset=1&limit=1", ["3"]],
    ["enterprise", "offset=0", "13000102"],
    ["enterprise", "limit=1", "13000102"],
    ["enterprise", "offset=0&limit=0", "13000102"],
    ["enterprise", "offset=0&limit=101", "13000102"],
    ["carrier", "offset=0&limit=1", "13000102"],
  ] as const)("%s, %s", async (edition, query, expected) => {
    const { call } = await startDrive({ edition });
    for (const type of [1, 2, 3]) await create(call, job(type));
    const { json } = await call("GET", `${V1}/jobs?${query}`);
    expect(json.data?.map((one: { taskType: number }) => String(one.taskType)) ?? json.code).toEqual(expected);
  });
});

describe("POST /koodrive/ose/v1/cancel", () => {
  test("stops what is under way, once; its answer is data alone", async () => {
    const { call, clock } = await startDrive();
    await create(call, job(1));
    clock.advance(5_000);
    const reply = await call("POST", `${V1}/cancel`, { jobId: JOB });
    expect([reply.status, reply.json]).toEqual([200, { data: JOB }]);
    clock.advance(10_000);
    expect((await detail(call)).json.data.jobInfo).toMatchObject({ status: 3, endTime: "20250520013754" });
    const again = await call("POST", `${V1}/cancel`, { jobId: JOB });
    expect([again.status, again.json.code]).toEqual([400, "13000102"]);
    expect((await call("POST", `${V1}/cancel`, {})).json.code).toBe("13000102");
    expect((await call("POST", `${V1}/cancel`, { jobId: "1" })).json.code).toBe("13000309");
  });

  test.each([
    [true, 3],
    [false, 0],
  ])("takes share tasks: %s", async (cancelTakesShareTasks, status) => {
    const { call } = await startDrive({ readings: { cancelTakesShareTasks } });
    const { brochure } = SEED.files;
    const place = { containerId: brochure.containerId, fileIds: [brochure.id] };
    const { shareId } = (await call("POST", `${V1}/share`, { ...place, scope: 1, validDays: 1 })).json.shareLink;
    const { taskId } = (await call("POST", `${V1}/share/tasks`, { ...place, taskType: 1, zipName: "a", shareId })).json;
    await call("POST", `${V1}/cancel`, { jobId: taskId });
    const { jobInfo } = (await call("POST", `${V1}/share/taskDetail`, { taskId, shareId })).json;
    expect(jobInfo.taskStatus).toBe(status);
  });
});
