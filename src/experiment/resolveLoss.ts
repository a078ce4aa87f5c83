import { UserError } from "../base/errors.ts";
import type { ResolvedModel, ResolvedTraining } from "./resolved.ts";
import type { ExperimentSpec } from "./spec.ts";

type TrainingSpec = ExperimentSpec["training"];
type Loss = ResolvedTraining["loss"];

/** The losses that each linear model is trained with; a network takes any. */
const lossesOf: Readonly<Partial<Record<ResolvedModel["kind"], readonly Loss["kind"][]>>> = {
  logisticRegression: ["crossEntropy"],
  linearSvm: ["squaredHinge", "hinge"],
};

const otherModels: Readonly<Partial<Record<ResolvedModel["kind"], string>>> = {
  logisticRegression: 'Write model.kind "linearSvm" for a hinge, or a network with "hidden": [] for squared error.',
  linearSvm: 'Write "squaredHinge", "hinge" or nothing; with cross-entropy it would be logisticRegression.',
};

/** The loss with all that it has; what it, the model or the optimizer does not allow is a UserError naming the key. */
export function resolveLoss({ loss, optimizer }: TrainingSpec, model: ResolvedModel): Loss {
  const own = lossesOf[model.kind];
  const kind = loss.kind ?? own?.[0] ?? "crossEntropy";
  if (own !== undefined && !own.includes(kind))
    throw new UserError(
      `${model.kind} is not trained with the loss ${kind}.`,
      otherModels[model.kind] ?? "Leave it out.",
      {
        field: "training.loss.kind",
      },
    );
  const { labelSmoothing = 0 } = loss;
  if (kind !== "crossEntropy") {
    if (labelSmoothing > 0)
      throw new UserError(
        `Label smoothing spreads a probability over the classes, and ${kind} has margins.`,
        'Leave labelSmoothing out, or write kind "crossEntropy".',
        { field: "training.loss.labelSmoothing" },
      );
    if (kind === "hinge" && optimizer.kind === "lbfgs")
      throw new UserError(
        "lbfgs needs a gradient that changes smoothly, and hinge has bends.",
        'Write loss.kind "squaredHinge", or choose adam.',
        { field: "training.loss.kind" },
      );
    return { kind };
  }
  return { kind, ...(labelSmoothing > 0 && { labelSmoothing }) };
}

/** Whether a model trained so gives probabilities, margins otherwise. */
export function givesProbabilities(model: ResolvedModel, loss: Loss): boolean {
  if (model.kind === "perceptron") return false;
  return model.kind === "naiveBayes" || loss.kind === "crossEntropy";
}
