import { describe, expect, test } from "vitest";
import type { Fault } from "../../../src/emulators/koodrive/fault.ts";
import { type Stand, shareBody, startDrive, V1 } from "./support.ts";

const create = (stand: Stand) => stand.call("POST", `${V1}/share`, shareBody);
/** What the caller sees: status and text, or `broken` when the connection breaks. */
const seen = async (stand: Stand): Promise<readonly [number, string] | "broken"> => {
  try {
    const { status, text } = await create(stand);
    return [status, text];
  } catch {
    return "broken";
  }
};

describe("a fault", () => {
  const gateway = (code: string) => expect.stringContaining(`"error_code":"${code}"`);
  test.each<[string, Fault, unknown, number]>([
    ["429", { kind: "limited" }, [429, gateway("APIG.0308")], 0],
    ["500", { kind: "broken", status: 500 }, [500, gateway("APIGW.0602")], 0],
    ["503 after the change", { kind: "broken", status: 503, changed: true }, [503, gateway("APIGW.0602")], 1],
    ["401", { kind: "unauthorized" }, [401, gateway("APIGW.0301")], 0],
    ["closed before the change", { kind: "close", when: "before-change" }, "broken", 0],
    ["closed after the change", { kind: "close", when: "after-change" }, "broken", 1],
    ["cut off in the body", { kind: "cut" }, "broken", 1],
    ["malformed body", { kind: "body", body: "malformed" }, [200, '{"code":0,"msg":}'], 1],
    ["HTML body", { kind: "body", body: "html" }, [200, expect.stringContaining("<html>")], 1],
    ["empty body", { kind: "body", body: "empty" }, [200, ""], 1],
    ["truncated JSON", { kind: "body", body: "truncated" }, [200, expect.not.stringContaining('"code"')], 1],
    ["a redirect", { kind: "redirect", status: 302, location: "http://127.0.0.1:1/" }, [302, ""], 0],
    ["any answer", { kind: "answer", status: 200, body: '{"code":"19"}' }, [200, '{"code":"19"}'], 0],
    ["any answer, after the change", { kind: "answer", status: 409, body: "x", changed: true }, [409, "x"], 1],
    ["a slow answer", { kind: "slow", ms: 1 }, [200, expect.stringContaining('"code":0')], 1],
    ["a slow body", { kind: "slow-body", ms: 1 }, [200, expect.stringContaining('"code":0')], 1],
  ])("%s strikes once, then all is well", async (_, fault, expected, shares) => {
    const stand = await startDrive();
    stand.drive.faults.next({ method: "POST", path: "/share" }, fault);
    expect(await seen(stand)).toEqual(expected);
    expect(stand.drive.state.shares.length).toBe(shares);
    expect(stand.drive.requests.all().map((request) => request.fault)).toEqual([fault.kind]);
    expect(await seen(stand)).toEqual([200, expect.stringContaining('"code":0')]);
  });

  test("sends Retry-After as it is told", async () => {
    const stand = await startDrive();
    stand.drive.faults.next({}, { kind: "limited", retryAfter: "7" });
    stand.drive.faults.next({}, { kind: "broken", status: 503, retryAfter: "Tue, 20 May 2025 01:38:00 GMT" });
    expect((await create(stand)).headers.get("retry-after")).toBe("7");
    expect((await create(stand)).headers.get("retry-after")).toBe("Tue, 20 May 2025 01:38:00 GMT");
    expect((await create(stand)).headers.get("retry-after")).toBeNull();
  });

  test("relabels the body", async () => {
    const stand = await startDrive();
    stand.drive.faults.next({}, { kind: "content-type", contentType: "image/png" });
    const reply = await create(stand);
    expect([reply.headers.get("content-type"), reply.json.code]).toEqual(["image/png", 0]);
  });

  test("holds an answer until it is released, the change long made", async () => {
    const stand = await startDrive();
    const hold = stand.drive.faults.next({}, { kind: "held" });
    const answer = create(stand);
    await hold.caught;
    expect([stand.drive.state.shares.length, stand.drive.requests.all()[0]?.status]).toEqual([1, undefined]);
    hold.release();
    expect((await answer).status).toBe(200);
    expect([hold.used(), stand.drive.requests.all()[0]?.status]).toEqual([1, 200]);
  });

  test("lets held requests go when faults are cleared", async () => {
    const stand = await startDrive();
    const hold = stand.drive.faults.next({}, { kind: "held" });
    const answer = create(stand);
    await hold.caught;
    stand.drive.faults.clear();
    expect((await answer).status).toBe(200);
  });

  test.each([true, false])("hangs until the emulator is closed, changed: %s", async (changed) => {
    const stand = await startDrive();
    const hang = stand.drive.faults.next({}, { kind: "hang", changed });
    const answer = seen(stand);
    await hang.caught;
    expect(stand.drive.state.shares.length).toBe(changed ? 1 : 0);
    await stand.drive.close();
    expect(await answer).toBe("broken");
  });

  test("sends 100 MB", async () => {
    const stand = await startDrive();
    stand.drive.faults.next({}, { kind: "body", body: "huge" });
    const response = await fetch(`${stand.drive.url}/`);
    let length = 0;
    for await (const chunk of response.body ?? []) length += chunk.length;
    expect(length).toBeGreaterThan(100 * 1024 * 1024);
  });

  test("lasts until taken back, strikes as often as told, and only where told", async () => {
    const stand = await startDrive();
    const { faults } = stand.drive;
    const always = faults.always({ path: /\/share$/ }, { kind: "unauthorized" });
    expect([await seen(stand), await seen(stand)].map((one) => one[0])).toEqual([401, 401]);
    expect((await stand.call("GET", `${V1}/share/1`)).status).toBe(200);
    always.cancel();
    faults.next({ method: "PUT" }, { kind: "limited" });
    faults.next({ path: "/share/{shareId}", times: 2 }, { kind: "broken", status: 502 });
    expect((await create(stand)).status).toBe(200);
    const statuses: number[] = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await stand.call("GET", `${V1}/share/1`)).status);
    expect(statuses).toEqual([502, 502, 200]);
  });

  test.each([
    [60_000, "Tue, 20 May 2025 01:38:49 GMT", 200],
    [-60_000, "Tue, 20 May 2025 01:36:49 GMT", 401],
    [16 * 60_000, "Tue, 20 May 2025 01:53:49 GMT", 401],
  ])("moves the drive's clock by %i ms", async (ms, date, status) => {
    const stand = await startDrive();
    stand.drive.faults.always({}, { kind: "clock-skew", ms });
    const reply = await create(stand);
    expect([reply.headers.get("date"), reply.status]).toEqual([date, status]);
  });

  test("of a task waits for the call that makes one", async () => {
    const stand = await startDrive();
    stand.drive.faults.next({}, { kind: "task", outcome: { kind: "none" }, durationMs: 3_000 });
    await create(stand);
    const { containerId, fileIds } = shareBody;
    const body = { taskType: 1, containerId, fileIds, shareId: "1689743054514187776", zipName: "a" };
    await stand.call("POST", `${V1}/share/tasks`, body);
    expect(stand.drive.state.tasks[0]).toMatchObject({ outcome: { kind: "none" }, durationMs: 3_000 });
    stand.clock.advance(3_000);
    expect(stand.drive.state.tasks[0]?.ended?.resultCode).toBe(3);
  });
});

describe("the emulator's own doors", () => {
  const post = (stand: Stand, path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(stand.drive.url + path, { method: "POST", body: JSON.stringify(body), headers });

  test("set and clear faults", async () => {
    const stand = await startDrive();
    const fault = { kind: "broken", status: 500 };
    expect(
      (await post(stand, "/emulator/faults", { mode: "always", match: { pattern: "share$" }, fault })).status,
    ).toBe(200);
    expect((await create(stand)).status).toBe(500);
    await post(stand, "/emulator/faults", { mode: "clear" });
    expect((await create(stand)).status).toBe(200);
    await post(stand, "/emulator/faults", { mode: "next", fault });
    expect([(await create(stand)).status, (await create(stand)).status]).toEqual([500, 200]);
  });

  test.each([
    [{ mode: "never" }],
    [{ mode: "next", fault: { kind: "flood" } }],
    [{ mode: "next", fault: { kind: "broken", status: 200 } }],
    [{ mode: "next", match: { pattern: "(" }, fault: { kind: "cut" } }],
  ])("refuse %j", async (body) => {
    const stand = await startDrive();
    expect((await post(stand, "/emulator/faults", body)).status).toBe(400);
  });

  test("tell what came in, without secrets", async () => {
    const stand = await startDrive();
    await create(stand);
    const text = await (await fetch(`${stand.drive.url}/emulator/requests`)).text();
    const [request] = JSON.parse(text).requests;
    expect(request).toMatchObject({
      method: "POST",
      path: `${V1}/share`,
      status: 200,
      at: "2025-05-20T01:37:49.052Z",
      headers: { authorization: "…", "x-date": "20250520T013749Z" },
      body: { scope: 1, validDays: 7, extractCode: "…" },
    });
    expect(text).not.toContain(shareBody.extractCode);
  });

  test("reset everything", async () => {
    const stand = await startDrive();
    await create(stand);
    await post(stand, "/emulator/reset", {});
    expect([stand.drive.state.shares.length, stand.drive.requests.all().length]).toEqual([0, 0]);
  });

  test("are shut to pages of other machines", async () => {
    const stand = await startDrive();
    const reset = (origin: string) => post(stand, "/emulator/reset", {}, { origin });
    expect((await reset("https://example.com")).status).toBe(404);
    expect((await reset("http://localhost:3000")).status).toBe(200);
    expect((await fetch(`${stand.drive.url}/emulator/nothing`)).status).toBe(404);
  });
});

test("the record keeps each request as it came", async () => {
  const stand = await startDrive();
  await stand.call("GET", `${V1}/share?pageSize=5`);
  await create(stand);
  const { requests } = stand.drive;
  expect(
    requests.to("/share").map(({ method, query, body, status, at }) => ({ method, query, body, status, at })),
  ).toEqual([
    { method: "GET", query: { pageSize: "5" }, body: undefined, status: 200, at: new Date("2025-05-20T01:37:49.052Z") },
    { method: "POST", query: {}, body: shareBody, status: 200, at: new Date("2025-05-20T01:37:49.052Z") },
  ]);
  expect(requests.to("/share", "GET")).toHaveLength(1);
  requests.clear();
  expect(requests.all()).toEqual([]);
});
