import type { Workspace } from "./workspace.ts";

/** Writes an experiment that trains for minutes if nobody stops it; returns its path in the workspace. */
export function writeSlowExperiment(workspace: Workspace, name: string, epochs = 100_000): string {
  const file = `penguins/${name}.experiment.json`;
  const experiment = {
    dataset: "penguins.csv",
    model: { kind: "network", hidden: [{ units: 256 }, { units: 256 }] },
    training: { optimizer: { kind: "sgd", learningRate: 0.001 }, epochs },
  };
  workspace.write(file, JSON.stringify(experiment, null, 2));
  return file;
}
