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
          // On a loaded machine the slowest take ten times as long as alone; what hangs still fails.
          testTimeout: 60_000,
          // Loading modules anew for each file takes two fifths of the time; tests share no state but modules without any.
          isolate: false,
        },
      },
      {
        test: {
          name: "webview",
          // As below: a loaded machine shows things late.
          expect: { poll: { timeout: 15_000 } },
          include: ["test/webview/**/*.test.ts"],
          globalSetup: ["test/webview/globalSetup.ts"],
          isolate: false,
          testTimeout: 180_000,
        },
      },
      {
        test: {
          name: "e2e",
          // A loaded machine shows things late; what never comes still fails.
          expect: { poll: { timeout: 60_000 } },
          include: ["test/vscode/**/*.test.ts"],
          globalSetup: ["test/vscode/globalSetup.ts"],
          isolate: false,
          testTimeout: 240_000,
          hookTimeout: 180_000,
          // Each worker has a VS Code of its own, which mostly waits.
          exclude: alone,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          retry: 0,
        },
      },
      {
        test: {
          name: "e2e alone",
          expect: { poll: { timeout: 60_000 } },
          include: alone,
          globalSetup: ["test/vscode/globalSetup.ts"],
          isolate: false,
          testTimeout: 240_000,
          hookTimeout: 180_000,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
