import { describe, expect, test } from "vitest";
import { SEED } from "../../../src/emulators/koodrive/seed/known.ts";
import { checkSignature } from "../../../src/emulators/koodrive/signature.ts";
import { type CallOptions, type Stand, shareBody, sign, startDrive, TOKEN, V1, xDate } from "./support.ts";

const { mei } = SEED.users;
const DATE = "20250520T013749Z";

/** A signed call; `spoil` changes what is sent after signing. */
const signedCall = (stand: Stand, method: string, path: string, body?: unknown, spoil: CallOptions["headers"] = {}) => {
  const [bare = path, query = ""] = path.split("?");
  const text = body === undefined ? "" : JSON.stringify(body);
  const signed = { host: `127.0.0.1:${stand.drive.port}`, "x-date": DATE, "x-user-id": mei.id };
  const authorization = sign(method, bare, query, signed, text);
  return stand.call(method, path, body, { headers: { authorization, ...spoil } });
};

describe("the app signature", () => {
  test("opens the drive, with and without body and query", async () => {
    const stand = await startDrive();
    expect((await signedCall(stand, "POST", `${V1}/share`, shareBody)).json.code).toBe(0);
    expect((await signedCall(stand, "GET", `${V1}/share?displayName=a&pageSize=1`)).json.code).toBe(0);
  });

  test("follows the documents' steps, with every character that needs encoding", () => {
    // Worked out by another program from the canonical request
    // POST⏎/koodrive/ose/v1/files/%E6%96%87%E4%BB%B6%20a/⏎a=1&b=%20x%2By~%2A&empty=⏎x-date:20251103T070140Z⏎x-user-id:42⏎⏎
    // x-date;x-user-id⏎44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a (SHA-256 of {}).
    const signature = "e8d1a2b6a4e78c4d5c4750d31372deee663234ce599ead558a0b3db33b6f4ead";
    const headers: Readonly<Record<string, string>> = { "x-date": " 20251103T070140Z ", "x-user-id": "42" };
    const check = (authorization: string) =>
      checkSignature(
        authorization,
        {
          method: "post",
          rawPath: "/koodrive/ose/v1/files/%e6%96%87%E4%BB%B6%20a",
          rawQuery: "empty&b=%20x%2by~*&a=1",
          header: (name) => headers[name],
          body: Buffer.from("{}"),
        },
        (appId) => (appId === "id" ? "secret" : undefined),
      );
    const value = `HMAC-SHA256 AppId=id,SignedHeaders=x-date;x-user-id,Signature=${signature}`;
    expect(check(value)).toEqual({ ok: true, appId: "id" });
    expect(check(value.replace("AppId=id", "AppId=other"))).toMatchObject({ ok: false });
    expect(check(value.replace("AppId=id,", "AppId=id, "))).toMatchObject({ ok: false });
    expect(check(value.replace("x-date;", ""))).toMatchObject({ ok: false, reason: "x-date is not signed" });
    expect(check(value.replace("x-user-id,", "x-user-id;host,"))).toMatchObject({ ok: false });
    expect(check(value.replace("x-user-id,", "X-User-Id,"))).toMatchObject({ ok: false });
  });

  test.each([
    ["another user", { "x-user-id": SEED.users.tom.id }],
    ["another date", { "x-date": "20250520T013748Z" }],
    [
      "a wrong secret",
      {
        authorization: sign(
          "POST",
          `${V1}/share`,
          "",
          { "x-date": DATE, "x-user-id": mei.id },
          JSON.stringify(shareBody),
          "other",
        ),
      },
    ],
    [
      "another method",
      {
        authorization: sign(
          "PUT",
          `${V1}/share`,
          "",
          { "x-date": DATE, "x-user-id": mei.id },
          JSON.stringify(shareBody),
        ),
      },
    ],
    ["another body", { authorization: sign("POST", `${V1}/share`, "", { "x-date": DATE, "x-user-id": mei.id }, "{}") }],
    [
      "no date signed",
      { authorization: sign("POST", `${V1}/share`, "", { "x-user-id": mei.id }, JSON.stringify(shareBody)) },
    ],
    ["nonsense", { authorization: "HMAC-SHA256 nonsense" }],
  ])("is refused with %s", async (_, spoil) => {
    const stand = await startDrive();
    const reply = await signedCall(stand, "POST", `${V1}/share`, shareBody, spoil);
    expect([reply.status, reply.json.error_code, stand.drive.state.shares.length]).toEqual([401, "APIGW.0301", 0]);
  });
});

describe("headers", () => {
  const at = (ms: number) => xDate(new Date(Date.parse("2025-05-20T01:37:49.000Z") + ms));
  const name58 = "a".repeat(58);

  test.each([
    ["a token with a plus", { authorization: `Bearer+${TOKEN}` }, 200],
    ["an unknown token", { authorization: "Bearer other" }, 401],
    ["a token without a scheme", { authorization: TOKEN }, 401],
    ["no credential", { authorization: undefined }, 401],
    ["no user", { "x-user-id": undefined }, 400],
    ["an unknown user", { "x-user-id": "1" }, 400],
    ["no date", { "x-date": undefined }, 400],
    ["a date in another form", { "x-date": "2025-05-20T01:37:49Z" }, 400],
    ["an impossible date", { "x-date": "20250230T013749Z" }, 400],
    ["a date 15 minutes ago", { "x-date": at(-899_000) }, 200],
    ["an older date", { "x-date": at(-900_000) }, 401],
    ["a date one second ahead", { "x-date": at(1_000) }, 401],
    ["a trace id of 58", { "x-traceid": name58 }, 200],
    ["a trace id of 57", { "x-traceid": name58.slice(1) }, 400],
    ["a trace id of 59", { "x-traceid": `${name58}a` }, 400],
    ["no carrier's name", { "x-hw-agentname": undefined }, 200],
  ])("enterprise edition: %s", async (_, headers, status) => {
    const { call } = await startDrive();
    expect((await call("GET", `${V1}/share`, undefined, { headers })).status).toBe(status);
  });

  test.each([
    ["create share", "POST", "/share", true],
    ["modify share", "PUT", "/share/1", true],
    ["cancel share", "POST", "/share/cancel", true],
    ["create share task", "POST", "/share/tasks", true],
    ["task detail", "POST", "/share/taskDetail", true],
    ["open publicly", "GET", "/share/public/visit?shortUrl=1", true],
    ["my shares", "GET", "/share", false],
    ["share detail", "GET", "/share/1", false],
    ["list a folder", "POST", "/files/0", false],
    ["search", "POST", "/files/search", false],
    ["download links", "POST", "/files/download", false],
    ["jobs", "GET", "/jobs?offset=1&limit=1", false],
    ["retention policies", "GET", "/carrier/retention/policy/getList", false],
  ])("carrier edition: %s", async (_, method, path, wanted) => {
    const { call } = await startDrive({ edition: "carrier", agentName: "carrier-one" });
    const body = method === "GET" ? undefined : {};
    const without = await call(method, V1 + path, body, { headers: { "x-hw-agentname": undefined } });
    expect(without.text.includes("X-Hw-Agentname is mandatory")).toBe(wanted);
    const other = await call(method, V1 + path, body, { headers: { "x-hw-agentname": "carrier-two" } });
    expect(other.text.includes("X-Hw-Agentname is not this carrier")).toBe(wanted);
  });

  test("carrier edition: a trace id has letters, digits and underscores only", async () => {
    const { call } = await startDrive({ edition: "carrier" });
    const status = async (traceId: string) =>
      (await call("GET", `${V1}/share`, undefined, { headers: { "x-traceid": traceId } })).status;
    expect([await status(`${"a".repeat(57)}_`), await status(`${"a".repeat(57)}-`)]).toEqual([200, 400]);
  });
});

describe("the envelope", () => {
  test.each([
    ["as-in-examples", 0],
    ["as-in-tables", "0"],
  ] as const)("code %s", async (codes, expected) => {
    const { call } = await startDrive({ readings: { codes } });
    expect((await call("GET", `${V1}/share`)).json.code).toBe(expected);
    expect((await call("POST", `${V1}/files/0`, {})).json.code).toBe(0);
  });

  test.each([
    ["by-page", 200, 400],
    [200, 200, 200],
    [400, 400, 400],
  ] as const)("failures with status %s", async (failureStatus, share, files) => {
    const { call } = await startDrive({ readings: { failureStatus } });
    expect((await call("POST", `${V1}/share`, {})).status).toBe(share);
    expect((await call("POST", `${V1}/files/search`, {})).status).toBe(files);
  });

  test("refuses what is not JSON, too much of it, and an address of none", async () => {
    const { call } = await startDrive();
    expect((await call("POST", `${V1}/share`, "{")).json).toEqual({
      code: "13000102",
      msg: "Parameter verification failed: the body is not JSON",
    });
    expect((await call("POST", `${V1}/share`, "a".repeat(3_000_000))).status).toBe(413);
    const nowhere = await call("DELETE", `${V1}/share/1`);
    expect([nowhere.status, nowhere.json]).toEqual([
      404,
      { error_code: "APIGW.0101", error_msg: "The API does not exist." },
    ]);
  });

  test("carries the drive's own time", async () => {
    const { call } = await startDrive();
    expect((await call("GET", `${V1}/share`)).headers.get("date")).toBe("Tue, 20 May 2025 01:37:49 GMT");
  });
});
