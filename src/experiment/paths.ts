import { withVectorPaths } from "../data/featurizer.ts";
import type { ResolvedExperiment } from "./resolved.ts";

/** An experiment with every path in it written otherwise. */
export function withPaths(experiment: ResolvedExperiment, write: (path: string) => string): ResolvedExperiment {
  const { dataset, features } = experiment;
  return {
    ...experiment,
    dataset: { ...dataset, files: dataset.files.map((file) => ({ ...file, path: write(file.path) })) },
    features: withVectorPaths(features, write),
  };
}

/** Every path in an experiment. */
export function pathsIn(experiment: ResolvedExperiment): readonly string[] {
  const paths: string[] = [];
  withPaths(experiment, (path) => {
    paths.push(path);
    return path;
  });
  return paths;
}
