import { describe, expect, test } from "vitest";
import { SEED } from "../../../src/emulators/koodrive/seed/known.ts";
import { shareBody, startDrive, V1 } from "./support.ts";

const { brochure, pressKit } = SEED.files;

describe("GET /koodrive/ose/v1/share", () => {
  test("lists mine, the newest first, page by page", async () => {
    const { call, clock } = await startDrive({ readings: { emptyPages: true } });
    for (const fileId of [brochure.id, pressKit.id, brochure.id]) {
      await call("POST", `${V1}/share`, { ...shareBody, fileIds: [fileId] });
      clock.advance(1_000);
    }
    await call(
      "POST",
      `${V1}/share`,
      { ...shareBody, containerId: SEED.spaces.engineering.id, fileIds: [SEED.files.roadmap.id] },
      { as: SEED.users.tom.id },
    );
    const names: string[] = [];
    const sizes: number[] = [];
    for (let cursor: string | undefined = "0"; cursor !== undefined; ) {
      const reply = await call("GET", `${V1}/share?pageSize=2&pageCursor=${cursor}`);
      sizes.push(reply.json.shareLinks.length);
      names.push(...reply.json.shareLinks.map((share: { displayName: string }) => share.displayName));
      cursor = reply.json.nextCursor;
    }
    expect([names, sizes]).toEqual([
      [brochure.name, pressKit.name, brochure.name],
      [2, 0, 1],
    ]);
    const filtered = await call("GET", `${V1}/share?displayName=press&sortType=4&sortDirection=1`);
    expect(filtered.json.shareLinks).toHaveLength(1);
    const [first] = filtered.json.shareLinks;
    expect(first).not.toHaveProperty("extractCode");
    expect(first.files).toEqual([
      expect.objectContaining({ id: pressKit.id, size: expect.any(Number), recycled: false }),
    ]);
  });

  test.each(["pageSize=0", "pageSize=101", "pageCursor=x", "sortType=1", "sortDirection=3"])(
    "refuses %s",
    async (query) => {
      const { call } = await startDrive();
      expect((await call("GET", `${V1}/share?${query}`)).json.code).toBe("13000102");
    },
  );
});

describe("GET /koodrive/ose/v1/share/{shareId}", () => {
  test("tells the owner everything, the code in clear", async () => {
    const { call, drive } = await startDrive();
    await call("POST", `${V1}/share`, {
      ...shareBody,
      scope: 3,
      comment: "hello",
      phoneNumbers: ["13800000002"],
      deptIds: [SEED.departments.finance.id],
      groupIds: [SEED.groups.aurora.id],
    });
    const reply = await call("GET", `${V1}/share/1689743054514187776`);
    expect(reply.json).toEqual({
      code: 0,
      msg: "Success.",
      shareLink: {
        shareId: "1689743054514187776",
        shortUrl: "1689743054514187777",
        linkUrl: `${drive.url}/cloudfile/#/sharelink/i/1689743054514187777`,
        shareTime: "2025-05-20T01:37:49.052Z",
        scope: 3,
        depts: [{ id: SEED.departments.finance.id, name: "Finance 财务部" }],
        groups: [{ id: SEED.groups.aurora.id, name: "Project Aurora 极光项目组" }],
        users: [{ id: SEED.users.tom.id, name: "Tom Baker" }],
        displayName: brochure.name,
        extractCode: "MDg2K0vU",
        expireTime: "2025-05-27T01:37:49.052Z",
        status: 0,
        comment: "hello",
      },
    });
    expect((await call("GET", `${V1}/share/1689743054514187776`, undefined, { as: SEED.users.tom.id })).json.code).toBe(
      "13000309",
    );
  });

  test("says when the files are gone", async () => {
    const { call, drive } = await startDrive();
    await call("POST", `${V1}/share`, shareBody);
    drive.control.recycleFile(brochure.id);
    expect((await call("GET", `${V1}/share/1689743054514187776`)).json.shareLink.status).toBe(1);
  });
});

describe("POST /koodrive/ose/v1/share/cancel", () => {
  test("answers for each share", async () => {
    const { call, drive } = await startDrive();
    await call("POST", `${V1}/share`, shareBody);
    const reply = await call("POST", `${V1}/share/cancel`, { shareIds: ["1689743054514187776", "1"] });
    expect(reply.json).toEqual({
      code: 0,
      msg: "Success.",
      subResponseList: [
        { code: 0, msg: "Success.", shareId: "1689743054514187776" },
        { code: 13000309, msg: "The resource does not exist: the share.", shareId: "1" },
      ],
    });
    expect(drive.state.shares[0]?.cancelled).toBe(true);
    expect((await call("GET", `${V1}/share/1689743054514187776`)).json.shareLink.status).toBe(2);
  });

  const many = Array.from({ length: 101 }, () => "1");
  test.each([
    ["enterprise", { shareIds: many.slice(1) }, 0],
    ["enterprise", { shareIds: many }, "13000102"],
    ["enterprise", {}, 0],
    ["carrier", {}, "13000102"],
    ["carrier", { shareIds: [] }, "13000102"],
  ] as const)("%s edition, case %#", async (edition, body, code) => {
    const { call } = await startDrive({ edition });
    expect((await call("POST", `${V1}/share/cancel`, body)).json.code).toBe(code);
  });
});
