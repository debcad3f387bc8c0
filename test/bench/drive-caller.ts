import ky from "ky";
import { Pool } from "undici";
import { z } from "zod";
import { createKooDrive } from "../../src/koodrive/client.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { randomIds } from "../../src/lib/ids.ts";

/*
 * One client in a process of its own, so that its memory is its own. It is told to run for a while, and tells how
 * many calls it made.
 */

const AT_ONCE = 64;
const USER = "1681759180324844417";
const PATHS = { detail: "/koodrive/ose/v1/share/1689743054514187776", list: "/koodrive/ose/v1/share" } as const;

/** What the drive demands of every call; ready-made for the clients that only fetch. */
const HEADERS = {
  Accept: "application/json",
  "X-Traceid": "T".repeat(58),
  "X-User-Id": USER,
  "X-Date": "20251103T070140Z",
  Authorization: `HMAC-SHA256 AppId=bench,SignedHeaders=host;x-date;x-user-id,Signature=${"0".repeat(64)}`,
};

const order = z.object({
  client: z.enum(["drive client, token", "drive client, signing", "bare undici", "ky", "native fetch"]),
  size: z.enum(["detail", "list"]),
  url: z.string(),
  milliseconds: z.number(),
});
type Order = z.output<typeof order>;

const callOf = ({ client, size, url }: Order): (() => Promise<unknown>) => {
  const address = url + PATHS[size];
  switch (client) {
    case "drive client, token":
    case "drive client, signing": {
      const silent = (): void => undefined;
      const drive = createKooDrive({
        baseUrl: url,
        edition: "enterprise",
        credential:
          client === "drive client, token"
            ? { kind: "token", token: "Bearer 0123456789abcdef" }
            : { kind: "app", appId: "bench", appSecret: "bench-secret" },
        clock: systemClock,
        ids: randomIds,
        logger: { debug: silent, info: silent, warn: silent },
        limits: { concurrent: AT_ONCE, concurrentPerPerson: AT_ONCE, perSecond: Number.POSITIVE_INFINITY },
      });
      const as = { userId: USER };
      return size === "detail" ? () => drive.shareDetail(as, "1689743054514187776") : () => drive.listMyShares(as, {});
    }
    case "bare undici": {
      const pool = new Pool(url, { connections: AT_ONCE });
      return async () => {
        const { body } = await pool.request({ path: PATHS[size], method: "GET", headers: HEADERS });
        return JSON.parse(await body.text());
      };
    }
    case "ky":
      return () => ky.get(address, { retry: 0, headers: HEADERS }).json();
    case "native fetch":
      return async () => (await fetch(address, { headers: HEADERS })).json();
  }
};

let call: (() => Promise<unknown>) | undefined;

/** Keeps so many calls under way until the time is up. */
const run = async (given: Order): Promise<void> => {
  call ??= callOf(given);
  const next = call;
  let calls = 0;
  const from = performance.now();
  const until = from + given.milliseconds;
  const cpuBefore = process.cpuUsage();
  const worker = async (): Promise<void> => {
    while (performance.now() < until) {
      await next();
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const cpu = process.cpuUsage(cpuBefore);
  process.send?.({
    perSecond: calls / ((performance.now() - from) / 1_000),
    cpuMicroseconds: (cpu.user + cpu.system) / calls,
    residentBytes: process.memoryUsage.rss(),
  });
};

process.on("message", (message) => void run(order.parse(message)));
process.once("disconnect", () => process.exit(0));
