import { defineConfig } from "vitest/config";

/** It measures the delay of the extension host's loop, which another VS Code beside it would change. */
const alone = ["test/vscode/loopDelay.test.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          setupFiles: ["test/unit/setup.ts"],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "webview",
          // As below: a loaded machine shows things late.
          expect: { poll: { timeout: 15_000 } },
          include: ["test/webview/**/*.test.ts"],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "e2e",
          // A loaded machine shows things late; what never comes still fails.
          expect: { poll: { timeout: 20_000 } },
          include: ["test/vscode/**/*.test.ts"],
          globalSetup: ["test/vscode/globalSetup.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // Each file has a VS Code of its own, which mostly waits.
          exclude: alone,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          retry: 0,
        },
      },
      {
        test: {
          name: "e2e alone",
          expect: { poll: { timeout: 20_000 } },
          include: alone,
          globalSetup: ["test/vscode/globalSetup.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
