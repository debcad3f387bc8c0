import { setTimeout as wait } from "node:timers/promises";
import { type BotProcess, type Program, startBotProcess } from "../support/bot-process.ts";

type Version = "old" | "new";
type Slot = {
  bot: BotProcess | undefined;
  version: Version;
  /** Told to stop, and still finishing what it has begun. */
  stopping: Version | undefined;
  readonly logs: (readonly string[])[];
};

/**
 * Several bots on one database, each killed and started again on its own.
 *
 * @param earlier what all of them begin as; not given: as what is here
 */
export const createFleet = (environment: Readonly<Record<string, string>>, earlier?: Program) => {
  const slots: Slot[] = [];
  const counts = { kills: { old: 0, new: 0 }, starts: 0, failedStarts: 0, diedAlone: 0, upgrades: 0, badEnds: 0 };
  const why: string[] = [];
  let closed = false;
  let mixedSince: number | undefined;
  let mixedMs = 0;

  /** To be called whenever a bot has begun or ended to live. */
  const countMixed = (): void => {
    if (mixedSince !== undefined) mixedMs += performance.now() - mixedSince;
    const working = slots.flatMap(({ bot, version, stopping }) => [bot === undefined ? undefined : version, stopping]);
    mixedSince = working.includes("old") && working.includes("new") ? performance.now() : undefined;
  };
  const put = (slot: Slot, bot: BotProcess | undefined): void => {
    slot.bot = bot;
    countMixed();
  };

  const start = async (slot: Slot): Promise<void> => {
    // As an orchestrator does: what cannot start is started again.
    while (!closed) {
      try {
        const bot = await startBotProcess(environment, slot.version === "old" ? earlier : undefined);
        counts.starts += 1;
        slot.logs.push(bot.log);
        put(slot, bot);
        void watch(slot, bot);
        return;
      } catch (error) {
        counts.failedStarts += 1;
        why.push(error instanceof Error ? error.message.slice(0, 2_000) : String(error));
        await wait(500);
      }
    }
  };

  /** A bot that nobody has killed must not end. */
  const watch = async (slot: Slot, bot: BotProcess): Promise<void> => {
    const { code, signal } = await bot.ended;
    if (closed || slot.bot !== bot) return;
    counts.diedAlone += 1;
    why.push(`a bot ended by itself (code ${code}, signal ${signal}): ${bot.log.slice(-3).join("\n")}`);
    put(slot, undefined);
    await start(slot);
  };

  return {
    counts,
    why,
    /** For how long both versions were at work. */
    mixedSeconds: (): number => {
      countMixed();
      return Math.round(mixedMs / 1_000);
    },
    open: async (count: number): Promise<void> => {
      const version = earlier === undefined ? "new" : "old";
      for (let index = 0; index < count; index++)
        slots.push({ bot: undefined, version, stopping: undefined, logs: [] });
      await Promise.all(slots.map(start));
    },
    /** Addresses of those that live. */
    urls: (): readonly string[] =>
      slots.flatMap(({ bot }) => (bot === undefined ? [] : [`http://127.0.0.1:${bot.port}`])),
    /** SIGKILL, and a new start; resolves when it listens. Nothing when that one does not live. */
    crash: async (index: number): Promise<void> => {
      const slot = slots[index];
      const bot = slot?.bot;
      if (slot === undefined || bot === undefined) return;
      counts.kills[slot.version] += 1;
      put(slot, undefined);
      await bot.end("SIGKILL");
      await start(slot);
    },
    /** SIGTERM, and a new start as what is here; waits for a start that is under way. */
    upgrade: async (index: number): Promise<void> => {
      const slot = slots[index];
      if (slot === undefined) return;
      while (slot.bot === undefined) await wait(100);
      const { bot } = slot;
      slot.stopping = slot.version;
      put(slot, undefined);
      slot.version = "new";
      const { code, signal } = await bot.end("SIGTERM");
      slot.stopping = undefined;
      countMixed();
      if (code !== 0) {
        counts.badEnds += 1;
        why.push(`told to stop, a bot ended with code ${code}, signal ${signal}: ${bot.log.slice(-3).join("\n")}`);
      }
      counts.upgrades += 1;
      await start(slot);
    },
    logs: (): readonly string[] => slots.flatMap(({ logs }) => logs.flat()),
    close: async (): Promise<void> => {
      closed = true;
      await Promise.all(slots.map(async ({ bot }) => bot?.end("SIGKILL")));
    },
  };
};
