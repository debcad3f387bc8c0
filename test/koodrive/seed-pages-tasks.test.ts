import { describe, expect, test } from "vitest";
import type { CreateTaskRequest } from "../../src/koodrive/client.ts";
import {
  ANNA,
  CARRIER,
  CARRIER_HEADERS,
  clientFor,
  headersOf,
  refusedField,
  says,
  startLocalDrive,
} from "./local-drive.ts";

describe("creating a share task", () => {
  const ANSWER = { code: 0, msg: "Success", taskId: "1689765568237837824" };
  const example: CreateTaskRequest = {
    shareId: "1689765568237837824",
    containerId: "IAABh_RdhS8bOg0cA1684711052660690818",
    fileIds: ["Fk63FCWhcDAga2puvYKRG1oTMjs-m30sI"],
    shareToken: "aea2968ec8cfac338cd4647f071c44644c491d0a2039cd6c",
    action: {
      kind: "save",
      target: {
        fileId: "FhTB_fxx3LRszaivDFX9NN5JRNLnS9Gob",
        containerId: "IAABh_RdhS8bOg0cA1684711052660690818",
      },
    },
  };

  test("sends the page's example and reads its answer", async () => {
    const drive = await startLocalDrive(says(ANSWER));
    const made = await clientFor(drive, CARRIER).createTask(ANNA, example);

    const [request] = drive.seen;
    expect([request?.method, request?.url]).toEqual(["POST", "/koodrive/ose/v1/share/tasks"]);
    expect(headersOf(request, Object.keys(CARRIER_HEADERS))).toEqual(CARRIER_HEADERS);
    expect(request?.json).toEqual({
      taskType: 2,
      containerId: "IAABh_RdhS8bOg0cA1684711052660690818",
      fileIds: ["Fk63FCWhcDAga2puvYKRG1oTMjs-m30sI"],
      shareId: "1689765568237837824",
      kdstoken: "aea2968ec8cfac338cd4647f071c44644c491d0a2039cd6c",
      targetFileId: {
        fileId: "FhTB_fxx3LRszaivDFX9NN5JRNLnS9Gob",
        containerId: "IAABh_RdhS8bOg0cA1684711052660690818",
      },
    });
    expect(made).toEqual({ taskId: "1689765568237837824" });
  });

  test("packages under a name", async () => {
    const drive = await startLocalDrive(says(ANSWER));
    await clientFor(drive).createTask(ANNA, {
      shareId: "1",
      containerId: "c",
      fileIds: ["f"],
      action: { kind: "package", zipName: "报告 2025.zip" },
    });
    expect(drive.seen[0]?.json).toEqual({
      taskType: 1,
      containerId: "c",
      fileIds: ["f"],
      shareId: "1",
      zipName: "报告 2025.zip",
    });
  });

  const files = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `file${index}`);
  test.each<[string, Partial<CreateTaskRequest>, string | undefined]>([
    ["no file", { fileIds: [] }, "fileIds"],
    ["1 file", { fileIds: files(1) }, undefined],
    ["1000 files", { fileIds: files(1_000) }, undefined],
    ["1001 files", { fileIds: files(1_001) }, "fileIds"],
    ["no share", { shareId: "" }, "shareId"],
    ["no space", { containerId: "" }, "containerId"],
    ["a package without a name", { action: { kind: "package", zipName: " " } }, "zipName"],
    ["a save to nowhere", { action: { kind: "save", target: { fileId: "", containerId: "c" } } }, "target"],
    ["a save to the top folder", { action: { kind: "save", target: { fileId: "root", containerId: "c" } } }, undefined],
  ])("%s", async (_name, change, field) => {
    const drive = await startLocalDrive(says(ANSWER));
    expect(await refusedField(clientFor(drive, CARRIER).createTask(ANNA, { ...example, ...change }))).toBe(field);
    expect(drive.seen).toHaveLength(field === undefined ? 1 : 0);
  });
});
