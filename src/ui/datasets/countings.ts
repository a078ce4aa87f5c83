import type { DatasetSummary } from "../../protocol/trainer.ts";
import type { InspectionWatch } from "../../services/ports.ts";
import type { FoundFile } from "./found.ts";

/** The counts of datasets that are under way, one for each at most. */
export class Countings {
  readonly #underWay = new Map<string, Counting>();

  /** Whoever asks while the same version of the file is counted waits for that count. */
  count(
    { path, stamp }: FoundFile,
    begin: (signal: InspectionWatch["signal"]) => Promise<DatasetSummary | null>,
  ): Promise<DatasetSummary | null> {
    const known = this.#underWay.get(path);
    if (known?.stamp === stamp) return known.ended;
    known?.stop.abort();
    const stop = new AbortController();
    const counting = { stamp, stop, ended: begin(stop.signal) };
    this.#underWay.set(path, counting);
    void counting.ended.finally(() => {
      if (this.#underWay.get(path) === counting) this.#underWay.delete(path);
    });
    return counting.ended;
  }

  stop(path: string): void {
    this.#underWay.get(path)?.stop.abort();
  }

  dispose(): void {
    for (const { stop } of this.#underWay.values()) stop.abort();
  }
}

interface Counting {
  readonly stamp: FoundFile["stamp"];
  readonly stop: AbortController;
  readonly ended: Promise<DatasetSummary | null>;
}
