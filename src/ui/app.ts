import { type ExtensionContext, languages, type TreeView, Uri, workspace } from "vscode";
import { type Disposable, DisposableStore } from "../base/lifecycle.ts";
import { systemClock } from "../platform/clock.ts";
import { compose, type Composition } from "../platform/composition.ts";
import { collectTrash } from "../platform/trash.ts";
import { joinPath } from "../platform/vscode/paths.ts";
import { Settings } from "../platform/vscode/settings.ts";
import type { Log } from "../services/ports.ts";
import { ActivationsPanel } from "./activationsPanel/panel.ts";
import type { AgentTools } from "./agents/tools.ts";
import { ClosingOffer } from "./closing.ts";
import type { CommandTable } from "./commandTable.ts";
import { ComparePanel } from "./comparePanel/panel.ts";
import { RunDocuments } from "./comparePanel/runDocuments.ts";
import { inspectCommand } from "./datasetPanel/command.ts";
import { DatasetPanels } from "./datasetPanel/panels.ts";
import { DatasetFinder } from "./datasets/finder.ts";
import { showCounting } from "./datasets/inspectWatched.ts";
import { RowProblems } from "./datasets/rowProblems.ts";
import { type DatasetNode, DatasetTree } from "./datasets/tree.ts";
import { ExperimentCodeLens, experimentFiles } from "./experimentFile/codeLens.ts";
import { experimentPath } from "./experimentFile/inFront.ts";
import type { Messages } from "./messages.ts";
import { registerDataDocuments } from "./panels/dataDocuments.ts";
import { Places } from "./places.ts";
import { ApiHost } from "./publicApi/api.ts";
import { RunPanels } from "./runPanel/panels.ts";
import { RunActions } from "./runs/actions.ts";
import { predictCommands } from "./predict/commands.ts";
import { chosenRuns, runChooser, runCommands } from "./runs/commands.ts";
import { markCommands } from "./runs/markCommands.ts";
import { RunMarks } from "./runs/marks.ts";
import { RunStore } from "./runs/store.ts";
import { type RunNode, RunTree, tellShown } from "./runs/tree.ts";
import { studyCommands } from "./study/commands.ts";
import { sweepCommands } from "./sweep/commands.ts";
import { SweepStarter } from "./sweep/starter.ts";
import { GateTests } from "./gates/tests.ts";
import { openSamples } from "./samples.ts";
import { ShownTexts } from "./shownTexts.ts";
import { TrainingStatus } from "./statusBar.ts";
import { BaselineTrainer } from "./train/baselines.ts";
import { trainCommands } from "./train/commands.ts";
import { OutsidePaths } from "./train/outsidePaths.ts";
import { RateFinder } from "./train/rateFinder.ts";
import { Starter } from "./train/starter.ts";
import { TrainWizard } from "./train/wizard.ts";
import { VectorTraining } from "./vectors/vectorTraining.ts";

export interface AppParts {
  readonly context: ExtensionContext;
  readonly log: Log;
  readonly messages: Messages;
  readonly showLog: () => void;
  readonly views: { readonly datasets: TreeView<DatasetNode>; readonly runs: TreeView<RunNode> };
}

/** Emptying the trash waits until what the person came for is there. */
const trashMilliseconds = 10_000;

/** Everything behind the views and commands, built over the services when the first of them is used. */
export class App implements Disposable {
  readonly datasets: DatasetTree;
  readonly runs: RunTree;
  readonly panels: RunPanels;
  /** Loaded when a model calls one. */
  readonly agents: () => Promise<AgentTools>;
  readonly api: ApiHost;
  readonly gates: GateTests;
  readonly comparePanel: ComparePanel;
  readonly activationsPanel: ActivationsPanel;
  readonly datasetPanels: DatasetPanels;
  readonly commands: CommandTable;
  readonly #composition: Composition;
  readonly #store = new DisposableStore();

  constructor({ context, log, messages, showLog, views }: AppParts) {
    const store = this.#store;
    const clock = systemClock;
    const extension = context.extensionUri;
    const settings = store.add(new Settings());
    const places = new Places(settings, (context.storageUri ?? context.globalStorageUri).fsPath);
    const composition = compose({
      folders: places.all,
      trainer: joinPath(context.extensionPath, "dist", "trainer.mjs"),
      index: {
        worker: joinPath(context.extensionPath, "dist", "index.mjs"),
        storage: joinPath((context.storageUri ?? context.globalStorageUri).fsPath, "index"),
      },
      concurrency: () => settings.workers,
      checkpointSeconds: () => settings.checkpointSeconds,
      keyMetric: () => settings.keyMetric,
      showCounting,
      log,
    });
    const services = (): Composition => composition;
    this.#composition = composition;

    const outside = new OutsidePaths(places, settings, context.workspaceState);
    const starter = store.add(new Starter(services, places, outside, messages));
    const sweepStarter = store.add(new SweepStarter({ services, places, outside, messages }));
    const finder = store.add(new DatasetFinder(services, settings, clock, log));
    const runs = store.add(new RunStore(services, clock, log));
    const texts = store.add(new ShownTexts());
    const actions = new RunActions({
      services,
      starter,
      places,
      outside,
      settings,
      messages,
      texts,
      extensionId: context.extension.id,
    });
    const wizard = new TrainWizard({ services, finder, starter, outside, messages });
    const documents = store.add(new RunDocuments(services));
    const diff = (left: string, right: string): Promise<void> => documents.diff(left, right);
    const panels = store.add(new RunPanels({ services, runs, actions, outside, clock, log, extension, diff }));
    const open = (id: string): void => panels.open(id);
    const marks = new RunMarks(context.workspaceState);
    const comparePanel = store.add(
      new ComparePanel({
        services,
        runs,
        settings,
        clock,
        log,
        context,
        openRun: open,
        diff,
        places,
        outside,
        resumeSweep: (id, place) => sweepStarter.resume(id, place),
        baseline: () => marks.baseline,
      }),
    );
    const activationsPanel = store.add(
      new ActivationsPanel({ services, finder, places, outside, runs, clock, log, extension, openRun: open }),
    );
    const baselines = store.add(
      new BaselineTrainer({ services, finder, starter, outside, runs, settings, clock, open }),
    );
    const rates = new RateFinder({ services, finder, outside });
    this.agents = async () => {
      const { AgentTools: Tools } = await import("./agents/tools.ts");
      return new Tools({ services, places, outside, finder, runs, clock });
    };
    this.gates = new GateTests({ services, places, outside, follow: () => runs.follow() });
    this.api = store.add(new ApiHost({ services, places, outside, runs }));
    this.datasetPanels = store.add(new DatasetPanels({ services, places, outside, log, extension }));
    const vectors = new VectorTraining({ services, finder, outside, starter });
    this.panels = panels;
    this.comparePanel = comparePanel;
    this.activationsPanel = activationsPanel;
    this.datasets = store.add(new DatasetTree(finder, clock));
    this.runs = store.add(new RunTree(runs, settings, context.workspaceState, marks));
    store.add(this.runs.onShown((shown) => tellShown(views.runs, shown)));
    store.add(
      clock.after(trashMilliseconds, () => {
        for (const { runsFolder } of places.all) void collectTrash(runsFolder, settings.trashDays, clock.now(), log);
      }),
    );
    store.add(new TrainingStatus(runs, () => composition.sweeps.active, settings));
    store.add(new ClosingOffer(runs, context.globalState, clock));
    const lens = store.add(new ExperimentCodeLens(services, runs.onChange));
    store.add(registerDataDocuments());
    store.add(languages.registerCodeLensProvider(experimentFiles, lens));

    store.add(new RowProblems(finder));
    store.add(finder.onNote(() => (views.datasets.message = finder.note)));
    store.add(
      starter.onStarted((run) => {
        runs.follow();
        panels.open(run.id);
      }),
    );
    store.add(
      sweepStarter.onStarted(({ id }) => {
        runs.follow();
        comparePanel.openSweep(id);
      }),
    );
    const followFolders = (): void => {
      void messages.guard("look for runs", () => composition.setFolders(places.all));
    };
    store.add(workspace.onDidChangeWorkspaceFolders(followFolders));
    store.add(settings.onChange((has) => (has("runsFolder") ? followFolders() : undefined)));

    this.commands = {
      ...trainCommands({ starter, wizard, baselines, rates, vectors, finder, services, outside, messages }),
      ...sweepCommands({ services, starter: sweepStarter, places, outside, finder, settings, messages }),
      ...runCommands({
        runs,
        actions,
        panels,
        comparePanel,
        tree: this.runs,
        view: views.runs,
        messages,
        settings,
        services,
        marks,
      }),
      ...predictCommands({
        ...{ services, outside, messages, panels },
        choose: runChooser({ runs, panels, view: views.runs, settings }),
      }),
      ...markCommands({
        runs,
        marks,
        tree: this.runs,
        messages,
        services,
        chosen: (args) => chosenRuns(views.runs, args),
      }),
      ...inspectCommand({ panels: this.datasetPanels, finder, outside, messages }),
      compareActivations: (argument) =>
        messages.guard("compare activation functions", () => {
          activationsPanel.open(experimentPath(argument));
          return Promise.resolve();
        }),
      ...studyCommands({
        ...{ services, finder, places, outside, messages },
        started: () => {
          runs.follow();
          comparePanel.open([]);
        },
      }),
      importBundle: (argument) =>
        messages.guard("import", async () => {
          const { importRun } = await import("./reproduction/import.ts");
          await importRun(argument, { services, places, starter, messages, texts });
        }),
      openSamples: () => messages.guard("open the samples", () => openSamples(Uri.joinPath(extension, "samples"))),
      showLog: () => {
        showLog();
        return Promise.resolve();
      },
    };
  }

  /** Lets go of screens, then stops runs and waits until they have written what they have. */
  async shutdown(): Promise<void> {
    this.dispose();
    await this.#composition.shutdown();
  }

  dispose(): void {
    this.#store.dispose();
  }
}
