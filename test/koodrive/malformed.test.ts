import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Acting, KooDrive } from "../../src/koodrive/client.ts";
import { parseExactJson } from "../../src/koodrive/exact-json.ts";
import { AppError } from "../../src/lib/errors.ts";
import { CARRIER, clientFor, startLocalDrive } from "./local-drive.ts";

const FIELDS = [
  "code",
  "msg",
  "error_code",
  "error_msg",
  "data",
  "shareLink",
  "shareLinks",
  "shareId",
  "shortUrl",
  "linkUrl",
  "expireTime",
  "scope",
  "status",
  "files",
  "id",
  "fileId",
  "size",
  "containers",
  "namePath",
  "nextCursor",
  "nextPageCursor",
  "pageInfo",
  "jobInfo",
  "taskInfo",
  "taskInfos",
  "taskId",
  "taskStatus",
  "progress",
  "link",
  "kdstoken",
  "downloadUrl",
  "downloads",
  "subResponseList",
  "policyList",
  "policyId",
  "list",
  "total",
  "sessionInfo",
  "accessToken",
  "userId",
  "containerId",
  "type",
  "ownerId",
  "uncompressedFileList",
  "__proto__",
  "constructor",
]; // prettier-ignore

/** JSON made of the drive's own words in wrong places, with wrong values. */
const wrongJson = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(
      null,
      0,
      "0",
      "",
      1,
      -1,
      1e308,
      "13000102",
      true,
      "2025-05-27T01:37:49.052Z",
      "99999999999999",
    ),
    fc.string({ unit: "binary" }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...FIELDS), fc.string()), tie("value"), { maxKeys: 8 }),
  ),
})).value;

/** Sound, cut short, changed in one place, or no JSON at all. */
const body = fc.oneof(
  wrongJson.map((value) => JSON.stringify(value)),
  fc.dictionary(fc.constantFrom(...FIELDS), wrongJson, { maxKeys: 10 }).map((value) => JSON.stringify(value)),
  fc.tuple(wrongJson, fc.nat()).map(([value, at]) => JSON.stringify(value).slice(0, at % 200)),
  fc.tuple(wrongJson, fc.nat(), fc.string()).map(([value, at, text]) => {
    const json = JSON.stringify(value);
    const place = at % (json.length + 1);
    return json.slice(0, place) + text + json.slice(place);
  }),
  fc.string({ unit: "binary" }),
  fc.bigInt().map((number) => `{"code":0,"shareLink":{"shareId":${number}},"taskId":${number}}`),
  fc.nat({ max: 5_000 }).map((depth) => `{"data":${"[".repeat(depth)}${"]".repeat(depth)}}`),
);

const OPERATIONS: readonly ((client: KooDrive, as: Acting) => Promise<unknown>)[] = [
  (client, as) => client.shareDetail(as, "1"),
  (client, as) => client.listMyShares(as, {}),
  (client, as) => client.listReceivedShares(as, {}),
  (client, as) => client.receivedShareDetail(as, "1"),
  (client, as) => client.modifyShare(as, { shareId: "1", end: { kind: "days", days: 1 } }),
  (client, as) => client.cancelShares(as, ["1", "2"]),
  (client, as) =>
    client.createTask(as, {
      shareId: "1",
      containerId: "c",
      fileIds: ["f"],
      action: { kind: "package", zipName: "z" },
    }),
  (client, as) => client.taskDetail(as, { taskId: "1", shareId: "2" }),
  (client, as) => client.listSpaces(as),
  (client, as) => client.searchFiles(as, { keyword: "k" }),
  (client, as) => client.fileDetail(as, { fileId: "f", containerId: "c" }),
  (client, as) => client.fullPath(as, { fileId: "f", containerId: "c" }),
  (client, as) => client.downloadLinks(as, { containerId: "c", fileIds: ["f"] }),
  (client, as) => client.visitLink(as, "1"),
  (client, as) => client.linkInfo(as, "1"),
  (client, as) => client.verifyAccessCode(as, { shortCode: "1", accessCode: "abcd1234" }),
  (client, as) => client.listShareFiles(as, { shortCode: "1" }),
  (client, as) => client.downloadSharedFile(as, { shareId: "1", fileId: "f" }),
  (client, as) => client.createJob(as, { containerId: "c", files: [{ fileId: "f" }], action: { kind: "package" } }),
  (client, as) => client.listJobs(as, {}),
  (client, as) => client.jobDetail(as, "1"),
  (client, as) => client.cancelJob(as, "1"),
  (client, as) => client.user(as, "1"),
  (client, as) => client.userByPhone(as, "13800000000"),
  (client, as) => client.retentionPolicies(as),
  (client, as) => client.setRetentionPolicies(as, [{ policyId: "1", enabled: true }]),
  (client, as) => client.unreadNotifications(as, {}),
];

/** The trace id tells the server which of the bodies is wanted. */
const traceIdOf = (index: number): string => String(index).padStart(58, "0");

/** What became of a call, if it is one of the two things that may. */
const endOf = async (call: Promise<unknown>): Promise<"returned" | "of the family" | "something else"> =>
  call.then(
    () => "returned",
    (error: unknown) => (error instanceof AppError && error.code !== "bug" ? "of the family" : "something else"),
  );

describe("whatever the drive answers", () => {
  test("10,000 malformed bodies: each call returns or throws an error of the family, in time", {
    timeout: 120_000,
  }, async () => {
    let given: readonly { readonly text: string; readonly status: number }[] = [];
    const drive = await startLocalDrive((request, response) => {
      const one = given[Number(request.headers["x-traceid"])];
      response.writeHead(one?.status ?? 500);
      response.end(one?.text);
    });
    const quick = { timeouts: { headersMs: 20_000, bodyMs: 20_000 }, limits: { perSecond: Number.POSITIVE_INFINITY } };
    const client = clientFor(drive, { ...CARRIER, ...quick });
    const status = fc.constantFrom(200, 200, 200, 200, 201, 302, 400, 401, 404, 500);
    const ends = { returned: 0, "of the family": 0, "something else": 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ text: body, status }), { minLength: 100, maxLength: 100 }),
        async (bodies) => {
          given = bodies;
          drive.seen.length = 0;
          const calls = bodies.map((_, index) => {
            const operation = OPERATIONS[index % OPERATIONS.length];
            return endOf(
              operation?.(client, { userId: "u", traceId: traceIdOf(index) }) ?? Promise.reject(new Error()),
            );
          });
          for (const end of await Promise.all(calls)) ends[end] += 1;
          expect(ends["something else"]).toBe(0);
        },
      ),
      { numRuns: 100, interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true },
    );
    // Most are refused; that some are taken shows that the bodies are near enough to the real ones to be a trial.
    expect(ends["of the family"] + ends.returned).toBe(10_000);
    expect(ends.returned).toBeGreaterThan(50);
  });
});

describe("big numbers", () => {
  test("whole numbers survive, whatever their size and wherever they stand", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.constantFrom(" ", "", "\n"), (big, space) => {
        const read = (number: unknown): string => String(number);
        expect(read(parseExactJson(`${space}${big}`))).toBe(String(big));
        expect(parseExactJson(`{"a":${space}${big},"b":[1,${big}${space}]}`)).toEqual(
          Number.isSafeInteger(Number(big))
            ? { a: Number(big), b: [1, Number(big)] }
            : { a: String(big), b: [1, String(big)] },
        );
      }),
    );
  });

  test("anything else is read as JSON.parse reads it", () => {
    const safe = fc.jsonValue({ noUnicodeString: false }).map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(safe, (json) => {
        let hasBig = false;
        const plain: unknown = JSON.parse(json, (_key, value: unknown) => {
          hasBig ||= Number.isInteger(value) && !Number.isSafeInteger(value);
          return value;
        });
        if (!hasBig) expect(parseExactJson(json)).toEqual(plain);
      }),
    );
    const text = '{"comment":"see: 1689743054514187777, [1689743054514187777","n":0.1234567890123456789}';
    expect(parseExactJson(text)).toEqual(JSON.parse(text));
  });

  test("an id beyond 2^53 sent as a number comes back digit for digit", async () => {
    const drive = await startLocalDrive((_request, response) => {
      response.end('{"code":0,"taskId":1689765568237837825}');
    });
    const task = { shareId: "1", containerId: "c", fileIds: ["f"], action: { kind: "package", zipName: "z" } } as const;
    expect(await clientFor(drive).createTask({ userId: "u" }, task)).toEqual({ taskId: "1689765568237837825" });
  });
});
