import { each, type Work } from "../base/work.ts";
import { keyOfExample } from "../data/exampleKey.ts";
import type { ExampleTable } from "../data/table.ts";

/** Where the examples of a split stand, and what they are known again by. */
export interface ExamplePlaces {
  /** Three numbers an example: its position in the dataset, the index of its file, its line from 1. */
  readonly rows: Int32Array;
  /** Two halves of a key an example. */
  readonly keys: Int32Array;
}

export function* placesOfExamples(table: ExampleTable, ids: Uint32Array): Work<ExamplePlaces> {
  return { rows: rowsOf(table, ids), keys: yield* keysOf(table, ids) };
}

function rowsOf(table: ExampleTable, ids: Uint32Array): Int32Array {
  const rows = new Int32Array(ids.length * 3);
  ids.forEach((id, index) => {
    rows.set([id, table.fileOf[id] ?? 0, table.lineOf[id] ?? 0], index * 3);
  });
  return rows;
}

/** What each example is known again by, should its file be changed. */
function* keysOf(table: ExampleTable, ids: Uint32Array): Work<Int32Array> {
  const keys = new Int32Array(ids.length * 2);
  yield* each(ids, (id, index) => {
    keys.set(keyOfExample(table, id), index * 2);
  });
  return keys;
}
