import type { ExportOutcome } from "../protocol/exports.ts";
import type { ExportRequest, Exports } from "./api.ts";
import type { StoredRun } from "./ports.ts";
import type { UtilityWorker } from "./utilityWorker.ts";

/** Exports runs in the worker for short questions: a large model is encoded off the host's thread. */
export class ExportService implements Exports {
  readonly #worker: UtilityWorker;

  constructor(worker: UtilityWorker) {
    this.#worker = worker;
  }

  export({ folder, baseFolder }: StoredRun, request: ExportRequest): Promise<ExportOutcome> {
    return this.#worker.ask((worker) => worker.exportRun({ ...request, runFolder: folder, baseFolder }));
  }
}
