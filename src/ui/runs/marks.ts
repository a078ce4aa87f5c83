import type { Memento } from "vscode";

const baselineMemory = "benchtop.runs.baseline";
const filterMemory = "benchtop.runs.filter";

/** What the workspace remembers of the list of runs: the baseline and the filter. */
export class RunMarks {
  readonly #state: Memento;

  constructor(state: Memento) {
    this.#state = state;
  }

  /** The id of the run that others are compared with. */
  get baseline(): string | null {
    return this.#text(baselineMemory);
  }

  async setBaseline(id: string | null): Promise<void> {
    await this.#state.update(baselineMemory, id ?? undefined);
  }

  /** As a person wrote it; empty where all runs show. */
  get filter(): string {
    return this.#text(filterMemory) ?? "";
  }

  async setFilter(filter: string): Promise<void> {
    await this.#state.update(filterMemory, filter === "" ? undefined : filter);
  }

  /** Runs to compare, the baseline in front where it is among them or stands beside a single one. */
  withBaseline(ids: readonly string[]): readonly string[] {
    const { baseline } = this;
    if (baseline === null || (!ids.includes(baseline) && ids.length !== 1)) return ids;
    return [baseline, ...ids.filter((id) => id !== baseline)];
  }

  #text(key: string): string | null {
    const value = this.#state.get<unknown>(key);
    return typeof value === "string" ? value : null;
  }
}
