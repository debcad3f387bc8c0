import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { textOf } from "../support/actor.ts";
import { CHANNELS, PEOPLE } from "../support/office.ts";
import { type BenchOffice, openBenchOffice } from "./bench-office.ts";
import type { Leftovers } from "./leftovers.ts";
import { memoryOf } from "./process-facts.ts";
import { median } from "./statistics.ts";
import { type BenchTable, judge } from "./table.ts";

const STARTS = 5;
const COMMANDS = 500;
const READY_AIM_MS = 1_500;
const MEMORY_AIM_MB = 150;

/** How soon `npm start` is ready on PostgreSQL, and how much memory the bot then takes. */
export const benchFootprint = async (leftovers: Leftovers): Promise<BenchTable> => {
  const title = "Starting and memory, on PostgreSQL";
  const office = await openBenchOffice(leftovers);
  if (office.database.kind === "none") return { title, rows: [], notes: [`Skipped: ${office.database.why}`] };

  const first = await office.startBot({ NODE_COMPILE_CACHE: await emptyFolder(leftovers) });
  await first.stop();
  // The second start finds the tables, the third what Node kept of the second.
  await (await office.startBot()).stop();
  const times: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    const bot = await office.startBot();
    times.push(bot.readyMs);
    await bot.stop();
  }

  const bot = await office.startBot();
  const ready = await memoryOf(bot.pid);
  await giveCommands(office);
  const afterCommands = await memoryOf(bot.pid);
  await shareOnce(office);
  const afterShare = await memoryOf(bot.pid);
  return {
    title,
    rows: [
      row("ready, the first start of all (makes the tables)", first.readyMs, "ms", READY_AIM_MS),
      row(`ready, median of ${STARTS} later starts`, median(times), "ms", READY_AIM_MS),
      row("memory when ready", ready.now, "MB", MEMORY_AIM_MB),
      row(`memory after ${COMMANDS} commands`, afterCommands.now, "MB", MEMORY_AIM_MB),
      row("memory after a share", afterShare.now, "MB", MEMORY_AIM_MB),
      row("the most it ever was", afterShare.peak, "MB", MEMORY_AIM_MB),
    ],
    notes: [
      "Memory is what is resident (RSS), in 10^6 bytes. The first start has nothing that Node kept of earlier ones.",
    ],
  };
};

const row = (what: string, value: number, unit: "ms" | "MB", under: number) => ({
  what,
  value: Math.round(value),
  unit,
  ...judge(value, { under }, ` ${unit}`),
});

const emptyFolder = async (leftovers: Leftovers): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "koodrive-bench-cache-"));
  leftovers.defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** Help, mostly; every tenth opens the form. */
const giveCommands = async (office: BenchOffice): Promise<void> => {
  const person = office.person(PEOPLE.tom);
  for (let count = 0; count < COMMANDS; count++) {
    if (count % 10 !== 0) {
      await person.command("help", CHANNELS.launch);
      continue;
    }
    await person.command("share", CHANNELS.launch);
    await person.seeModal((view) => view.submit !== undefined);
    await person.close();
  }
};

const shareOnce = async (office: BenchOffice): Promise<void> => {
  const person = office.person(PEOPLE.tom);
  await person.command(`share ${SEED.files.brochure.id}`, CHANNELS.launch);
  await person.seeModal((view) => view.submit !== undefined);
  await person.submit({ comment: { comment: { type: "plain_text_input", value: "For the footprint" } } });
  await person.seeMessage(CHANNELS.launch, (message) => textOf(message.blocks).includes("For the footprint"));
};
