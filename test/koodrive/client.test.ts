import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { type CallReport, createKooDrive, type KooDriveDeps } from "../../src/koodrive/client.ts";
import { createFixedClock } from "../../src/lib/clock.ts";
import { ANNA, CARRIER, clientFor, inTurn, logs, NOW, says, startLocalDrive } from "./local-drive.ts";

const WELL = says({ code: 0, shareLink: { shareId: "1" } });
const APP = { credential: { kind: "app", appId: "app1", appSecret: "s3cret" } } as const;

describe("the time of a call", () => {
  const at = (seconds: number) => createFixedClock(new Date(NOW.getTime() + seconds * 1_000));
  const stamps = (drive: { readonly seen: readonly { readonly headers: Readonly<Record<string, unknown>> }[] }) =>
    drive.seen.map(({ headers }) => headers["x-date"]);

  test("is a little in the past", async () => {
    const drive = await startLocalDrive(WELL);
    await clientFor(drive).shareDetail(ANNA, "1");
    expect(stamps(drive)).toEqual(["20251103T070140Z"]);
  });

  test.each([
    ["runs an hour ahead", 3_600],
    ["runs an hour behind", -3_600],
  ])("is the drive's, when our clock %s", async (_name, seconds) => {
    const drive = await startLocalDrive(WELL);
    const client = clientFor(drive, { clock: at(seconds) });
    await client.shareDetail(ANNA, "1");
    await client.shareDetail(ANNA, "1");
    expect(stamps(drive).at(-1)).toBe("20251103T070140Z");
  });

  test.each([
    [401, "not-signed-in"],
    [400, "invalid"],
  ])("a call refused with %s for our clock is signed anew and sent again, a create too", async (status) => {
    const drive = await startLocalDrive(
      inTurn(says({ code: 13000102, msg: "X-Date" }, status), says({ code: 0, taskId: "1" })),
    );
    const client = clientFor(drive, { ...APP, clock: at(600) });
    const task = { shareId: "1", containerId: "c", fileIds: ["f"], action: { kind: "package", zipName: "z" } } as const;
    expect(await client.createTask(ANNA, task)).toEqual({ taskId: "1" });
    expect(stamps(drive)).toEqual(["20251103T071140Z", "20251103T070140Z"]);
    const [first, second] = drive.seen.map(({ headers }) => headers["authorization"]);
    expect(first).not.toBe(second);
  });

  test("a refusal that has nothing to do with our clock is not sent again", async () => {
    const drive = await startLocalDrive(says({ code: 13000102, msg: "no" }, 400));
    await expect(clientFor(drive, APP).shareDetail(ANNA, "1")).rejects.toMatchObject({ code: "invalid" });
    expect(drive.seen).toHaveLength(1);
  });

  test("an answer out of a cache teaches nothing", async () => {
    const old = new Date(NOW.getTime() - 3_600_000).toUTCString();
    const drive = await startLocalDrive(
      says({ code: 0, shareLink: { shareId: "1" } }, 200, { Date: old, Age: "3600" }),
    );
    const client = clientFor(drive);
    await client.shareDetail(ANNA, "1");
    await client.shareDetail(ANNA, "1");
    expect(stamps(drive).at(-1)).toBe("20251103T070140Z");
  });
});

describe("what goes with a call", () => {
  test("a signature over exactly what is sent", async () => {
    const drive = await startLocalDrive(WELL);
    await clientFor(drive, APP).shareDetail(ANNA, "1");
    expect(drive.seen[0]?.headers["authorization"]).toMatch(
      /^HMAC-SHA256 AppId=app1,SignedHeaders=host;x-date;x-user-id,Signature=[0-9a-f]{64}$/,
    );
  });

  test.each([
    ["traceId", { ...ANNA, traceId: "short" }],
    ["traceId", { ...ANNA, traceId: `${"x".repeat(57)}-` }],
    ["userId", { userId: "" }],
    ["userId", { userId: "a\r\nX-Evil: 1" }],
    ["userId", { userId: "王" }],
  ])("a wrong %s is refused before anything is sent: %#", async (field, as) => {
    const drive = await startLocalDrive(WELL);
    await expect(clientFor(drive).shareDetail(as, "1")).rejects.toMatchObject({ code: "invalid", field });
    expect(drive.seen).toHaveLength(0);
  });

  test("a new trace id for each call, in the request, the log and the report", async () => {
    logs.length = 0;
    const reports: CallReport[] = [];
    const drive = await startLocalDrive(inTurn(says("", 503), WELL, says({ code: 13000309 })));
    const client = clientFor(drive, { onCall: (report) => reports.push(report), monotonic: () => 0 });
    await client.shareDetail(ANNA, "1");
    await expect(client.shareDetail(ANNA, "1")).rejects.toMatchObject({ code: "not-found" });
    const [one, again, other] = drive.seen.map(({ headers }) => String(headers["x-traceid"]));
    expect([one === again, one === other]).toEqual([true, false]);
    expect(logs.map(({ level, text }) => [level, text.includes(one ?? "?"), text.includes(other ?? "?")])).toEqual([
      ["info", true, false],
      ["debug", true, false],
      ["info", false, true],
    ]);
    expect(reports).toEqual([
      { operation: "drive.shareDetail", outcome: "ok", milliseconds: 0, attempts: 2 },
      { operation: "drive.shareDetail", outcome: "not-found", milliseconds: 0, attempts: 1 },
    ]);
  });
});

test.each<[string, Partial<KooDriveDeps>]>([
  ["baseUrl", { baseUrl: "intl.example" }],
  ["baseUrl", { baseUrl: "ftp://intl.example" }],
  ["agentName", { edition: "carrier" }],
  ["agentName", { edition: "carrier", agentName: "中国\n" }],
])("settings that cannot work are refused at once: %s %#", (field, settings) => {
  expect(() => clientFor({ url: "http://127.0.0.1:1" }, settings)).toThrow(
    expect.objectContaining({ code: "invalid", field }),
  );
});

test("connections are kept: calls one after the other need no tenth", async () => {
  let connections = 0;
  const server = createServer((_request, response) => response.end('{"code":0,"shareLink":{"shareId":"1"}}'));
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const client = clientFor({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  for (let call = 0; call < 10; call += 1) await client.shareDetail(ANNA, "1");
  // Two, as a call may begin before the connection of the last one has come to rest.
  expect(connections).toBeLessThanOrEqual(2);
});

test("the proxy of the environment is used, but not for this machine", async () => {
  const tunnels: string[] = [];
  const proxy = createServer();
  proxy.on("connect", (request, socket) => {
    tunnels.push(request.url ?? "");
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const before = { https: process.env["https_proxy"], http: process.env["http_proxy"] };
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  Object.assign(process.env, { https_proxy: address, http_proxy: address });
  onTestFinished(() => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[`${name}_proxy`];
      else process.env[`${name}_proxy`] = value;
    }
    proxy.close();
  });
  const far = clientFor({ url: "https://drive.invalid" }, { retry: { attempts: 1 } });
  const task = { shareId: "1", containerId: "c", fileIds: ["f"], action: { kind: "package", zipName: "z" } } as const;
  await expect(far.createTask(ANNA, task)).rejects.toMatchObject({ code: "unavailable" });
  expect(tunnels).toEqual(["drive.invalid:443"]);

  const drive = await startLocalDrive(WELL);
  await clientFor(drive, CARRIER).shareDetail(ANNA, "1");
  expect([drive.seen.length, tunnels.length]).toEqual([1, 1]);
});

test("a client that was let go of refuses calls with an error of the family", async () => {
  const drive = await startLocalDrive(WELL);
  const client = createKooDrive({
    baseUrl: drive.url,
    edition: "enterprise",
    ...APP,
    clock: createFixedClock(NOW),
    ids: { uuid: () => "", alphanumeric: (length) => "x".repeat(length) },
    logger: { debug: () => undefined, info: () => undefined, warn: () => undefined },
    retry: { attempts: 1 },
  });
  await client.close();
  await expect(client.shareDetail(ANNA, "1")).rejects.toMatchObject({ code: "unavailable" });
});
