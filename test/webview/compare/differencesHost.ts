import type { FoldPool } from "../../../src/experiment/comparison/foldPools.ts";
import type { FlipKind, Mismatch } from "../../../src/experiment/comparison/pair.ts";
import type { ComparePanelRequests } from "../../../src/protocol/comparePanel.ts";
import type { FlipsPage } from "../../../src/protocol/trainer.ts";
import { CompareHost, storedRun } from "../harness/compareHost.ts";
import {
  comparisonOf,
  confusionOf,
  flipsOf,
  type PredictedRun,
  predictionsOf,
  truthsOf,
} from "../harness/comparisons.ts";

interface DifferencesShape {
  readonly classes: readonly string[];
  readonly examples: number;
  /** Of each run its share of right answers; the first is the baseline unless another is made so. */
  readonly runs: readonly { readonly title: string; readonly share: number; readonly mismatch?: Mismatch }[];
  /** Places of runs that are repeats of one another. */
  readonly groups?: readonly (readonly number[])[];
  readonly chosen?: number;
  readonly pools?: readonly FoldPool[];
}

/** A host whose answers all come from the same made-up predictions, so that counts, tables and lists agree. */
export class DifferencesHost extends CompareHost {
  readonly predicted: readonly PredictedRun[];
  readonly truths: Int32Array;
  readonly classes: readonly string[];
  warning: string | null = null;

  constructor({ classes, examples, runs, groups = [], chosen = runs.length, pools = [] }: DifferencesShape) {
    const truths = truthsOf(examples, classes.length);
    const stored = runs.map(({ title, share }, at) => storedRun(at, { name: title, accuracy: share }));
    super(stored);
    const predicted = runs.map(({ title, share, mismatch }, at): PredictedRun => ({
      id: stored[at]?.record.id ?? "",
      title,
      predicted: predictionsOf(truths, classes.length, share, at + 3),
      ...(mismatch !== undefined && { mismatch }),
    }));
    this.predicted = predicted;
    this.chosen = predicted.slice(0, chosen).map(({ id }) => id);
    this.truths = truths;
    this.classes = classes;
    this.answers.compare = ({ ids, split, metric }) => {
      const compared = ids.map((id) => this.run(id));
      return comparisonOf(truths, classes.length, compared, { split: split ?? "test", metric }, groups, pools);
    };
    this.answers.confusions = ({ ids }) =>
      ids.map((id) => ({ id, classes, counts: confusionOf(truths, this.run(id).predicted, classes.length) }));
    this.answers.flips = (asked) => this.#flips(asked);
  }

  run(id: string): PredictedRun {
    const found = this.predicted.find((each) => each.id === id);
    if (found === undefined) throw new Error(`no run ${id}`);
    return found;
  }

  #flips({ baseline, run, kind, cell, offset, limit }: ComparePanelRequests["flips"][0]): FlipsPage {
    const all = flipsOf(this.truths, this.run(baseline).predicted, this.run(run).predicted);
    const inCell = all.filter(
      ({ trueClass, before, after }) =>
        cell === null ||
        ((cell.trueClass === null || cell.trueClass === trueClass) &&
          (cell.predictedClass === null || [before, after].includes(cell.predictedClass))),
    );
    const wanted = inCell.filter((flip) => kind === null || flip.kind === kind);
    const count = (one: FlipKind): number => inCell.filter((flip) => flip.kind === one).length;
    return {
      kind: "flips",
      total: wanted.length,
      counts: {
        rightToWrong: count("rightToWrong"),
        wrongToRight: count("wrongToRight"),
        wrongToWrong: count("wrongToWrong"),
      },
      flips: wanted.slice(offset, offset + limit),
      warning: this.warning,
    };
  }
}

/** Two sets of folds: one pooled, one that cannot be. */
export function twoPools(classes: readonly string[]): readonly FoldPool[] {
  const counts = classes.map((_, row) =>
    classes.map((__, column) => (row === column ? 40 + row : (row * 7 + column * 3) % 9)),
  );
  const spread = { n: 3, mean: 0.8123, deviation: 0.0211 };
  const figures = { accuracy: { pooled: 0.8125, spread }, macroF1: { pooled: 0.8044, spread } };
  const result = { kind: "pooled", examples: 300, classes, counts, ...figures } as const;
  return [
    { members: [0, 1, 2], folds: [1, 2, 3], of: 3, result },
    {
      ...{ members: [3, 4, 5], folds: [1, 2, 3], of: 3 },
      result: { kind: "refused", why: "twice", folds: [1, 3], examples: 17 },
    },
  ];
}

export const hotels = ["negative", "neutral", "positive"];
export const fifty = Array.from(
  { length: 50 },
  (_, id) => `topic ${String(id + 1)}${id % 7 === 0 ? " with a longer name" : ""}`,
);
