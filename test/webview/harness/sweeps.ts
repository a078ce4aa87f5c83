import { RandomStream } from "../../../src/base/random.ts";
import type { SweepAxis, SweepState, SweepTrial } from "../../../src/protocol/comparePanel.ts";

export interface SweepShape {
  readonly trials: number;
  readonly axes: readonly SweepAxis[];
  /** The metric at settings, from 0 to 1 but for noise. */
  readonly metric?: (settings: readonly number[]) => number;
  readonly change?: Partial<SweepState>;
  readonly trial?: (trial: number) => Partial<SweepTrial>;
}

export const rate: SweepAxis = {
  path: "training.optimizer.learningRate",
  title: "learning rate",
  logarithmic: true,
  categories: null,
};
export const units: SweepAxis = { path: "model.hidden.0.units", title: "units", logarithmic: true, categories: null };
export const activation: SweepAxis = {
  path: "model.hidden.0.activation",
  title: "activation",
  logarithmic: false,
  categories: ["relu", "tanh", "sigmoid"],
};
export const features: SweepAxis = {
  path: "features",
  title: "features",
  logarithmic: false,
  categories: [
    "tfidf",
    "tfidf, character ngrams [2,5], minimum document frequency 2",
    "wordVectors, path vectors/glove.50d.txt, combine mean",
  ],
};
export const dropout: SweepAxis = {
  path: "model.hidden.0.dropout",
  title: "dropout",
  logarithmic: false,
  categories: null,
};

export const runOf = (trial: number, repeat = 0): string =>
  `20260501-101500-${String(trial).padStart(4, "0")}${String(repeat)}0`;

/** A made-up sweep whose metric has its best learning rate at 0.03. */
export function sweep({ trials, axes, metric = byRate, change, trial: changed }: SweepShape): SweepState {
  const stream = new RandomStream(7, "sweep");
  const all = Array.from({ length: trials }, (_, at): SweepTrial => {
    const settings = axes.map(({ categories, logarithmic, path }) => {
      if (categories !== null) return stream.below(categories.length);
      const place = stream.float64();
      if (path.endsWith("units")) return Math.round(4 * 64 ** place);
      return Number((logarithmic ? 0.001 * 1000 ** place : place * 0.6).toPrecision(3));
    });
    return {
      trial: at + 1,
      status: "finished",
      value: Math.min(0.99, metric(settings) + 0.02 * stream.normal()),
      deviation: null,
      pruned: null,
      settings,
      runs: [runOf(at + 1)],
      epochs: 20,
      seconds: 1 + stream.float64(),
      message: null,
      ...changed?.(at + 1),
    };
  });
  return {
    id: "20260501-101500-sweep0",
    title: "penguins-sweep",
    created: "2026-05-01T10:15:00.000Z",
    standing: "over",
    method: "random",
    repeat: 1,
    total: trials,
    metric: { key: "validation.accuracy", title: "validation accuracy", share: true, better: "higher" },
    axes,
    trials: all.sort((a, b) => (b.value ?? -1) - (a.value ?? -1)),
    ...change,
  };
}

function byRate([first = 0.03]: readonly number[]): number {
  return 0.92 - 0.08 * Math.log10(first / 0.03) ** 2;
}
