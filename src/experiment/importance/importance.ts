import { RandomStream } from "../../base/random.ts";
import type { Work } from "../../base/work.ts";
import { type ForestColumn, growTree, predictTree, type RegressionTree } from "./regressionTree.ts";

/** How much a target hangs on each of some columns, by a forest's lights. */
export interface Importance {
  /**
   * Of each column, how far the forest's squared error on examples it has not seen grows when the column's values are
   * mixed up, as a share of the target's variance: 0 tells nothing, 1 about as much as there is to know.
   */
  readonly shares: readonly number[];
  /** How far the single trees disagree on each share: standard error of the mean over trees. */
  readonly errors: readonly number[];
  /** Share of the variance that the forest explains on examples it has not seen (R²); at most 1, below 0 for none. */
  readonly explained: number;
  /** Examples it learned from. */
  readonly examples: number;
}

const trees = 200;
/** Examples that one tree learns from. */
const mostDrawn = 1000;
/** Fewer examples show nothing but chance. */
export const leastExamples = 10;

/**
 * Permutation importance on a random forest: Breiman (2001), Machine Learning 45, 5–32, section 10; of hyperparameters:
 * Hutter, Hoos and Leyton-Brown (2014), ICML, 754–762. Every split looks at all columns, since there are few. The same
 * seed gives the same figures. Null for too few examples, or where the target does not vary. One tree between yields.
 */
export function* permutationImportance(
  columns: readonly ForestColumn[],
  target: Float64Array,
  seed: number,
): Work<Importance | null> {
  const n = target.length;
  const mean = average(target);
  const variance = average(target.map((value) => (value - mean) ** 2));
  if (n < leastExamples || !(variance > 0) || columns.length === 0) return null;
  const rises = columns.map((): number[] => []);
  const votes = { sum: new Float64Array(n), count: new Float64Array(n) };
  for (let number = 0; number < trees; number++) {
    const stream = new RandomStream(seed, `importance/${String(number)}`);
    const drawn = Uint32Array.from({ length: Math.min(n, mostDrawn) }, () => stream.below(n));
    const seen = new Set(drawn);
    const unseen = Uint32Array.from({ length: n }, (_, row) => row).filter((row) => !seen.has(row));
    const tree = growTree(columns, target, drawn);
    for (const row of unseen) {
      votes.sum[row] = (votes.sum[row] ?? 0) + predictTree(tree, columns, row);
      votes.count[row] = (votes.count[row] ?? 0) + 1;
    }
    if (unseen.length > 1)
      for (const [column, rise] of rises.entries())
        rise.push(riseOf({ tree, columns, target, unseen }, column, stream) / variance);
    yield;
  }
  return {
    shares: rises.map((rise) => average(rise)),
    errors: rises.map(standardError),
    explained: 1 - errorOfVotes(target, votes) / variance,
    examples: n,
  };
}

interface Grown {
  readonly tree: RegressionTree;
  readonly columns: readonly ForestColumn[];
  readonly target: Float64Array;
  readonly unseen: Uint32Array;
}

/** How far the mean squared error on unseen examples rises when a column's values are mixed up among them. */
function riseOf({ tree, columns, target, unseen }: Grown, column: number, stream: RandomStream): number {
  const mixed = unseen.slice();
  stream.shuffle(mixed);
  let rise = 0;
  for (const [at, row] of unseen.entries()) {
    const truth = target[row] ?? 0;
    const before = predictTree(tree, columns, row) - truth;
    const after = predictTree(tree, columns, row, { column, row: mixed[at] ?? row }) - truth;
    rise += after * after - before * before;
  }
  return rise / unseen.length;
}

/** Mean squared error of what the trees that had not seen an example say of it together. */
function errorOfVotes(
  target: Float64Array,
  votes: { readonly sum: Float64Array; readonly count: Float64Array },
): number {
  let sum = 0;
  let known = 0;
  for (const [row, truth] of target.entries()) {
    const count = votes.count[row] ?? 0;
    if (count === 0) continue;
    sum += ((votes.sum[row] ?? 0) / count - truth) ** 2;
    known++;
  }
  return known === 0 ? NaN : sum / known;
}

function average(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at] ?? 0;
  return values.length === 0 ? 0 : sum / values.length;
}

function standardError(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = average(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
