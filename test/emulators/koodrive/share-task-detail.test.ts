import { unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { personalFileId, SEED } from "../../../src/emulators/koodrive/seed/known.ts";
import { type Caller, shareBody, startDrive, V1 } from "./support.ts";

const { brochure, brandFolder, contacts, welcome } = SEED.files;
const SHARE = "1689743054514187776";
const TASK = "1689743054514187778";
const home = { fileId: "root", containerId: SEED.users.mei.personal };
const packageBody = {
  taskType: 1,
  containerId: brochure.containerId,
  fileIds: [brochure.id],
  shareId: SHARE,
  zipName: "Launch 发布",
};
const saveBody = {
  taskType: 2,
  containerId: brochure.containerId,
  fileIds: [brochure.id],
  shareId: SHARE,
  targetFileId: home,
};
const twoFiles = { ...shareBody, fileIds: [contacts.id, welcome.id] };
const share = (call: Caller, body: unknown = shareBody) => call("POST", `${V1}/share`, body);
const createTask = (call: Caller, body: unknown, as: string = SEED.users.mei.id) =>
  call("POST", `${V1}/share/tasks`, body, { as });
const taskDetail = (call: Caller, as: string = SEED.users.mei.id) =>
  call("POST", `${V1}/share/taskDetail`, { taskId: TASK, shareId: SHARE }, { as });

describe("POST /koodrive/ose/v1/share/taskDetail", () => {
  test("shows a package grow with time, then gives its link", async () => {
    const { call, clock, drive } = await startDrive();
    await share(call);
    await createTask(call, packageBody);
    const seen: unknown[] = [];
    for (const step of [0, 999, 1, 4_500, 4_499]) {
      clock.advance(step);
      const { taskStatus, progress } = (await taskDetail(call)).json.jobInfo;
      seen.push([taskStatus, progress]);
    }
    expect(seen).toEqual([
      [0, 0],
      [0, 0],
      [1, 0],
      [1, 50],
      [1, 99],
    ]);
    clock.advance(1);
    const { downloadUrl, ...jobInfo } = (await taskDetail(call)).json.jobInfo;
    expect(jobInfo).toEqual({
      userId: SEED.users.mei.id,
      taskId: TASK,
      taskType: 1,
      taskStatus: 2,
      taskResultCode: 1,
      createTime: "20250520013749",
      startTime: "20250520013750",
      endTime: "20250520013759",
      progress: 100,
    });
    expect((await taskDetail(call)).json.taskInfos).toEqual([
      { fileId: brochure.id, status: "1", srcContainerId: brochure.containerId },
    ]);
    const download = await fetch(downloadUrl);
    const zip = unzipSync(new Uint8Array(await download.arrayBuffer()));
    expect([download.status, Object.keys(zip)]).toEqual([200, [brochure.name]]);
    expect(drive.state.shares[0]?.downloadCnt).toBe(1);
    clock.advance(7 * 86_400_000);
    expect((await fetch(downloadUrl)).status).toBe(403);
  });

  test("packs folders with their paths", async () => {
    const { call, clock } = await startDrive();
    await share(call, { ...shareBody, fileIds: [brandFolder.id] });
    await createTask(call, { ...packageBody, fileIds: [brandFolder.id] });
    clock.advance(10_000);
    const { downloadUrl } = (await taskDetail(call)).json.jobInfo;
    const zip = unzipSync(new Uint8Array(await (await fetch(downloadUrl)).arrayBuffer()));
    expect(Object.keys(zip)).toEqual(
      expect.arrayContaining(["Brand 品牌/", "Brand 品牌/品牌手册.pdf", "Brand 品牌/Logos/logo.svg"]),
    );
  });

  test("saves copies into the folder, with a free name", async () => {
    const { call, clock, drive } = await startDrive();
    await share(call, { ...shareBody, fileIds: [brandFolder.id, contacts.id] });
    const body = { ...saveBody, fileIds: [brandFolder.id, contacts.id] };
    await createTask(call, body);
    await createTask(call, body);
    clock.advance(9_999);
    const before = drive.state.files.length;
    clock.advance(1);
    expect(drive.state.files.length).toBe(before + 2 * 13);
    const { taskInfos } = (await taskDetail(call)).json;
    expect(taskInfos.map((item: { status: string }) => item.status)).toEqual(["1", "1"]);
    const listed = await call("POST", `${V1}/files/0`, { sortInfo: { sortType: 1, sortDirection: 1 } });
    const names = listed.json.files.map((file: { fileName: string }) => file.fileName);
    expect(names).toEqual(
      expect.arrayContaining([
        "Brand 品牌",
        "Brand 品牌 (1)",
        contacts.name,
        contacts.name.replace(".xlsx", " (1).xlsx"),
      ]),
    );
    expect(listed.json.files.map((file: { id: string }) => file.id)).toContain(taskInfos[0].newFileId);
    expect(drive.state.shares[0]?.saveCnt).toBe(2);
  });

  test.each([
    [{ kind: "some" }, 2, ["1", "2"], 2],
    [{ kind: "some", failing: [contacts.id] }, 2, ["2", "1"], 2],
    [{ kind: "none" }, 3, ["2", "2"], 2],
    [{ kind: "cancelled" }, undefined, ["0", "0"], 3],
  ] as const)("ends as asked for: %j", async (outcome, result, states, status) => {
    const { call, clock, drive } = await startDrive();
    await share(call, twoFiles);
    drive.faults.next({}, { kind: "task", outcome: { ...outcome } as never });
    await createTask(call, { ...saveBody, fileIds: twoFiles.fileIds });
    clock.advance(10_000);
    const { jobInfo, taskInfos } = (await taskDetail(call)).json;
    expect([
      jobInfo.taskResultCode,
      taskInfos.map((item: { status: string }) => item.status),
      jobInfo.taskStatus,
    ]).toEqual([result, states, status]);
    expect(drive.state.shares[0]?.saveCnt).toBe(result === 2 ? 1 : 0);
  });

  test("can vanish half-way, and be decided on later", async () => {
    const { call, clock, drive } = await startDrive();
    await share(call);
    await createTask(call, packageBody);
    clock.advance(4_000);
    drive.control.decideTask(TASK, { kind: "vanished" });
    expect((await taskDetail(call)).json.jobInfo.taskStatus).toBe(1);
    clock.advance(1_000);
    expect((await taskDetail(call)).json.code).toBe(13000309);
  });

  test("can be given more time while it runs", async () => {
    const { call, clock, drive } = await startDrive();
    await share(call);
    await createTask(call, packageBody);
    drive.control.decideTask(TASK, { kind: "all" }, 20_000);
    clock.advance(19_999);
    expect((await taskDetail(call)).json.jobInfo.taskStatus).toBe(1);
    clock.advance(1);
    expect((await taskDetail(call)).json.jobInfo.taskStatus).toBe(2);
  });

  test("fails every file when the target folder went meanwhile", async () => {
    const { call, clock, drive } = await startDrive();
    await share(call);
    const folder = personalFileId("mei", "Documents 文档");
    await createTask(call, { ...saveBody, targetFileId: { ...home, fileId: folder } });
    drive.control.recycleFile(folder);
    clock.advance(10_000);
    expect((await taskDetail(call)).json.jobInfo).toMatchObject({ taskStatus: 2, taskResultCode: 3 });
  });

  test.each([
    ["bursty", [0, 2, 71, 97]],
    ["silent", [0, 0, 0, 0]],
  ] as const)("moves %s", async (progress, expected) => {
    const { call, clock } = await startDrive({ progress });
    await share(call);
    await createTask(call, packageBody);
    const seen: number[] = [];
    for (const step of [0, 2_000, 5_000, 2_999]) {
      clock.advance(step);
      seen.push((await taskDetail(call)).json.jobInfo.progress);
    }
    expect(seen).toEqual(expected);
  });

  test("has the shapes of the other readings", async () => {
    const { call, clock } = await startDrive({ readings: { taskInfos: "object" } });
    await share(call);
    await createTask(call, packageBody);
    expect((await taskDetail(call)).json.taskInfos).toEqual({
      fileId: brochure.id,
      status: "0",
      srcContainerId: brochure.containerId,
    });
    const old = await startDrive({ readings: { taskDetail: "2024" } });
    await share(old.call);
    await createTask(old.call, packageBody);
    old.clock.advance(10_000);
    clock.advance(10_000);
    expect((await taskDetail(old.call)).json).toMatchObject({
      code: 0,
      taskInfo: { taskStatus: 2, resultCode: 1, progress: 100 },
    });
  });

  test("is the maker's alone, and wants both ids", async () => {
    const { call } = await startDrive();
    await share(call);
    await createTask(call, packageBody);
    expect((await taskDetail(call, SEED.users.tom.id)).json.code).toBe(13000309);
    expect((await call("POST", `${V1}/share/taskDetail`, { taskId: TASK, shareId: "1" })).json.code).toBe(13000309);
    expect((await call("POST", `${V1}/share/taskDetail`, { taskId: TASK })).json.code).toBe(13000102);
    expect((await call("POST", `${V1}/share/taskDetail`, { shareId: SHARE })).json.code).toBe(13000102);
  });

  test("takes 4 to 60 s by size when nobody says otherwise", async () => {
    const { call, drive } = await startDrive({ taskDuration: undefined });
    await share(call, { ...shareBody, fileIds: [SEED.files.springFolder.id, welcome.id] });
    await createTask(call, { ...packageBody, fileIds: [welcome.id] });
    await createTask(call, { ...packageBody, fileIds: [SEED.files.springFolder.id] });
    const [small, large] = drive.state.tasks.map((task) => task.durationMs);
    expect(small).toBeLessThan(4_200);
    expect(small).toBeGreaterThanOrEqual(4_000);
    expect(large).toBeGreaterThan(4_200);
    expect(large).toBeLessThanOrEqual(60_000);
  });
});
