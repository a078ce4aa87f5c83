import { FullBatchObjective } from "./fullBatch.ts";
import type { Network } from "./network.ts";
import type { Objective } from "./objective.ts";
import { isSparseRegression, SparseRegression } from "./sparseRegression.ts";
import type { LabelledMatrix } from "./trainer.ts";

/** The quickest objective for the network: one that stands by columns for a single linear layer on sparse features. */
export function createObjective(network: Network, train: LabelledMatrix, l2: number): Objective {
  const { features, labels } = train;
  return features.kind === "csr" && isSparseRegression(network)
    ? new SparseRegression(network, { features, labels }, l2)
    : new FullBatchObjective(network, train, l2);
}
