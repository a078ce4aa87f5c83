import type { Work } from "../base/work.ts";

/** The outputs of all examples of a split. */
export interface SplitOutputs {
  /** labels.length × classes, row-major. */
  readonly outputs: Float32Array;
  readonly labels: Int32Array;
  readonly classes: number;
  readonly kind: "probabilities" | "margins";
}

/** How well one class's output ranks its examples before the others; NaN in both where an output is not a number. */
export interface RankedClass {
  /** Area under the ROC curve, 0…1. */
  readonly area: number;
  /** Average precision, 0…1. */
  readonly precision: number;
}

/** Rows between two turns. */
const blockRows = 8192;

/** Acts on rows 0…rows − 1 in order, in blocks. */
export function* eachRow(rows: number, act: (row: number) => void): Work<void> {
  for (let from = 0; from < rows; from += blockRows) {
    for (let row = from; row < Math.min(from + blockRows, rows); row++) act(row);
    yield;
  }
}

/**
 * Ranks a split by one class's output. Only the class's own examples are sorted; every other finds its place among them
 * by bisection, so ties are counted exactly and the order of rows does not matter.
 * @returns null where the class has no examples or all.
 */
export function* rankClass(split: SplitOutputs, id: number): Work<RankedClass | null> {
  const { labels } = split;
  const sorted = yield* outputsOfMembers(split, id);
  if (sorted.length === 0 || sorted.length === labels.length) return null;
  const steps = stepsOf(sorted);
  let broken = Number.isNaN(sorted[sorted.length - 1]);
  yield* eachRow(labels.length, (row) => {
    if (labels[row] === id) return;
    const output = outputOf(split, row, id);
    if (Number.isNaN(output)) broken = true;
    else placeOther(steps, output);
  });
  return broken ? { area: NaN, precision: NaN } : figuresOf(steps, sorted.length, labels.length - sorted.length);
}

/** In ascending order, NaN last. */
function* outputsOfMembers(split: SplitOutputs, id: number): Work<Float64Array> {
  const { labels } = split;
  let members = 0;
  yield* eachRow(labels.length, (row) => {
    if (labels[row] === id) members++;
  });
  const outputs = new Float64Array(members);
  let taken = 0;
  yield* eachRow(labels.length, (row) => {
    if (labels[row] === id) outputs[taken++] = outputOf(split, row, id);
  });
  return outputs.sort();
}

/** What a row is ranked by for a class. Two margins tell the classes apart only by their difference; each probability does alone. */
export function outputOf({ outputs, classes, kind }: SplitOutputs, row: number, id: number): number {
  const own = outputs[row * classes + id] ?? NaN;
  return kind === "margins" && classes === 2 ? own - (outputs[row * classes + 1 - id] ?? NaN) : own;
}

/** The distinct outputs of the members, ascending: how many examples stand at each, and between them. */
interface Steps {
  readonly values: Float64Array;
  readonly members: Uint32Array;
  /** Others whose output is the same. */
  readonly tied: Uint32Array;
  /** Others below the value of the same index and above the one before; the last place is above all. */
  readonly below: Uint32Array;
}

function stepsOf(sorted: Float64Array): Steps {
  let distinct = 0;
  sorted.forEach((value, index) => {
    if (value !== sorted[index - 1]) distinct++;
  });
  const values = new Float64Array(distinct);
  const members = new Uint32Array(distinct);
  let at = -1;
  sorted.forEach((value, index) => {
    if (value !== sorted[index - 1]) values[++at] = value;
    members[at] = (members[at] ?? 0) + 1;
  });
  return { values, members, tied: new Uint32Array(distinct), below: new Uint32Array(distinct + 1) };
}

function placeOther({ values, tied, below }: Steps, output: number): void {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) < output) low = middle + 1;
    else high = middle;
  }
  const counts = values[low] === output ? tied : below;
  counts[low] = (counts[low] ?? 0) + 1;
}

/** Walks the steps from the highest output down. Twice the area in pairs is a whole number: exact up to 9 × 10⁷ examples. */
function figuresOf({ values, members, tied, below }: Steps, membersInAll: number, othersInAll: number): RankedClass {
  let membersAbove = 0;
  let othersAbove = 0;
  let doubledPairs = 0;
  let precision = 0;
  for (let at = values.length - 1; at >= 0; at--) {
    const here = members[at] ?? 0;
    const ties = tied[at] ?? 0;
    othersAbove += below[at + 1] ?? 0;
    doubledPairs += here * (2 * (othersInAll - othersAbove - ties) + ties);
    membersAbove += here;
    othersAbove += ties;
    precision += (here / membersInAll) * (membersAbove / (membersAbove + othersAbove));
  }
  return { area: doubledPairs / (2 * membersInAll * othersInAll), precision };
}
