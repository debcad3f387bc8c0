import { setTimeout as wait } from "node:timers/promises";
import { type BotProcess, startBotProcess } from "../support/bot-process.ts";

type Slot = { bot: BotProcess | undefined; readonly logs: (readonly string[])[] };

/** Several bots on one database, each killed and started again on its own. */
export const createFleet = (environment: Readonly<Record<string, string>>) => {
  const slots: Slot[] = [];
  const counts = { kills: 0, starts: 0, failedStarts: 0, diedAlone: 0 };
  const why: string[] = [];
  let closed = false;

  const start = async (slot: Slot): Promise<void> => {
    // As an orchestrator does: what cannot start is started again.
    while (!closed) {
      try {
        const bot = await startBotProcess(environment);
        counts.starts += 1;
        slot.logs.push(bot.log);
        slot.bot = bot;
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
    slot.bot = undefined;
    await start(slot);
  };

  return {
    counts,
    why,
    open: async (count: number): Promise<void> => {
      for (let index = 0; index < count; index++) slots.push({ bot: undefined, logs: [] });
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
      counts.kills += 1;
      slot.bot = undefined;
      await bot.end("SIGKILL");
      await start(slot);
    },
    logs: (): readonly string[] => slots.flatMap(({ logs }) => logs.flat()),
    close: async (): Promise<void> => {
      closed = true;
      await Promise.all(slots.map(async ({ bot }) => bot?.end("SIGKILL")));
    },
  };
};
