import type { ActivationName } from "../../../models/modelOptions.ts";
import { type Inference, inputName, type LikelihoodForm, type NodeSpec } from "../../../models/inferenceGraph.ts";
import { constant, type Graph, operation, typeNumber, value } from "./onnxFile.ts";
import type { Message } from "./protobuf.ts";

/** How examples come in. */
export type OnnxInput =
  | { readonly kind: "features"; readonly columns: number }
  | {
      /** Rows of a table of word vectors; the row behind the last one is padding. */
      readonly kind: "tokens";
      readonly dimension: number;
      readonly vectors: Float32Array;
      /** Side by side at so many positions; else their mean, by these weights where there are any. */
      readonly positions: number | null;
      readonly weights: Float64Array | undefined;
    };

export interface OnnxGraph extends Graph {
  /** Of the file's only input. */
  readonly inputName: "features" | "tokens";
}

interface Parts {
  readonly nodes: Message[];
  readonly constants: Message[];
}

/** The operations of a model; the output `probabilities`, or `margins`, is examples × classes. */
export function onnxGraph(
  inference: Inference,
  input: OnnxInput,
  outputs: "probabilities" | "margins",
  classes: number,
): OnnxGraph {
  const parts: Parts = { nodes: [], constants: [] };
  const from = input.kind === "features" ? "features" : readTokens(input, parts);
  const logits =
    inference.kind === "graph" ? addLayers(inference, from, parts) : addBayes(inference.form, from, parts, classes);
  const isBayes = inference.kind === "naiveBayes";
  // Naive Bayes adds up many logarithms: float64 until they are probabilities.
  const last = isBayes ? "probabilities.double" : outputs;
  if (outputs === "probabilities") parts.nodes.push(operation("Softmax", [logits], last, { axis: 1 }));
  else parts.nodes.push(operation("Identity", [logits], outputs));
  if (isBayes) parts.nodes.push(operation("Cast", [last], outputs, { to: typeNumber("float") }));
  const shape = input.kind === "features" ? ["examples", input.columns] : ["examples", input.positions ?? "tokens"];
  return {
    ...parts,
    inputName: input.kind,
    inputs: [value(input.kind, input.kind === "features" ? "float" : "int64", shape)],
    outputs: [value(outputs, "float", ["examples", classes])],
  };
}

/** Looks tokens up in the table and puts their vectors side by side, or takes their mean. */
function readTokens(input: Extract<OnnxInput, { kind: "tokens" }>, { nodes, constants }: Parts): string {
  const { dimension, vectors, positions, weights } = input;
  const rows = vectors.length / dimension;
  const table = new Float32Array(vectors.length + dimension);
  table.set(vectors);
  constants.push(constant("vectors", [rows + 1, dimension], table));
  nodes.push(operation("Gather", ["vectors", "tokens"], "looked up"));
  if (positions !== null) {
    constants.push(constant("side by side", [2], [0, positions * dimension]));
    nodes.push(operation("Reshape", ["looked up", "side by side"], "features"));
    return "features";
  }
  const share = new Float32Array(rows + 1).fill(1, 0, rows);
  if (weights !== undefined) share.set(weights);
  constants.push(constant("weights", [rows + 1, 1], share));
  constants.push(constant("positions", [1], [1]));
  // An empty text has no weight at all; its vector is zero.
  constants.push(constant("least", [], Float32Array.of(1e-30)));
  nodes.push(
    operation("Gather", ["weights", "tokens"], "weight"),
    operation("Mul", ["looked up", "weight"], "weighted"),
    operation("ReduceSum", ["weighted", "positions"], "vector sum", { keepdims: 0 }),
    operation("ReduceSum", ["weight", "positions"], "weight sum", { keepdims: 0 }),
    operation("Max", ["weight sum", "least"], "divisor"),
    operation("Div", ["vector sum", "divisor"], "features"),
  );
  return "features";
}

function addLayers({ nodes, arrays }: Extract<Inference, { kind: "graph" }>, from: string, parts: Parts): string {
  const nameOf = (name: string): string => (name === inputName ? from : name);
  let last = from;
  for (const node of nodes) {
    for (const [name, array] of arrays)
      if (name.startsWith(`${node.name}.`) && isPartOf(name, node.name))
        parts.constants.push(constant(name, array.shape, array.values));
    parts.nodes.push(...layer(node, nameOf, arrays.has(`${node.name}.bias`), parts));
    last = node.name;
  }
  return last;
}

/** `hidden1.weight` is a part of `hidden1`, `hidden1.norm.gain` is not. */
function isPartOf(name: string, node: string): boolean {
  return !name.slice(node.length + 1).includes(".");
}

function layer(
  node: NodeSpec,
  nameOf: (name: string) => string,
  hasBias: boolean,
  { constants }: Parts,
): readonly Message[] {
  const { name } = node;
  const part = (key: string): string => `${name}.${key}`;
  switch (node.kind) {
    case "linear": {
      const from = nameOf(node.from);
      if (!hasBias) return [operation("MatMul", [from, part("weight")], name)];
      return [operation("Gemm", [from, part("weight"), part("bias")], name)];
    }
    case "embeddingBag": {
      const from = nameOf(node.from);
      if (node.combine === "sum") return [operation("MatMul", [from, part("weight")], name)];
      constants.push(constant(part("axis"), [1], [1]), constant(part("least"), [], Float32Array.of(1e-30)));
      return [
        operation("MatMul", [from, part("weight")], part("sum")),
        operation("ReduceSum", [from, part("axis")], part("count"), { keepdims: 1 }),
        operation("Max", [part("count"), part("least")], part("divisor")),
        operation("Div", [part("sum"), part("divisor")], name),
      ];
    }
    case "activation":
      return activation(node.activation, nameOf(node.from), name, constants);
    case "layerNorm":
      return [
        operation("LayerNormalization", [nameOf(node.from), part("gain"), part("bias")], name, {
          axis: -1,
          epsilon: { float: node.epsilon },
        }),
      ];
    case "batchNorm": {
      const inputs = [nameOf(node.from), ...["gain", "bias", "runningMean", "runningVariance"].map(part)];
      return [operation("BatchNormalization", inputs, name, { epsilon: { float: node.epsilon } })];
    }
    case "sum":
      return [operation("Sum", node.from.map(nameOf), name)];
    case "dropout":
      return [operation("Identity", [nameOf(node.from)], name)];
  }
}

function activation(kind: ActivationName, from: string, name: string, constants: Message[]): readonly Message[] {
  const plain = (operator: string, attributes = {}) => [operation(operator, [from], name, attributes)];
  switch (kind) {
    case "identity":
      return plain("Identity");
    case "relu":
      return plain("Relu");
    case "leakyRelu":
      return plain("LeakyRelu", { alpha: { float: 0.01 } });
    case "elu":
      return plain("Elu", { alpha: { float: 1 } });
    case "selu":
      return plain("Selu", { alpha: { float: 1.6732632423543772 }, gamma: { float: 1.0507009873554805 } });
    case "gelu":
      return plain("Gelu", { approximate: "none" });
    case "geluTanh":
      return plain("Gelu", { approximate: "tanh" });
    case "silu":
      return [operation("Sigmoid", [from], `${name}.gate`), operation("Mul", [from, `${name}.gate`], name)];
    case "mish":
      return plain("Mish");
    case "softplus":
      return plain("Softplus");
    case "sigmoid":
      return plain("Sigmoid");
    case "tanh":
      return plain("Tanh");
    case "hardSigmoid":
      return plain("HardSigmoid", { alpha: { float: 1 / 6 }, beta: { float: 0.5 } });
    case "hardTanh":
      constants.push(
        constant(`${name}.low`, [], Float32Array.of(-1)),
        constant(`${name}.high`, [], Float32Array.of(1)),
      );
      return [operation("Clip", [from, `${name}.low`, `${name}.high`], name)];
  }
}

/** Logarithms of the joint probabilities in float64. */
function addBayes(
  { bases, weights, squares, presence }: LikelihoodForm,
  from: string,
  { nodes, constants }: Parts,
  classes: number,
): string {
  const shape = [weights.length / classes, classes];
  constants.push(constant("likelihood.weight", shape, weights), constant("likelihood.base", [classes], bases));
  let read = from;
  if (presence) {
    constants.push(constant("nothing", [], Float32Array.of(0)));
    nodes.push(operation("Greater", [from, "nothing"], "present"));
    read = "present";
  }
  nodes.push(
    operation("Cast", [read], "wide", { to: typeNumber("double") }),
    operation("MatMul", ["wide", "likelihood.weight"], "weighted sum"),
  );
  let sum = "weighted sum";
  if (squares !== undefined) {
    constants.push(constant("likelihood.square", shape, squares));
    nodes.push(
      operation("Mul", ["wide", "wide"], "squared"),
      operation("MatMul", ["squared", "likelihood.square"], "square sum"),
      operation("Add", [sum, "square sum"], "both sums"),
    );
    sum = "both sums";
  }
  nodes.push(operation("Add", [sum, "likelihood.base"], "joint"));
  return "joint";
}
