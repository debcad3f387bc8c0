import { describe, expect, test } from "vitest";
import { SEED } from "../../../src/emulators/koodrive/seed/known.ts";
import { startDrive, V1 } from "./support.ts";

const { mei, ada } = SEED.users;

test("GET /koodrive/ose/v1/users/{userId}", async () => {
  const { call } = await startDrive();
  expect((await call("GET", `${V1}/users/${ada.id}`)).json).toEqual({
    code: 0,
    msg: "Success.",
    data: {
      name: "Ada Okafor",
      userId: ada.id,
      mobile: "13800000003",
      role: 0,
      status: 1,
      id: "ext-ada",
      orgId: SEED.orgId,
      deptId: SEED.departments.operations.id,
      deptName: "Operations 运营部",
    },
  });
  const unknown = await call("GET", `${V1}/users/1`);
  expect([unknown.status, unknown.json.code]).toEqual([400, 13000309]);
});

describe("GET /koodrive/ose/v1/userList", () => {
  test.each([
    ["offset=0&limit=100", 7, 7],
    ["offset=5&limit=100", 2, 7],
    ["offset=0&limit=1&keyWord=mei", 1, 1],
    ["offset=0&limit=10&keyWord=1380000", 0, 0],
    [`offset=0&limit=10&deptId=${SEED.departments.marketing.id}&isDirect=true`, 2, 2],
  ])("%s", async (query, length, total) => {
    const { call } = await startDrive();
    const { json } = await call("GET", `${V1}/userList?${query}`);
    expect([json.list.length, json.total]).toEqual([length, total]);
  });

  test.each(["", "offset=0", "limit=1", "offset=0&limit=0", "offset=0&limit=101", "offset=-1&limit=1"])(
    "refuses %s",
    async (query) => {
      const { call } = await startDrive();
      expect((await call("GET", `${V1}/userList?${query}`)).json.code).toBe(13000102);
    },
  );
});

test("GET /koodrive/ose/v1/users/mobile/{userId} masks the number", async () => {
  const { call } = await startDrive();
  expect((await call("GET", `${V1}/users/mobile/${mei.id}`)).json.mobile).toBe("138****0001");
});

describe("GET /koodrive/ose/v1/user/info", () => {
  const person = { userId: mei.id, firstname: "Mei", surname: "Lin", phone: "13800000001", email: mei.email };

  test.each([
    ["phone=13800000001", person],
    [`userId=${mei.id}&phone=13800000002`, person],
  ])("%s", async (query, data) => {
    const { call } = await startDrive({ edition: "carrier" });
    const headers = { "x-user-id": undefined, "x-date": undefined };
    const { json } = await call("GET", `${V1}/user/info?${query}`, undefined, { headers });
    expect(json).toEqual({ code: 0, msg: "Success.", data });
  });

  test("knows nobody of an unknown number", async () => {
    const { call } = await startDrive({ edition: "carrier" });
    expect((await call("GET", `${V1}/user/info?phone=1`)).json.code).toBe("13000309");
  });
});
