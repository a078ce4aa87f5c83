import { UserError } from "../../../base/errors.ts";
import type { RunRecord } from "../../../experiment/record.ts";

export type PeerName = "pytorch" | "numpy" | "scikit-learn";

const titles: Readonly<Record<PeerName, string>> = {
  pytorch: "PyTorch",
  numpy: "NumPy",
  "scikit-learn": "scikit-learn",
};

export const peerNames = Object.keys(titles) as PeerName[];

export function peerTitle(peer: PeerName): string {
  return titles[peer];
}

/** Whether its script can also start from initial weights of its own. */
export function hasOwnWeights(peer: PeerName): boolean {
  return peer !== "scikit-learn";
}

/** Why a peer cannot train the same, or null. */
export function peerRefusal(
  peer: PeerName,
  { experiment, data }: Pick<RunRecord, "experiment" | "data">,
): UserError | null {
  const { model, training, split } = experiment;
  if (split.folds !== undefined)
    return new UserError("A run of a fold has no script of its own.", "Choose a run without folds.");
  if (peer === "scikit-learn") {
    if (model.kind === "perceptron" && model.averaged && (data?.classes.length ?? 0) > 2)
      return new UserError(
        "scikit-learn cannot go through the examples epoch by epoch and average the weights of more than two classes.",
        "Choose averaged: false.",
      );
    if (model.kind === "perceptron" || model.kind === "naiveBayes") return null;
    if (model.kind !== "logisticRegression")
      return new UserError(
        model.kind === "linearSvm"
          ? "scikit-learn's LinearSVC also shrinks the bias, so that it trains another model."
          : "scikit-learn has no such model that would start from the same weights.",
        "Choose PyTorch or NumPy.",
      );
    if (training.classWeights !== undefined || (training.l1 ?? 0) > 0 || training.loss.kind !== "crossEntropy")
      return new UserError("scikit-learn is set beside plain logistic regression with l2.", "Choose PyTorch or NumPy.");
    return null;
  }
  if (model.kind === "naiveBayes" || model.kind === "perceptron")
    return new UserError(
      "The model is counted or learns by mistakes, not by gradients of a loss.",
      "Choose scikit-learn, which has the same model.",
    );
  if (model.kind === "embeddingBag")
    return new UserError(
      "An embedding bag takes a step for each example at a rate that falls with each word.",
      "Choose a network with an embedding.",
    );
  if (peer === "numpy" && training.optimizer.kind === "lbfgs")
    return new UserError("NumPy has no L-BFGS.", "Choose PyTorch or scikit-learn, or another optimizer.");
  if (training.evaluateEvery !== undefined && training.keep === "best")
    return new UserError(
      "The run was evaluated within epochs, and may have kept weights from there.",
      "Leave evaluateEvery out.",
    );
  return null;
}
