import { request as ask, createServer } from "node:http";
import fc from "fast-check";
import { closing, portOf, type Side } from "./slack-side.ts";
import { anything, nastyText, PLANTED, spoil, spoiling } from "./values.ts";

const trouble = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: "none" } as const) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("spoilt" as const),
      how: fc.array(spoiling, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("planted" as const),
      key: fc.constantFrom("accessCode", "accessToken", "tempToken", "shareToken", "downloadUrl", "msg"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("text" as const),
      text: fc.oneof(
        nastyText,
        anything.map((value) => JSON.stringify(value) ?? ""),
        fc.constant("<html>busy</html>"),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("cut" as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("status" as const),
      status: fc.constantFrom(301, 400, 401, 403, 404, 409, 429, 500, 502, 503),
      keepBody: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("bytes" as const), bytes: fc.uint8Array({ maxLength: 200 }) }),
  },
);
type Trouble = typeof trouble extends fc.Arbitrary<infer T> ? T : never;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const spoilText = (text: string, how: Trouble): string | Uint8Array => {
  switch (how.kind) {
    case "spoilt":
      return JSON.stringify(spoil(parse(text), how.how)) ?? "";
    case "planted":
      return text.replace(/\{/, `{"${how.key}":"${PLANTED.token}","data":{"${how.key}":"${PLANTED.token}"},`);
    case "text":
      return how.text;
    case "cut":
      return text.slice(0, Math.floor(text.length * how.share));
    case "bytes":
      return how.bytes;
    case "status":
      return how.keepBody ? text : '{"error_code":"APIGW.0308","error_msg":"throttled"}';
    default:
      return text;
  }
};

/** Stands before a drive and spoils what it answers, more often than not. */
export const openDriveSide = async (driveUrl: string, seed: number): Promise<Side> => {
  const { hostname, port } = new URL(driveUrl);
  let count = 0;
  let troubles: Trouble[] = [];
  const server = createServer((incoming, response) => {
    count += 1;
    if (troubles.length === 0) troubles = fc.sample(trouble, { seed: seed + count, numRuns: 500 });
    const how = troubles.pop() ?? { kind: "none" };
    // The signature covers the host that the bot knows.
    const asked = ask(
      { hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("end", () => {
          const body = spoilText(Buffer.concat(parts).toString("utf8"), how);
          const status = how.kind === "status" ? how.status : (answer.statusCode ?? 200);
          response.writeHead(status, {
            "content-type": "application/json",
            ...(status === 429 ? { "retry-after": "0" } : {}),
          });
          response.end(body);
        });
      },
    );
    asked.on("error", () => response.destroy());
    incoming.pipe(asked);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${portOf(server.address())}`, calls: () => count, close: () => closing(server) };
};
