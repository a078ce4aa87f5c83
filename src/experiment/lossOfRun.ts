import { UserError } from "../base/errors.ts";
import { sum } from "./confusion.ts";
import type { ResolvedTraining } from "./resolved.ts";
import type { LossOptions } from "../models/modelOptions.ts";

/** The weight of every class in the loss; undefined where all count the same. */
export function classWeightsOf(
  { classWeights }: Pick<ResolvedTraining, "classWeights">,
  classes: readonly string[],
  counts: readonly number[],
): readonly number[] | undefined {
  if (classWeights === undefined) return undefined;
  // As scikit-learn's: over train the mean weight of an example is 1.
  if (classWeights === "balanced") {
    const present = counts.filter((count) => count > 0).length;
    return counts.map((count) => (count === 0 ? 1 : sum(counts) / (present * count)));
  }
  const strange = Object.keys(classWeights).find((name) => !classes.includes(name));
  if (strange !== undefined)
    throw new UserError(
      `The dataset has no class “${strange}”.`,
      `Its classes are ${listed(classes)}.`,
      // A label can hold a dot, so that the key alone is named.
      { field: "training.classWeights" },
    );
  return classes.map((name) => (Object.hasOwn(classWeights, name) ? (classWeights[name] ?? 1) : 1));
}

/** What the training of a run makes small; throws UserError for the weight of a class that the dataset does not have. */
export function lossOfRun(
  training: Pick<ResolvedTraining, "loss" | "classWeights">,
  classes: readonly string[],
  counts: readonly number[],
): LossOptions {
  const classWeights = classWeightsOf(training, classes, counts);
  return { ...training.loss, ...(classWeights !== undefined && { classWeights }) };
}

const mostListed = 20;

function listed(classes: readonly string[]): string {
  const named = classes
    .slice(0, mostListed)
    .map((name) => `“${name}”`)
    .join(", ");
  return classes.length > mostListed ? `${named} and ${String(classes.length - mostListed)} more` : named;
}
