import { UserError } from "../../base/errors.ts";
import type {
  DatasetExamplesPage,
  DatasetExamplesQuery,
  DatasetOverview,
  DatasetPart,
  DuplicateReport,
  LikenessesPage,
  LikenessesQuery,
  OpenDataset,
  VectorReport,
  WordReport,
} from "../../protocol/datasets.ts";
import type { TrainerPorts } from "../ports.ts";
import { RunControl, StopSignal } from "../runControl.ts";
import type { TrainerPeer } from "../runJournal.ts";
import { Throttle } from "../throttle.ts";
import { HeldDataset } from "./heldDataset.ts";
import { holdLimits, type HoldLimits, readDataset } from "./readDataset.ts";
import type { Steps } from "./steps.ts";

const tellMilliseconds = 100;

/** The datasets that this worker holds in memory to be looked at, by id. */
export class OpenDatasets {
  readonly #ports: Pick<TrainerPorts, "files" | "clock">;
  readonly #peer: Pick<TrainerPeer, "notify">;
  readonly #limits: HoldLimits;
  readonly #held = new Map<string, HeldDataset>();
  readonly #controls = new Map<string, RunControl>();

  constructor(
    ports: Pick<TrainerPorts, "files" | "clock">,
    peer: Pick<TrainerPeer, "notify">,
    limits: HoldLimits = holdLimits,
  ) {
    this.#limits = limits;
    this.#ports = ports;
    this.#peer = peer;
  }

  /** Reads it, in the place of what was open under this id; null when stopped. */
  open({ id, source }: OpenDataset): Promise<DatasetOverview | null> {
    return this.#work(id, "overview", async (steps) => {
      this.#held.delete(id);
      const held = new HeldDataset(await readDataset(source, this.#ports.files, steps, this.#limits));
      const overview = await held.overview(steps);
      this.#held.set(id, held);
      return overview;
    });
  }

  duplicates(id: string): Promise<DuplicateReport | null> {
    return this.#work(id, "duplicates", (steps) => this.#get(id).duplicates(steps));
  }

  words(id: string): Promise<WordReport | null> {
    return this.#work(id, "words", (steps) => this.#get(id).words(steps));
  }

  vectors(id: string, path: string): Promise<VectorReport | null> {
    return this.#work(id, "vectors", (steps) => this.#get(id).vectors(path, this.#ports.files, steps));
  }

  examples(query: DatasetExamplesQuery): Promise<DatasetExamplesPage> {
    return this.#get(query.id).examples(query, new RunControl(this.#ports.clock));
  }

  likenesses(query: LikenessesQuery): LikenessesPage {
    return this.#get(query.id).likenesses(query);
  }

  stop(id: string, part: DatasetPart): void {
    this.#controls.get(`${id} ${part}`)?.stop();
  }

  close(id: string): void {
    for (const part of ["overview", "duplicates", "words", "vectors"] as const) this.stop(id, part);
    this.#held.delete(id);
  }

  #get(id: string): HeldDataset {
    const held = this.#held.get(id);
    if (held === undefined) throw new UserError("This dataset is not open any more.", "Inspect it again.");
    return held;
  }

  /** What can be stopped and tells how far it is; the same part of a dataset is under way once at most. */
  async #work<T>(id: string, part: DatasetPart, act: (steps: Steps) => Promise<T>): Promise<T | null> {
    const key = `${id} ${part}`;
    this.#controls.get(key)?.stop();
    const control = new RunControl(this.#ports.clock);
    this.#controls.set(key, control);
    const throttle = new Throttle(() => this.#ports.clock.ticks(), tellMilliseconds);
    const tell = (fraction: number): void => {
      if (throttle.pass()) this.#peer.notify("datasetProgress", { id, part, fraction });
    };
    try {
      return await act({ control, tell });
    } catch (error) {
      if (error instanceof StopSignal) return null;
      throw error;
    } finally {
      if (this.#controls.get(key) === control) this.#controls.delete(key);
    }
  }
}
