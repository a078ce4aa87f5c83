import { Emitter } from "../base/emitter.ts";
import { UserError } from "../base/errors.ts";
import { type Disposable, DisposableStore } from "../base/lifecycle.ts";
import { type PlannedRun, planActivationStudy, type StudyChoices } from "../experiment/activationStudy/plan.ts";
import { initializerText } from "../experiment/activationStudy/report.ts";
import type { StudyRun } from "../experiment/activationStudy/study.ts";
import { experimentDocument } from "../experiment/document.ts";
import type { EpochMetrics } from "../experiment/metrics.ts";
import type { RunRecord } from "../experiment/record.ts";
import { isActive, type RunStatus } from "../experiment/status.ts";
import type { LiveRun, Runs, StartRequest, Training } from "./api.ts";
import type { Log } from "./ports.ts";

export interface ActivationStudyPorts {
  readonly training: Pick<Training, "start" | "resolve" | "live">;
  readonly runs: Pick<Runs, "rename" | "snapshot">;
  readonly log: Log;
}

/** A run of a study, with the run that it is in the runs folder. */
export interface FollowedRun extends StudyRun {
  readonly id: string;
}

/** The runs of one comparison of activations, followed while they train. */
export class ActivationStudy implements Disposable {
  readonly #runs: (() => FollowedRun)[] = [];
  readonly #live: LiveRun[] = [];
  readonly #store = new DisposableStore();
  readonly #change: Emitter<void>;
  /** Called often while runs train. */
  readonly onChange;

  constructor(log: Log) {
    this.#change = this.#store.add(new Emitter<void>((error) => log.error("a listener to a study failed", error)));
    this.onChange = this.#change.event;
  }

  get runs(): readonly FollowedRun[] {
    return this.#runs.map((run) => run());
  }

  get isActive(): boolean {
    return this.runs.some(({ status }) => isActive(status));
  }

  /** Ends its runs, those that wait first, so that none begins meanwhile; what they have trained is kept. */
  async stop(): Promise<void> {
    await Promise.all([...this.#live].reverse().map((run) => run.stop()));
  }

  /** Takes in a run that this process trains. */
  follow(run: LiveRun, first: Pick<PlannedRun, "activation" | "seed" | "experiment">): void {
    const { activation, seed, experiment } = first;
    const initializer = experiment.model.kind === "network" ? initializerText(experiment.model.initializer) : "";
    this.#live.push(run);
    this.#runs.push(() => {
      const { status, stalled } = run.ticker;
      return { id: run.id, activation, seed, initializer, status, stalled, epochs: run.epochs };
    });
    const changed = (): void => this.#change.fire();
    this.#store.add(run.onEpoch(changed));
    let status: RunStatus = run.ticker.status;
    this.#store.add(
      run.onTicker((ticker) => {
        if (ticker.status === status) return;
        status = ticker.status;
        changed();
      }),
    );
    void run.ended.then(changed);
  }

  /** Takes in a run that has ended. */
  add(record: RunRecord, epochs: readonly EpochMetrics[]): void {
    const { experiment, id, seed, status, stalled } = record;
    const { model } = experiment;
    const activation = model.kind === "network" ? model.hidden[0]?.activation : undefined;
    if (model.kind !== "network" || activation === undefined) return;
    const initializer = initializerText(model.initializer);
    this.#runs.push(() => ({ id, activation, seed, initializer, status, stalled, epochs }));
  }

  /** Its runs go on without it. */
  dispose(): void {
    this.#store.dispose();
  }
}

/** What to train: a base experiment as a person gave it, where its runs go, and what they are called. */
export interface StudyRequest extends StartRequest {
  readonly choices: StudyChoices;
  readonly title: string;
}

/** Starts a run for each activation and seed; nothing is started when the plan or the experiment is refused. */
export async function startActivationStudy(
  request: StudyRequest,
  { training, runs, log }: ActivationStudyPorts,
): Promise<ActivationStudy> {
  const { choices, title, experiment: base, ...place } = request;
  const planned = planActivationStudy(await training.resolve(base), choices);
  const study = new ActivationStudy(log);
  try {
    for (const plan of planned) {
      const text = JSON.stringify(experimentDocument(plan.experiment));
      const run = await training.start({ ...place, experiment: { text, file: base.file, folder: base.folder } });
      study.follow(run, plan);
      nameAtEnd(run, `${title}: ${plan.activation}, seed ${String(plan.seed)}`, runs, log);
    }
  } catch (error) {
    await study.stop();
    study.dispose();
    throw error;
  }
  return study;
}

function nameAtEnd(run: LiveRun, name: string, runs: Pick<Runs, "rename">, log: Log): void {
  run.ended
    .then(() => runs.rename(run.id, name))
    .catch((error: unknown) => {
      log.error(`run ${run.id} could not be named`, error);
    });
}

/** A study from the ids of its runs, as a panel remembers them; runs that are gone are left out. */
export async function restoreActivationStudy(
  ids: readonly string[],
  { training, runs, log }: ActivationStudyPorts,
): Promise<ActivationStudy> {
  const snapshots = (await Promise.all(ids.map((id) => runs.snapshot(id)))).filter((one) => one !== undefined);
  if (ids.length > 0 && snapshots.length === 0)
    throw new UserError("The runs of this comparison are not in their folder any more.", "Run it again.");
  const study = new ActivationStudy(log);
  for (const { record, epochs } of snapshots) {
    const { id, experiment, seed } = record;
    const live = training.live(id);
    const activation = experiment.model.kind === "network" ? experiment.model.hidden[0]?.activation : undefined;
    if (live === undefined || activation === undefined) study.add(record, epochs);
    else study.follow(live, { activation, seed, experiment });
  }
  return study;
}
