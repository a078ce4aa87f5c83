import type { Work } from "../../base/work.ts";
import { sum } from "../confusion.ts";
import { outputOf, rankClass, type SplitOutputs } from "../rankClass.ts";
import { type LinePoints, thinned } from "./thin.ts";

/** How well one class, or the mean of all, is told from the others, whatever the threshold; lines thinned for a screen. */
export interface ClassCurves {
  /** x: share of the others taken for the class (false positive rate); y: share of its own found (true positive rate). */
  readonly roc: LinePoints;
  /** x: recall; y: precision. */
  readonly precisionRecall: LinePoints;
  /** Area under the ROC curve, as the metric `rocAuc`; of several classes the mean. */
  readonly area: number;
  /** As the metric `averagePrecision`; of several classes the mean. */
  readonly averagePrecision: number;
  /** Examples of the class, and of all others; of several classes, how many classes count. */
  readonly members: number;
  readonly others: number;
}

/** Columns of a screen that a line is thinned for. */
const columns = 200;
/** Places at which the lines of several classes are averaged: 0, .01, … 1. */
const places = Array.from({ length: 101 }, (_, at) => at / 100);

/**
 * The curves of one class against the rest, of every threshold that tells examples apart (scikit-learn's `roc_curve` with
 * `drop_intermediate=False`, and `precision_recall_curve` from the highest threshold down). Null where the class has no
 * examples or all, or an output is not a number.
 */
export function* curvesOfClass(split: SplitOutputs, id: number): Work<ClassCurves | null> {
  const counts = yield* countsOfClass(split, id);
  const ranked = counts === null ? null : yield* rankClass(split, id);
  if (counts === null || ranked === null) return null;
  const { members, others } = counts;
  const lines = linesOf(counts);
  return {
    roc: thinned(lines.roc, columns),
    precisionRecall: thinned(lines.precisionRecall, columns),
    area: ranked.area,
    averagePrecision: ranked.precision,
    members,
    others,
  };
}

/**
 * The mean of the classes' curves, each class counting the same: of the ROC curves at equal false positive rates, with straight
 * lines between points; of the precision-recall curves at equal recall, in steps. Classes without examples, or with all, are
 * left out; null where that leaves none.
 */
export function* macroCurves(split: SplitOutputs): Work<ClassCurves | null> {
  const roc: number[][] = [];
  const precision: number[][] = [];
  const areas: number[] = [];
  const precisions: number[] = [];
  for (let id = 0; id < split.classes; id++) {
    const counts = yield* countsOfClass(split, id);
    const ranked = counts === null ? null : yield* rankClass(split, id);
    if (counts === null || ranked === null) continue;
    const lines = linesOf(counts);
    roc.push(places.map((place) => between(lines.roc, place)));
    precision.push(places.map((place) => stepAt(lines.precisionRecall, place)));
    areas.push(ranked.area);
    precisions.push(ranked.precision);
  }
  if (roc.length === 0) return null;
  const mean = (lines: readonly (readonly number[])[]): LinePoints => ({
    x: places,
    y: places.map((_, at) => sum(lines.map((line) => line[at] ?? 0)) / lines.length),
  });
  return {
    // Every curve begins where nothing is found, the mean too.
    roc: { x: [0, ...places], y: [0, ...mean(roc).y] },
    precisionRecall: mean(precision),
    area: sum(areas) / areas.length,
    averagePrecision: sum(precisions) / precisions.length,
    members: roc.length,
    others: split.classes - roc.length,
  };
}

/** How many members and others have at least an output, for each output that occurs, from the highest down. */
interface CountsByThreshold {
  readonly truePositives: readonly number[];
  readonly falsePositives: readonly number[];
  readonly members: number;
  readonly others: number;
}

function* countsOfClass(split: SplitOutputs, id: number): Work<CountsByThreshold | null> {
  const own: number[] = [];
  const rest: number[] = [];
  for (const [row, label] of split.labels.entries()) {
    const output = outputOf(split, row, id);
    if (Number.isNaN(output)) return null;
    (label === id ? own : rest).push(output);
    if (row % 8192 === 8191) yield;
  }
  if (own.length === 0 || rest.length === 0) return null;
  const members = Float64Array.from(own).sort();
  yield;
  const others = Float64Array.from(rest).sort();
  yield;
  const truePositives: number[] = [];
  const falsePositives: number[] = [];
  let [m, o] = [members.length - 1, others.length - 1];
  while (m >= 0 || o >= 0) {
    const threshold = Math.max(members[m] ?? Number.NEGATIVE_INFINITY, others[o] ?? Number.NEGATIVE_INFINITY);
    while (m >= 0 && (members[m] ?? 0) >= threshold) m--;
    while (o >= 0 && (others[o] ?? 0) >= threshold) o--;
    truePositives.push(members.length - 1 - m);
    falsePositives.push(others.length - 1 - o);
  }
  return { truePositives, falsePositives, members: members.length, others: others.length };
}

function linesOf({ truePositives, falsePositives, members, others }: CountsByThreshold) {
  const recall = truePositives.map((count) => count / members);
  return {
    roc: { x: [0, ...falsePositives.map((count) => count / others)], y: [0, ...recall] },
    precisionRecall: {
      x: [0, ...recall],
      y: [1, ...truePositives.map((count, at) => count / (count + (falsePositives[at] ?? 0)))],
    },
  };
}

/** The line's y at a place between two points; where it is upright, its upper end. */
function between({ x, y }: LinePoints, place: number): number {
  const after = firstIndex(x, (value) => value > place);
  if (after === x.length) return y[x.length - 1] ?? 0;
  const [from, to] = [x[after - 1] ?? 0, x[after] ?? 0];
  const [low, high] = [y[after - 1] ?? 0, y[after] ?? 0];
  return low + ((high - low) * (place - from)) / (to - from);
}

/** The precision of the highest threshold that finds a share of the class. */
function stepAt({ x, y }: LinePoints, recall: number): number {
  const at = firstIndex(x, (value) => value >= recall && value > 0);
  return y[Math.min(at, y.length - 1)] ?? 0;
}

/** Of ascending values the first that passes; the length where none does. */
function firstIndex(values: readonly number[], passes: (value: number) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (passes(values[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}
