import { readFileSync } from "node:fs";
import type { CsrMatrix, DenseMatrix } from "../../../src/base/matrix.ts";
import type {
  Classifier,
  EpochReport,
  FitOptions,
  LabelledMatrix,
  StepReport,
  WorkReport,
} from "../../../src/models/classifier.ts";
import type { NaiveBayesOptions } from "../../../src/models/modelOptions.ts";

interface Rows {
  readonly classes: number;
  readonly labels: readonly number[];
  readonly features: readonly (readonly number[])[];
}

/** What scikit-learn makes of the same rows (test/fixtures/models/generate.py). */
export interface Reference {
  readonly naiveBayes: readonly (Rows & {
    readonly options: NaiveBayesOptions;
    readonly logProbabilities: readonly (readonly number[])[];
  })[];
  readonly perceptron: readonly (Rows & {
    readonly averaged: boolean;
    readonly weights: readonly (readonly number[])[];
    readonly biases: readonly number[];
  })[];
}

export function reference(): Reference {
  const file = new URL("../../fixtures/models/scikit-learn.json", import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Reference;
}

export function dense(rows: readonly (readonly number[])[]): DenseMatrix {
  const columns = rows[0]?.length ?? 0;
  return { kind: "dense", rows: rows.length, columns, values: Float32Array.from(rows.flat()) };
}

/** The same numbers, zeros left out. */
export function sparse(rows: readonly (readonly number[])[]): CsrMatrix {
  const entries = rows.map((row) => row.flatMap((value, column) => (value === 0 ? [] : [{ column, value }])));
  const offsets = new Uint32Array(rows.length + 1);
  entries.forEach((row, at) => (offsets[at + 1] = (offsets[at] ?? 0) + row.length));
  return {
    kind: "csr",
    rows: rows.length,
    columns: rows[0]?.length ?? 0,
    offsets,
    indices: Uint32Array.from(entries.flat(), ({ column }) => column),
    values: Float32Array.from(entries.flat(), ({ value }) => value),
  };
}

/** −loss of every class for every row: the logarithm of its probability, beyond what float32 outputs can hold. */
export function logProbabilities(model: Classifier, features: LabelledMatrix["features"]): number[][] {
  return Array.from({ length: features.rows }, (_, row) =>
    Array.from({ length: model.classes }, (__, id) => {
      const labels = new Int32Array(features.rows).fill(id);
      return -model.evaluate({ features, labels }, row, row + 1).lossSum;
    }),
  );
}

export function fitted(
  model: Classifier,
  train: LabelledMatrix,
  options: Partial<FitOptions> = {},
): (StepReport | EpochReport | WorkReport)[] {
  const optimizer = { kind: "sgd", learningRate: 1 } as const;
  return [...model.fit(train, { batchSize: 32, epochs: 1, seed: 1, l2: 0, optimizer, ...options })];
}
