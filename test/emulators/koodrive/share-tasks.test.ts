import { describe, expect, test } from "vitest";
import { personalFileId, SEED } from "../../../src/emulators/koodrive/seed/known.ts";
import { type Caller, shareBody, startDrive, V1 } from "./support.ts";

const { brochure, welcome } = SEED.files;
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
const share = (call: Caller, body: unknown = shareBody) => call("POST", `${V1}/share`, body);
const createTask = (call: Caller, body: unknown, as: string = SEED.users.mei.id) =>
  call("POST", `${V1}/share/tasks`, body, { as });

describe("POST /koodrive/ose/v1/share/tasks", () => {
  test("answers the page's example, field for field", async () => {
    const { call } = await startDrive({ edition: "carrier" });
    await share(call);
    // The page's request, with ids that exist here.
    const reply = await createTask(call, {
      taskType: 2,
      containerId: brochure.containerId,
      fileIds: [brochure.id],
      shareId: SHARE,
      kdstoken: "aea2968ec8cfac338cd4647f071c44644c491d0a2039cd6c",
      targetFileId: { fileId: personalFileId("mei", "Documents 文档"), containerId: SEED.users.mei.personal },
    });
    expect([reply.status, reply.json]).toEqual([200, { code: 0, msg: "Success", taskId: TASK }]);
  });

  const thousand = Array.from({ length: 1000 }, () => brochure.id);
  test.each([
    ["1000 files", { ...packageBody, fileIds: thousand }, 0],
    ["1001 files", { ...packageBody, fileIds: [...thousand, brochure.id] }, 13000102],
    ["no file", { ...packageBody, fileIds: [] }, 13000102],
    ["type 0", { ...packageBody, taskType: 0 }, 13000102],
    ["type 3", { ...packageBody, taskType: 3 }, 13000102],
    ["type as text", { ...packageBody, taskType: "1" }, 13000102],
    ["no zip name", { ...packageBody, zipName: undefined }, 13000102],
    ["an empty zip name", { ...packageBody, zipName: "" }, 13000102],
    ["a zip name of 250 bytes", { ...packageBody, zipName: "a".repeat(250) }, 0],
    ["a zip name of 252 bytes", { ...packageBody, zipName: "字".repeat(84) }, 13000102],
    ["no target", { ...saveBody, targetFileId: undefined }, 13000102],
    ["a target without its space", { ...saveBody, targetFileId: { fileId: "root" } }, 13000102],
    ["a target that has gone", { ...saveBody, targetFileId: { ...home, fileId: "Fgone" } }, 13000304],
    [
      "a target in somebody's space",
      { ...saveBody, targetFileId: { fileId: "root", containerId: SEED.users.tom.personal } },
      13000410,
    ],
    ["no share", { ...packageBody, shareId: undefined }, 13000102],
    ["an unknown share", { ...packageBody, shareId: "1" }, 13000309],
    ["the wrong space", { ...packageBody, containerId: SEED.spaces.engineering.id }, 13000302],
    ["a file that is not shared", { ...packageBody, fileIds: [welcome.id] }, 13000411],
  ])("%s", async (_, body, code) => {
    const { call, drive } = await startDrive();
    await share(call);
    const reply = await createTask(call, body);
    expect([reply.status, reply.json.code, drive.state.tasks.length]).toEqual([200, code, code === 0 ? 1 : 0]);
  });

  test("wants the access code verified, of anybody but the owner", async () => {
    const { call } = await startDrive();
    await share(call);
    expect((await createTask(call, packageBody, SEED.users.tom.id)).json.code).toBe(13000410);
  });

  test("refuses an ended or cancelled share, and one for others", async () => {
    const { call, clock } = await startDrive();
    await share(call, { ...shareBody, extractCode: undefined, scope: 3 });
    expect((await createTask(call, packageBody, SEED.users.tom.id)).json.code).toBe(13000410);
    await share(call, { ...shareBody, extractCode: undefined });
    const second = { ...packageBody, shareId: "1689743054514187778" };
    expect((await createTask(call, second, SEED.users.tom.id)).json.code).toBe(0);
    clock.advance(7 * 86_400_000);
    expect((await createTask(call, second, SEED.users.tom.id)).json.code).toBe(13000309);
  });
});
