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
const ROUND_MS = 300;
const ROUNDS = 15;
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
    for (const client of CLIENTS) {
      const speed = ratioToBare(found, client, "perSecond");
      rows.push({
        body: name,
        client,
        "calls per second": Math.round(medianOf(found, client, "perSecond")),
        "of bare undici": speed.toFixed(2),
        "CPU, µs per call": Math.round(medianOf(found, client, "cpuMicroseconds")),
        "of bare's CPU": ratioToBare(found, client, "cpuMicroseconds").toFixed(2),
        "memory, MB": Math.round(Math.max(...(found.get(client) ?? []).map((one) => one.residentBytes)) / 1e6),
        ...judgeOwn(client, speed),
      });
    }
  }
  return {
    title: "The drive client against others, on the same answers",
    rows,
    notes: [
      `Medians of ${ROUNDS} rounds; the ratios are those of each round. The drive client proves each call, checks the answer and turns it`,
      "into values; the others read the whole body and parse it, with the same headers ready-made.",
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
    // Whoever goes first finds the machine in another state: they take turns at it.
    const turn = round % callers.length;
    for (const { client, child } of [...callers.slice(turn), ...callers.slice(0, turn)]) {
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

const ratioToBare = (
  found: ReadonlyMap<string, readonly Figures[]>,
  client: string,
  figure: "perSecond" | "cpuMicroseconds",
): number => {
  const bare = found.get("bare undici") ?? [];
  return median((found.get(client) ?? []).map((one, round) => one[figure] / (bare[round]?.[figure] ?? Number.NaN)));
};
