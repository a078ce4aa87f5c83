import { Emitter } from "../base/emitter.ts";
import { UserError } from "../base/errors.ts";
import { DisposableStore } from "../base/lifecycle.ts";
import { packCurve } from "../protocol/curves.ts";
import { experimentText } from "../experiment/document.ts";
import type { RunAnnotations } from "../experiment/record.ts";
import type { MetricFrame } from "../protocol/frames.ts";
import type { RunSnapshot } from "../protocol/runPanel.ts";
import type { Runs } from "./api.ts";
import type { ListedRun, Log, RunFiles, RunIndex, StoredRun } from "./ports.ts";
import { sortRuns } from "./ranking.ts";
import { liveCurve, liveSnapshot, storedSnapshot } from "./snapshots.ts";
import type { TrainingService } from "./training.ts";
import type { TrainingRun } from "./trainingRun.ts";
import type { UtilityWorker } from "./utilityWorker.ts";

export interface RunsPorts {
  readonly index: RunIndex;
  readonly files: RunFiles;
  readonly training: Pick<TrainingService, "find" | "all" | "onChange">;
  readonly worker: UtilityWorker;
  readonly log: Log;
  /** Such as `validation.accuracy`; asked anew each time. */
  readonly keyMetric: () => string;
}

/** The runs of the open folders: those on disk, and those that this process trains, of which it knows more than the disk. */
export class RunsService implements Runs {
  readonly #ports: RunsPorts;
  readonly #store = new DisposableStore();
  readonly #change = this.#store.add(new Emitter<void>((error) => this.#ports.log.error("a listener failed", error)));

  readonly onChange = this.#change.event;

  constructor(ports: RunsPorts) {
    this.#ports = ports;
    this.#store.add(ports.index.onChange(() => this.#change.fire()));
    this.#store.add(ports.training.onChange(() => this.#change.fire()));
  }

  async list(): Promise<readonly ListedRun[]> {
    const stored = await this.#ports.index.list();
    const live = new Map(this.#ports.training.all.map((run) => [run.id, run]));
    const known = stored.map((run): ListedRun => {
      const one = live.get(run.record.id);
      live.delete(run.record.id);
      return one === undefined ? run : asStored(one, run);
    });
    return sortRuns([...known, ...[...live.values()].map((run) => asStored(run))], this.#ports.keyMetric());
  }

  async get(id: string): Promise<StoredRun | undefined> {
    const stored = await this.#ports.index.get(id);
    const live = this.#ports.training.find(id);
    return live === undefined ? stored : asStored(live, stored);
  }

  async snapshot(id: string): Promise<RunSnapshot | undefined> {
    const stored = await this.#ports.index.get(id);
    const live = this.#ports.training.find(id);
    if (live !== undefined) return liveSnapshot(live, asStored(live, stored).annotations);
    return stored && storedSnapshot(stored, await this.#ports.files.epochs(stored.folder));
  }

  async steps(id: string, points: number): Promise<MetricFrame | null> {
    const live = this.#ports.training.find(id);
    if (live !== undefined) return live.steps(points);
    const { folder } = await this.#require(id);
    return this.#ports.worker.ask((worker) => worker.series(folder, points));
  }

  async curve(id: string, figure: string): Promise<ArrayBuffer> {
    const live = this.#ports.training.find(id);
    if (live !== undefined) return packCurve(liveCurve(live, figure)).buffer;
    const { folder: runFolder } = await this.#require(id);
    return this.#ports.worker.ask((worker) => worker.curve({ runFolder, figure }));
  }

  async rename(id: string, name: string): Promise<void> {
    await this.annotate(id, { name: name.trim() });
  }

  async annotate(id: string, change: Partial<Omit<RunAnnotations, "schemaVersion">>): Promise<void> {
    const { folder } = await this.#require(id);
    await this.#ports.files.annotate(folder, change);
    await this.#refresh(id);
  }

  async remove(id: string): Promise<() => Promise<void>> {
    const { folder } = await this.#require(id);
    if (this.#ports.training.find(id) !== undefined) {
      throw new UserError("The run is still being trained.", "Stop it first, then delete it.", { file: folder });
    }
    const restore = await this.#ports.files.moveToTrash(folder);
    await this.#refresh(id);
    return async () => {
      await restore();
      await this.#refresh(id);
    };
  }

  async experimentText(id: string): Promise<string> {
    return experimentText((await this.#require(id)).record.experiment);
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #require(id: string): Promise<StoredRun> {
    const run = await this.get(id);
    if (run === undefined) throw new UserError(`There is no run ${id}.`, "It may have been deleted or moved.");
    return run;
  }

  async #refresh(id: string): Promise<void> {
    await this.#ports.index.refresh(id);
    this.#change.fire();
  }
}

function asStored(run: TrainingRun, stored?: ListedRun): StoredRun {
  return {
    folder: run.folder,
    baseFolder: run.baseFolder,
    // The ticker hears of a new status before the record is written.
    record: { ...run.record, status: run.ticker.status, stalled: run.ticker.stalled },
    annotations: stored?.annotations ?? { schemaVersion: 1 },
    owner: "self",
  };
}
