import { commands, Uri, window, workspace } from "vscode";
import { checkExperiment } from "../../experiment/parse.ts";
import { sweptFolds } from "../../experiment/specSweep.ts";
import type { CommandHandler, CommandTable } from "../commandTable.ts";
import type { DatasetFinder } from "../datasets/finder.ts";
import type { Messages } from "../messages.ts";
import { showFile } from "../files.ts";
import { experimentPath } from "../experimentFile/inFront.ts";
import { isBrokenKind } from "../../data/layout.ts";
import { chooseColumns, writeDatasetFile } from "../datasets/columnsStep.ts";
import { inspectWatched } from "../datasets/inspectWatched.ts";
import type { ServicesDoor } from "../services.ts";
import type { BaselineTrainer } from "./baselines.ts";
import { pickDataset } from "./datasetPick.ts";
import type { OutsidePaths } from "./outsidePaths.ts";
import type { RateFinder } from "./rateFinder.ts";
import type { VectorTraining } from "../vectors/vectorTraining.ts";
import type { Starter } from "./starter.ts";
import type { TrainWizard } from "./wizard.ts";

export interface TrainCommandParts {
  readonly starter: Starter;
  readonly wizard: TrainWizard;
  readonly baselines: BaselineTrainer;
  readonly rates: RateFinder;
  readonly vectors: VectorTraining;
  readonly finder: DatasetFinder;
  readonly services: ServicesDoor;
  readonly outside: OutsidePaths;
  readonly messages: Messages;
}

type TrainCommand =
  | "train"
  | "trainBaselines"
  | "findLearningRate"
  | "trainVectors"
  | "trainExperiment"
  | "trainDataset"
  | "trainDatasetWith"
  | "saveChoices"
  | "openDataset"
  | "chooseColumns"
  | "skipRows"
  | "refreshDatasets"
  | "countDataset"
  | "stopCounting";

/** The commands that start runs, and those on datasets. */
export function trainCommands({
  starter,
  wizard,
  baselines,
  rates,
  vectors,
  finder,
  services,
  outside,
  messages,
}: TrainCommandParts): CommandTable<TrainCommand> {
  const told =
    (attempt: string, action: CommandHandler): CommandHandler =>
    (...args) =>
      messages.guard(attempt, () => action(...args));
  const onDataset = (attempt: string, action: (path: string, node: unknown) => Promise<unknown>): CommandHandler =>
    told(attempt, async (node) => {
      const path = pathOf(node);
      if (path !== undefined) await action(path, node);
    });
  return {
    train: told("train", () => wizard.run()),
    trainBaselines: told("train baselines", (node) => baselines.run(pathOf(node))),
    findLearningRate: told("find a learning rate", (argument) => rates.run(experimentPath(argument))),
    trainVectors: told("train word vectors", (node) => vectors.run(pathOf(node))),
    saveChoices: told("save the experiment file", () => wizard.saveLast()),
    trainDataset: onDataset("train", (path) => starter.trainDataset(path)),
    trainDatasetWith: onDataset("train", (path) => wizard.run(path)),
    openDataset: onDataset("open the data file", async (path) => {
      await showFile(path);
    }),
    chooseColumns: told("choose columns", async (node) => {
      const title = "Benchtop: Choose Columns";
      const path = pathOf(node) ?? (await pickDataset({ title, steps: 1, finder, outside }));
      if (path === null) return;
      await outside.confirm([path]);
      if ((await chooseColumns(title, path, services)) === "stored") await finder.renew(path);
    }),
    skipRows: onDataset("skip rows", async (path, node) => {
      const { kind } = node as { readonly kind?: unknown };
      const summary = await inspectWatched(services().datasets, path);
      if (summary === null) return;
      const skipped = summary.sniffed.layout.skip ?? [];
      if (typeof kind !== "string" || !isBrokenKind(kind) || skipped.includes(kind)) return;
      await writeDatasetFile(path, summary, { skip: [...skipped, kind] });
      await finder.renew(path);
    }),
    refreshDatasets: () => {
      finder.refresh();
      return Promise.resolve();
    },
    countDataset: onDataset("count the dataset", (path) => finder.count(path)),
    stopCounting: onDataset("stop counting", (path) => {
      finder.stopCounting(path);
      return Promise.resolve();
    }),
    trainExperiment: told("train", async (argument) => {
      const path = experimentPath(argument);
      // Folds that are all wanted are as many runs: a sweep.
      if (path !== undefined && (await asksForFolds(path)))
        await commands.executeCommand("benchtop.sweep", Uri.file(path));
      else if (path !== undefined) await starter.trainFile(Uri.file(path));
      else void window.showInformationMessage("Open an experiment file (NAME.experiment.json) first, then train it.");
    }),
  };
}

async function asksForFolds(path: string): Promise<boolean> {
  const { spec } = checkExperiment((await workspace.openTextDocument(Uri.file(path))).getText());
  return spec !== null && sweptFolds(spec) !== null;
}

function pathOf(node: unknown): string | undefined {
  if (typeof node !== "object" || node === null || !("path" in node)) return undefined;
  return typeof node.path === "string" ? node.path : undefined;
}
