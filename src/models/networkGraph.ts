import { UserError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { inputName, type NetworkSpec, type NodeSpec } from "../engine/graph.ts";
import type { LossOptions } from "../engine/losses.ts";
import type { LayerSummary } from "./classifier.ts";
import type { EmbeddingOptions, HiddenLayer, NormOptions, NormPlace } from "./modelOptions.ts";

/** The layers before the output. */
export interface NetworkLayers {
  readonly embedding?: EmbeddingOptions;
  readonly hidden: readonly HiddenLayer[];
}

const embeddingName = "embedding";

/**
 * First the embedding bag, if there is one. Each hidden layer is (norm) → linear → (norm) → activation → (dropout) → (+ input of the block) → (norm), what is in
 * parentheses where it is asked for: hidden1 → hidden1.activation → … → output.
 */
export function networkSpec(
  { embedding, hidden }: NetworkLayers,
  input: Matrix,
  classes: number,
  loss: LossOptions = { kind: "crossEntropy" },
): NetworkSpec {
  const nodes: NodeSpec[] = [];
  /** Where the value before layer i comes from. */
  const before: string[] = [];
  const widths = [embedding?.dimension ?? input.columns, ...hidden.map(({ units }) => units)];
  let from: string = inputName;
  if (embedding !== undefined) {
    nodes.push({ kind: "embeddingBag", name: embeddingName, from: inputName, ...embedding });
    from = embeddingName;
  }
  hidden.forEach(({ units, activation, norm, dropout, residual }, index) => {
    const name = `hidden${String(index + 1)}`;
    const add = (node: NodeSpec): void => {
      nodes.push(node);
      from = node.name;
    };
    const normalise = (place: NormPlace): void => {
      if (norm?.place === place) add(normNode(norm, `${name}.norm`, from));
    };
    before.push(from);
    normalise("input");
    add({ kind: "linear", name, from, units });
    normalise("weightedSum");
    if (activation !== "identity") add({ kind: "activation", name: `${name}.activation`, from, activation });
    if (dropout !== undefined) add({ kind: "dropout", name: `${name}.dropout`, from, rate: dropout });
    if (residual !== undefined) {
      const first = index + 1 - residual;
      const skipped = before[first] ?? inputName;
      checkResidual(index, skipped === inputName ? input : undefined, widths[first] ?? 0, units);
      add({ kind: "sum", name: `${name}.sum`, from: [from, skipped] });
    }
    normalise("output");
  });
  nodes.push({ kind: "linear", name: "output", from, units: classes });
  return { nodes, output: "output", loss };
}

function normNode(norm: NormOptions, name: string, from: string): NodeSpec {
  const { epsilon } = norm;
  return norm.kind === "layer"
    ? { kind: "layerNorm", name, from, epsilon }
    : { kind: "batchNorm", name, from, epsilon, momentum: norm.momentum };
}

/** The widths of features are known only once they are fitted. */
function checkResidual(index: number, features: Matrix | undefined, width: number, units: number): void {
  const field = `model.hidden.${String(index)}.residual`;
  if (features !== undefined && features.kind !== "dense")
    throw new UserError(
      `Hidden layer ${String(index + 1)} cannot add the features to its output: they are sparse.`,
      "Put a layer without a residual connection before it.",
      { field },
    );
  if (width === units) return;
  const source = features === undefined ? "the input of its block" : "the features";
  throw new UserError(
    `Hidden layer ${String(index + 1)} has ${String(units)} units and cannot add ${source}, ${String(width)} wide.`,
    `Give it ${String(width)} units, or put a layer of ${String(units)} units before the block.`,
    { field },
  );
}

/** A table of one row for every feature. */
export function summariseEmbedding(inputs: number, { dimension }: EmbeddingOptions): LayerSummary {
  return { name: embeddingName, kind: "embeddingBag", inputs, outputs: dimension, parameters: inputs * dimension };
}

/** One summary for the embedding, if any, one for each hidden layer, norms included, and one for the output. */
export function summariseNetwork(
  columns: number,
  { embedding, hidden }: NetworkLayers,
  classes: number,
): readonly LayerSummary[] {
  let inputs = embedding?.dimension ?? columns;
  const linear = (name: string, outputs: number, others = 0): LayerSummary => {
    const summary = { name, kind: "linear", inputs, outputs, parameters: (inputs + 1) * outputs + others };
    inputs = outputs;
    return summary;
  };
  return [
    ...(embedding === undefined ? [] : [summariseEmbedding(columns, embedding)]),
    ...hidden.map(({ units, activation, norm, dropout, residual }, index) => ({
      ...linear(`hidden${String(index + 1)}`, units, normParameters(norm, inputs, units)),
      activation,
      ...(norm !== undefined && { norm: norm.kind, normPlace: norm.place }),
      ...(dropout !== undefined && { dropout }),
      ...(residual !== undefined && { residual }),
    })),
    linear("output", classes),
  ];
}

function normParameters(norm: NormOptions | undefined, inputs: number, units: number): number {
  if (norm === undefined) return 0;
  return 2 * (norm.place === "input" ? inputs : units);
}
