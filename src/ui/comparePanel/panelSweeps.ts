import { UserError } from "../../base/errors.ts";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import { leastExamples, permutationImportance } from "../../experiment/importance/importance.ts";
import type {
  SweepImportance,
  SweepProgress,
  SweepState,
  SweepSummary,
  SweepTrial,
} from "../../protocol/comparePanel.ts";
import type { LiveSweep, StoredSweep } from "../../services/api.ts";
import type { Clock, Log } from "../../services/ports.ts";
import { forestOf, standingOf, sweepOfRuns, sweepState, sweepTitle } from "../../services/sweepView.ts";
import type { Place } from "../places.ts";
import type { Services } from "../services.ts";

export interface PanelSweepsParts {
  readonly services: Pick<Services, "sweeps" | "runs">;
  readonly places: () => readonly Place[];
  readonly keyMetric: () => string;
  readonly clock: Clock;
  readonly log: Log;
  readonly tell: {
    readonly progress: (progress: SweepProgress) => void;
    readonly changed: () => void;
  };
  /** Goes on with a sweep that nobody works on. */
  readonly resume: (id: string, place: Place) => Promise<void>;
}

/** The screen moves at most so often. */
const calmMilliseconds = 500;
/** Sweeps beyond this are not listed. */
const mostListed = 50;
/** The longest that the host computes in one go. */
const sliceMilliseconds = 8;

/** The sweeps as one page of the Compare panel sees them: a list, one that is followed, and what can be done to it. */
export class PanelSweeps implements Disposable {
  readonly #parts: PanelSweepsParts;
  readonly #store = new DisposableStore();
  #watched: string | null = null;
  #following = new DisposableStore();
  #told = new Map<number, string>();
  #planned = false;
  /** Of sweeps that are over, which do not change any more. */
  readonly #known = new Map<string, SweepSummary>();

  constructor(parts: PanelSweepsParts) {
    this.#parts = parts;
    const { sweeps, runs } = parts.services;
    this.#store.add(
      sweeps.onChange(() => {
        parts.tell.changed();
        this.#follow();
        this.#plan();
      }),
    );
    // Another process tells of its work by its runs alone.
    this.#store.add(runs.onChange(() => (this.#live() === undefined ? this.#plan() : undefined)));
  }

  async list(): Promise<readonly SweepSummary[]> {
    const { sweeps, runs } = this.#parts.services;
    const listed = await Promise.all(
      this.#parts.places().map(async (place) => (await sweeps.ids(place.runsFolder)).map((id) => ({ id, place }))),
    );
    const places = new Map(listed.flat().map(({ id, place }) => [id, place]));
    const ofRuns = (await runs.list()).flatMap(({ record }) => record.sweep?.id ?? []);
    const ids = [...new Set([...places.keys(), ...ofRuns])].sort().reverse();
    const found = await Promise.all(ids.slice(0, mostListed).map((id) => this.#summary(id, places.get(id))));
    return found.filter((summary) => summary !== null);
  }

  /** Tells all of a sweep; its progress is told from now on. */
  async watch(id: string): Promise<SweepState> {
    const state = await this.#state(id);
    this.#watched = id;
    this.#told = new Map(state.trials.map((trial) => [trial.trial, JSON.stringify(trial)]));
    this.#follow();
    return state;
  }

  async control(id: string, action: "stop" | "pause" | "resume"): Promise<void> {
    const live = this.#parts.services.sweeps.active.find((sweep) => sweep.id === id);
    if (live !== undefined) {
      await live[action]();
      return;
    }
    const place = action === "resume" ? await this.#placeOf(id) : undefined;
    if (place === undefined)
      throw new UserError("This window does not work on this sweep.", "Use the window or command line that does.");
    await this.#parts.resume(id, place);
  }

  /** The importance of each option, computed in short slices. */
  async importance(id: string): Promise<SweepImportance> {
    const { columns, target } = forestOf(await this.#state(id));
    const work = permutationImportance(columns, target, 1);
    const { clock } = this.#parts;
    for (let began = clock.now(); ;) {
      const piece = work.next();
      if (piece.done === true) return { importance: piece.value, least: leastExamples };
      if (clock.now() - began < sliceMilliseconds) continue;
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#store.isDisposed) return { importance: null, least: leastExamples };
      began = clock.now();
    }
  }

  dispose(): void {
    this.#following.dispose();
    this.#store.dispose();
  }

  #live(): LiveSweep | undefined {
    return this.#parts.services.sweeps.active.find(({ id }) => id === this.#watched);
  }

  #follow(): void {
    this.#following.dispose();
    this.#following = new DisposableStore();
    const live = this.#live();
    if (live === undefined || this.#store.isDisposed) return;
    this.#following.add(live.onChange(() => this.#plan()));
    this.#following.add(live.onTrial(() => this.#plan()));
  }

  #plan(): void {
    if (this.#planned || this.#watched === null || this.#store.isDisposed) return;
    this.#planned = true;
    const timer = this.#store.add(
      this.#parts.clock.after(calmMilliseconds, () => {
        this.#planned = false;
        this.#store.delete(timer);
        this.#tell().catch((error: unknown) => this.#parts.log.error("the sweep is not shown", error));
      }),
    );
  }

  async #tell(): Promise<void> {
    const id = this.#watched;
    if (id === null) return;
    const { standing, trials } = await this.#state(id);
    if (id !== this.#watched || this.#store.isDisposed) return;
    const changed = trials.filter((trial) => this.#isNews(trial));
    const order = trials.map(({ trial }) => trial);
    this.#parts.tell.progress({ id, standing, changed, order });
  }

  #isNews(trial: SweepTrial): boolean {
    const text = JSON.stringify(trial);
    if (this.#told.get(trial.trial) === text) return false;
    this.#told.set(trial.trial, text);
    return true;
  }

  async #state(id: string): Promise<SweepState> {
    const { sweeps, runs } = this.#parts.services;
    const live = sweeps.active.find((sweep) => sweep.id === id);
    if (live !== undefined) return sweepState(live);
    const stored = await this.#stored(id);
    if (stored !== null) return sweepState(stored);
    const state = sweepOfRuns(id, await runs.list(), this.#parts.keyMetric());
    if (state !== null) return state;
    throw new UserError("This sweep is not in its folder any more.", "Choose another.");
  }

  async #stored(id: string, known?: Place): Promise<StoredSweep | null> {
    const place = known ?? (await this.#placeOf(id));
    if (place === undefined) return null;
    try {
      return await this.#parts.services.sweeps.read({ id, ...place });
    } catch (error) {
      // Its runs still tell of a sweep whose plan is damaged.
      if (error instanceof UserError) return null;
      throw error;
    }
  }

  async #placeOf(id: string): Promise<Place | undefined> {
    const { sweeps } = this.#parts.services;
    for (const place of this.#parts.places()) if ((await sweeps.ids(place.runsFolder)).includes(id)) return place;
    return undefined;
  }

  async #summary(id: string, place: Place | undefined): Promise<SweepSummary | null> {
    const live = this.#parts.services.sweeps.active.find((sweep) => sweep.id === id);
    if (live !== undefined)
      return { id, title: sweepTitle(live.plan), created: live.plan.created, standing: live.status };
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const stored = place === undefined ? null : await this.#stored(id, place);
    const summary =
      stored === null
        ? sweepOfRuns(id, await this.#parts.services.runs.list(), this.#parts.keyMetric())
        : { id, title: sweepTitle(stored.plan), created: stored.plan.created, standing: standingOf(stored) };
    if (summary === null) return null;
    const { title, created, standing } = summary;
    const result = { id, title, created, standing };
    if (standing === "over" && stored !== null) this.#known.set(id, result);
    return result;
  }
}
