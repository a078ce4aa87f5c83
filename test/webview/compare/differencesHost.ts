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
}

/** A host whose answers all come from the same made-up predictions, so that counts, tables and lists agree. */
export class DifferencesHost extends CompareHost {
  readonly predicted: readonly PredictedRun[];
  readonly truths: Int32Array;
  readonly classes: readonly string[];
  warning: string | null = null;

  constructor({ classes, examples, runs, groups = [], chosen = runs.length }: DifferencesShape) {
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
      return comparisonOf(truths, classes.length, compared, { split: split ?? "test", metric }, groups);
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

export const hotels = ["negative", "neutral", "positive"];
export const fifty = Array.from(
  { length: 50 },
  (_, id) => `topic ${String(id + 1)}${id % 7 === 0 ? " with a longer name" : ""}`,
);
