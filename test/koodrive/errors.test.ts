import { describe, expect, test } from "vitest";
import { cleanMessage, failureOf, fieldNamedIn } from "../../src/koodrive/errors.ts";
import { type AppError, settle } from "../../src/lib/errors.ts";
import { ANNA, clientFor, logs, says, startLocalDrive } from "./local-drive.ts";

describe("what a refusal means", () => {
  test.each([
    ["13000101", "invalid"],
    ["13000102", "invalid"],
    ["13000201", "unavailable"],
    ["13000301", "not-found"],
    ["13000302", "not-found"],
    ["13000303", "conflict"],
    ["13000304", "conflict"],
    ["13000305", "conflict"],
    ["13000306", "conflict"],
    ["13000307", "conflict"],
    ["13000308", "conflict"],
    ["13000309", "not-found"],
    ["13000310", "conflict"],
    ["13000311", "conflict"],
    ["13000312", "conflict"],
    ["13000401", "not-found"],
    ["13000402", "conflict"],
    ["13000403", "conflict"],
    ["13000404", "conflict"],
    ["13000405", "conflict"],
    ["13000406", "invalid"],
    ["13000407", "not-found"],
    ["13000408", "unavailable"],
    ["13000409", "unavailable"],
    ["13000410", "not-allowed"],
    ["13000411", "not-found"],
    ["13000412", "conflict"],
    ["13000413", "invalid"],
    ["13000414", "invalid"],
    ["13000415", "conflict"],
    ["18000001", "conflict"],
    ["constructor", "conflict"],
    ["401", "not-signed-in"],
    ["404", "not-found"],
  ])("code %s", (code, expected) => {
    expect([failureOf({ status: 400, code }), failureOf({ status: 200, code })]).toEqual(
      /^4\d\d$/.test(code) ? ["conflict", expected] : [expected, expected],
    );
  });

  test.each([
    [400, undefined, "invalid"],
    [401, undefined, "not-signed-in"],
    [403, undefined, "not-allowed"],
    [404, undefined, "protocol"],
    [404, "9", "not-found"],
    [405, undefined, "invalid"],
    [408, undefined, "unavailable"],
    [409, undefined, "conflict"],
    [410, "9", "not-found"],
    [413, undefined, "invalid"],
    [423, undefined, "conflict"],
    [429, undefined, "limited"],
    [500, undefined, "unavailable"],
    [502, "9", "unavailable"],
    [504, undefined, "unavailable"],
    [401, "APIG.0301", "not-signed-in"],
    [403, "APIGW.0304", "not-allowed"],
    [401, "APIG.0307", "not-signed-in"],
    [400, "APIG.0308", "limited"],
    [500, "APIG.0601", "unavailable"],
    [404, "APIG.0101", "not-found"],
  ])("status %s, code %s", (status, code, expected) => {
    expect(failureOf({ status, code })).toBe(expected);
  });
});

test("a message of the drive is cut and cleaned", () => {
  expect(cleanMessage("code abcd1234\n is   wrong for abcd1234", ["abcd1234", ""])).toBe(
    "code [secret] is wrong for [secret]",
  );
  expect(cleanMessage("x".repeat(1_000), [])).toHaveLength(301);
});

test.each([
  ["the parameter extractCode is invalid", ["scope", "extractCode"], "accessCode"],
  ["validDays must be 1~365", ["validDays"], "validDays"],
  ["something is invalid", ["scope"], undefined],
])("the field in: %s", (message, sent, field) => {
  expect(fieldNamedIn(message, sent)).toBe(field);
});

describe("what an error tells", () => {
  test("the drive's code and message, the field, the trace id of the request", async () => {
    const drive = await startLocalDrive(says({ code: 13000102, msg: "extractCode abcd1234 is wrong" }, 400));
    const traceId = "T".repeat(58);
    const settled = await settle(
      clientFor(drive).modifyShare(
        { ...ANNA, traceId },
        { shareId: "1", end: { kind: "keep" }, accessCode: "abcd1234" },
      ),
    );
    expect(drive.seen[0]?.headers["x-traceid"]).toBe(traceId);
    expect(settled.ok ? undefined : { ...settled.error, message: settled.error.message, stack: undefined }).toEqual({
      name: "AppError",
      code: "invalid",
      message: "drive.modifyShare: refused, HTTP 400, code 13000102: extractCode [secret] is wrong",
      operation: "drive.modifyShare",
      reference: traceId,
      field: "accessCode",
      remote: { code: "13000102", message: "extractCode [secret] is wrong" },
      retryAfterMs: undefined,
      stack: undefined,
    });
  });

  test.each([
    ["echoed in a refusal", says({ code: 1, msg: "abcd1234 00ffee 0123456789abcdef Bearer 0123456789abcdef" }, 400)],
    ["echoed in the gateway's frame", says({ error_code: "abcd1234", error_msg: "0123456789abcdef" }, 400)],
    ["echoed in broken JSON", says('{"code":0,"abcd1234 00ffee 0123456789abcdef')],
    ["echoed in an answer without what it should hold", says({ code: 0, abcd1234: "00ffee", shareLink: "abcd1234" })],
    ["echoed in a type", says("x", 200, { "Content-Type": "text/html" })],
  ])("never a secret: %s", async (_name, answer) => {
    logs.length = 0;
    const drive = await startLocalDrive(answer);
    const client = clientFor(drive);
    const traceId = "T".repeat(58);
    const as = { ...ANNA, traceId };
    const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
      ["abcd1234", () => client.modifyShare(as, { shareId: "1", end: { kind: "keep" }, accessCode: "abcd1234" })],
      ["abcd1234", () => client.verifyAccessCode(as, { shortCode: "1", accessCode: "abcd1234" })],
      ["00ffee", () => client.taskDetail(as, { taskId: "1", shareId: "2", shareToken: "00ffee" })],
      ["00ffee", () => client.downloadSharedFile(as, { shareId: "1", fileId: "2", shareToken: "00ffee" })],
    ];
    for (const [secret, call] of calls) {
      const settled = await settle(call());
      expect(settled.ok).toBe(false);
      const { error } = settled as { readonly error: AppError };
      const told = `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
      const all = [told, ...logs.splice(0).map(({ text }) => text)].join("\n");
      expect([secret, "0123456789abcdef"].filter((one) => all.includes(one))).toEqual([]);
    }
  });
});
