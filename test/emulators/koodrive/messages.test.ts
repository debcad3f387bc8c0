import { expect, test } from "vitest";
import { SEED } from "../../../src/emulators/koodrive/seed/known.ts";
import { startDrive, V1 } from "./support.ts";

test("GET /koodrive/ose/v1/message/list and GET /koodrive/ose/v1/message/unreadCount", async () => {
  const { call } = await startDrive();
  expect((await call("GET", `${V1}/message/unreadCount`)).json).toEqual({ code: 0, msg: "Success.", count: 1 });
  const list = async (query: string) => (await call("GET", `${V1}/message/list?${query}`)).json;
  expect((await list("state=0")).messages).toEqual([
    {
      id: "1681759180324899001",
      sender: "Tom Baker",
      type: "000",
      context: "Tom Baker shared Roadmap 路线图.pptx with you.",
      state: 0,
      createTime: "2025-05-19T01:37:49.052Z",
    },
  ]);
  const first = await list("pageSize=1");
  expect([first.messages.length, first.nextCursor]).toEqual([1, "1"]);
  expect((await list("pageCursor=1")).nextCursor).toBeUndefined();
  expect((await list("filterType=002")).messages).toHaveLength(1);
  expect((await list("filterType=9")).code).toBe("13000102");
});

test("POST /koodrive/ose/v1/message/specific reads all, deletes all", async () => {
  const { call } = await startDrive();
  const specific = (operate: string) => call("POST", `${V1}/message/specific?operate=${operate}`);
  await specific("0");
  expect((await call("GET", `${V1}/message/unreadCount`)).json.count).toBe(0);
  await specific("1");
  expect((await call("GET", `${V1}/message/list`)).json.messages).toEqual([]);
  expect((await specific("2")).json.code).toBe("13000102");
});

test("GET /koodrive/ose/v1/notification/getUnread", async () => {
  const { call } = await startDrive({ edition: "carrier" });
  const get = async (query: string) => (await call("GET", `${V1}/notification/getUnread?${query}`)).json;
  expect(await get("messageType=0&pageSize=100")).toEqual({
    code: 0,
    msg: "Success.",
    tenantId: SEED.tenantId,
    notifications: [],
  });
  expect((await get("messageType=0")).code).toBe(13000102);
  expect((await get("pageSize=1")).code).toBe(13000102);
  expect((await get("messageType=0&pageSize=101")).code).toBe(13000102);
});
