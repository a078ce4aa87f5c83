import { workspace } from "vscode";
import { fileName, folderOf } from "../../platform/vscode/paths.ts";
import type { StudySource } from "../../protocol/activationsPanel.ts";
import type { DatasetFinder } from "../datasets/finder.ts";
import { experimentSuffix } from "../experimentFile/suffix.ts";

const excluded = "{**/node_modules/**,**/.git/**,**/.benchtop/**}";
/** A list of more could not be chosen from. */
const mostExperiments = 200;

/** What activations may be compared on: the experiment files of the workspace, then its datasets. */
export async function studySources(finder: DatasetFinder): Promise<readonly StudySource[]> {
  const [uris, datasets] = await Promise.all([
    workspace.findFiles(`**/*${experimentSuffix}`, excluded, mostExperiments),
    finder.labelled(),
  ]);
  const experiments = uris.map(({ fsPath }) => studySource(fsPath)).sort((a, b) => (a.path < b.path ? -1 : 1));
  return [...experiments, ...datasets.map(({ path }) => studySource(path))];
}

/** An experiment file by its ending, else a dataset. */
export function studySource(path: string): StudySource {
  const relative = workspace.asRelativePath(folderOf(path));
  return {
    path,
    kind: path.endsWith(experimentSuffix) ? "experiment" : "dataset",
    name: fileName(path),
    location: relative === folderOf(path) ? "" : relative,
  };
}
