import { bytesText } from "../base/bytesText.ts";
import { UserError } from "../base/errors.ts";
import type { Work } from "../base/work.ts";
import type { Featurizer } from "../data/featurizer.ts";
import { entriesWithin, type MatrixSize } from "../data/matrixSize.ts";
import { thousands } from "../data/phrases.ts";
import type { ExampleTable } from "../data/table.ts";

/** What the features of all examples may take. */
const mostBytes = 2 ** 31;

/** Refuses features of more than 2 GB before their matrices are made; names the nearest setting that works. */
export function* refuseLargeFeatures(
  featurizer: Featurizer,
  table: ExampleTable,
  ids: Uint32Array,
  most = mostBytes,
): Work<void> {
  const entries = entriesWithin(most, ids.length);
  const size = yield* featurizer.measure(table, ids, entries);
  if (size.bytes <= most) return;
  const examples = thousands(Math.floor((size.rows * most) / size.bytes));
  const setting = size.kind === "csr" ? yield* featurizer.narrower(table, ids, entries) : null;
  const fewer = size.kind === "dense" ? "columns" : "terms or tokens";
  throw new UserError(
    `The features would take ${bytesText(size.bytes)} (${shapeOf(size)}); at most ${bytesText(most)} are used.`,
    setting === null
      ? `Train on at most about ${examples} examples, or with fewer ${fewer}.`
      : `Write ${setting}, or train on at most about ${examples} examples.`,
    { field: "features" },
  );
}

function shapeOf({ kind, rows, columns, values }: MatrixSize): string {
  const shape = `${thousands(rows)} × ${thousands(columns)} numbers`;
  return kind === "dense" ? shape : `${shape}, ${thousands(values)} of them not 0`;
}
