import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import type { Program } from "../support/bot-process.ts";
import type { createFleet } from "./fleet.ts";
import type { FaultOptions } from "./options.ts";

const manifest = z.object({ scripts: z.object({ start: z.string() }) });

/** How a checkout's own `npm start` begins it, without a `.env` that may lie there. */
export const readProgram = async (checkout: string): Promise<Program> => {
  const folder = resolve(checkout);
  const { scripts } = manifest.parse(JSON.parse(await readFile(join(folder, "package.json"), "utf8")));
  const [node, ...args] = scripts.start.split(" ").filter((word) => !word.startsWith("--env-file"));
  if (node !== "node") throw new Error(`${folder} is started in an unknown way: ${scripts.start}`);
  return { folder, args };
};

/** Brings one bot after the other to this version, spread evenly over the load. */
export const upgradeOneByOne = async (given: {
  readonly options: Pick<FaultOptions, "bots" | "seconds">;
  readonly fleet: Pick<ReturnType<typeof createFleet>, "upgrade">;
  readonly say: (text: string) => void;
  readonly isOver: () => boolean;
}): Promise<void> => {
  const { options, fleet, say, isOver } = given;
  const began = performance.now();
  for (let index = 0; index < options.bots; index++) {
    const turn = began + (options.seconds * 1_000 * (index + 1)) / (options.bots + 1);
    while (!isOver() && performance.now() < turn) await wait(100);
    await fleet.upgrade(index);
    say(`  ${index + 1} of ${options.bots} bots are of this version now`);
  }
};
