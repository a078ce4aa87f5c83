import type { ExampleInput } from "../data/inputTable.ts";
import type { SplitName } from "../data/table.ts";
import type { ClassCurves } from "../experiment/errors/classCurves.ts";
import type { ErrorAnalysis, ExplainedExample, Explanation, Prediction } from "../protocol/predictions.ts";
import type { ExamplePart, LabelReport, LabelSource, Predictions } from "./api.ts";
import { labelWith } from "./labelling.ts";
import type { StoredRun, TrainerWorkers } from "./ports.ts";
import type { UtilityWorker } from "./utilityWorker.ts";

/** Looks at the predictions of runs, and classifies with their models, in the worker for short questions. */
export class PredictionService implements Predictions {
  readonly #worker: UtilityWorker;
  readonly #workers: TrainerWorkers;
  /** Folders of runs whose models the worker may hold. */
  readonly #loaded = new Set<string>();

  /** @param workers of which labelling a file takes one for itself: it may last minutes. */
  constructor(worker: UtilityWorker, workers: TrainerWorkers) {
    this.#worker = worker;
    this.#workers = workers;
  }

  errors({ folder }: StoredRun, split: SplitName): Promise<ErrorAnalysis> {
    return this.#worker.ask((worker) => worker.errors({ runFolder: folder, split }));
  }

  classCurves({ folder }: StoredRun, split: SplitName, classId: number | null): Promise<ClassCurves | null> {
    return this.#worker.ask((worker) => worker.classCurves({ runFolder: folder, split, classId }));
  }

  predict({ folder }: StoredRun, inputs: readonly ExampleInput[]): Promise<readonly Prediction[]> {
    this.#loaded.add(folder);
    return this.#worker.ask((worker) => worker.predict({ runFolder: folder, inputs }));
  }

  explain({ folder }: StoredRun, input: ExampleInput, classId: number | null): Promise<Explanation> {
    this.#loaded.add(folder);
    return this.#worker.ask((worker) => worker.explain({ runFolder: folder, input, classId }));
  }

  explainExample({ folder, baseFolder }: StoredRun, part: ExamplePart): Promise<ExplainedExample> {
    this.#loaded.add(folder);
    return this.#worker.ask((worker) => worker.explainExample({ ...part, runFolder: folder, baseFolder }));
  }

  async label(run: StoredRun, source: LabelSource, write: (bytes: Uint8Array) => Promise<void>): Promise<LabelReport> {
    const worker = await this.#workers.start();
    try {
      return await labelWith(worker, run, source, write);
    } finally {
      worker.dispose();
    }
  }

  async release({ folder }: StoredRun): Promise<void> {
    // A worker that was never asked is not started for this.
    if (this.#loaded.delete(folder)) await this.#worker.ask((worker) => worker.forgetModel(folder));
  }
}
