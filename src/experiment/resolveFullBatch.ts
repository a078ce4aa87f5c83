import { UserError } from "../base/errors.ts";
import type { ResolvedModel } from "./resolved.ts";
import type { ExperimentSpec } from "./spec.ts";

type TrainingSpec = ExperimentSpec["training"];

/** As many iterations as scikit-learn's LogisticRegression takes at most. */
export const fullBatchEpochs = 100;

interface Clash {
  readonly key: string;
  readonly isSet: (training: TrainingSpec) => boolean;
  readonly what: string;
  readonly remedy: string;
}

const finds = "lbfgs finds the length of each step itself";
const clashes: readonly Clash[] = [
  {
    key: "batchSize",
    isSet: ({ batchSize }) => batchSize !== undefined,
    what: "lbfgs looks at all examples in every step: it has no batches.",
    remedy: "Leave this out, or choose adam.",
  },
  {
    key: "optimizer.learningRate",
    isSet: ({ optimizer }) => optimizer.learningRate !== undefined,
    what: `${finds}.`,
    remedy: "Leave this out, or choose adam.",
  },
  {
    key: "l1",
    isSet: ({ l1 = 0 }) => l1 > 0,
    what: "lbfgs needs a gradient everywhere, and l1 has none at 0.",
    remedy: "Use l2, or choose adam.",
  },
  {
    key: "weightDecay",
    isSet: ({ weightDecay = 0 }) => weightDecay > 0,
    what: "Weight decay goes with a learning rate, and lbfgs has none.",
    remedy: "Use l2, or choose adam.",
  },
  {
    key: "clipNorm",
    isSet: ({ clipNorm }) => clipNorm !== undefined,
    what: `${finds}, and a gradient cut short would mislead it.`,
    remedy: "Leave this out, or choose adam.",
  },
  {
    key: "schedule",
    isSet: ({ schedule }) => schedule !== undefined && schedule.kind !== "constant",
    what: `${finds}: there is no learning rate to change.`,
    remedy: "Leave this out, or choose adam.",
  },
  {
    key: "warmUpEpochs",
    isSet: ({ warmUpEpochs = 0 }) => warmUpEpochs > 0,
    what: `${finds}: there is no learning rate to warm up.`,
    remedy: "Leave this out, or choose adam.",
  },
  {
    key: "evaluateEvery",
    isSet: ({ evaluateEvery }) => evaluateEvery !== undefined,
    what: "With lbfgs every epoch is one step: there is nothing to evaluate within it.",
    remedy: "Leave this out: every epoch is evaluated.",
  },
];

/** Refuses what cannot go with an optimizer that looks at all examples at once, naming the key. */
export function refuseWithFullBatch(training: TrainingSpec, model: ResolvedModel): void {
  if (training.optimizer.kind !== "lbfgs") return;
  for (const { key, isSet, what, remedy } of clashes)
    if (isSet(training)) throw new UserError(what, remedy, { field: `training.${key}` });
  if (model.kind === "network") refuseLayers(model);
}

function refuseLayers({ hidden }: Extract<ResolvedModel, { readonly kind: "network" }>): void {
  hidden.forEach(({ dropout, norm }, index) => {
    const field = `model.hidden.${String(index)}`;
    if (dropout !== undefined)
      throw new UserError(
        "lbfgs compares the loss from step to step, and dropout draws another network for each.",
        "Leave dropout out, or choose adam.",
        { field: `${field}.dropout` },
      );
    if (norm?.kind === "batch")
      throw new UserError(
        "Batch norm compares the examples of a batch, and lbfgs has no batches.",
        'Choose "layer", or adam.',
        { field: `${field}.norm` },
      );
  });
}
