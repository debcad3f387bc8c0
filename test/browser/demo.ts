import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { chromiumPath } from "../support/machine.ts";
import { createDesk, type Desk } from "./desk.ts";

const DEMO = fileURLToPath(new URL("../../src/demo.ts", import.meta.url));

const SWITCHES = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath ?? "", args: SWITCHES });

const addressIn = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = "";
    child.stdout?.on("data", (chunk) => {
      said += String(chunk);
      const address = /Open\s+(http:\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once("exit", () => reject(new Error(`the demo ended before it was ready: ${said}`)));
  });

export type DemoOptions = {
  /** What is typed behind `npm run demo --`. */
  readonly args?: readonly string[];
  /** Set in the environment of the demo. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Begins the names of the pictures. */
  readonly pictures: string;
};

/**
 * `npm run demo` in a process of its own, and a window on its page. With `PICTURES` set to a folder, a picture of each
 * step is written there.
 */
export const openDemo = async (options: DemoOptions): Promise<Desk & { readonly close: () => Promise<void> }> => {
  const child = spawn(process.execPath, [DEMO, ...(options.args ?? [])], {
    env: { ...process.env, ...options.environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [browser, address] = await Promise.all([launchBrowser(), addressIn(child)]);
  const desk = await createDesk(browser, address, options.pictures);
  return {
    ...desk,
    close: async () => {
      await browser.close();
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
};
