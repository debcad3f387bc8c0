import { describe, expect, test } from "vitest";
import { SEED } from "../../../src/emulators/koodrive/seed/known.ts";
import { startDrive, V1 } from "./support.ts";

const { mei, tom, ada } = SEED.users;
const { spaces } = SEED;
type SpaceRow = { readonly containerId: string };
const ids = (data: readonly SpaceRow[]) => data.map((space) => space.containerId);

describe("GET /koodrive/ose/v1/space/{ownerId}", () => {
  test("gives the personal space, sizes in text", async () => {
    const { call } = await startDrive({ edition: "carrier" });
    const { json } = await call("GET", `${V1}/space/${mei.id}?type=1`);
    expect(json).toEqual({
      code: 0,
      msg: "Success.",
      data: {
        type: "1",
        status: "1",
        ownerId: mei.id,
        containerId: mei.personal,
        bizRootFileId: expect.stringMatching(/^F.{32}$/),
        bizSboxFileId: expect.any(String),
        capacity: "53687091200",
        spaceUsed: expect.stringMatching(/^\d+$/),
        tenantId: SEED.tenantId,
        creator: mei.id,
        modifier: mei.id,
        rootFileId: expect.stringMatching(/^F.{32}$/),
        createTime: expect.stringMatching(/Z$/),
        updateTime: expect.stringMatching(/Z$/),
      },
    });
  });

  test.each([
    ["no type", "", 13000102],
    ["type 3", "?type=3", 13000102],
    ["a space that is not there", "?type=1&containerId=x", 13000301],
    ["its own", `?type=1&containerId=${mei.personal}`, 0],
  ])("%s", async (_, query, code) => {
    const { call } = await startDrive();
    expect((await call("GET", `${V1}/space/${mei.id}${query}`)).json.code).toBe(code);
  });

  test("shows others' spaces to administrators only", async () => {
    const { call } = await startDrive();
    const path = `${V1}/space/${mei.id}?type=1`;
    expect((await call("GET", path, undefined, { as: tom.id })).json.code).toBe(13000410);
    expect((await call("GET", path, undefined, { as: ada.id })).json.data.containerId).toBe(mei.personal);
  });
});

describe("GET /koodrive/ose/v2/space/{owner_id}", () => {
  test.each([
    ["", [spaces.marketing.id, spaces.aurora.id, spaces.readingClub.id, mei.personal]],
    ["?type=0", [spaces.marketing.id]],
    ["?type=1", [mei.personal]],
    ["?type=2", [spaces.aurora.id, spaces.readingClub.id]],
  ])("lists a user's spaces %s", async (query, expected) => {
    const { call } = await startDrive();
    const { json } = await call("GET", `/koodrive/ose/v2/space/${mei.id}${query}`);
    expect(ids(json.data)).toEqual(expected);
  });

  test("is not in the carrier edition", async () => {
    const { call } = await startDrive({ edition: "carrier" });
    const reply = await call("GET", `/koodrive/ose/v2/space/${mei.id}`);
    expect([reply.status, reply.json.error_code]).toEqual([404, "APIGW.0101"]);
  });
});

describe("GET /koodrive/ose/v1/space/container/{containerId}", () => {
  test.each([
    [spaces.marketing.id, 0],
    [spaces.finance.id, 13000410],
    ["IAABnone", 13000301],
  ])("%s", async (containerId, code) => {
    const { call } = await startDrive();
    const { json } = await call("GET", `${V1}/space/container/${containerId}`);
    expect([json.code, json.data?.name]).toEqual([code, code === 0 ? "Marketing 市场部" : undefined]);
  });
});

describe("GET /koodrive/ose/v1/space/userList", () => {
  test("finds people by name or mobile, for administrators", async () => {
    const { call } = await startDrive();
    const list = (query: string, as: string = ada.id) =>
      call("GET", `${V1}/space/userList?offset=0&limit=100${query}`, undefined, { as });
    expect((await list("&keyWord=13800000001")).json).toEqual({
      code: 0,
      msg: "Success.",
      total: "1",
      data: [
        {
          name: "Mei Lin 林美",
          userId: mei.id,
          mobile: "13800000001",
          role: 1,
          status: 1,
          id: "ext-mei",
          orgId: SEED.orgId,
          deptId: SEED.departments.marketing.id,
          deptName: "Marketing 市场部",
          containerId: mei.personal,
          capacity: 53687091200,
          spaceUsed: expect.any(Number),
          tenantId: SEED.tenantId,
          spaceStatus: "1",
        },
      ],
    });
    expect((await list(`&deptId=${SEED.departments.engineering.id}`)).json.total).toBe("3");
    expect((await list("", mei.id)).json.code).toBe(13000410);
    expect((await call("GET", `${V1}/space/userList`, undefined, { as: ada.id })).json.code).toBe(13000102);
  });
});

test("GET /koodrive/ose/v1/space/batchGetSpace", async () => {
  const { call } = await startDrive();
  const { json } = await call("GET", `${V1}/space/batchGetSpace?ownerId=${mei.id}&type=2`);
  expect(ids(json.data)).toEqual([spaces.aurora.id, spaces.readingClub.id]);
});

test("GET /koodrive/ose/v1/space/teamList and GET /koodrive/ose/v1/space/groupList", async () => {
  const { call } = await startDrive();
  const teams = await call("GET", `${V1}/space/teamList?offset=0&limit=2`);
  expect([ids(teams.json.data), teams.json.total]).toEqual([[spaces.marketing.id, spaces.aurora.id], "3"]);
  const groups = await call("GET", `${V1}/space/groupList?offset=0&limit=10`, undefined, { as: ada.id });
  expect(ids(groups.json.data)).toEqual([spaces.aurora.id, spaces.readingClub.id]);
  expect((await call("GET", `${V1}/space/groupList?offset=0&limit=10`)).json.code).toBe(13000410);
});
