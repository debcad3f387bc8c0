import { expect, test } from "vitest";
import type { Page } from "../../src/koodrive/client.ts";
import { allItems } from "../../src/koodrive/paging.ts";
import {
  ANNA,
  type Answer,
  CARRIER,
  clientFor,
  inTurn,
  type SeenRequest,
  says,
  startLocalDrive,
} from "./local-drive.ts";

const share = (id: string) => ({ shareId: id });
const collect = async <T>(items: AsyncIterable<T>): Promise<readonly T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

test("a list by cursor: short and empty pages before the end", async () => {
  const drive = await startLocalDrive(
    inTurn(
      says({ code: 0, shareLinks: [share("1"), share("2")], nextCursor: "a" }),
      says({ code: 0, shareLinks: [], nextCursor: "b" }),
      says({ code: 0, nextCursor: "c" }),
      says({ code: 0, shareLinks: [share("3")] }),
    ),
  );
  const client = clientFor(drive);
  const shares = await collect(allItems((cursor) => client.listMyShares(ANNA, { pageSize: 2, cursor })));
  expect(shares.map(({ shareId }) => shareId)).toEqual(["1", "2", "3"]);
  expect(drive.seen.map(({ url }) => new URL(url, "http://x").searchParams.get("pageCursor"))).toEqual([
    null,
    "a",
    "b",
    "c",
  ]);
});

test("a list by a cursor in the body: empty asks for the first page and ends the last", async () => {
  const file = (id: string) => ({ id, fileName: id, containerId: "c" });
  const drive = await startLocalDrive(
    inTurn(
      says({ code: 0, files: [file("1")], nextPageCursor: 1689743054514187 }),
      says({ code: 0, files: [file("2")], nextPageCursor: "" }),
    ),
  );
  const client = clientFor(drive);
  const files = await collect(allItems((cursor) => client.searchFiles(ANNA, { keyword: "k", cursor })));
  expect(files.map(({ fileId }) => fileId)).toEqual(["1", "2"]);
  expect(drive.seen.map(({ json }) => (json as { pageInfo: unknown }).pageInfo)).toEqual([
    { pageSize: 100, pageCursor: "" },
    { pageSize: 100, pageCursor: "1689743054514187" },
  ]);
});

/** Serves a list of so many by offset, as `total` or without. */
const byOffset =
  (count: number, first: number, wrap: (items: readonly { readonly n: number }[]) => unknown): Answer =>
  (request: SeenRequest, response, times) => {
    const query = new URL(request.url, "http://x").searchParams;
    const from = Number(query.get("offset")) - first;
    const items = Array.from({ length: count }, (_, n) => ({ n })).slice(from, from + Number(query.get("limit")));
    says(wrap(items))(request, response, times);
  };

test.each([
  ["enterprise", 0],
  ["carrier", 1],
] as const)("a list by offset, without a total: %s", async (edition, first) => {
  const drive = await startLocalDrive(
    byOffset(5, first, (items) => ({ data: items.map(({ n }) => ({ taskId: `${n}` })) })),
  );
  const client = clientFor(drive, edition === "carrier" ? CARRIER : {});
  const jobs = await collect(allItems((cursor) => client.listJobs(ANNA, { pageSize: 2, cursor })));
  expect(jobs.map(({ jobId }) => jobId)).toEqual(["0", "1", "2", "3", "4"]);
  expect(drive.seen).toHaveLength(3);
});

test.each([
  ["beside the frame", (list: unknown) => ({ code: 0, list, total: 4 })],
  ["in data, as text", (list: unknown) => ({ code: 0, data: { list, total: "4" } })],
])("a list by offset, with a total: %s", async (_name, frame) => {
  const drive = await startLocalDrive(byOffset(4, 0, (items) => frame(items.map(({ n }) => ({ userId: `${n}` })))));
  const client = clientFor(drive);
  const users = await collect(allItems((cursor) => client.listUsers(ANNA, { pageSize: 2, cursor })));
  expect(users.map(({ userId }) => userId)).toEqual(["0", "1", "2", "3"]);
  expect(drive.seen).toHaveLength(2);
});

test("the notifications of a carrier", async () => {
  const drive = await startLocalDrive(
    inTurn(
      says({
        code: 0,
        notifications: [{ messageType: 1, ownerId: 1689743054514187, info: { a: 1 } }],
        nextCursor: "n",
      }),
      says({ code: 0, notifications: { messageType: "1" } }),
    ),
  );
  const client = clientFor(drive, CARRIER);
  expect(await collect(allItems((cursor) => client.unreadNotifications(ANNA, { pageSize: 1, cursor })))).toEqual([
    { type: 1, ownerId: "1689743054514187", info: { a: 1 } },
    { type: 1, ownerId: undefined, info: {} },
  ]);
  expect(drive.seen.map(({ url }) => url.split("?")[1])).toEqual([
    "messageType=0&pageSize=1",
    "messageType=0&pageSize=1&cursor=n",
  ]);
});

test.each([
  ["the same at once", ["a", "a"]],
  ["a circle", ["a", "b", "c", "a"]],
])("a repeated cursor ends with an error, not a loop: %s", async (_name, cursors) => {
  let asked = 0;
  const fetchPage = async (): Promise<Page<number>> => ({ items: [asked], next: cursors[asked++] });
  const seen: number[] = [];
  const run = async (): Promise<void> => {
    for await (const item of allItems(fetchPage)) seen.push(item);
  };
  await expect(run()).rejects.toMatchObject({ code: "protocol" });
  expect(seen).toHaveLength(cursors.length);
});

test("who stops reading asks for no further page", async () => {
  const drive = await startLocalDrive(says({ code: 0, shareLinks: [share("1")], nextCursor: "a" }));
  const client = clientFor(drive);
  for await (const item of allItems((cursor) => client.listMyShares(ANNA, { cursor }))) {
    expect(item.shareId).toBe("1");
    break;
  }
  expect(drive.seen).toHaveLength(1);
});
