import { RandomStream } from "../../base/random.ts";
import { axisOf } from "./axis.ts";
import type { Dimension, TrialSettings } from "./space.ts";

/** The stream that everything random about a trial is drawn from. */
export function samplerStream(seed: number, trial: number): RandomStream {
  return new RandomStream(seed, `sampler/${String(trial)}`);
}

/**
 * The settings of trial number `trial` of random search: each value drawn by itself, uniformly or uniformly in its
 * logarithm. Depends on seed, number and space alone. Bergstra and Bengio (2012), JMLR 13, 281–305.
 */
export function randomTrial(dimensions: readonly Dimension[], seed: number, trial: number): TrialSettings {
  const stream = samplerStream(seed, trial);
  return dimensions.map((dimension) => [dimension.path, draw(dimension, stream)]);
}

function draw(dimension: Dimension, stream: RandomStream): unknown {
  if (dimension.kind === "choice") return dimension.values[stream.below(dimension.values.length)];
  const { low, high, valueAt } = axisOf(dimension);
  return valueAt(low + stream.float64() * (high - low));
}
