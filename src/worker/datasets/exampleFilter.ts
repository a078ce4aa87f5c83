import { type Work, each } from "../../base/work.ts";
import { noSplit } from "../../data/inspect/splitOf.ts";
import { type ExampleTable, splitNames } from "../../data/table.ts";
import { Uint32List } from "../../data/uint32List.ts";
import type { DatasetFilter } from "../../protocol/datasets.ts";
import type { ExampleRows } from "./exampleRows.ts";

/** Filters whose results are remembered, so that scrolling asks for a page and nothing more. */
const remembered = 4;

/** Which examples a filter lets through. */
export class ExampleFilter {
  readonly #table: ExampleTable;
  readonly #rows: ExampleRows;
  readonly #known = new Map<string, readonly number[]>();

  constructor(table: ExampleTable, rows: ExampleRows) {
    this.#table = table;
    this.#rows = rows;
  }

  /** Their ids in file order; null for all. */
  *matching({ classId, split, text }: DatasetFilter): Work<readonly number[] | null> {
    if (classId === null && split === null && text === "") return null;
    const key = JSON.stringify([classId, split, text]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const wanted = split === null ? null : split === "none" ? noSplit : splitNames.indexOf(split);
    const pattern =
      text === "" ? null : new RegExp(text.normalize("NFC").replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "iu");
    const found = new Uint32List();
    yield* each(this.#table.labels, (label, id) => {
      if (classId !== null && label !== classId) return;
      if (wanted !== null && this.#rows.splitOf(id) !== wanted) return;
      if (pattern?.test(this.#rows.content(id).normalize("NFC")) === false) return;
      found.push(id);
    });
    const ids = Array.from(found.toArray());
    const [oldest] = this.#known.keys();
    if (this.#known.size === remembered && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(key, ids);
    return ids;
  }
}
