import { existsSync } from "node:fs";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser that the browser tests drive; undefined where there is none. `CHROMIUM_PATH` names another. */
export const chromiumPath: string | undefined = [process.env.CHROMIUM_PATH ?? "", ...CHROMIUM].find((path) =>
  existsSync(path),
);

/** The tests that this machine cannot run, and what to do about it. */
export const skippedHere: readonly string[] = [
  ...(process.env.TEST_DATABASE_URL === undefined
    ? ["tests on PostgreSQL: TEST_DATABASE_URL names no server (the same tests ran on the embedded database)"]
    : []),
  ...(chromiumPath === undefined
    ? ["tests in a browser: there is no Chromium (install it, or set CHROMIUM_PATH)"]
    : []),
];
