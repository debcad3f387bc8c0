import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished } from "vitest";
import { createKooDrive, type KooDrive, type KooDriveDeps } from "../../src/koodrive/client.ts";
import { createFixedClock } from "../../src/lib/clock.ts";
import { settle } from "../../src/lib/errors.ts";
import { createCountingIds } from "../../src/lib/ids.ts";

export type SeenRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
};

export type Answer = (request: SeenRequest, response: ServerResponse, count: number) => void;

export type LocalDrive = { readonly url: string; readonly seen: SeenRequest[]; answer: Answer };

/** The moment at which every test of the client takes place, by our clock and by the server's. */
export const NOW = new Date("2025-11-03T07:01:45.000Z");

export const logs: { readonly level: string; readonly text: string }[] = [];

/** A bare HTTP server that answers as told, and remembers what it was asked. Closed with the test. */
export const startLocalDrive = async (answer: Answer): Promise<LocalDrive> => {
  const drive: LocalDrive = { url: "", seen: [], answer };
  const server = createServer((request, response) => {
    void readRequest(request).then((seen) => {
      drive.seen.push(seen);
      response.setHeader("Date", NOW.toUTCString());
      drive.answer(seen, response, drive.seen.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return Object.assign(drive, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
};

const readRequest = async (request: IncomingMessage): Promise<SeenRequest> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return {
    method: request.method ?? "",
    url: request.url ?? "",
    headers: request.headers,
    text,
    json: text === "" ? undefined : JSON.parse(text),
  };
};

/** Answers with this body: an object as JSON, text as it stands. */
export const says =
  (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };

export const inTurn =
  (...answers: readonly Answer[]): Answer =>
  (request, response, count) => {
    const answer = answers[Math.min(count, answers.length) - 1];
    answer?.(request, response, count);
  };

const keep = (level: string) => (first: unknown, second?: string) => {
  logs.push({ level, text: JSON.stringify([first, second]) });
};

/** A client with short waits, a still clock and ids that count. */
export const clientFor = (drive: { readonly url: string }, more: Partial<KooDriveDeps> = {}): KooDrive => {
  const client = createKooDrive({
    baseUrl: drive.url,
    edition: "enterprise",
    credential: { kind: "token", token: "Bearer 0123456789abcdef" },
    clock: createFixedClock(NOW),
    ids: createCountingIds(),
    logger: { debug: keep("debug"), info: keep("info"), warn: keep("warn") },
    timeouts: { connectMs: 500, headersMs: 300, bodyMs: 300 },
    retry: { baseMs: 1, maxMs: 2, budgetMs: 10_000 },
    random: () => 0.5,
    ...more,
  });
  onTestFinished(() => client.close());
  return client;
};

export const ANNA = { userId: "1681759180324844417" } as const;

/** The settings that make a client one of the carrier edition. */
export const CARRIER = { edition: "carrier", agentName: "examplecarrier" } as const;

/** The headers that the pages demand of a call of the carrier edition, with the values they must have here. */
export const CARRIER_HEADERS = {
  authorization: "Bearer 0123456789abcdef",
  "x-user-id": ANNA.userId,
  "x-date": "20251103T070140Z",
  "x-hw-agentname": "examplecarrier",
  "content-type": "application/json",
};

export const headersOf = (request: SeenRequest | undefined, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, request?.headers[name]]));

/** Which field a call refused as invalid; undefined when it went through. */
export const refusedField = async (call: Promise<unknown>): Promise<string | undefined> => {
  const settled = await settle(call);
  if (settled.ok) return undefined;
  expect(settled.error.code).toBe("invalid");
  return settled.error.field;
};
