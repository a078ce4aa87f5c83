import { datasetFileOf } from "../experiment/datasetFile.ts";
import type { LayoutChoices } from "../data/layout.ts";
import type { DatasetSummary } from "../protocol/trainer.ts";
import type { RunFiles } from "./ports.ts";
import type { UtilityWorker } from "./utilityWorker.ts";

/** Answers kept; a summary is small (class names and counts). */
const capacity = 500;

/** Questions about data files, asked once per version of a file: its path, size and time. */
export class Inspections {
  readonly #files: RunFiles;
  readonly #worker: UtilityWorker;
  readonly #summaries = new Map<string, Promise<DatasetSummary>>();
  readonly #labelled = new Map<string, Promise<boolean>>();

  constructor(files: RunFiles, worker: UtilityWorker) {
    this.#files = files;
    this.#worker = worker;
  }

  /** Reads the whole file; one that is no labelled dataset is a UserError. */
  async inspect(path: string, choices: LayoutChoices): Promise<DatasetSummary> {
    const key = `${await this.#stampOf(path)} ${JSON.stringify(choices)}`;
    return remember(this.#summaries, key, () => this.#worker.ask((worker) => worker.inspect(path, choices)));
  }

  /** Reads the first 64 KB. */
  async isLabelled(path: string): Promise<boolean> {
    const key = await this.#stampOf(path);
    return remember(this.#labelled, key, async () => (await this.#worker.ask((worker) => worker.sniff(path))).labelled);
  }

  async #stampOf(path: string): Promise<string> {
    const { size, modified } = await this.#files.stamp(path);
    const beside = datasetFileOf(path);
    const said = (await this.#files.exists(beside)) ? (await this.#files.stamp(beside)).modified : 0;
    return `${String(size)} ${String(modified)} ${String(said)} ${path}`;
  }
}

/** A failure is not kept: a worker may have died, a file may have been half-written. The oldest answer makes room. */
function remember<T>(cache: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const answer = ask();
  cache.set(key, answer);
  answer.catch(() => cache.delete(key));
  const [oldest] = cache.keys();
  if (cache.size > capacity && oldest !== undefined) cache.delete(oldest);
  return answer;
}
