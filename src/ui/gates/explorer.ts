import { type TestController, TestRunProfileKind, tests, workspace } from "vscode";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import type { GateTests } from "./tests.ts";

const pattern = "**/*.gates.json";
const excluded = "**/{node_modules,.benchtop,.git}/**";

/** Lists gates files in the Test Explorer; what is in them, and what runs them, is loaded when they are looked at. */
export function registerGates(gateTests: () => Promise<GateTests>): Disposable {
  const store = new DisposableStore();
  const controller: TestController = store.add(tests.createTestController("benchtop.gates", "Benchtop Gates"));
  const look = async (): Promise<void> => {
    const files = await workspace.findFiles(pattern, excluded, 1_000);
    if (files.length === 0) {
      controller.items.replace([]);
      return;
    }
    await (await gateTests()).list(controller, files);
  };
  let looked: Promise<void> | undefined;
  const again = (): void => {
    looked = look();
  };
  controller.resolveHandler = async (item) => {
    if (item === undefined) await (looked ??= look());
  };
  controller.refreshHandler = look;
  controller.createRunProfile(
    "Check Gates",
    TestRunProfileKind.Run,
    async (request, token) => {
      await (looked ??= look());
      await (await gateTests()).run(controller, request, token);
    },
    true,
  );
  const watcher = store.add(workspace.createFileSystemWatcher(pattern));
  store.add(watcher.onDidCreate(again));
  store.add(watcher.onDidChange(again));
  store.add(watcher.onDidDelete(again));
  return store;
}
