import { CodeLens, type CodeLensProvider, type Event, EventEmitter, Range, type TextDocument } from "vscode";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import { absolutePath } from "../../platform/vscode/paths.ts";
import type { StoredRun } from "../../services/ports.ts";
import type { ServicesDoor } from "../services.ts";

/** Files that the CodeLens and the Train command apply to. */
export const experimentFiles = { scheme: "file", pattern: "**/*.experiment.json" } as const;

/** `Train` above an experiment file, and `Open runs` once it has some. */
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
    const train = new CodeLens(top, {
      title: "Train",
      tooltip: "Save this experiment and train it",
      command: "benchtop.trainExperiment",
      arguments: [document.uri],
    });
    const runs = runsOfExperiment(await this.#services().runs.list(), document.uri.fsPath);
    if (runs.length === 0) return [train];
    const open = new CodeLens(top, {
      title: "Open runs",
      tooltip: "Show the runs that were trained from this file",
      command: "benchtop.openRunsOfExperiment",
      arguments: [document.uri],
    });
    return [train, open];
  }

  dispose(): void {
    this.#store.dispose();
  }
}

/** The runs that were trained from an experiment file, in the order of the list. */
export function runsOfExperiment(runs: readonly StoredRun[], path: string): readonly StoredRun[] {
  return runs.filter(({ record, baseFolder }) => {
    const { experimentFile } = record;
    return experimentFile !== null && absolutePath(baseFolder, experimentFile) === absolutePath(baseFolder, path);
  });
}
