import type { ExampleTable, SplitName, Splits } from "../data/table.ts";
import type { LabelledMatrix } from "../models/classifier.ts";
import { type ExamplePlaces, placesOfExamples } from "./examplePlaces.ts";
import type { FittedFeatures } from "./fittedFeatures.ts";
import type { RunControl } from "./runControl.ts";

/** What may be kept for the next run, in bytes; a larger preparation is made anew each time. */
const mostBytes = 256 * 2 ** 20;

/** The last thing that was made, with what it was made of. */
class LastMade<Source extends object, Made> {
  #last: { readonly source: Source; readonly key: string; readonly made: Made } | null = null;

  /**
   * What was made last, if it was of this very source with this key; else it is made anew, the last one let go before.
   * @param key all that the result depends on beside the source; null: nobody knows, so that it is always made anew.
   */
  async of(source: Source, key: string | null, make: () => Promise<Made>): Promise<Made> {
    if (key !== null && this.#last?.source === source && this.#last.key === key) return this.#last.made;
    this.#last = null;
    const made = await make();
    if (key !== null) this.#last = { source, key, made };
    return made;
  }

  forget(): void {
    this.#last = null;
  }
}

/**
 * What a worker keeps of the run that it prepared last: the examples it read, their splits, features and places. The next
 * run takes of it what is made of the same, step by step, so that the trials of a sweep read, split and count once. All of
 * it is only read from, and is the same to the bit as if it were made anew.
 */
export class KeptPreparation {
  #read: { readonly asked: string; readonly table: ExampleTable } | null = null;
  readonly #most: number;
  readonly splits = new LastMade<ExampleTable, Splits>();
  readonly features = new LastMade<Splits, FittedFeatures>();
  /** Of the features: the examples that are evaluated after every epoch. */
  readonly watched = new LastMade<FittedFeatures, LabelledMatrix>();
  readonly #places = new WeakMap<Splits, Map<SplitName, ExamplePlaces>>();

  constructor(most = mostBytes) {
    this.#most = most;
  }

  /**
   * The table that was read last, where it was asked for in the same way and its files still hold what they held.
   * @param asked all that decides which rows of the files become which table.
   * @param isSame whether the files of a table hold the same bytes now; throws what opening them throws.
   */
  async table(
    asked: string,
    isSame: (table: ExampleTable) => Promise<boolean>,
    read: () => Promise<ExampleTable>,
  ): Promise<ExampleTable> {
    const last = this.#read;
    if (last?.asked === asked && (await isSame(last.table))) return last.table;
    this.forget();
    const table = await read();
    this.#read = { asked, table };
    return table;
  }

  async places(
    { table, splits }: { readonly table: ExampleTable; readonly splits: Splits },
    name: SplitName,
    control: RunControl,
  ): Promise<ExamplePlaces> {
    const known = this.#places.get(splits) ?? new Map<SplitName, ExamplePlaces>();
    this.#places.set(splits, known);
    const places = known.get(name) ?? (await control.drive(placesOfExamples(table, splits[name] ?? new Uint32Array())));
    known.set(name, places);
    return places;
  }

  /** Keeps nothing where a run's examples and features take more than may be kept. */
  limit(bytes: number): void {
    if (bytes > this.#most) this.forget();
  }

  forget(): void {
    this.#read = null;
    this.splits.forget();
    this.features.forget();
    this.watched.forget();
  }
}
