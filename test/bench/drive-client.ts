import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Leftovers } from "./leftovers.ts";
import { median } from "./statistics.ts";
import { type BenchTable, judge } from "./table.ts";

const CLIENTS = ["drive client, token", "drive client, signing", "bare undici", "ky", "native fetch"] as const;
const SIZES = [
  { size: "detail", name: "1 KB" },
  { size: "list", name: "100 KB" },
] as const;
const WARM_UP_MS = 1_000;
const ROUND_MS = 500;
const ROUNDS = 7;
const AIM = 0.85;

const ready = z.object({ port: z.number() });
const figures = z.object({ perSecond: z.number(), cpuMicroseconds: z.number(), residentBytes: z.number() });
type Figures = z.output<typeof figures>;

/**
 * Calls per second and memory of the drive client, which proves each call, checks the answer and turns it into
 * values, against clients that only fetch and parse. 64 calls at a time; each client in a process of its own; the
 * clients take turns in short rounds, so that a slow moment of the machine strikes all of them.
 */
export const benchDriveClient = async (leftovers: Leftovers): Promise<BenchTable> => {
  const server = start(new URL("./drive-answers.ts", import.meta.url), leftovers);
  const { port } = ready.parse((await once(server, "message"))[0]);
  const url = `http://127.0.0.1:${port}`;
  const rows = [];
  for (const { size, name } of SIZES) {
    const found = await measure(size, url, leftovers);
    const bare = medianOf(found, "bare undici", "perSecond");
    for (const client of CLIENTS) {
      const perSecond = medianOf(found, client, "perSecond");
      rows.push({
        body: name,
        client,
        "calls per second": Math.round(perSecond),
        "of bare undici": (perSecond / bare).toFixed(2),
        "CPU, µs per call": Math.round(medianOf(found, client, "cpuMicroseconds")),
        "memory, MB": Math.round(Math.max(...(found.get(client) ?? []).map((one) => one.residentBytes)) / 1e6),
        ...judgeOwn(client, perSecond / bare),
      });
    }
  }
  return {
    title: "The drive client against others, on the same answers",
    rows,
    notes: [
      `Median of ${ROUNDS} rounds. The drive client proves each call, checks the answer and turns it into values; the others fetch and parse,`,
      "with the same headers ready-made.",
      "Memory is the most that was resident (RSS), in 10^6 bytes, Node itself included.",
    ],
  };
};

const judgeOwn = (client: string, ratio: number) =>
  client.startsWith("drive client") ? judge(Number(ratio.toFixed(2)), { atLeast: AIM }) : { aim: "", met: "" };

const measure = async (
  size: "detail" | "list",
  url: string,
  leftovers: Leftovers,
): Promise<ReadonlyMap<string, readonly Figures[]>> => {
  const callers = CLIENTS.map((client) => ({
    client,
    child: start(new URL("./drive-caller.ts", import.meta.url), leftovers),
  }));
  const found = new Map<string, Figures[]>(CLIENTS.map((client) => [client, []]));
  for (const { client, child } of callers) await runRound(child, { client, size, url, milliseconds: WARM_UP_MS });
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { client, child } of callers) {
      found.get(client)?.push(await runRound(child, { client, size, url, milliseconds: ROUND_MS }));
    }
  }
  for (const { child } of callers) child.disconnect();
  return found;
};

const runRound = async (child: ChildProcess, order: object): Promise<Figures> => {
  child.send(order);
  return figures.parse((await once(child, "message"))[0]);
};

const start = (file: URL, leftovers: Leftovers): ChildProcess => {
  const child = fork(fileURLToPath(file));
  leftovers.defer(async () => {
    if (child.connected) child.disconnect();
  });
  return child;
};

const medianOf = (
  found: ReadonlyMap<string, readonly Figures[]>,
  client: string,
  figure: "perSecond" | "cpuMicroseconds",
): number => median((found.get(client) ?? []).map((one) => one[figure]));
