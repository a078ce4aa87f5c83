import type { LayoutChoices } from "../data/layout.ts";
import type { DatasetSearch, DatasetsFound, PlaceSeen, PlaceToLook } from "../protocol/datasetSearch.ts";
import type { DatasetSummary, ExamplesPage, ExamplesQuery } from "../protocol/trainer.ts";
import type { Datasets } from "./api.ts";
import type { Inspections } from "./inspections.ts";
import type { InspectionWatch } from "./ports.ts";
import type { UtilityWorker } from "./utilityWorker.ts";

/** Labelled files and the examples in them. */
export class DatasetService implements Datasets {
  readonly #inspections: Inspections;
  readonly #worker: UtilityWorker;

  constructor(inspections: Inspections, worker: UtilityWorker) {
    this.#inspections = inspections;
    this.#worker = worker;
  }

  inspect(path: string, choices: LayoutChoices = {}, watch?: InspectionWatch): Promise<DatasetSummary> {
    return this.#inspections.inspect(path, choices, watch);
  }

  findCandidates(search: DatasetSearch): Promise<DatasetsFound> {
    return this.#worker.ask((worker) => worker.findCandidates(search));
  }

  lookAt(places: readonly PlaceToLook[]): Promise<readonly (PlaceSeen | null)[]> {
    return this.#worker.ask((worker) => worker.lookAt(places));
  }

  examples(query: ExamplesQuery): Promise<ExamplesPage> {
    return this.#worker.ask((worker) => worker.examples(query));
  }
}
