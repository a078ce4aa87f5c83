import { splitNameOf, splitOfExamples } from "../../data/inspect/splitOf.ts";
import type { ExampleTable, Splits } from "../../data/table.ts";
import type { FolderPlaces } from "./folderPlaces.ts";
import type { DatasetExample } from "../../protocol/datasets.ts";

const longestExcerpt = 500;

/** Examples as lists show them. */
export class ExampleRows {
  readonly #table: ExampleTable;
  readonly #places: readonly (FolderPlaces | null)[];
  readonly #splitOf: Uint8Array;

  constructor(table: ExampleTable, splits: Splits, places: readonly (FolderPlaces | null)[]) {
    this.#table = table;
    this.#places = places;
    this.#splitOf = splitOfExamples(splits, table.size);
  }

  of(id: number): DatasetExample {
    const { files, fileOf, lineOf, labels } = this.#table;
    const whole = this.content(id)
      .slice(0, 4 * longestExcerpt)
      .replace(/\s+/gu, " ")
      .trim();
    const file = fileOf[id] ?? 0;
    const line = lineOf[id] ?? 0;
    const place = this.#places[file]?.(line) ?? { file: files[file]?.path ?? "", line };
    return {
      example: id,
      file: place.file,
      line: place.line,
      split: splitNameOf(this.splitOf(id)),
      classId: labels[id] ?? 0,
      excerpt: whole.length > longestExcerpt ? `${whole.slice(0, longestExcerpt - 1)}…` : whole,
    };
  }

  /** The text, or the columns as `name = value`. */
  content(id: number): string {
    const { texts, numeric, categories } = this.#table;
    if (texts !== undefined) return texts[id] ?? "";
    const numbers = Array.from(numeric, ([name, column]) => {
      const value = column[id] ?? NaN;
      return `${name} = ${Number.isNaN(value) ? "" : String(value)}`;
    });
    return [...numbers, ...Array.from(categories ?? [], ([name, column]) => `${name} = ${column[id] ?? ""}`)].join(
      ", ",
    );
  }

  /** An index into `splitNames`, or beyond them for an example in no split. */
  splitOf(id: number): number {
    return this.#splitOf[id] ?? 0;
  }
}
