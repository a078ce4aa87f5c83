import { invariant } from "../../base/assert.ts";

/** What is known of each example: a number, or the number of a category. */
export interface ForestColumn {
  readonly values: Float64Array;
  readonly categorical: boolean;
}

type Node = Leaf | Split;
interface Leaf {
  readonly kind: "leaf";
  readonly value: number;
}
interface Split {
  readonly kind: "split";
  readonly column: number;
  /** Numbers up to it go left. */
  readonly threshold: number;
  /** Categories that go left, where the column holds categories. */
  readonly left: ReadonlySet<number> | null;
  readonly below: Node;
  readonly above: Node;
}
export type RegressionTree = Node;

/** A split of fewer examples than twice this tells nothing. */
const leastLeaf = 2;

/**
 * A regression tree: each split lessens the squared error most; categories are split in the order of their means, which
 * finds the best of all subsets. Breiman, Friedman, Olshen and Stone (1984), Classification and Regression Trees, ch. 8.
 * @param rows examples to learn from, by number; one may stand there several times.
 */
export function growTree(columns: readonly ForestColumn[], target: Float64Array, rows: Uint32Array): RegressionTree {
  const value = meanOf(target, rows);
  const best = bestSplit(columns, target, rows);
  if (best === null) return { kind: "leaf", value };
  const goesLeft = (row: number): boolean => isLeft(best, columns, row);
  const below = growTree(columns, target, rows.filter(goesLeft));
  const above = growTree(
    columns,
    target,
    rows.filter((row) => !goesLeft(row)),
  );
  return { kind: "split", column: best.column, threshold: best.threshold, left: best.left, below, above };
}

/** What the tree predicts; with `swapped`, one column's value is that of another row. */
export function predictTree(
  tree: RegressionTree,
  columns: readonly ForestColumn[],
  row: number,
  swapped?: { readonly column: number; readonly row: number },
): number {
  let node = tree;
  while (node.kind === "split")
    node = isLeft(node, columns, swapped?.column === node.column ? swapped.row : row) ? node.below : node.above;
  return node.value;
}

interface Cut {
  readonly column: number;
  readonly threshold: number;
  readonly left: ReadonlySet<number> | null;
}

function isLeft({ column, threshold, left }: Cut, columns: readonly ForestColumn[], row: number): boolean {
  const value = columns[column]?.values[row] ?? NaN;
  return left === null ? value <= threshold : left.has(value);
}

function bestSplit(columns: readonly ForestColumn[], target: Float64Array, rows: Uint32Array): Cut | null {
  if (rows.length < 2 * leastLeaf) return null;
  const total = rows.reduce((sum, row) => sum + at(target, row), 0);
  // Lessening Σ(y − mean)² is raising Σ of (sum of a side)² / (size of the side).
  let bestGain = (total * total) / rows.length;
  bestGain += 1e-12 * Math.abs(bestGain);
  let best: Cut | null = null;
  for (const [column, { values, categorical }] of columns.entries()) {
    const place = categorical ? meansOfCategories(values, target, rows) : null;
    const key = (row: number): number => {
      const value = at(values, row);
      return place === null ? value : (place.get(value) ?? 0);
    };
    const order = rows.toSorted((a, b) => key(a) - key(b) || at(values, a) - at(values, b));
    let sum = 0;
    for (let size = 1; size < order.length; size++) {
      const last = at(order, size - 1);
      sum += at(target, last);
      const [here, next] = [at(values, last), at(values, at(order, size))];
      if (here === next || size < leastLeaf || order.length - size < leastLeaf) continue;
      const gain = (sum * sum) / size + ((total - sum) * (total - sum)) / (order.length - size);
      if (gain <= bestGain) continue;
      bestGain = gain;
      const left = categorical ? new Set(Array.from(order.subarray(0, size), (row) => at(values, row))) : null;
      best = { column, threshold: (here + next) / 2, left };
    }
  }
  return best;
}

function meansOfCategories(values: Float64Array, target: Float64Array, rows: Uint32Array): ReadonlyMap<number, number> {
  const sums = new Map<number, { sum: number; n: number }>();
  for (const row of rows) {
    const value = at(values, row);
    const so = sums.get(value) ?? { sum: 0, n: 0 };
    sums.set(value, { sum: so.sum + at(target, row), n: so.n + 1 });
  }
  return new Map([...sums].map(([value, { sum, n }]) => [value, sum / n]));
}

function meanOf(target: Float64Array, rows: Uint32Array): number {
  return rows.reduce((sum, row) => sum + at(target, row), 0) / rows.length;
}

function at(values: Float64Array | Uint32Array, index: number): number {
  const value = values[index];
  invariant(value !== undefined, "a row is an example's number");
  return value;
}
