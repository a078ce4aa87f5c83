import { UserError } from "../base/errors.ts";
import type { LayoutChoices } from "../data/layout.ts";
import type { DatasetSummary, ExamplesPage, ExamplesQuery } from "../protocol/trainer.ts";
import type { Datasets } from "./api.ts";
import type { Inspections } from "./inspections.ts";
import type { UtilityWorker } from "./utilityWorker.ts";

/** Labelled files and the examples in them. */
export class DatasetService implements Datasets {
  readonly #inspections: Inspections;
  readonly #worker: UtilityWorker;

  constructor(inspections: Inspections, worker: UtilityWorker) {
    this.#inspections = inspections;
    this.#worker = worker;
  }

  inspect(path: string, choices: LayoutChoices = {}): Promise<DatasetSummary> {
    return this.#inspections.inspect(path, choices);
  }

  async isLabelled(path: string): Promise<boolean> {
    try {
      return await this.#inspections.isLabelled(path);
    } catch (error) {
      // Gone or unreadable since it was found: then it is not to be listed.
      if (error instanceof UserError) return false;
      throw error;
    }
  }

  examples(query: ExamplesQuery): Promise<ExamplesPage> {
    return this.#worker.ask((worker) => worker.examples(query));
  }
}
