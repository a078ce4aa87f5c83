import type { SubwordOptions } from "./subwordRows.ts";

/** How word vectors are trained. */
export interface VectorTrainingOptions {
  readonly dimension: number;
  /** How far a word's neighbours may stand from it. */
  readonly window: number;
  /** Words drawn at random against each neighbour. */
  readonly negatives: number;
  readonly epochs: number;
  /** Of the first step; falls to 0. */
  readonly learningRate: number;
  /** A word with a greater share of the tokens is passed over at times. */
  readonly subsample: number;
  /** How often a word must occur to be trained. */
  readonly minCount: number;
  /** Null: whole words only. */
  readonly subwords: SubwordOptions | null;
  readonly seed: number;
}

/** fastText's defaults, but for more epochs and every word: texts of one's own are few, and most of their words rare. */
export const defaultVectorTraining: VectorTrainingOptions = {
  dimension: 100,
  window: 5,
  negatives: 5,
  epochs: 25,
  learningRate: 0.05,
  subsample: 1e-4,
  minCount: 1,
  subwords: { lengths: [3, 6], buckets: 2_000_000 },
  seed: 1,
};

/** What each number may be. */
export const vectorTrainingLimits = {
  dimension: [1, 2000],
  window: [1, 100],
  negatives: [1, 100],
  epochs: [1, 10_000],
  minCount: [1, 1_000_000],
} as const satisfies Partial<Record<keyof VectorTrainingOptions, readonly [number, number]>>;
