import { UserError } from "../base/errors.ts";
import { type FeatureOptions, isSideBySide, isSparse, partsOf } from "../data/featurizer.ts";
import type { ResolvedModel, ResolvedTraining } from "./resolved.ts";
import type { ExperimentSpec } from "./spec.ts";

type TrainingSpec = ExperimentSpec["training"];
type OptimizerSpec = TrainingSpec["optimizer"];
type Optimizer = ResolvedTraining["optimizer"];
type SteppingKind = Exclude<Optimizer["kind"], "lbfgs">;

/** Which options each optimizer has besides its learning rate. */
const optionsOf: Readonly<Record<Optimizer["kind"], readonly (keyof OptimizerSpec)[]>> = {
  sgd: ["momentum", "nesterov"],
  adagrad: ["epsilon"],
  rmsprop: ["decay", "epsilon", "momentum"],
  adam: ["beta1", "beta2", "epsilon"],
  lbfgs: ["history", "tolerance"],
};

/** What an optimizer is when nothing is said. */
export interface SuitedOptimizer {
  readonly kind: "sgd" | "adam";
  rate(kind: SteppingKind): number;
}

/** The optimizer with every option written out; one that it does not have is a UserError naming the key. */
export function resolveOptimizer(spec: OptimizerSpec, suited: SuitedOptimizer): Optimizer {
  const kind = optimizerKind(spec, suited.kind);
  refuseForeignOptions(kind, spec);
  const { momentum = 0 } = spec;
  if (kind === "lbfgs") return { kind, history: spec.history ?? 10, tolerance: spec.tolerance ?? 1e-4 };
  const learningRate = spec.learningRate ?? suited.rate(kind);
  switch (kind) {
    case "sgd":
      if (spec.nesterov === true && momentum === 0)
        throw new UserError("Nesterov's rule needs momentum.", "Set momentum, to 0.9 for example, or leave this out.", {
          field: "training.optimizer.nesterov",
        });
      return { kind, learningRate, ...(momentum > 0 && { momentum, nesterov: spec.nesterov ?? false }) };
    case "adagrad":
      return { kind, learningRate, epsilon: spec.epsilon ?? 1e-10 };
    case "rmsprop":
      return {
        kind,
        learningRate,
        decay: spec.decay ?? 0.99,
        epsilon: spec.epsilon ?? 1e-8,
        ...(momentum > 0 && { momentum }),
      };
    case "adam":
      return {
        kind,
        learningRate,
        beta1: spec.beta1 ?? 0.9,
        beta2: spec.beta2 ?? 0.999,
        epsilon: spec.epsilon ?? 1e-8,
      };
  }
}

const foreignKeys = ["momentum", "nesterov", "decay", "beta1", "beta2", "epsilon", "history", "tolerance"] as const;

/** Momentum asks for sgd where no kind is written. */
function optimizerKind({ kind, momentum, nesterov }: OptimizerSpec, suited: "sgd" | "adam"): Optimizer["kind"] {
  return kind ?? (momentum === undefined && nesterov === undefined ? suited : "sgd");
}

function refuseForeignOptions(kind: Optimizer["kind"], spec: OptimizerSpec): void {
  const own = optionsOf[kind];
  for (const key of foreignKeys) {
    if (spec[key] === undefined || own.includes(key)) continue;
    const owners = Object.entries(optionsOf).flatMap(([other, keys]) => (keys.includes(key) ? [other] : []));
    throw new UserError(`${kind} has no option "${key}".`, `Leave it out, or choose ${owners.join(" or ")}.`, {
      field: `training.optimizer.${key}`,
    });
  }
}

/** What is off is left out, so that equal experiments are written alike. */
export function resolveExtras(
  spec: TrainingSpec,
): Pick<ResolvedTraining, "l1" | "weightDecay" | "clipNorm" | "schedule" | "warmUpEpochs"> {
  const { l1 = 0, weightDecay = 0, clipNorm, schedule, warmUpEpochs = 0 } = spec;
  return {
    ...(l1 > 0 && { l1 }),
    ...(weightDecay > 0 && { weightDecay }),
    ...(clipNorm !== undefined && { clipNorm }),
    ...(schedule !== undefined && schedule.kind !== "constant" && { schedule }),
    ...(warmUpEpochs > 0 && { warmUpEpochs }),
  };
}

/** One linear layer that follows a gradient. */
export function isLinear({ kind }: ResolvedModel): boolean {
  return kind === "logisticRegression" || kind === "linearSvm";
}

/** A learning rate that suits optimizers which scale their steps; plain descent has its own, which depends on more. */
export function scaledRate(kind: Exclude<SteppingKind, "sgd">, features: FeatureOptions, model: ResolvedModel): number {
  const linear = isLinear(model);
  const sparse = isSparse(features);
  // Of vectors in the order of the text a row has thousands of numbers, and each step moves all their weights.
  const vectors = partsOf(features).some(isSideBySide);
  if (kind === "adagrad") return sparse && linear && !vectors ? 0.5 : 0.05;
  return (linear && sparse && !vectors) || features.kind === "numeric" ? 0.01 : 0.001;
}
