import type { Work } from "../../base/work.ts";
import { eachRow } from "../rankClass.ts";
import type { ConfusionCounts } from "../record.ts";
import { splitMetrics } from "../scores.ts";
import { meanAndDeviation, type Spread } from "../significance/spread.ts";

/** What one fold's model predicts for the examples that were held out from it. */
export interface HeldOutFold {
  readonly fold: number;
  /** Three numbers an example: its place in the dataset, its file's index, its line. */
  readonly rows: Int32Array;
  /** Class ids. */
  readonly truths: Int32Array;
  readonly predicted: Int32Array;
}

/** The held-out examples of all folds in one confusion table: each predicted by a model that did not train on it. */
interface PooledFolds {
  readonly kind: "pooled";
  readonly examples: number;
  /** Rows are true classes, columns predicted ones. */
  readonly counts: ConfusionCounts;
  readonly classes: readonly string[];
  /** Of the pooled table, and over the tables of the folds. */
  readonly accuracy: PooledFigure;
  readonly macroF1: PooledFigure;
}

interface PooledFigure {
  readonly pooled: number;
  readonly spread: Spread;
}

/** Why folds have no table in common: an example would count twice, or they are not of the same data or classes. */
type PoolRefusal =
  | {
      readonly kind: "refused";
      readonly why: "twice";
      readonly folds: readonly [number, number];
      readonly examples: number;
    }
  | { readonly kind: "refused"; readonly why: "data" | "classes" }
  /** A fold's predictions cannot be read: why, for a person. */
  | { readonly kind: "refused"; readonly why: "predictions"; readonly fold: number; readonly problem: string };

export type PoolResult = PooledFolds | PoolRefusal;

/** Runs that hold out the folds of one k-fold split, and what they come to together. */
export interface FoldPool {
  /** Their places in the list of runs, by fold. */
  readonly members: readonly number[];
  readonly folds: readonly number[];
  /** Into how many the examples were cut. */
  readonly of: number;
  readonly result: PoolResult;
}

/** Adds the folds' tables up; refused where an example is held out in two of them. */
export function* poolFolds(folds: readonly HeldOutFold[], classes: readonly string[]): Work<PoolResult> {
  const counts = tableOf(classes.length);
  const seen = new Map<number, number>();
  const figures: { readonly accuracy: number; readonly macroF1: number }[] = [];
  for (const { fold, rows, truths, predicted } of folds) {
    const own = tableOf(classes.length);
    const twice = new Map<number, number>();
    yield* eachRow(truths.length, (row) => {
      const place = rows[row * 3] ?? -1;
      const other = seen.get(place);
      if (other === undefined) seen.set(place, fold);
      else twice.set(other, (twice.get(other) ?? 0) + 1);
      const [truth = 0, answer = 0] = [truths[row], predicted[row]];
      for (const table of [own, counts]) {
        const line = table[truth];
        if (line !== undefined) line[answer] = (line[answer] ?? 0) + 1;
      }
    });
    const [worst] = [...twice].sort(([, a], [, b]) => b - a);
    if (worst !== undefined) return { kind: "refused", why: "twice", folds: [worst[0], fold], examples: worst[1] };
    figures.push(figuresOf(own));
  }
  const pooled = figuresOf(counts);
  const figure = (of: "accuracy" | "macroF1"): PooledFigure => ({
    pooled: pooled[of],
    spread: meanAndDeviation(figures.map((each) => each[of])),
  });
  return {
    kind: "pooled",
    examples: seen.size,
    ...{ counts, classes, accuracy: figure("accuracy"), macroF1: figure("macroF1") },
  };
}

function tableOf(classes: number): number[][] {
  return Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
}

function figuresOf(counts: ConfusionCounts): { readonly accuracy: number; readonly macroF1: number } {
  const totals = { counts, lossSum: 0, logLossSum: 0, outputs: "margins", majorityClass: 0 } as const;
  const { accuracy, macroF1 } = splitMetrics(totals);
  return { accuracy: accuracy ?? 0, macroF1: macroF1 ?? 0 };
}
