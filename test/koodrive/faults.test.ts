import type { ServerResponse } from "node:http";
import { createServer, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { CreateShareRequest, KooDrive } from "../../src/koodrive/client.ts";
import type { FailureCode } from "../../src/lib/errors.ts";
import { ANNA, type Answer, clientFor, inTurn, says, startLocalDrive } from "./local-drive.ts";

const SHARE: CreateShareRequest = {
  scope: "external",
  fileIds: ["f"],
  containerId: "c",
  accessCode: "abcd1234",
  comment: undefined,
  validDays: 7,
  phoneNumbers: [],
  userIds: [],
};
const WELL = says({ code: 0, msg: "OK", shareLink: { shareId: "1", extractCode: "abcd1234" } });

const reset: Answer = (_request, response) => response.socket?.resetAndDestroy();
const resetInBody: Answer = (_request, response) => {
  response.writeHead(200, { "Content-Length": "1000" });
  response.write('{"code":0,"shareLink":{"sha', () => response.socket?.resetAndDestroy());
};
const endsEarly: Answer = (_request, response) => {
  response.writeHead(200, { "Content-Length": "1000" });
  response.write('{"code":0', () => response.socket?.end());
};
const noHeaders: Answer = () => undefined;
const stalledBody: Answer = (_request, response) => {
  response.writeHead(200, { "Content-Length": "1000" });
  response.write("{");
};

/** A little at a time, for ever: each piece comes well within any limit between two pieces. */
const drippingBody: Answer = (_request, response) => {
  response.writeHead(200);
  const drip = (): void => {
    if (response.destroyed) return;
    response.write(" ", () => setImmediate(drip));
  };
  drip();
};

/** 100 MB, as fast as they are taken. */
const hugeBody: Answer = (_request, response) => {
  response.writeHead(200, { "Content-Type": "application/json" });
  const piece = Buffer.alloc(1024 * 1024, " ");
  pour(response, piece, 100);
};
const pour = (response: ServerResponse, piece: Buffer, left: number): void => {
  if (left === 0 || response.destroyed) response.end();
  else response.write(piece, () => pour(response, piece, left - 1));
};

const HTML = says("<!doctype html><title>Sign in</title>", 200, { "Content-Type": "text/html" });

/** Each fault, by what it means to a read (and how often that is sent) and to a create (always sent once). */
const FAULTS: readonly (readonly [string, Answer, FailureCode, number, FailureCode])[] = [
  ["a reset before the answer", reset, "unavailable", 3, "unknown-outcome"],
  ["a reset in mid-body", resetInBody, "unavailable", 3, "unknown-outcome"],
  ["a body that ends early", endsEarly, "unavailable", 3, "unknown-outcome"],
  ["no headers in time", noHeaders, "unavailable", 3, "unknown-outcome"],
  ["a body that stalls", stalledBody, "unavailable", 3, "unknown-outcome"],
  ["a body that drips", drippingBody, "unavailable", 3, "unknown-outcome"],
  ["a body of 100 MB", hugeBody, "protocol", 1, "unknown-outcome"],
  ["an empty body", says(""), "protocol", 1, "unknown-outcome"],
  ["HTML", HTML, "protocol", 1, "unknown-outcome"],
  ["truncated JSON", says('{"code":0,"shareLink":{"shareId":"1"'), "protocol", 1, "unknown-outcome"],
  ["JSON that is no object", says("[0]"), "protocol", 1, "unknown-outcome"],
  ["an answer without what it should hold", says({ code: 0, msg: "OK" }), "protocol", 1, "unknown-outcome"],
  ["nesting without end", says(`{"a":${"[".repeat(100_000)}`), "protocol", 1, "unknown-outcome"],
  ["204", says("", 204), "protocol", 1, "unknown-outcome"],
  ["a redirect", says("", 302, { Location: "/elsewhere" }), "protocol", 1, "unknown-outcome"],
  ["another redirect", says("", 308, { Location: "http://127.0.0.1:1/" }), "protocol", 1, "unknown-outcome"],
  ["401 always", says({ code: 401, msg: "no" }, 401), "not-signed-in", 1, "not-signed-in"],
  ["403", says({ code: "13000410", msg: "no permission" }, 403), "not-allowed", 1, "not-allowed"],
  ["404 with the drive's word", says({ code: 13000309, msg: "gone" }, 404), "not-found", 1, "not-found"],
  ["404 of some other server", says("<h1>Not Found</h1>", 404), "protocol", 1, "protocol"],
  ["400 of some other server", says("<h1>Bad Request</h1>", 400), "invalid", 1, "unknown-outcome"],
  ["409 of some other server", says("<h1>Conflict</h1>", 409), "conflict", 1, "unknown-outcome"],
  ["409 without a body", says("", 409), "conflict", 1, "conflict"],
  ["429", says({ error_code: "APIG.0308", error_msg: "throttled" }, 429), "limited", 3, "limited"],
  ["429 without a body", says("", 429), "limited", 3, "limited"],
  ["500", says({ code: "13000201", msg: "internal call failure" }, 500), "unavailable", 3, "unknown-outcome"],
  ["500 in HTML", says("<h1>oops</h1>", 500), "unavailable", 3, "unknown-outcome"],
  ["503", says("", 503), "unavailable", 3, "unknown-outcome"],
  ["a refusal in a success", says({ code: 13000102, msg: "validDays is wrong" }), "invalid", 1, "invalid"],
];

const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => "ok",
    (error: unknown) => (error as { readonly code?: unknown }).code ?? error,
  );

describe("a drive that fails", () => {
  const quick = { timeouts: { connectMs: 500, headersMs: 60, bodyMs: 60 }, maxBodyBytes: 1_000_000 };

  test.each(FAULTS)("%s: a read", async (_name, answer, code, sends) => {
    const drive = await startLocalDrive(answer);
    expect(await codeOf(clientFor(drive, quick).shareDetail(ANNA, "1"))).toBe(code);
    expect(drive.seen).toHaveLength(sends);
  });

  test.each(FAULTS)("%s: a create is sent once", async (_name, answer, _code, _sends, code) => {
    const drive = await startLocalDrive(answer);
    expect(await codeOf(clientFor(drive, quick).createShare(ANNA, SHARE))).toBe(code);
    expect(drive.seen).toHaveLength(1);
  });

  test("refused connections: nothing was sent, so nothing is unknown", async () => {
    const url = await addressOfNobody();
    const client = clientFor({ url });
    expect(await codeOf(client.shareDetail(ANNA, "1"))).toBe("unavailable");
    expect(await codeOf(client.createShare(ANNA, SHARE))).toBe("unavailable");
  });

  test("a connection that is never made: nothing was sent", async () => {
    const mute = await startMuteServer();
    const client = clientFor({ url: mute.url }, { timeouts: { connectMs: 50 }, retry: { attempts: 1 } });
    expect(await codeOf(client.createShare(ANNA, SHARE))).toBe("unavailable");
    expect(mute.received()).not.toContain("POST");
  });

  test("given up while the connection is being made: nothing was sent", async () => {
    const abort = new AbortController();
    const mute = await startMuteServer(() => abort.abort());
    const client = clientFor({ url: mute.url }, { timeouts: { connectMs: 5_000 } });
    expect(await codeOf(client.createShare({ ...ANNA, signal: abort.signal }, SHARE))).toBe("unavailable");
  });

  test("a connection that an idle server closed: a create is not written to two of them", async () => {
    const closing: Answer = (request, response, count) => {
      WELL(request, response, count);
      response.socket?.end();
    };
    const drive = await startLocalDrive(closing);
    const client = clientFor(drive);
    const codes = [];
    for (let call = 0; call < 20; call += 1) codes.push(await codeOf(client.createShare(ANNA, SHARE)));
    const written = codes.filter((code) => code === "ok" || code === "unknown-outcome").length;
    expect(drive.seen.length).toBeLessThanOrEqual(written);
    expect(new Set(codes)).toEqual(new Set(["ok"]));
  });
});

describe("a drive that recovers", () => {
  test("wrong content type, right body: it is read", async () => {
    const drive = await startLocalDrive(
      says({ code: 0, shareLink: { shareId: "1" } }, 200, { "Content-Type": "text/plain" }),
    );
    expect(await codeOf(clientFor(drive).shareDetail(ANNA, "1"))).toBe("ok");
  });

  test.each<[string, Answer]>([
    ["503", says("", 503)],
    ["a reset", reset],
    ["429 that names seconds", says("", 429, { "Retry-After": "0" })],
    ["429 that names a date", says("", 429, { "Retry-After": "Mon, 03 Nov 2025 07:01:45 GMT" })],
    ["429 that names nonsense", says("", 429, { "Retry-After": "soon" })],
  ])("a read goes on after %s", async (_name, first) => {
    const drive = await startLocalDrive(inTurn(first, WELL));
    expect(await codeOf(clientFor(drive).shareDetail(ANNA, "1"))).toBe("ok");
    expect(drive.seen).toHaveLength(2);
    const [one, two] = drive.seen.map(({ headers }) => headers["x-traceid"]);
    expect(one).toBe(two);
  });

  test("a wait that is longer than the budget is handed to the caller", async () => {
    const drive = await startLocalDrive(says("", 429, { "Retry-After": "120" }));
    await expect(clientFor(drive).shareDetail(ANNA, "1")).rejects.toMatchObject({
      code: "limited",
      retryAfterMs: 120_000,
    });
    expect(drive.seen).toHaveLength(1);
  });

  test("a create after 429 is not sent again, and the wait is handed on", async () => {
    const drive = await startLocalDrive(says("", 429, { "Retry-After": "Mon, 03 Nov 2025 07:02:15 GMT" }));
    await expect(clientFor(drive).createShare(ANNA, SHARE)).rejects.toMatchObject({
      code: "limited",
      retryAfterMs: 30_000,
    });
    expect(drive.seen).toHaveLength(1);
  });
});

describe("giving up", () => {
  const abortedWhen =
    (condition: "before" | "under way", act: (client: KooDrive, signal: AbortSignal) => Promise<unknown>) =>
    async (): Promise<readonly [unknown, number]> => {
      const abort = new AbortController();
      const drive = await startLocalDrive(() => abort.abort());
      if (condition === "before") abort.abort();
      const code = await codeOf(act(clientFor(drive, { timeouts: { headersMs: 5_000 } }), abort.signal));
      return [code, drive.seen.length];
    };
  const read = (client: KooDrive, signal: AbortSignal) => client.shareDetail({ ...ANNA, signal }, "1");
  const create = (client: KooDrive, signal: AbortSignal) => client.createShare({ ...ANNA, signal }, SHARE);

  test("a read before it is sent", async () => {
    expect(await abortedWhen("before", read)()).toEqual(["unavailable", 0]);
  });
  test("a read under way", async () => {
    expect(await abortedWhen("under way", read)()).toEqual(["unavailable", 1]);
  });
  test("a create before it is sent: nothing happened", async () => {
    expect(await abortedWhen("before", create)()).toEqual(["unavailable", 0]);
  });
  test("a create under way: it may have happened", async () => {
    expect(await abortedWhen("under way", create)()).toEqual(["unknown-outcome", 1]);
  });

  test("a read that waits to ask again", async () => {
    const abort = new AbortController();
    const drive = await startLocalDrive(says("", 503, { "Retry-After": "60" }));
    const client = clientFor(drive, { retry: { budgetMs: 120_000 }, logger: abortOnInfo(abort) });
    expect(await codeOf(client.shareDetail({ ...ANNA, signal: abort.signal }, "1"))).toBe("unavailable");
    expect(drive.seen).toHaveLength(1);
  });
});

const abortOnInfo = (abort: AbortController) => ({
  debug: () => undefined,
  info: () => abort.abort(),
  warn: () => undefined,
});

/** Takes connections and says nothing: a secure connection to it is never made. */
const startMuteServer = async (onData: () => void = () => undefined) => {
  let received = "";
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      onData();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `https://127.0.0.1:${port}`, received: () => received };
};

const addressOfNobody = async (): Promise<string> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return `http://127.0.0.1:${port}`;
};
