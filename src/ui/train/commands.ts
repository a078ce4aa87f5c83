import { commands, Uri, window } from "vscode";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import type { DatasetFinder } from "../datasets/finder.ts";
import type { Messages } from "../messages.ts";
import { experimentPath } from "../experimentFile/inFront.ts";
import type { Starter } from "./starter.ts";
import type { TrainWizard } from "./wizard.ts";

export interface TrainCommandParts {
  readonly starter: Starter;
  readonly wizard: TrainWizard;
  readonly finder: DatasetFinder;
  readonly messages: Messages;
}

/** The commands that start runs, and those on datasets. */
export function registerTrainCommands({ starter, wizard, finder, messages }: TrainCommandParts): Disposable {
  const store = new DisposableStore();
  const on = (command: string, attempt: string, action: (argument: unknown) => Promise<unknown>): void => {
    store.add(
      commands.registerCommand(`benchtop.${command}`, (argument: unknown) =>
        messages.guard(attempt, () => action(argument)),
      ),
    );
  };
  const onDataset = (command: string, attempt: string, action: (path: string) => Promise<unknown>): void => {
    on(command, attempt, async (node) => {
      const path = pathOf(node);
      if (path !== undefined) await action(path);
    });
  };
  on("train", "train", () => wizard.run());
  on("saveChoices", "save the experiment file", () => wizard.saveLast());
  onDataset("trainDataset", "train", (path) => starter.trainDataset(path));
  onDataset("trainDatasetWith", "train", (path) => wizard.run(path));
  onDataset("openDataset", "open the data file", async (path) => {
    await commands.executeCommand("vscode.open", Uri.file(path));
  });
  store.add(commands.registerCommand("benchtop.refreshDatasets", () => finder.refresh()));
  on("trainExperiment", "train", async (argument) => {
    const path = experimentPath(argument);
    if (path !== undefined) await starter.trainFile(Uri.file(path));
    else void window.showInformationMessage("Open an experiment file (NAME.experiment.json) first, then train it.");
  });
  return store;
}

function pathOf(node: unknown): string | undefined {
  if (typeof node !== "object" || node === null || !("path" in node)) return undefined;
  return typeof node.path === "string" ? node.path : undefined;
}
