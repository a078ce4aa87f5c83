import type { ClassMetrics } from "./metrics.ts";
import type { ConfusionCounts } from "./record.ts";

/** Class id of the largest output of a row; ties go to the lowest id, a NaN never wins. */
export function predictedClass(outputs: Float32Array, row: number, classes: number): number {
  let best = 0;
  let largest = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < classes; id++) {
    const output = outputs[row * classes + id] ?? NaN;
    if (output > largest) {
      largest = output;
      best = id;
    }
  }
  return best;
}

/** Adds rows to counts of true class (row) by predicted class (column). */
export class ConfusionTally {
  readonly #counts: number[][];

  constructor(classes: number) {
    this.#counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  }

  /** @param outputs labels.length × classes, row-major. @param labels the true class id of each row. */
  add(outputs: Float32Array, labels: Int32Array): void {
    const classes = this.#counts.length;
    labels.forEach((label, row) => {
      const of = this.#counts[label];
      if (of === undefined) throw new RangeError(`row ${String(row)} has a class id that does not exist`);
      const predicted = predictedClass(outputs, row, classes);
      of[predicted] = (of[predicted] ?? 0) + 1;
    });
  }

  get counts(): ConfusionCounts {
    return this.#counts;
  }
}

/** Precision, recall and F1 of every class of the dataset; 0/0 counts as 0 and is marked. */
export function classMetrics(counts: ConfusionCounts, classes: readonly string[]): readonly ClassMetrics[] {
  return classes.map((className, id) => {
    const hits = counts[id]?.[id] ?? 0;
    const support = sum(counts[id] ?? []);
    const predicted = sum(counts.map((row) => row[id] ?? 0));
    const undefinedFigures: ("precision" | "recall" | "f1")[] = [];
    const ratio = (name: "precision" | "recall" | "f1", above: number, below: number): number => {
      if (below !== 0) return above / below;
      undefinedFigures.push(name);
      return 0;
    };
    return {
      className,
      precision: ratio("precision", hits, predicted),
      recall: ratio("recall", hits, support),
      f1: ratio("f1", 2 * hits, predicted + support),
      support,
      undefinedFigures,
    };
  });
}

/** Examples in a confusion table. */
export function totalOf(counts: ConfusionCounts): number {
  return sum(counts.map(sum));
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
