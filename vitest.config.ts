import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // A busy machine takes its time; what never comes is found all the same.
    expect: { poll: { timeout: 10_000 } },
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/announce-skips.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
