import { invariant } from "../../../base/assert.ts";
import type { Matrix } from "../../../base/matrix.ts";
import { activations } from "../../../engine/activations.ts";
import { softmax } from "../../../engine/losses.ts";
import { type Inference, inputName, type LikelihoodForm, type NodeSpec } from "../../../models/inferenceGraph.ts";

/** The entries of row 0 of a matrix: their columns, and their values. */
interface Row {
  readonly columns: readonly number[];
  readonly values: readonly number[];
  readonly width: number;
}

type Graph = Extract<Inference, { kind: "graph" }>;

/** The outputs of a model for the one row of a matrix, in float64: probabilities or margins of each class. */
export function forward(inference: Inference, matrix: Matrix, outputs: "probabilities" | "margins"): Float32Array {
  const row = rowOf(matrix);
  const logits = inference.kind === "graph" ? runLayers(inference, row) : joint(inference.form, row);
  const result = Float32Array.from(logits);
  if (outputs === "probabilities") softmax(logits, 0, logits.length, result);
  return result;
}

function rowOf(matrix: Matrix): Row {
  invariant(matrix.rows === 1, "one example at a time");
  const width = matrix.columns;
  if (matrix.kind === "dense") return { columns: [...matrix.values.keys()], values: [...matrix.values], width };
  const [from = 0, to = 0] = matrix.offsets;
  if (matrix.kind === "csr")
    return { columns: [...matrix.indices.subarray(from, to)], values: [...matrix.values.subarray(from, to)], width };
  const { table } = matrix;
  const ids = [...matrix.ids.subarray(from, to)];
  const values = ids.flatMap((id) => [...table.values.subarray(id * table.columns, (id + 1) * table.columns)]);
  return { columns: [...values.keys()], values, width };
}

function runLayers({ nodes, arrays }: Graph, row: Row): Float64Array {
  const made = new Map<string, Float64Array>();
  const array = (name: string): Float32Array | undefined => arrays.get(name)?.values;
  let last = new Float64Array();
  for (const node of nodes) {
    last = layer(node, { row, made, array });
    made.set(node.name, last);
  }
  return last;
}

interface Before {
  readonly row: Row;
  readonly made: ReadonlyMap<string, Float64Array>;
  readonly array: (name: string) => Float32Array | undefined;
}

function layer(node: NodeSpec, before: Before): Float64Array<ArrayBuffer> {
  const { row, made, array } = before;
  const part = (name: string): Float32Array => array(`${node.name}.${name}`) ?? new Float32Array();
  const read = (name: string): Float64Array => made.get(name) ?? scattered(row);
  switch (node.kind) {
    case "linear": {
      const input = made.get(node.from);
      const entries =
        input === undefined ? row : { columns: [...input.keys()], values: [...input], width: input.length };
      return linear(entries, part("weight"), node.units, array(`${node.name}.bias`));
    }
    case "embeddingBag": {
      const sum = linear(row, part("weight"), node.dimension, undefined);
      const count = row.values.reduce((total, value) => total + value, 0);
      return node.combine === "sum" || count === 0 ? sum : sum.map((value) => value / count);
    }
    case "activation": {
      const activation = activations[node.activation];
      return Float64Array.from(read(node.from), (value) => activation.forward(value));
    }
    case "sum":
      return Float64Array.from(read(node.from[0] ?? inputName), (_, at) =>
        node.from.reduce((total, name) => total + (read(name)[at] ?? NaN), 0),
      );
    case "layerNorm": {
      const input = read(node.from);
      const mean = input.reduce((sum, value) => sum + value, 0) / input.length;
      const variance = input.reduce((sum, value) => sum + (value - mean) ** 2, 0) / input.length;
      const [gain, bias] = [part("gain"), part("bias")];
      const deviation = Math.sqrt(variance + node.epsilon);
      return Float64Array.from(
        input,
        (value, at) => ((value - mean) / deviation) * (gain[at] ?? NaN) + (bias[at] ?? NaN),
      );
    }
    case "batchNorm": {
      const [gain, bias] = [part("gain"), part("bias")];
      const [means, variances] = [part("runningMean"), part("runningVariance")];
      return Float64Array.from(read(node.from), (value, at) => {
        const normal = (value - (means[at] ?? NaN)) / Math.sqrt((variances[at] ?? NaN) + node.epsilon);
        return normal * (gain[at] ?? NaN) + (bias[at] ?? NaN);
      });
    }
    case "dropout":
      return Float64Array.from(read(node.from));
  }
}

function scattered({ columns, values, width }: Row): Float64Array {
  const all = new Float64Array(width);
  columns.forEach((column, at) => (all[column] = values[at] ?? NaN));
  return all;
}

/** x·W + b of the entries of x. */
function linear({ columns, values }: Row, weight: Float32Array, units: number, bias: Float32Array | undefined) {
  const sums = new Float64Array(units);
  if (bias !== undefined) sums.set(bias);
  columns.forEach((column, at) => {
    const value = values[at] ?? NaN;
    for (let unit = 0; unit < units; unit++)
      sums[unit] = (sums[unit] ?? 0) + value * (weight[column * units + unit] ?? NaN);
  });
  return sums;
}

/** ln P(class, row). */
function joint({ bases, weights, squares, presence }: LikelihoodForm, { columns, values }: Row): Float64Array {
  const sums = bases.slice();
  const classes = sums.length;
  columns.forEach((column, at) => {
    const value = values[at] ?? NaN;
    const amount = presence ? Number(value > 0) : value;
    if (amount === 0) return;
    for (let id = 0; id < classes; id++) {
      const square = squares?.[column * classes + id] ?? 0;
      sums[id] = (sums[id] ?? 0) + amount * (weights[column * classes + id] ?? NaN) + amount * amount * square;
    }
  });
  return sums;
}
