import { commands, type ExtensionContext, type TextDocument, window, workspace } from "vscode";
import { DisposableStore } from "./base/lifecycle.ts";
import { channelLog } from "./platform/vscode/log.ts";
import type { App } from "./ui/app.ts";
import { registerAgents } from "./ui/agents/register.ts";
import { commandNames } from "./ui/commandTable.ts";
import { activationsViewType } from "./ui/activationsPanel/viewType.ts";
import { compareViewType } from "./ui/comparePanel/viewType.ts";
import { datasetViewType } from "./ui/datasetPanel/viewType.ts";
import { experimentSuffix } from "./ui/experimentFile/suffix.ts";
import { registerGates } from "./ui/gates/explorer.ts";
import { LazyTree } from "./ui/lazyTree.ts";
import { Messages } from "./ui/messages.ts";
import { lazyApi } from "./ui/publicApi/lazy.ts";
import type { BenchtopApi } from "./ui/publicApi/types.ts";
import { runViewType } from "./ui/runPanel/viewType.ts";

/** What `deactivate` must wait for. */
let shutDown: (() => Promise<void>) | undefined;

/**
 * Registers what VS Code must find at once. The app behind it is loaded when a view shows, a command is called, a
 * panel comes back or an experiment file is open: a window without any of these pays a few milliseconds.
 */
export function activate(context: ExtensionContext): BenchtopApi {
  const channel = window.createOutputChannel("Benchtop", { log: true });
  const store = new DisposableStore();
  context.subscriptions.push(channel, store);
  const log = channelLog(channel);
  const messages = new Messages(log, channel);

  let loading: Promise<App> | undefined;
  const load = async (): Promise<App> => {
    const { App } = await import("./ui/app.ts");
    const views = { datasets: datasetView, runs: runView };
    return new App({ context, log, messages, showLog: () => channel.show(), views });
  };
  const app = (): Promise<App> => (loading ??= load());
  shutDown = async () => {
    store.dispose();
    await (await loading)?.shutdown();
  };

  const datasets = store.add(new LazyTree(async () => (await app()).datasets));
  const datasetView = store.add(window.createTreeView("benchtop.datasets", { treeDataProvider: datasets }));
  const runs = store.add(new LazyTree(async () => (await app()).runs));
  const runView = store.add(window.createTreeView("benchtop.runs", { treeDataProvider: runs, canSelectMany: true }));
  for (const name of commandNames)
    store.add(
      commands.registerCommand(`benchtop.${name}`, async (...args: unknown[]) => (await app()).commands[name](...args)),
    );
  store.add(
    window.registerWebviewPanelSerializer(runViewType, {
      deserializeWebviewPanel: async (panel, state) => (await app()).panels.restore(panel, state),
    }),
  );

  store.add(
    window.registerWebviewPanelSerializer(compareViewType, {
      deserializeWebviewPanel: async (panel) => (await app()).comparePanel.restore(panel),
    }),
  );
  store.add(
    window.registerWebviewPanelSerializer(activationsViewType, {
      deserializeWebviewPanel: async (panel) => (await app()).activationsPanel.restore(panel),
    }),
  );
  store.add(
    window.registerWebviewPanelSerializer(datasetViewType, {
      deserializeWebviewPanel: async (panel, state) => (await app()).datasetPanels.restore(panel, state),
    }),
  );

  // Links of others: the command shows what they hold and asks before anything is written or trained.
  store.add(
    window.registerUriHandler({
      handleUri: async (uri) => {
        await (await app()).commands.importBundle(uri);
      },
    }),
  );
  store.add(registerGates(async () => (await app()).gates));
  store.add(registerAgents(context, async () => (await app()).agents()));

  const welcomeExperiment = ({ uri }: TextDocument): void => {
    if (!uri.path.endsWith(experimentSuffix)) return;
    void commands.executeCommand("setContext", "benchtop.experimentOpened", true);
    // Not in the same breath: the editor has other extensions to start first.
    setImmediate(() => void messages.guard("start", app));
  };
  workspace.textDocuments.forEach(welcomeExperiment);
  store.add(workspace.onDidOpenTextDocument(welcomeExperiment));
  return store.add(lazyApi(async () => (await app()).api)).api;
}

/** The editor waits a few seconds for this: runs stop and write what they have. */
export async function deactivate(): Promise<void> {
  await shutDown?.();
}
