import { Emitter } from "../base/emitter.ts";
import { UserError } from "../base/errors.ts";
import { DisposableStore } from "../base/lifecycle.ts";
import type { RunRecord, TrialOfSweep } from "../experiment/record.ts";
import type { PutAside, RunEnded, RungReached, SweepEvent } from "../experiment/sweep/events.ts";
import type { SweepPlan } from "../experiment/sweep/plan.ts";
import { judgedMessage, prunedMessage } from "../experiment/sweep/pruneWords.ts";
import { type RankedTrial, rankedTrial, rankTrials } from "../experiment/sweep/ranking.ts";
import type { Verdict } from "../experiment/sweep/pruning.ts";
import { type NextRun, SweepSchedule } from "../experiment/sweep/schedule.ts";
import type { ExperimentRequest, LiveRun, LiveSweep, Training } from "./api.ts";
import type { Log, RunFiles } from "./ports.ts";
import { type PlannedSweep, requestOfRun } from "./sweepPlan.ts";
import type { SweepFiles, SweepLog } from "./sweepPorts.ts";

export interface LiveSweepPorts {
  readonly training: Pick<Training, "start">;
  readonly files: Pick<RunFiles, "resolvePath">;
  readonly sweepFiles: Pick<SweepFiles, "clearRun" | "dropWeights">;
  readonly log: Log;
  /** Runs trained at once, at least 1. */
  readonly concurrency: () => number;
}

/** A sweep to work on: a new one, or one that was interrupted with what is known of it. */
export interface SweepWork {
  readonly plan: SweepPlan;
  readonly planned: PlannedSweep;
  readonly folder: string;
  readonly runsFolder: string;
  readonly baseFolder: string;
  /** The experiment with absolute paths. */
  readonly experiment: ExperimentRequest;
  readonly events: readonly SweepEvent[];
  readonly log: SweepLog;
}

/** How many of the best trials keep their weights. */
const weightsKept = 3;

interface Held {
  readonly run: LiveRun;
  readonly rung: RungReached;
}

/** A sweep under way: hands the runs that its schedule names to the pool, and tells the schedule how they ended. */
export class LiveSweepRun implements LiveSweep {
  readonly ended: Promise<"finished" | "stopped">;
  readonly #work: SweepWork;
  readonly #ports: LiveSweepPorts;
  readonly #schedule: SweepSchedule;
  readonly #store = new DisposableStore();
  readonly #change = this.#store.add(new Emitter<void>((error) => this.#ports.log.error("a listener failed", error)));
  readonly #trial = this.#store.add(
    new Emitter<RankedTrial>((error) => this.#ports.log.error("a listener failed", error)),
  );
  /** Runs that have begun to begin; those that train are `#live`. */
  #busy = 0;
  readonly #live = new Set<LiveRun>();
  readonly #dropped = new Set<number>();
  /** Runs that stand still until they are judged, and those that were stopped with their judgement. */
  readonly #held = new Map<string, Held>();
  readonly #pruned = new Map<string, RungReached>();
  /** Those that were pruned after they had stopped. */
  readonly #left = new Set<string>();
  #starting: Promise<unknown> = Promise.resolve();
  #state: "running" | "paused" | "stopping" | "over" = "running";
  #data: string | null;
  #failure: { readonly error: unknown } | undefined;
  #settle: (end: "finished" | "stopped") => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  readonly onChange = this.#change.event;
  readonly onTrial = this.#trial.event;

  constructor(work: SweepWork, ports: LiveSweepPorts) {
    this.#work = work;
    this.#ports = ports;
    this.#schedule = new SweepSchedule(work.planned.shape);
    for (const event of work.events) this.#schedule.take(event);
    this.#data = work.events.reduce<string | null>(
      (data, event) => data ?? (event.event === "end" ? event.data : null),
      null,
    );
    this.ended = new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#reject = reject;
    });
    // A failure before anybody waits for the end must not end the process.
    this.ended.catch(() => undefined);
  }

  get id(): string {
    return this.#work.plan.id;
  }
  get folder(): string {
    return this.#work.folder;
  }
  get plan(): SweepPlan {
    return this.#work.plan;
  }
  get sweep(): PlannedSweep["sweep"] {
    return this.#work.planned.sweep;
  }
  get status(): "running" | "paused" | "stopping" | "over" {
    return this.#state;
  }
  get live(): readonly LiveRun[] {
    return [...this.#live];
  }

  get trials(): readonly RankedTrial[] {
    const { shape, metric } = this.#work.planned;
    const trials = Array.from({ length: shape.trials }, (_, at) => rankedTrial(this.#schedule.progress(at + 1)));
    return rankTrials(trials, metric.better);
  }

  get counts(): { readonly over: number; readonly all: number } {
    const all = this.#work.planned.shape.trials;
    return { over: this.#schedule.overCount, all };
  }

  /** Begins to work, or goes on after an interruption. */
  async open(): Promise<void> {
    try {
      await this.#judge();
    } catch (error) {
      this.#fail(error);
    }
    this.begin();
  }

  /** Begins what can be trained now; ends the sweep when nothing is left. */
  begin(): void {
    while (this.#state === "running" && this.#isFree) {
      const next = this.#schedule.next();
      if (next === null) break;
      this.#busy++;
      void this.#train(next);
    }
    this.#change.fire();
    if (this.#busy === 0 && (this.#state === "stopping" || this.#schedule.isOver)) void this.#end();
  }

  /** Runs that stand still leave their places to others, but not all of the memory there is. */
  get #isFree(): boolean {
    const places = Math.max(1, this.#ports.concurrency());
    return this.#busy - Math.min(places, this.#held.size) < places;
  }

  async pause(): Promise<void> {
    if (this.#state !== "running") return;
    this.#state = "paused";
    this.#change.fire();
    await Promise.all(this.live.map((run) => run.pause()));
  }

  async resume(): Promise<void> {
    if (this.#state !== "paused") return;
    this.#state = "running";
    await Promise.all(this.live.map((run) => run.resume()));
    this.begin();
  }

  async stop(): Promise<void> {
    if (this.#state === "over") return;
    this.#state = "stopping";
    this.begin();
    await Promise.all(this.live.map((run) => run.stop()));
  }

  async #end(): Promise<void> {
    if (this.#state === "over") return;
    this.#state = "over";
    try {
      await this.#dropWeights();
      await this.#work.log.close();
      if (this.#failure !== undefined) throw this.#failure.error;
      this.#settle(this.#schedule.isOver ? "finished" : "stopped");
    } catch (error) {
      this.#reject(error);
    }
    this.#change.fire();
    this.#store.dispose();
  }

  async #train(next: NextRun): Promise<void> {
    try {
      // One after the other, so that the pool takes them in the order of their trials.
      const begun = this.#starting.then(() => this.#start(next));
      this.#starting = begun.catch(() => undefined);
      const run = await begun;
      const ended = run instanceof UserError ? this.#refused(next, run) : run && this.#endOf(next, await run.ended);
      if (ended) await this.#take(ended);
    } catch (error) {
      // The sweep's own files cannot be written: to go on would lose what is trained.
      this.#fail(error);
    }
    this.#busy--;
    this.begin();
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    void this.stop();
  }

  async #hold(next: NextRun, run: LiveRun, at: { readonly epoch: number; readonly seconds: number }): Promise<void> {
    const { split, metric } = this.#work.planned.metric;
    const kept = run.epochs.find(({ epoch }) => epoch === run.bestEpoch);
    const value = kept?.metrics[split]?.[metric] ?? null;
    const { trial, repeat } = next;
    const data = run.record?.fingerprints.data ?? null;
    const rung: RungReached = { event: "rung", trial, repeat, run: run.id, ...at, value, data };
    if (!this.#schedule.knows(trial, at.epoch)) {
      await this.#work.log.append(rung);
      this.#schedule.take(rung);
    }
    // Only now: until the schedule knows its value it cannot be judged.
    this.#held.set(run.id, { run, rung });
    await this.#judge();
    this.begin();
  }

  /** Tells the runs that stand still what is known now of whether they go on. */
  async #judge(): Promise<void> {
    for (const { run, rung } of [...this.#held.values()]) {
      const verdict = this.#schedule.verdict(rung.trial, rung.epoch);
      const halving = this.#work.planned.shape.prune?.kind === "halving";
      if (verdict.kind === "waiting" && !halving) continue;
      this.#held.delete(run.id);
      if (verdict.kind === "on") {
        void run.proceed(rung.epoch);
        continue;
      }
      this.#pruned.set(run.id, rung);
      void run.stop(this.#reason(rung, verdict));
    }
    for (const rung of this.#schedule.leftBehind()) {
      if (this.#left.has(rung.run)) continue;
      this.#left.add(rung.run);
      await this.#take(this.#endAt(rung));
    }
  }

  #endAt(rung: RungReached): RunEnded {
    const { trial, repeat, run, epoch, value, seconds, data } = rung;
    const message = this.#reason(rung, this.#schedule.verdict(trial, epoch));
    return { event: "end", trial, repeat, run, status: "pruned", value, epochs: epoch, seconds, data, message };
  }

  #reason({ epoch, value }: RungReached, verdict: Verdict): string {
    const { sweep, shape } = this.#work.planned;
    return verdict.kind === "pruned"
      ? prunedMessage({ epoch, value, metric: sweep.metric, ...verdict }, shape)
      : judgedMessage(epoch, shape);
  }

  /** Undefined when the sweep was stopped meanwhile; the error when the experiment of the trial is refused. */
  async #start(next: NextRun): Promise<LiveRun | UserError | undefined> {
    const { planned, runsFolder, baseFolder, experiment } = this.#work;
    const { trial, repeat, settings, holds } = next;
    if (this.#state === "stopping") return undefined;
    if (this.#schedule.progress(trial).settings === null) await this.#take({ event: "trial", trial, settings });
    const sweep = this.#placeOf(next);
    const runId = this.#runOf(trial, repeat);
    await this.#ports.sweepFiles.clearRun(this.#ports.files.resolvePath(runsFolder, runId), sweep);
    try {
      const request = requestOfRun(experiment, planned.shape, next);
      const run = await this.#ports.training.start({
        experiment: request,
        runsFolder,
        baseFolder,
        runId,
        sweep,
        holds,
      });
      this.#live.add(run);
      void run.ended.then(() => this.#live.delete(run));
      void run.ended.then(() => this.#held.delete(run.id));
      run.onHold((at) => void this.#hold(next, run, at).catch((error: unknown) => this.#fail(error)));
      if (this.#isStopping()) void run.stop();
      run.onTicker(({ status }) => {
        if (this.#state === "paused" && status === "running") void run.pause();
      });
      return run;
    } catch (error) {
      if (this.#isStopping()) return undefined;
      if (error instanceof UserError) return error;
      throw error;
    }
  }

  #isStopping(): boolean {
    return this.#state === "stopping";
  }

  #refused({ trial, repeat }: NextRun, error: UserError): RunEnded {
    const run = this.#runOf(trial, repeat);
    const none = { value: null, epochs: 0, seconds: 0, data: null };
    return { event: "end", trial, repeat, run, status: "failed", ...none, message: error.message };
  }

  /** Undefined for a run that was stopped with the sweep: it will be trained anew. */
  #endOf({ trial, repeat }: NextRun, record: RunRecord): RunEnded | PutAside | undefined {
    const { id, status, metrics, message, last, seconds, fingerprints } = record;
    const rung = this.#pruned.get(id);
    if (status === "stopped" && rung !== undefined)
      return this.#schedule.verdict(trial, rung.epoch).kind === "pruned"
        ? this.#endAt(rung)
        : { event: "aside", trial, repeat, run: id, epoch: rung.epoch };
    if (this.#isStopping() && status === "stopped") return undefined;
    const { sweep, metric } = this.#work.planned;
    const value = metrics[metric.split]?.[metric.metric] ?? null;
    const facts = { epochs: last?.epoch ?? 0, seconds: seconds.total, data: fingerprints.data };
    const end = { event: "end", trial, repeat, run: id, value: null, message, ...facts } as const;
    if (status === "diverged" || status === "stopped")
      return { ...end, status, message: message ?? "It was stopped by hand." };
    if (status !== "finished") return { ...end, status: "failed" };
    if (this.#isOtherData(fingerprints.data))
      return { ...end, status: "failed", message: "The data is no longer what it was when the sweep began." };
    if (value === null) return { ...end, status: "failed", message: `The run has no ${sweep.metric}.` };
    return { ...end, status, value };
  }

  /** Of one sweep all runs see the same data, unless the data is what it varies. */
  #isOtherData(data: string | null): boolean {
    this.#data ??= data;
    const varied = this.#work.planned.shape.dimensions.some(({ path }) => path.split(".")[0] === "dataset");
    return !varied && data !== this.#data;
  }

  async #take(event: SweepEvent): Promise<void> {
    await this.#work.log.append(event);
    this.#schedule.take(event);
    await this.#judge();
    const progress = this.#schedule.progress(event.trial);
    if (event.event !== "end" || !progress.over) return;
    this.#trial.fire(rankedTrial(progress));
    await this.#dropWeights();
  }

  /** Nothing that comes later can bring a trial back among the best once it has been outdone. */
  async #dropWeights(): Promise<void> {
    const over = this.trials.filter(({ status }) => status !== "waiting" && status !== "running");
    const kept = over.filter(({ status }) => status === "finished").slice(0, weightsKept);
    for (const trial of over) {
      if (kept.includes(trial) || this.#dropped.has(trial.trial)) continue;
      this.#dropped.add(trial.trial);
      for (const { run, repeat } of this.#schedule.progress(trial.trial).ended) {
        const folder = this.#ports.files.resolvePath(this.#work.runsFolder, run);
        await this.#ports.sweepFiles.dropWeights(folder, this.#placeOf({ trial: trial.trial, repeat }));
      }
    }
  }

  #placeOf({ trial, repeat }: Pick<NextRun, "trial" | "repeat">): TrialOfSweep {
    return { id: this.id, trial, repeat };
  }

  #runOf(trial: number, repeat: number): string {
    const run = this.#work.plan.runs[trial - 1]?.[repeat];
    if (run === undefined)
      throw new Error(`invariant: the plan names repeat ${String(repeat)} of trial ${String(trial)}`);
    return run;
  }
}
