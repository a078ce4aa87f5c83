import { UserError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import type { Featurizer } from "../data/featurizer.ts";
import { thousands } from "../data/phrases.ts";
import type { ModelOptions } from "../models/modelOptions.ts";
import { summariseNetwork } from "../models/networkGraph.ts";

const mostBytes = 2 ** 31;
const bytesPerNumber = 4;

/** Refuses, before it is made, a dense feature matrix of more than 2 GB. */
export function refuseWideFeatures(featurizer: Featurizer, rows: number): void {
  const { options, columns } = featurizer;
  const dense = options.kind === "numeric" || (options.kind === "wordVectors" && options.combine === "mean");
  if (dense)
    refuse("The features", rows * columns * bytesPerNumber, `${thousands(rows)} × ${thousands(columns)} numbers`);
}

/** Refuses a feature matrix of more than 2 GB. */
export function refuseLargeMatrix(matrix: Matrix): void {
  const shape = `${thousands(matrix.rows)} examples`;
  refuse("The features", matrixBytes(matrix), shape);
}

function matrixBytes(matrix: Matrix): number {
  switch (matrix.kind) {
    case "dense":
      return matrix.values.byteLength;
    case "csr":
      return matrix.values.byteLength + matrix.indices.byteLength + matrix.offsets.byteLength;
    case "sequence":
      return matrix.ids.byteLength + matrix.offsets.byteLength + matrix.table.values.byteLength;
  }
}

/** Refuses a model whose parameters, or predictions that would be kept, take more than 2 GB. */
export function refuseLargeModel(model: ModelOptions, inputs: number, classes: number, examples: number): void {
  const hidden = model.kind === "network" ? model.hidden : [];
  const parameters = summariseNetwork(inputs, hidden, classes).reduce((sum, layer) => sum + layer.parameters, 0);
  refuse("The model", parameters * bytesPerNumber, `${thousands(parameters)} parameters`);
  refuse(
    "The predictions",
    examples * classes * bytesPerNumber,
    `${thousands(examples)} × ${thousands(classes)} numbers`,
  );
}

function refuse(what: string, bytes: number, shape: string): void {
  if (bytes <= mostBytes) return;
  throw new UserError(
    `${what} would take ${(bytes / 2 ** 30).toFixed(1)} GB (${shape}); at most 2 GB are used.`,
    "Train on fewer examples, fewer terms (minDocumentFrequency), fewer tokens or fewer units.",
  );
}
