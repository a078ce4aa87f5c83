import type { Workspace } from "./workspace.ts";

/** The sample folders that the slow experiment reads. */
export const slowFolders = ["authors", "vectors"] as const;

/**
 * Writes an experiment that trains for many minutes if nobody stops it, some epochs a second: the sample's network over
 * word vectors side by side, with more epochs. Returns its path in the workspace.
 */
export function writeSlowExperiment(workspace: Workspace, name: string): string {
  const file = `authors/${name}.experiment.json`;
  const experiment = {
    dataset: "authors.csv",
    features: { kind: "wordVectors", path: "../vectors/glove.50d.txt", combine: "concat", maxTokens: 300 },
    model: { kind: "network", hidden: [{ units: 100, activation: "relu" }] },
    training: { optimizer: { kind: "sgd", learningRate: 0.001 }, epochs: slowEpochs },
  };
  workspace.write(file, JSON.stringify(experiment, null, 2));
  return file;
}

export const slowEpochs = 9999;
