import type { SplitName } from "../data/table.ts";
import type { ClassCurves } from "../experiment/errors/classCurves.ts";
import type { ErrorAnalysis } from "../protocol/predictions.ts";
import type { Predictions } from "./api.ts";
import type { StoredRun } from "./ports.ts";
import type { UtilityWorker } from "./utilityWorker.ts";

/** Looks at the predictions of runs in the worker for short questions. */
export class PredictionService implements Predictions {
  readonly #worker: UtilityWorker;

  constructor(worker: UtilityWorker) {
    this.#worker = worker;
  }

  errors({ folder }: StoredRun, split: SplitName): Promise<ErrorAnalysis> {
    return this.#worker.ask((worker) => worker.errors({ runFolder: folder, split }));
  }

  classCurves({ folder }: StoredRun, split: SplitName, classId: number | null): Promise<ClassCurves | null> {
    return this.#worker.ask((worker) => worker.classCurves({ runFolder: folder, split, classId }));
  }
}
