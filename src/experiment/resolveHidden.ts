import { UserError } from "../base/errors.ts";
import type { HiddenLayer, NormOptions } from "../models/modelOptions.ts";
import type { ExperimentInput } from "./spec.ts";
import type { HiddenLayerSpec } from "./specModel.ts";

interface HiddenFacts {
  /** Whether the features are sparse rows or sequences, which only weights can read. */
  readonly sparse: boolean;
  /** How wide what the first layer reads is, where that is known before the features are. */
  readonly width?: number;
  readonly batchSize: number;
}

/** Hidden layers with every option written out and what is off left out; what cannot work together is a UserError. */
export function resolveHidden(layers: readonly HiddenLayerSpec[], facts: HiddenFacts): readonly HiddenLayer[] {
  return layers.map(({ units, activation, norm, dropout = 0, residual = false }, index) => {
    const resolved = norm === undefined ? undefined : resolveNorm(norm);
    if (resolved !== undefined) checkNorm(resolved, index, facts);
    const spanned = Number(residual);
    if (spanned > 0) checkResidual(layers, index, spanned, facts);
    return {
      units,
      activation,
      ...(resolved !== undefined && { norm: resolved }),
      ...(dropout > 0 && { dropout }),
      ...(spanned > 0 && { residual: spanned }),
    };
  });
}

function resolveNorm(norm: NonNullable<HiddenLayerSpec["norm"]>): NormOptions {
  if (typeof norm !== "string") return norm;
  const common = { place: "weightedSum", epsilon: 1e-5 } as const;
  return norm === "layer" ? { kind: norm, ...common } : { kind: norm, ...common, momentum: 0.1 };
}

function checkNorm(norm: NormOptions, index: number, { sparse, batchSize }: HiddenFacts): void {
  if (norm.kind === "batch" && batchSize === 1)
    throw new UserError(
      "Batch norm compares the examples of a batch, and a batch of one has none to compare.",
      'Set training.batchSize to 2 or more (32 is usual), or choose "layer".',
      { field: `model.hidden.${String(index)}.norm` },
    );
  if (index === 0 && sparse && norm.place === "input")
    throw new UserError(
      "The first hidden layer cannot normalise its input: these features are sparse.",
      'Choose the place "weightedSum", or features that are numbers or averaged word vectors.',
      { field: "model.hidden.0.norm.place" },
    );
}

function checkResidual(
  layers: readonly HiddenLayerSpec[],
  index: number,
  spanned: number,
  { sparse, width: inputs }: HiddenFacts,
): void {
  const field = `model.hidden.${String(index)}.residual`;
  const name = `Hidden layer ${String(index + 1)}`;
  const first = index + 1 - spanned;
  if (first < 0)
    throw new UserError(
      `${name} cannot span ${String(spanned)} layers: only ${String(index)} come before it.`,
      `Write at most ${String(index + 1)}.`,
      { field },
    );
  const units = layers[index]?.units ?? 0;
  if (first === 0) {
    // How wide numbers and word vectors are is known once they are read; networkGraph.ts checks it then.
    if (!sparse && (inputs === undefined || inputs === units)) return;
    if (inputs !== undefined)
      throw new UserError(
        `${name} has ${String(units)} units and cannot add the embedding, ${String(inputs)} wide.`,
        `Give it ${String(inputs)} units, or write model.embedding.dimension ${String(units)}.`,
        { field },
      );
    throw new UserError(
      `${name} cannot add the features to its output: they are sparse.`,
      "Put a layer without a residual connection before it.",
      { field },
    );
  }
  const width = layers[first - 1]?.units ?? 0;
  if (width === units) return;
  throw new UserError(
    `${name} has ${String(units)} units and cannot add the input of its block, ${String(width)} wide.`,
    `Give it ${String(width)} units, or give hidden layer ${String(first)} ${String(units)}.`,
    { field },
  );
}

type WrittenHidden = NonNullable<Extract<ExperimentInput["model"], { kind: "network" }>["hidden"]>[number];

/** As a person would write it: a norm of default options by its name, a residual connection over one layer as true. */
export function writeHidden({ units, activation, norm, dropout, residual }: HiddenLayer): WrittenHidden {
  return {
    units,
    activation,
    ...(norm !== undefined && { norm: isUsual(norm) ? norm.kind : norm }),
    ...(dropout !== undefined && { dropout }),
    ...(residual !== undefined && { residual: residual === 1 ? true : residual }),
  };
}

function isUsual(norm: NormOptions): boolean {
  const usual = resolveNorm(norm.kind);
  return (
    norm.place === usual.place &&
    norm.epsilon === usual.epsilon &&
    (norm.kind === "layer" || norm.momentum === (usual.kind === "batch" ? usual.momentum : NaN))
  );
}
