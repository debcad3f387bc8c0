import { describe, expect, test } from "vitest";
import { SEED } from "../../../src/emulators/koodrive/seed/known.ts";
import { shareBody, startDrive, V1 } from "./support.ts";

const { brochure } = SEED.files;

describe("POST /koodrive/ose/v1/share", () => {
  test("answers the page's example, field for field", async () => {
    const { call, drive } = await startDrive({ edition: "carrier" });
    // The page's request, with a file and a space that exist here.
    const reply = await call("POST", `${V1}/share`, {
      scope: "1",
      fileIds: [brochure.id],
      containerId: brochure.containerId,
      permission: { download: true },
      enabledCode: false,
      extractCode: "MDg2K0vU",
      expireTime: "2025-04-29T20:01:20.000Z",
      expiredType: "2",
      comment: "",
      validDays: 7,
    });
    expect([reply.status, reply.json]).toEqual([
      200,
      {
        shareLink: {
          shareId: "1689743054514187776",
          shortUrl: "1689743054514187777",
          linkUrl: "1689743054514187777",
          extractCode: "MDg2K0vU",
          comment: "",
          expireTime: "2025-05-27T01:37:49.052Z",
        },
        code: 0,
        msg: "OK",
      },
    ]);
    expect(drive.state.shares).toHaveLength(1);
    expect(drive.requests.to("/share").map((request) => [request.method, request.status])).toEqual([["POST", 200]]);
  });

  test("gives the enterprise edition a full link", async () => {
    const { call, drive } = await startDrive();
    const reply = await call("POST", `${V1}/share`, shareBody);
    expect(reply.json.shareLink.linkUrl).toBe(`${drive.url}/cloudfile/#/sharelink/i/1689743054514187777`);
    const page = await fetch(reply.json.shareLink.linkUrl);
    expect(await page.text()).toContain("The emulated drive's share page");
  });

  const hundred = Array.from({ length: 100 }, () => brochure.id);
  test.each([
    ["1 file", { fileIds: [brochure.id] }],
    ["100 files", { fileIds: hundred }],
    ["1 day", { validDays: 1 }],
    ["365 days", { validDays: 365 }],
    ["511 characters", { comment: "字".repeat(511) }],
    ["no code", { extractCode: undefined }],
    ["the table's date", { expireTime: "2025-05-27 01:37:49" }],
    ["named people", { scope: 3, phoneNumbers: ["13800000002"] }],
    ["the whole company", { scope: 2 }],
    ["a field of no table", { enabledCode: true }],
  ])("accepts %s", async (_, change) => {
    const { call, drive } = await startDrive();
    const reply = await call("POST", `${V1}/share`, { ...shareBody, ...change });
    expect([reply.status, reply.json.code, drive.state.shares.length]).toEqual([200, 0, 1]);
  });

  test.each([
    ["no file", { fileIds: [] }, "fileIds"],
    ["101 files", { fileIds: [...hundred, brochure.id] }, "fileIds"],
    ["files as text", { fileIds: brochure.id }, "fileIds"],
    ["no space", { containerId: undefined }, "containerId"],
    ["scope 0", { scope: 0 }, "scope"],
    ["scope 4", { scope: 4 }, "scope"],
    ["no scope", { scope: undefined }, "scope"],
    ["0 days", { validDays: 0 }, "validDays"],
    ["366 days", { validDays: 366 }, "validDays"],
    ["half a day", { validDays: 1.5 }, "validDays"],
    ["days as text", { validDays: "7" }, "validDays"],
    ["no days", { validDays: undefined }, "validDays"],
    ["a code of 7", { extractCode: "MDg2K0v" }, "extractCode"],
    ["a code of 9", { extractCode: "MDg2K0vU1" }, "extractCode"],
    ["a code with a sign", { extractCode: "MDg2K0v!" }, "extractCode"],
    ["an empty code", { extractCode: "" }, "extractCode"],
    ["512 characters", { comment: "a".repeat(512) }, "comment"],
    ["another date form", { expireTime: "27.05.2025" }, "expireTime"],
    ["one phone number as text", { phoneNumbers: "13800000002" }, "phoneNumbers"],
  ])("refuses %s", async (_, change, field) => {
    const { call, drive } = await startDrive();
    const reply = await call("POST", `${V1}/share`, { ...shareBody, ...change });
    expect([reply.status, reply.json.code, drive.state.shares.length]).toEqual([200, "13000102", 0]);
    expect(reply.json.msg).toContain(field);
  });

  test("refuses scope 2 in the carrier edition", async () => {
    const { call } = await startDrive({ edition: "carrier" });
    expect((await call("POST", `${V1}/share`, { ...shareBody, scope: 2 })).json.code).toBe("13000102");
  });

  test.each([
    ["a file that is not there", { fileIds: ["Fnone"] }, "13000309"],
    ["a file of another space", { fileIds: [SEED.files.roadmap.id] }, "13000411"],
    ["a space that is not there", { containerId: "IAABnone" }, "13000301"],
    ["somebody else's space", { containerId: SEED.spaces.finance.id }, "13000410"],
  ])("refuses %s", async (_, change, code) => {
    const { call } = await startDrive();
    expect((await call("POST", `${V1}/share`, { ...shareBody, ...change })).json.code).toBe(code);
  });

  test("refuses what lies in the bin, and a space out of use", async () => {
    const { call, drive } = await startDrive();
    drive.control.recycleFile(SEED.files.springFolder.id);
    expect((await call("POST", `${V1}/share`, shareBody)).json.code).toBe("13000306");
    drive.control.setSpaceActive(brochure.containerId, false);
    expect((await call("POST", `${V1}/share`, shareBody)).json.code).toBe("13000412");
  });
});

describe("PUT /koodrive/ose/v1/share/{shareId}", () => {
  test("answers the page's example, field for field", async () => {
    const { call, clock } = await startDrive({ edition: "carrier" });
    await call("POST", `${V1}/share`, shareBody);
    clock.advance(Date.parse("2025-05-20T02:17:41.222Z") - clock.now().getTime());
    const reply = await call("PUT", `${V1}/share/1689743054514187776`, {
      expireTime: "2025-05-29T02:00:39.952Z",
      extractCode: "MDg2K0vU",
      comment: "123",
      validDays: 9,
    });
    expect([reply.status, reply.json]).toEqual([
      200,
      {
        shareLink: {
          shareId: "1689743054514187776",
          shortUrl: "1689743054514187777",
          linkUrl: "1689743054514187777",
          shareTime: "2025-05-20T01:37:49.052Z",
          expireTime: "2025-05-29T02:17:41.222Z",
          scope: 1,
          extractCode: "MDg2K0vU",
          displayName: brochure.name,
          status: 0,
          comment: "123",
          ownerId: SEED.users.mei.id,
          containerId: brochure.containerId,
          viewCnt: 0,
          downloadCnt: 0,
          saveCnt: 0,
          updateTime: "2025-05-20T02:17:41.222Z",
        },
        code: 0,
        msg: "Success.",
      },
    ]);
  });

  test("counts in text in the enterprise edition", async () => {
    const { call, drive } = await startDrive();
    await call("POST", `${V1}/share`, shareBody);
    const reply = await call("PUT", `${V1}/share/1689743054514187776`, { validDays: 1 });
    expect(reply.json.shareLink).toEqual({
      shareId: "1689743054514187776",
      shortUrl: "1689743054514187777",
      linkUrl: `${drive.url}/cloudfile/#/sharelink/i/1689743054514187777`,
      shareTime: "2025-05-20T01:37:49.052Z",
      createTime: "2025-05-20T01:37:49.052Z",
      updateTime: "2025-05-20T01:37:49.052Z",
      expireTime: "2025-05-21T01:37:49.052Z",
      scope: 1,
      extractCode: "MDg2K0vU",
      displayName: brochure.name,
      status: 0,
      viewCnt: "0",
      downloadCnt: "0",
      saveCnt: "0",
    });
  });

  test.each([
    ["enterprise", "2025-05-27T01:37:49.052Z"],
    ["carrier", undefined],
  ] as const)("reads 0 days as the %s edition does", async (edition, expected) => {
    const { call, clock } = await startDrive({ edition });
    await call("POST", `${V1}/share`, shareBody);
    clock.advance(60_000);
    const reply = await call("PUT", `${V1}/share/1689743054514187776`, { validDays: 0 });
    expect([reply.json.code, reply.json.shareLink.expireTime]).toEqual([0, expected]);
  });

  test.each([
    ["-1 days", { validDays: -1 }, "13000102"],
    ["366 days", { validDays: 366 }, "13000102"],
    ["no days", {}, "13000102"],
    ["a short code", { validDays: 0, extractCode: "abc" }, "13000102"],
    ["an empty code", { validDays: 0, extractCode: "" }, "13000102"],
    ["512 characters", { validDays: 0, comment: "a".repeat(512) }, "13000102"],
    ["365 days", { validDays: 365 }, 0],
  ])("%s", async (_, body, code) => {
    const { call } = await startDrive();
    await call("POST", `${V1}/share`, shareBody);
    expect((await call("PUT", `${V1}/share/1689743054514187776`, body)).json.code).toBe(code);
  });

  test("knows only the owner's shares, and no cancelled ones", async () => {
    const { call } = await startDrive();
    await call("POST", `${V1}/share`, shareBody);
    const path = `${V1}/share/1689743054514187776`;
    expect((await call("PUT", path, { validDays: 1 }, { as: SEED.users.tom.id })).json.code).toBe("13000309");
    await call("POST", `${V1}/share/cancel`, { shareIds: ["1689743054514187776"] });
    expect((await call("PUT", path, { validDays: 1 })).json.code).toBe("13000309");
  });
});
