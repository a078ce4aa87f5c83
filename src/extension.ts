import { commands, type ExtensionContext, languages, Uri, window, workspace } from "vscode";
import { DisposableStore } from "./base/lifecycle.ts";
import { systemClock } from "./platform/clock.ts";
import { compose, type Composition } from "./platform/composition.ts";
import { channelLog } from "./platform/vscode/log.ts";
import { joinPath } from "./platform/vscode/paths.ts";
import { Settings } from "./platform/vscode/settings.ts";
import { ClosingOffer } from "./ui/closing.ts";
import { DatasetFinder } from "./ui/datasets/finder.ts";
import { DatasetTree } from "./ui/datasets/tree.ts";
import { ExperimentCodeLens, experimentFiles } from "./ui/experimentFile/codeLens.ts";
import { Messages } from "./ui/messages.ts";
import { Places } from "./ui/places.ts";
import { RunPanels } from "./ui/runPanel/panels.ts";
import { RunActions } from "./ui/runs/actions.ts";
import { registerRunCommands } from "./ui/runs/commands.ts";
import { RunStore } from "./ui/runs/store.ts";
import { RunTree } from "./ui/runs/tree.ts";
import { openSamples } from "./ui/samples.ts";
import { TrainingStatus } from "./ui/statusBar.ts";
import { registerTrainCommands } from "./ui/train/commands.ts";
import { OutsidePaths } from "./ui/train/outsidePaths.ts";
import { Starter } from "./ui/train/starter.ts";
import { TrainWizard } from "./ui/train/wizard.ts";

/** What `deactivate` must end in order: screens first, then runs, which write what they have. */
let shutDown: (() => Promise<void>) | undefined;

export function activate(context: ExtensionContext): void {
  const channel = window.createOutputChannel("Benchtop", { log: true });
  const store = new DisposableStore();
  context.subscriptions.push(channel, store);
  const log = channelLog(channel);
  const clock = systemClock;
  const settings = store.add(new Settings());
  const places = new Places(settings, (context.storageUri ?? context.globalStorageUri).fsPath);
  const messages = new Messages(log, channel);

  let composition: Composition | undefined;
  const services = (): Composition =>
    (composition ??= compose({
      folders: places.all,
      trainer: joinPath(context.extensionPath, "dist", "trainer.mjs"),
      concurrency: () => settings.workers,
      keyMetric: () => settings.keyMetric,
      log,
    }));
  shutDown = async () => {
    store.dispose();
    await composition?.shutdown();
  };
  const followFolders = (): void => {
    void messages.guard("look for runs", async () => composition?.setFolders(places.all));
  };
  store.add(workspace.onDidChangeWorkspaceFolders(followFolders));
  store.add(settings.onChange((has) => (has("runsFolder") ? followFolders() : undefined)));

  const outside = new OutsidePaths(places, settings, context.workspaceState);
  const starter = store.add(new Starter(services, places, outside, messages));
  const finder = store.add(new DatasetFinder(services, settings, clock, log));
  const runs = store.add(new RunStore(services, clock, log));
  const actions = new RunActions({ services, starter, places, messages });
  const extension = context.extensionUri;
  const panels = store.add(new RunPanels({ services, runs, actions, clock, log, extension }));
  store.add(
    starter.onStarted((run) => {
      runs.follow();
      panels.open(run.id);
    }),
  );
  store.add(new TrainingStatus(runs, settings));
  store.add(new ClosingOffer(runs, context.globalState, clock));

  const datasetTree = store.add(new DatasetTree(finder));
  const datasetView = store.add(window.createTreeView("benchtop.datasets", { treeDataProvider: datasetTree }));
  store.add(finder.onChange(() => (datasetView.message = finder.note)));
  const tree = store.add(new RunTree(runs, settings, context.workspaceState));
  const view = store.add(window.createTreeView("benchtop.runs", { treeDataProvider: tree, canSelectMany: true }));

  const wizard = new TrainWizard({ services, finder, starter, outside, messages });
  store.add(registerTrainCommands({ starter, wizard, finder, messages }));
  store.add(registerRunCommands({ runs, actions, panels, tree, view, messages, settings, services }));
  const lens = store.add(new ExperimentCodeLens(services, runs.onChange));
  store.add(languages.registerCodeLensProvider(experimentFiles, lens));
  store.add(commands.registerCommand("benchtop.showLog", () => channel.show()));
  store.add(
    commands.registerCommand("benchtop.openSamples", () =>
      messages.guard("open the samples", () => openSamples(Uri.joinPath(extension, "samples"))),
    ),
  );
}

/** The editor waits a few seconds for this: runs stop and write what they have. */
export async function deactivate(): Promise<void> {
  await shutDown?.();
}
