import { UserError } from "../base/errors.ts";
import { detached } from "./labelTally.ts";
import { listed } from "./phrases.ts";
import type { ColumnFacts } from "./sniffColumns.ts";
import { type ExampleTable, type SplitName, type SplitOptions, splitNames } from "./table.ts";

/** What the cells of a split column may say, in any case, and what it means. */
const meanings: Readonly<Record<string, SplitName>> = {
  train: "train",
  validation: "validation",
  valid: "validation",
  val: "validation",
  dev: "validation",
  test: "test",
};
/** Names of columns that are taken for it when all their values are such words. */
const usualNames = new Set(["split", "subset", "partition"]);
const mostListed = 12;

/** The split that a cell names; undefined for anything else. */
function splitOfCell(cell: string): SplitName | undefined {
  const word = cell.trim().toLowerCase();
  return Object.hasOwn(meanings, word) ? meanings[word] : undefined;
}

/** The column among these that says by its name and by all its values which split each row is for. */
export function proposeSplitColumn(facts: readonly ColumnFacts[]): ColumnFacts | undefined {
  return facts.find(({ name, values }) => {
    const short = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
    if (!usualNames.has(short) || values.length === 0) return false;
    const splits = new Set(values.map(splitOfCell));
    return splits.has("train") && !splits.has(undefined);
  });
}

/** Hears what a split column says, and refuses what it should not say once all rows are known. */
class SplitWords {
  readonly #column: string;
  readonly #others = new Map<string, { readonly file: string; readonly line: number }>();
  #trains = false;

  constructor(column: string) {
    this.#column = column;
  }

  /** A cell as a place in `splitNames`; where it stands is told if it is none of the words. */
  take(cell: string, file: string, line: number): number {
    const split = splitOfCell(cell);
    if (split === "train") this.#trains = true;
    if (split !== undefined) return splitNames.indexOf(split);
    const word = detached(cell.trim());
    if (this.#others.size <= mostListed && !this.#others.has(word)) this.#others.set(word, { file, line });
    return 0;
  }

  /** UserError: cells that name no split; nothing to train on. */
  refuse(file: string): void {
    const field = this.#column;
    const [first] = this.#others.values();
    if (first !== undefined)
      throw new UserError(
        `The split column holds ${listed([...this.#others.keys()].map((cell) => (cell === "" ? "(empty)" : cell)))}, which name no split.`,
        "Its values may be train, validation (or valid, val, dev) and test.",
        { ...first, field },
      );
    if (!this.#trains)
      throw new UserError("No row of the split column says train.", "Mark the rows to train on with train.", {
        file,
        field,
      });
  }
}

/** The splits of examples in their order, as places in `splitNames`. */
export class SplitCells {
  readonly #words: SplitWords;
  readonly #splits: number[] = [];

  constructor(column: string) {
    this.#words = new SplitWords(column);
  }

  push(cell: string, file: string, line: number): void {
    this.#splits.push(this.#words.take(cell, file, line));
  }

  finish(file: string): Uint8Array {
    this.#words.refuse(file);
    return Uint8Array.from(this.#splits);
  }
}

/** Examples by split and class, in memory that does not grow with them. */
export class SplitTallies {
  readonly #words: SplitWords;
  readonly #counts = splitNames.map((): number[] => []);

  constructor(column: string) {
    this.#words = new SplitWords(column);
  }

  add(cell: string, label: number, file: string, line: number): void {
    const counts = this.#counts[this.#words.take(cell, file, line)];
    if (counts !== undefined) counts[label] = (counts[label] ?? 0) + 1;
  }

  /** @param finalId of each label its class */
  finish(file: string, finalId: Int32Array): readonly (readonly number[])[] {
    this.#words.refuse(file);
    return this.#counts.map((counts) => {
      const byClass = Array.from(finalId, () => 0);
      for (const [label, id] of finalId.entries()) byClass[id] = counts[label] ?? 0;
      return byClass;
    });
  }
}

/** What reading a table has to know of how it will be split. */
export function columnsOfSplit({ groupColumn, splitColumn }: SplitOptions): {
  readonly groupColumn?: string;
  readonly splitColumn?: string;
} {
  return {
    ...(groupColumn !== undefined && { groupColumn }),
    ...(splitColumn !== undefined && { splitColumn }),
  };
}

/** The split that an example comes with, by its row or by its file; "all" where it is still to be split. */
export function givenSplit(table: ExampleTable, id: number): SplitName | "all" {
  const own = table.givenSplits?.[id];
  if (own !== undefined) return splitNames[own] ?? "all";
  return table.files[table.fileOf[id] ?? 0]?.role ?? "all";
}
