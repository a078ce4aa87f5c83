import { CodeLens, type CodeLensProvider, type Event, EventEmitter, Range, type TextDocument } from "vscode";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import { usualFolds } from "../../experiment/foldedSplit.ts";
import { checkExperiment } from "../../experiment/parse.ts";
import { absolutePath } from "../../platform/vscode/paths.ts";
import type { ListedRun } from "../../services/ports.ts";
import type { ServicesDoor } from "../services.ts";

/** Files that the CodeLens and the Train command apply to. */
export const experimentFiles = { scheme: "file", pattern: "**/*.experiment.json" } as const;

/** `Train`, `Sweep`, `Run again with 5 seeds` and with folds above an experiment file, and `Open runs` once it has some. */
export class ExperimentCodeLens implements CodeLensProvider, Disposable {
  readonly #services: ServicesDoor;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new EventEmitter<void>());
  readonly onDidChangeCodeLenses: Event<void> = this.#changed.event;

  /** @param onRunsChange fires when the list of runs changes. */
  constructor(services: ServicesDoor, onRunsChange: Event<unknown>) {
    this.#services = services;
    this.#store.add(onRunsChange((ids) => (ids === null ? this.#changed.fire() : undefined)));
  }

  async provideCodeLenses(document: TextDocument): Promise<CodeLens[]> {
    const top = new Range(0, 0, 0, 0);
    const lens = (title: string, tooltip: string, command: string): CodeLens =>
      new CodeLens(top, { title, tooltip, command: `benchtop.${command}`, arguments: [document.uri] });
    const lenses = [
      lens("Train", "Save this experiment and train it", "trainExperiment"),
      lens("Sweep", "Save this experiment and start its sweep, or choose what to vary", "sweep"),
      lens("Run again with 5 seeds", "Train it with five seeds: mean and deviation of its figures", "runWithSeeds"),
      lens(
        `Run again with ${String(foldsOf(document.getText()))} folds`,
        "Train it once for each fold, which is held out: every example is validated, mean and deviation of its figures",
        "runWithFolds",
      ),
    ];
    const runs = runsOfExperiment(await this.#services().runs.list(), document.uri.fsPath);
    const open = lens("Open runs", "Show the runs that were trained from this file", "openRunsOfExperiment");
    return runs.length === 0 ? lenses : [...lenses, open];
  }

  dispose(): void {
    this.#store.dispose();
  }
}

function foldsOf(text: string): number {
  return checkExperiment(text).spec?.split.folds ?? usualFolds;
}

/** The runs that were trained from an experiment file, in the order of the list. */
export function runsOfExperiment(runs: readonly ListedRun[], path: string): readonly ListedRun[] {
  return runs.filter(({ record, baseFolder }) => {
    const { experimentFile } = record;
    return experimentFile !== null && absolutePath(baseFolder, experimentFile) === absolutePath(baseFolder, path);
  });
}
