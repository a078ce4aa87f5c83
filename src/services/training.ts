import { Emitter } from "../base/emitter.ts";
import { UserError } from "../base/errors.ts";
import { DisposableStore } from "../base/lifecycle.ts";
import type { RunRecord } from "../experiment/record.ts";
import type { ResolvedExperiment } from "../experiment/resolved.ts";
import { isActive } from "../experiment/status.ts";
import type { ExperimentRequest, LiveRun, StartRequest, StartTrial, Training } from "./api.ts";
import type { StartRun } from "../protocol/trainer.ts";
import type { Clock, Log, RunEnd, RunIndex, StoredRun, TrainerWorkers } from "./ports.ts";
import { resolveRequest, type ResolvingPorts } from "./resolveRequest.ts";
import { resumeOf } from "./resumes.ts";
import { TrainingRun } from "./trainingRun.ts";
import { WorkerPool } from "./workerPool.ts";

export interface TrainingPorts extends ResolvingPorts {
  readonly workers: TrainerWorkers;
  readonly index: RunIndex;
  readonly clock: Clock;
  readonly log: Log;
  /** Runs trained at once, at least 1. */
  readonly concurrency: () => number;
  /** Seconds from one checkpoint of a run to the next; 0: only when it is stopped. */
  readonly checkpointSeconds: () => number;
}

/** How long runs that were told to stop may take to write what they have before their threads are ended. */
const farewellMilliseconds = 4_000;

/** Trains runs on a pool of workers, one run a worker; what finds no worker waits as `queued`. */
export class TrainingService implements Training {
  readonly #ports: TrainingPorts;
  readonly #store = new DisposableStore();
  readonly #pool: WorkerPool;
  readonly #runs = new Map<string, TrainingRun>();
  readonly #withdrawn = new WeakSet<TrainingRun>();
  readonly #change = this.#store.add(new Emitter<void>((error) => this.#ports.log.error("a listener failed", error)));
  #closing: Promise<void> | undefined;

  readonly onChange = this.#change.event;

  constructor(ports: TrainingPorts) {
    this.#ports = ports;
    this.#pool = this.#store.add(new WorkerPool(ports.workers, () => this.#places, ports.clock));
  }

  get active(): readonly LiveRun[] {
    return [...this.#runs.values()];
  }

  live(id: string): LiveRun | undefined {
    return this.#runs.get(id);
  }

  /** As `active` and `live`, with what only services ask of a run. */
  get all(): readonly TrainingRun[] {
    return [...this.#runs.values()];
  }

  find(id: string): TrainingRun | undefined {
    return this.#runs.get(id);
  }

  resolve(request: ExperimentRequest): Promise<ResolvedExperiment> {
    return resolveRequest(request, this.#ports);
  }

  async start(request: StartRequest | StartTrial): Promise<LiveRun> {
    const experiment = await this.resolve(request.experiment);
    this.#refuseWhenClosing();
    const { files, checkpointSeconds } = this.#ports;
    const trial = "sweep" in request ? request : undefined;
    const { id, folder } =
      trial === undefined
        ? files.newRun(request.runsFolder)
        : { id: trial.runId, folder: files.resolvePath(trial.runsFolder, trial.runId) };
    const start = {
      runId: id,
      runFolder: folder,
      baseFolder: request.baseFolder,
      experiment,
      experimentFile: request.experiment.file,
      // A sweep trains its stopped runs anew.
      ...(trial === undefined ? { checkpointSeconds: checkpointSeconds() } : { sweep: trial.sweep }),
      ...(trial?.holds !== undefined && { holds: trial.holds }),
      generation: 1,
    };
    return this.#launch(start, files.firstRecord(start));
  }

  resume(run: StoredRun): LiveRun {
    const { files, checkpointSeconds } = this.#ports;
    const start = resumeOf(run, (folder, path) => files.resolvePath(folder, path));
    this.#refuseWhenClosing();
    if (this.#runs.has(start.runId))
      throw new UserError("The run is being trained.", "Wait for it to end, or stop it.", { file: run.folder });
    return this.#launch(
      { ...start, checkpointSeconds: checkpointSeconds() },
      { ...run.record, status: "queued", ended: null, message: null },
    );
  }

  #refuseWhenClosing(): void {
    if (this.#closing !== undefined) throw new UserError("Benchtop is closing.", "Start the run in a new window.");
  }

  #launch(start: StartRun, first: RunRecord): LiveRun {
    const { clock, log } = this.#ports;
    const queue = { withdraw: (one: TrainingRun) => this.#withdraw(one), holds: () => this.#pool.admit() };
    const run = new TrainingRun(start, first, { clock, log, queue });
    this.#runs.set(run.id, run);
    run.onRecord(() => this.#change.fire());
    let status = run.ticker.status;
    run.onTicker((ticker) => {
      if (ticker.status === status) return;
      status = ticker.status;
      this.#change.fire();
    });
    this.#change.fire();
    void this.#train(run);
    return run;
  }

  /** Runs that stand still leave theirs to others, but keep their memory: at most twice as many as train. */
  get #places(): number {
    const places = Math.max(1, this.#ports.concurrency());
    const holding = this.all.filter((run) => run.holding).length;
    return places + Math.min(places, holding);
  }

  /** Stops all runs, waits until they have written what they have (at most four seconds), and ends the threads. */
  shutdown(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  dispose(): void {
    void this.shutdown();
  }

  async #close(): Promise<void> {
    const runs = [...this.#runs.values()];
    const ended = Promise.all(
      runs.map(async (run) => {
        await run.stop().catch((error: unknown) => this.#ports.log.error(`run ${run.id} does not stop`, error));
        await run.ended;
      }),
    );
    const late = new DisposableStore();
    const timeout = new Promise<void>((resolve) => late.add(this.#ports.clock.after(farewellMilliseconds, resolve)));
    await Promise.race([ended, timeout]);
    late.dispose();
    this.#store.dispose();
    // Threads that had to be ended by force: their runs end as stopped, with the curve that is on disk.
    await ended;
  }

  async #train(run: TrainingRun): Promise<void> {
    const record = await this.#pool
      .use(async (worker) => (this.#withdrawn.has(run) ? undefined : await run.trainOn(worker)))
      .catch((error: unknown) => (this.#withdrawn.has(run) ? undefined : this.#ended(run, this.#reason(run, error))));
    if (record !== undefined) await this.#finish(run, record);
  }

  async #finish(run: TrainingRun, record: RunRecord): Promise<void> {
    await this.#ports.index.refresh(run.id).catch((error: unknown) => {
      this.#ports.log.error(`run ${run.id} cannot be read back`, error);
    });
    this.#runs.delete(run.id);
    run.end(record);
    this.#change.fire();
  }

  #reason(run: TrainingRun, error: unknown): RunEnd {
    const message = error instanceof Error ? error.message : String(error);
    if (this.#closing !== undefined) return { status: "stopped", message: "The window was closed during training." };
    this.#ports.log.error(`run ${run.id} failed`, error);
    return { status: "failed", message };
  }

  /** Ends a run on disk; if even that fails, at least here, so that whoever waits hears of it. */
  async #ended(run: TrainingRun, end: RunEnd): Promise<RunRecord> {
    try {
      return await this.#ports.files.endRun(run.request, run.record, end);
    } catch (error) {
      this.#ports.log.error(`the end of run ${run.id} cannot be written`, error);
      return isActive(run.record.status) ? { ...run.record, ...end } : run.record;
    }
  }

  /** Ends a run that waits for a worker; its turn, when it comes, passes without effect. */
  async #withdraw(run: TrainingRun): Promise<void> {
    if (this.#withdrawn.has(run)) return;
    this.#withdrawn.add(run);
    await this.#finish(run, await this.#ended(run, withdrawn));
  }
}

const withdrawn: RunEnd = { status: "stopped", message: "It was stopped before its training began." };
