import { UserError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { inputName, type NodeSpec } from "../engine/graph.ts";
import type { NamedArray } from "./classifier.ts";
import type { LikelihoodForm } from "./likelihood.ts";
import type { ModelOptions } from "./modelOptions.ts";
import { NaiveBayesClassifier } from "./naiveBayesClassifier.ts";
import { networkSpec } from "./networkGraph.ts";

export { inputName, type NodeSpec } from "../engine/graph.ts";
export type { LikelihoodForm } from "./likelihood.ts";

/** What a kept model computes, in an order that can be followed step by step: for programs elsewhere. */
export type Inference =
  | {
      /** Layers in order, without those that evaluation skips; a linear layer without a bias has no `NAME.bias`. */
      readonly kind: "graph";
      readonly nodes: readonly NodeSpec[];
      readonly arrays: ReadonlyMap<string, NamedArray>;
    }
  | { readonly kind: "naiveBayes"; readonly form: LikelihoodForm };

/** Features of a width, for what only needs to know of it. */
export function emptyFeatures(kind: Matrix["kind"], columns: number): Matrix {
  const none = { rows: 0, columns };
  switch (kind) {
    case "dense":
      return { kind, ...none, values: new Float32Array() };
    case "csr":
      return { kind, ...none, offsets: new Uint32Array(1), indices: new Uint32Array(), values: new Float32Array() };
    case "sequence": {
      const table = { kind: "dense", rows: 0, columns: 1, values: new Float32Array() } as const;
      return { kind, ...none, positions: columns, offsets: new Uint32Array(1), ids: new Uint32Array(), table };
    }
  }
}

/** UserError where weights and settings do not fit: both may come from anywhere. */
export function inferenceOf(
  model: ModelOptions,
  weights: readonly NamedArray[],
  classes: number,
  features: Matrix,
): Inference {
  if (model.kind === "naiveBayes") {
    const classifier = new NaiveBayesClassifier(model, features, classes);
    const wanted = classifier.parameters();
    const fits = wanted.length === weights.length && wanted.every(({ name, shape }) => hasShape(weights, name, shape));
    if (!fits) throw unfit();
    classifier.load(weights);
    return { kind: "naiveBayes", form: classifier.form() };
  }
  const nodes = readThrough(networkNodes(model, classes, features)).filter(({ kind }) => kind !== "dropout");
  const arrays = new Map(weights.map((array) => [array.name, array]));
  const widths = new Map<string, number>([[inputName, features.columns]]);
  const expect = (name: string, shape: readonly number[]): void => {
    if (!hasShape(weights, name, shape)) throw unfit();
  };
  for (const node of nodes) {
    const [from] = typeof node.from === "string" ? [node.from] : node.from;
    const width = widths.get(from ?? inputName) ?? 0;
    const units = node.kind === "linear" ? node.units : node.kind === "embeddingBag" ? node.dimension : width;
    widths.set(node.name, units);
    if (node.kind === "linear" && model.kind === "embeddingBag") expect(`${node.name}.weight`, [units, width]);
    else if (node.kind === "linear" || node.kind === "embeddingBag") expect(`${node.name}.weight`, [width, units]);
    if (node.kind === "linear" && model.kind !== "embeddingBag") expect(`${node.name}.bias`, [units]);
    const isNorm = node.kind === "layerNorm" || node.kind === "batchNorm";
    if (isNorm) for (const part of ["gain", "bias"]) expect(`${node.name}.${part}`, [units]);
    if (node.kind === "batchNorm")
      for (const part of ["runningMean", "runningVariance"]) expect(`${node.name}.${part}`, [units]);
  }
  if (model.kind === "embeddingBag") transposeOutput(arrays);
  return { kind: "graph", nodes, arrays };
}

/** The layers of a model that learns from gradients, or of a perceptron, in order: those too that only training uses. */
export function networkNodes(
  model: Exclude<ModelOptions, { readonly kind: "naiveBayes" }>,
  classes: number,
  features: Matrix,
): readonly NodeSpec[] {
  switch (model.kind) {
    case "network":
      return networkSpec(model, features, classes).nodes;
    case "embeddingBag":
      return networkSpec({ embedding: model, hidden: [] }, features, classes).nodes;
    case "logisticRegression":
    case "linearSvm":
    case "perceptron":
      return networkSpec({ hidden: [] }, features, classes).nodes;
  }
}

/** Whoever reads a dropout layer reads what that reads. */
function readThrough(nodes: readonly NodeSpec[]): readonly NodeSpec[] {
  const skipped = new Map(nodes.flatMap((node) => (node.kind === "dropout" ? [[node.name, node.from] as const] : [])));
  const source = (name: string): string => {
    const further = skipped.get(name);
    return further === undefined ? name : source(further);
  };
  return nodes.map((node) => {
    if (node.kind === "sum") return { ...node, from: node.from.map(source) };
    return node.kind === "embeddingBag" ? node : { ...node, from: source(node.from) };
  });
}

/** fastText keeps a row for each class; everything else has inputs × units. */
function transposeOutput(arrays: Map<string, NamedArray>): void {
  const output = arrays.get("output.weight");
  const [units = 0, inputs = 0] = output?.shape ?? [];
  if (output === undefined) return;
  const values = new Float32Array(output.values.length);
  for (let unit = 0; unit < units; unit++)
    for (let input = 0; input < inputs; input++)
      values[input * units + unit] = output.values[unit * inputs + input] ?? NaN;
  arrays.set(output.name, { ...output, shape: [inputs, units], values });
}

function hasShape(weights: readonly NamedArray[], name: string, shape: readonly number[]): boolean {
  const found = weights.find((array) => array.name === name);
  return found?.shape.length === shape.length && found.shape.every((n, at) => n === shape[at]);
}

function unfit(): UserError {
  return new UserError("The model's weights do not fit its features and settings.", "Train the experiment again.");
}
