import { Emitter } from "../base/emitter.ts";
import { UserError } from "../base/errors.ts";
import { DisposableStore } from "../base/lifecycle.ts";
import { planSchemaVersion, type SweepPlan } from "../experiment/sweep/plan.ts";
import type { LiveSweep, ResumeSweep, StartRequest, StoredSweep, Sweeps, Training } from "./api.ts";
import { LiveSweepRun, type LiveSweepPorts, type SweepWork } from "./liveSweep.ts";
import type { RunFiles } from "./ports.ts";
import { readStoredSweep } from "./storedSweep.ts";
import { checkSweep, plannedSweep, type PlannedSweep } from "./sweepPlan.ts";
import type { SweepFiles, SweepLog } from "./sweepPorts.ts";

export interface SweepsPorts extends LiveSweepPorts {
  readonly training: Pick<Training, "start" | "resolve">;
  readonly files: Pick<RunFiles, "resolvePath" | "relativePath" | "newRun">;
  readonly sweepFiles: SweepFiles;
}

/** Trains sweeps on the pool that trains all runs. */
export class SweepService implements Sweeps {
  readonly #ports: SweepsPorts;
  readonly #store = new DisposableStore();
  readonly #change = this.#store.add(new Emitter<void>((error) => this.#ports.log.error("a listener failed", error)));
  readonly #live = new Map<string, LiveSweepRun>();

  readonly onChange = this.#change.event;

  constructor(ports: SweepsPorts) {
    this.#ports = ports;
  }

  get active(): readonly LiveSweep[] {
    return [...this.#live.values()];
  }

  async start({ experiment, runsFolder, baseFolder }: StartRequest): Promise<LiveSweep> {
    const planned = plannedSweep(experiment);
    await checkSweep(experiment, planned, this.#ports.training);
    const { files, sweepFiles } = this.#ports;
    const { id, folder, created } = sweepFiles.newSweep(runsFolder);
    const relative = (path: string): string => files.relativePath(baseFolder, path);
    const plan: SweepPlan = {
      schemaVersion: planSchemaVersion,
      id,
      created,
      experimentFile: experiment.file === null ? null : relative(experiment.file),
      folder: relative(experiment.folder),
      text: experiment.text,
      overrides: experiment.overrides ?? [],
      runs: this.#newRuns(planned, runsFolder),
    };
    const log = await sweepFiles.create(runsFolder, folder, plan);
    return this.#begin({ plan, planned, folder, runsFolder, baseFolder, experiment, events: [], log });
  }

  async resume({ id, file: expected, runsFolder, baseFolder }: ResumeSweep): Promise<LiveSweep> {
    const { folder, plan, events, log } = await this.#ports.sweepFiles.open(runsFolder, id);
    return this.#closingOnError(log, async () => {
      const absolute = (path: string): string => this.#ports.files.resolvePath(baseFolder, path);
      const { experimentFile, text, overrides, runs } = plan;
      const file = experimentFile === null ? null : absolute(experimentFile);
      if (expected !== undefined && expected !== file)
        throw new UserError(`The sweep ${id} is of another file.`, `Name ${file ?? "no file"} to go on with it.`, {
          file: expected,
        });
      const experiment = { text, file, folder: absolute(plan.folder), overrides };
      const planned = plannedSweep(experiment);
      const { trials, repeat } = planned.shape;
      if (runs.length !== trials || runs.some((each) => each.length !== repeat))
        throw new UserError(
          `The plan names runs for other trials than the ${String(trials)} that it asks for.`,
          "Restore plan.json from a copy, or start a new sweep.",
          { file: folder, field: "runs" },
        );
      await checkSweep(experiment, planned, this.#ports.training);
      return this.#begin({ plan, planned, folder, runsFolder, baseFolder, experiment, events, log });
    });
  }

  read(request: ResumeSweep): Promise<StoredSweep> {
    return readStoredSweep(request, this.#ports);
  }

  ids(runsFolder: string): Promise<readonly string[]> {
    return this.#ports.sweepFiles.ids(runsFolder);
  }

  /** Stops all sweeps; they have ended once their runs have. */
  async shutdown(): Promise<void> {
    const live = [...this.#live.values()];
    await Promise.allSettled(live.map((sweep) => sweep.stop()));
    await Promise.allSettled(live.map(({ ended }) => ended));
    this.#store.dispose();
  }

  dispose(): void {
    void this.shutdown();
  }

  #begin(work: SweepWork): LiveSweep {
    const sweep = new LiveSweepRun(work, this.#ports);
    this.#live.set(sweep.id, sweep);
    const over = (): void => {
      this.#live.delete(sweep.id);
      this.#change.fire();
    };
    sweep.ended.then(over, over);
    void sweep.open();
    this.#change.fire();
    return sweep;
  }

  async #closingOnError<T>(log: SweepLog, task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      await log.close();
      throw error;
    }
  }

  #newRuns({ shape }: PlannedSweep, runsFolder: string): readonly (readonly string[])[] {
    const taken = new Set<string>();
    const newRun = (): string => {
      const { id } = this.#ports.files.newRun(runsFolder);
      if (taken.has(id)) return newRun();
      taken.add(id);
      return id;
    };
    return Array.from({ length: shape.trials }, () => Array.from({ length: shape.repeat }, newRun));
  }
}
