import { datasetFileOf } from "../experiment/datasetFile.ts";
import type { LayoutChoices } from "../data/layout.ts";
import type { DatasetSummary } from "../protocol/trainer.ts";
import type { InspectionWatch, RunFiles } from "./ports.ts";
import type { UtilityWorker } from "./utilityWorker.ts";
import { StoppedCounting } from "./stoppedCounting.ts";

/** Answers kept; a summary is small (class names and counts). */
const capacity = 500;

/** Questions about data files, asked once per version of a file: its path, size and time. */
export class Inspections {
  readonly #files: RunFiles;
  readonly #worker: UtilityWorker;
  readonly #countings = new Map<string, Counting>();

  constructor(files: RunFiles, worker: UtilityWorker) {
    this.#files = files;
    this.#worker = worker;
  }

  /**
   * Reads the whole file; one that is no labelled dataset is a UserError. Whoever asks may watch, and stop waiting (a
   * StoppedCounting for him): the count itself stops when nobody waits for it any more.
   */
  async inspect(path: string, choices: LayoutChoices, watch?: InspectionWatch): Promise<DatasetSummary> {
    const key = `${await this.#stampOf(path)} ${JSON.stringify(choices)}`;
    const known = this.#countings.get(key);
    if (known !== undefined) return known.wait(watch);
    const forget = () => {
      if (this.#countings.get(key) === counting) this.#countings.delete(key);
    };
    const counting: Counting = new Counting(
      (all) => this.#worker.ask((worker) => worker.inspect(path, choices, all)),
      forget,
    );
    this.#countings.set(key, counting);
    const [oldest] = this.#countings.keys();
    if (this.#countings.size > capacity && oldest !== undefined) this.#countings.delete(oldest);
    return counting.wait(watch);
  }

  async #stampOf(path: string): Promise<string> {
    const { size, modified } = await this.#files.stamp(path);
    const beside = datasetFileOf(path);
    const said = (await this.#files.exists(beside)) ? (await this.#files.stamp(beside)).modified : 0;
    return `${String(size)} ${String(modified)} ${String(said)} ${path}`;
  }
}

/** One count of a file, and all who wait for it. */
class Counting {
  readonly #answer: Promise<DatasetSummary>;
  readonly #stop = new AbortController();
  readonly #forget: () => void;
  readonly #watches = new Set<InspectionWatch>();
  /** Somebody waits who has no way to stop. */
  #mustEnd = false;
  #fraction = 0;

  /** A failure is forgotten, not kept: a worker may have died, a file may have been half-written. */
  constructor(count: (watch: InspectionWatch) => Promise<DatasetSummary | null>, forget: () => void) {
    this.#forget = forget;
    this.#answer = count({
      signal: this.#stop.signal,
      onProgress: (fraction) => {
        this.#fraction = fraction;
        for (const { onProgress } of this.#watches) onProgress(fraction);
      },
    }).then((summary) => {
      if (summary === null) throw new StoppedCounting();
      return summary;
    });
    this.#answer.catch(forget);
  }

  wait(watch?: InspectionWatch): Promise<DatasetSummary> {
    if (watch === undefined) {
      this.#mustEnd = true;
      return this.#answer;
    }
    this.#watches.add(watch);
    if (this.#fraction > 0) watch.onProgress(this.#fraction);
    return new Promise((resolve, reject) => {
      const left = () => {
        reject(new StoppedCounting());
        this.#watches.delete(watch);
        if (this.#mustEnd || this.#watches.size > 0) return;
        this.#forget();
        this.#stop.abort();
      };
      const ended = () => {
        this.#watches.delete(watch);
        watch.signal.removeEventListener("abort", left);
      };
      this.#answer.then(resolve, reject).finally(ended);
      if (watch.signal.aborted) left();
      else watch.signal.addEventListener("abort", left, { once: true });
    });
  }
}
