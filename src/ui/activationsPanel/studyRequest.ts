import { Uri, workspace } from "vscode";
import { absolutePath, fileStem, folderOf } from "../../platform/vscode/paths.ts";
import type { StudyStart } from "../../protocol/activationsPanel.ts";
import type { StudyRequest } from "../../services/activationStudies.ts";
import type { ExperimentRequest } from "../../services/api.ts";
import type { Places } from "../places.ts";
import { namedFiles } from "../train/namedFiles.ts";
import { Declined, type OutsidePaths } from "../train/outsidePaths.ts";

/** From what the page asks to what the services start; null when the person does not allow a file to be read. */
export async function studyRequest(
  { source, activations, seeds, initializer, epochs }: StudyStart,
  { places, outside }: { readonly places: Places; readonly outside: OutsidePaths },
): Promise<StudyRequest | null> {
  const { path } = source;
  const title = fileStem(path).replace(/\.experiment$/, "");
  try {
    // The page names the file: what is not in the workspace is asked for like any other file.
    await outside.confirm([path]);
    const experiment = await experimentOf(source);
    await outside.confirm(namedFiles(experiment.text).map((named) => absolutePath(experiment.folder, named)));
    const place = await places.forRunsOf(path);
    return { ...place, experiment, title, choices: { activations, seeds, initializer, epochs } };
  } catch (error) {
    if (error instanceof Declined) return null;
    throw error;
  }
}

/** An experiment as it stands in the editor; a dataset with Benchtop's default network, also where another model is the default. */
async function experimentOf({ path, kind }: StudyStart["source"]): Promise<ExperimentRequest> {
  const folder = folderOf(path);
  if (kind === "dataset")
    return { text: JSON.stringify({ dataset: path, model: { kind: "network" } }), file: null, folder };
  const document = await workspace.openTextDocument(Uri.file(path));
  return { text: document.getText(), file: path, folder };
}
