import { ProgressLocation, type QuickPickItem, window, workspace, Uri } from "vscode";
import { experimentText } from "../../experiment/document.ts";
import { absolutePath, fileName, fileStem, folderOf } from "../../platform/vscode/paths.ts";
import type { RateTest } from "../../experiment/rateTest.ts";
import type { ExperimentRequest } from "../../services/api.ts";
import { type LiveRateTest, rateTestSteps } from "../../services/rateTests.ts";
import type { DatasetFinder } from "../datasets/finder.ts";
import { saveExperimentFile } from "../experimentFile/save.ts";
import type { ServicesDoor } from "../services.ts";
import { pickDataset } from "./datasetPick.ts";
import { namedFiles } from "../../services/namedFiles.ts";
import { Declined, type OutsidePaths } from "./outsidePaths.ts";
import { rateChoices } from "./rateChoices.ts";

export interface RateFinderParts {
  readonly services: ServicesDoor;
  readonly finder: DatasetFinder;
  readonly outside: OutsidePaths;
}

type Item = QuickPickItem & { readonly rate: number };

/** `Benchtop: Find Learning Rate…`: a range test of an experiment or a dataset, and a new experiment with what is picked. */
export class RateFinder {
  readonly #parts: RateFinderParts;

  constructor(parts: RateFinderParts) {
    this.#parts = parts;
  }

  /** @param experiment the path of an experiment file; a dataset is asked for when absent. */
  async run(experiment: string | undefined): Promise<void> {
    const { finder, outside } = this.#parts;
    const path =
      experiment ?? (await pickDataset({ title: "Benchtop: Find Learning Rate", steps: 1, finder, outside }));
    if (path === null) return;
    const request = await requestOf(path, experiment !== undefined);
    try {
      await outside.confirm(namedFiles(request.text).map((named) => absolutePath(request.folder, named)));
    } catch (error) {
      if (error instanceof Declined) return;
      throw error;
    }
    const found = await this.#test(request, path);
    const rate = await pickRate(found, path);
    if (rate !== undefined) await this.#save(request, path, rate);
  }

  async #test(request: ExperimentRequest, path: string): Promise<RateTest> {
    const title = `Trying learning rates on ${fileName(path)}`;
    return window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      (progress, token) => {
        let told = 0;
        const test: LiveRateTest = this.#parts.services().testRates(request, {
          steps: rateTestSteps,
          onStep: (step) => {
            progress.report({ increment: (100 * (step - told)) / rateTestSteps, message: `step ${String(step)}` });
            told = step;
          },
        });
        token.onCancellationRequested(() => {
          test.stop();
        });
        return Promise.resolve(test.ended);
      },
    );
  }

  async #save(request: ExperimentRequest, path: string, rate: number): Promise<void> {
    const overrides = [["training.optimizer.learningRate", rate]] as const;
    const experiment = await this.#parts.services().training.resolve({ ...request, overrides });
    const stem = fileStem(path).replace(/\.experiment$/, "");
    await saveExperimentFile(folderOf(path), `${stem}-rate`, (write) => experimentText(experiment, write));
  }
}

async function requestOf(path: string, isExperiment: boolean): Promise<ExperimentRequest> {
  const folder = folderOf(path);
  if (!isExperiment) return { text: JSON.stringify({ dataset: path }), file: null, folder };
  const document = await workspace.openTextDocument(Uri.file(path));
  return { text: document.getText(), file: path, folder };
}

async function pickRate(found: RateTest, path: string): Promise<number | undefined> {
  const choices = rateChoices(found);
  if (choices.length === 0) {
    void window.showInformationMessage(`The loss of ${fileName(path)} falls at none of the rates that were tried.`);
    return undefined;
  }
  const items: Item[] = choices.map(({ label, detail, rate }) => ({ label, detail, rate }));
  const picked = await window.showQuickPick(items, {
    title: `Learning rates for ${fileName(path)}`,
    placeHolder: "Pick one to write a new experiment with it",
  });
  return picked?.rate;
}
