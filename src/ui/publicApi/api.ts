import { EventEmitter } from "vscode";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import { runTitle } from "../../experiment/describe.ts";
import { readTextBounded } from "../../platform/fileIo.ts";
import { absolutePath, folderOf } from "../../platform/vscode/paths.ts";
import type { ExperimentRequest } from "../../services/api.ts";
import { namedFiles } from "../../services/namedFiles.ts";
import type { ListedRun } from "../../services/ports.ts";
import type { Places } from "../places.ts";
import type { RunStore } from "../runs/store.ts";
import type { ServicesDoor } from "../services.ts";
import type { OutsidePaths } from "../train/outsidePaths.ts";
import type { BenchtopExperiment, BenchtopRun, BenchtopTraining } from "./types.ts";

export interface ApiHostParts {
  readonly services: ServicesDoor;
  readonly places: Places;
  readonly outside: OutsidePaths;
  readonly runs: RunStore;
}

const experimentLimit = 4 * 1024 * 1024;

/** Serves other extensions over the services of this window, by the same rules as its commands. */
export class ApiHost implements Disposable {
  readonly #parts: ApiHostParts;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new EventEmitter<void>());
  readonly onDidChangeRuns = this.#changed.event;

  constructor(parts: ApiHostParts) {
    this.#parts = parts;
    this.#store.add(parts.runs.onChange(() => this.#changed.fire()));
  }

  async train(experiment: BenchtopExperiment): Promise<BenchtopTraining> {
    const { services, places, outside, runs } = this.#parts;
    const request = await requestOf(experiment, places);
    const named = namedFiles(request.text).map((path) => absolutePath(request.folder, path));
    await outside.confirm([...(request.file === null ? [] : [request.file]), ...named]);
    const place = await places.forRunsOf(request.file ?? absolutePath(request.folder, "x"));
    const live = await services().training.start({ experiment: request, ...place });
    runs.follow();
    const ended = async (): Promise<BenchtopRun> => {
      const record = await live.ended;
      return told(
        (await services().runs.get(live.id)) ?? { ...live, record, annotations: { schemaVersion: 1 }, owner: "none" },
      );
    };
    return { id: live.id, folder: live.folder, ended: ended(), stop: () => live.stop("Stopped by another extension.") };
  }

  async list(): Promise<readonly BenchtopRun[]> {
    // From now on changes are told of.
    await this.#parts.runs.list();
    return (await this.#parts.services().runs.list()).map(told);
  }

  async get(id: string): Promise<BenchtopRun | undefined> {
    const run = await this.#parts.services().runs.get(id);
    return run && told(run);
  }

  dispose(): void {
    this.#store.dispose();
  }
}

async function requestOf(experiment: BenchtopExperiment, places: Places): Promise<ExperimentRequest> {
  if ("file" in experiment) {
    const { file } = experiment;
    return { text: await readTextBounded(file, experimentLimit), file, folder: folderOf(file) };
  }
  const folder = experiment.folder ?? places.workspaceFolders[0];
  if (folder === undefined) throw new Error("No folder is open: say which folder the experiment's paths start from.");
  return { text: JSON.stringify(experiment.content), file: null, folder };
}

function told({ record, annotations, folder }: ListedRun): BenchtopRun {
  const metrics = { ...record.best?.metrics, ...record.metrics };
  return {
    id: record.id,
    title: runTitle(record, annotations),
    folder,
    status: record.status,
    created: record.created,
    metrics: Object.fromEntries(Object.entries(metrics).map(([split, figures]) => [split, numbersOf(figures)])),
    tags: annotations.tags ?? [],
    starred: annotations.star === true,
  };
}

function numbersOf(figures: object): Readonly<Record<string, number | null>> {
  return Object.fromEntries(
    Object.entries(figures).filter(
      (entry): entry is [string, number | null] => entry[1] === null || typeof entry[1] === "number",
    ),
  );
}
