import { expect, test } from "vitest";
import { ANNA, CARRIER, clientFor, refusedField, says, startLocalDrive } from "../local-drive.ts";

const UNTOLD = {
  name: undefined,
  phone: undefined,
  email: undefined,
  role: undefined,
  isFrozen: false,
  externalId: undefined,
  departmentId: undefined,
  departmentName: undefined,
};

test("a user by id", async () => {
  const drive = await startLocalDrive(
    says({
      code: 0,
      data: {
        name: "王芳",
        userId: 1689743054514187,
        mobile: "138****0000",
        role: "2",
        status: "7",
        id: "x1",
        deptId: "d",
        deptName: "财务",
      },
    }),
  );
  expect(await clientFor(drive).user(ANNA, "1689743054514187")).toEqual({
    userId: "1689743054514187",
    name: "王芳",
    phone: "138****0000",
    email: undefined,
    role: "super-administrator",
    isFrozen: true,
    externalId: "x1",
    departmentId: "d",
    departmentName: "财务",
  });
  expect(drive.seen[0]?.url).toBe("/koodrive/ose/v1/users/1689743054514187");
});

test.each([
  [
    "found",
    { userId: "5", firstname: "Bob", surname: "Ray", phone: "1", email: "b@example.com" },
    { ...UNTOLD, userId: "5", name: "Bob Ray", phone: "1", email: "b@example.com" },
  ],
  ["nobody", null, undefined],
  ["nobody, said otherwise", {}, undefined],
  ["nobody, not said at all", undefined, undefined],
])("a user by phone: %s", async (_name, data, expected) => {
  const drive = await startLocalDrive(says({ code: "0", data }));
  expect(await clientFor(drive, CARRIER).userByPhone(ANNA, "+86138")).toEqual(expected);
  expect(drive.seen[0]?.url).toBe("/koodrive/ose/v1/user/info?phone=%2B86138");
});

test("a user by phone: refused as unknown, or refused otherwise", async () => {
  const unknown = await startLocalDrive(says({ code: 13000309, msg: "no user has 1" }, 400));
  expect(await clientFor(unknown, CARRIER).userByPhone(ANNA, "1")).toBeUndefined();
  const elsewhere = await startLocalDrive(says({ error_code: "APIGW.0101", error_msg: "no such API" }, 404));
  await expect(clientFor(elsewhere, CARRIER).userByPhone(ANNA, "1")).rejects.toMatchObject({ code: "not-found" });
});

test("a list of users", async () => {
  const drive = await startLocalDrive(
    says({ code: 0, list: [{ userId: "5", name: "Bob" }, { name: "nobody" }], total: 9 }),
  );
  const query = { departmentId: "d", directOnly: true, name: "o", pageSize: 2, cursor: "4" };
  expect(await clientFor(drive).listUsers(ANNA, query)).toEqual({
    items: [{ ...UNTOLD, userId: "5", name: "Bob" }],
    next: "6",
  });
  expect(drive.seen[0]?.url).toBe("/koodrive/ose/v1/userList?deptId=d&isDirect=true&keyWord=o&offset=4&limit=2");
});

test("each edition has its own", async () => {
  const drive = await startLocalDrive(says({ code: 0 }));
  expect(await refusedField(clientFor(drive).userByPhone(ANNA, "1"))).toBe("edition");
  expect(await refusedField(clientFor(drive, CARRIER).listUsers(ANNA, {}))).toBe("edition");
  expect(await refusedField(clientFor(drive).unreadNotifications(ANNA, {}))).toBe("edition");
  expect(drive.seen).toHaveLength(0);
});
