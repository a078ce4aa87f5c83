import { log } from "../base/elementary.ts";
import { sum } from "./confusion.ts";
import type { ResolvedTraining } from "./resolved.ts";

/**
 * The mean loss of the best answer that is the same for every example: what a model reaches that learns the shares of the
 * classes and nothing else. For plain cross-entropy it is the entropy of the shares, in nats.
 * @param counts examples of each class.
 * @param weights what the loss of an example of each class is multiplied with.
 */
export function constantLoss(
  loss: ResolvedTraining["loss"],
  counts: readonly number[],
  weights: readonly number[] = counts.map(() => 1),
): number {
  const examples = sum(counts);
  if (examples === 0) return 0;
  const weighted = counts.map((count, j) => (count / examples) * (weights[j] ?? 1));
  const all = sum(weighted);
  switch (loss.kind) {
    case "crossEntropy": {
      const { labelSmoothing = 0 } = loss;
      const targets = weighted.map(
        (share, j) => (1 - labelSmoothing) * share + (labelSmoothing / counts.length) * (weights[j] ?? 1),
      );
      const total = sum(targets);
      return targets.reduce((value, target) => (target === 0 ? value : value - target * log(target / total)), 0);
    }
    // Every logit the same, or the commonest class ahead of the others by 1.
    case "hinge":
      return Math.min(all, 2 * (all - Math.max(...weighted)));
    // min over z of a(1 − z)² + b(1 + z)² is 4ab / (a + b).
    case "squaredHinge":
      return weighted.reduce((value, share) => value + (4 * share * (all - share)) / all, 0);
    case "meanSquaredError":
      return weighted.reduce((value, share) => value + (share * (all - share)) / all, 0) / counts.length;
  }
}
