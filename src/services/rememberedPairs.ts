import type { SplitName } from "../data/table.ts";
import type { PairResult } from "../experiment/comparison/pair.ts";
import type { StoredRun } from "./ports.ts";

/** Pairs that are kept: those of four comparisons as large as the Compare panel makes. */
const mostPairs = 200;
/** Differences of larger confusion tables take more memory than computing them again takes time. */
const mostClasses = 100;

/** What pairs of runs came to that have ended and so stay what they are; the one asked for longest ago is forgotten first. */
export class RememberedPairs {
  readonly #pairs = new Map<string, PairResult>();

  async of(
    baseline: StoredRun,
    run: StoredRun,
    split: SplitName,
    compute: () => Promise<PairResult>,
  ): Promise<PairResult> {
    const key = keyOf(baseline, run, split);
    const known = key === null ? undefined : this.#pairs.get(key);
    const result = known ?? (await compute());
    if (key === null) return result;
    this.#pairs.delete(key);
    this.#pairs.set(key, result);
    const [oldest] = this.#pairs.keys();
    if (this.#pairs.size > mostPairs && oldest !== undefined) this.#pairs.delete(oldest);
    return result;
  }
}

/** Null where a run may change yet: one that is trained, or was stopped and may be resumed. */
function keyOf(baseline: StoredRun, run: StoredRun, split: SplitName): string | null {
  const parts = [baseline, run].map(({ folder, record }) =>
    record.status !== "finished" || record.ended === null || (record.data?.classes.length ?? 0) > mostClasses
      ? null
      : [folder, record.id, record.ended],
  );
  return parts.includes(null) ? null : JSON.stringify([parts, split]);
}
