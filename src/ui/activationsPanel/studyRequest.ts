import { Uri, workspace } from "vscode";
import { absolutePath, fileStem, folderOf } from "../../platform/vscode/paths.ts";
import type { ExperimentInput } from "../../experiment/spec.ts";
import type { StudyStart } from "../../protocol/activationsPanel.ts";
import type { StudyRequest } from "../../services/activationStudies.ts";
import type { ExperimentRequest, StartRequest } from "../../services/api.ts";
import type { Places } from "../places.ts";
import { namedFiles } from "../../services/namedFiles.ts";
import { Declined, type OutsidePaths } from "../train/outsidePaths.ts";

interface Outside {
  readonly places: Places;
  readonly outside: OutsidePaths;
}

/** From what the page asks to what the services start; null when the person does not allow a file to be read. */
export async function studyRequest(
  { source, activations, seeds, initializer, epochs }: StudyStart,
  outside: Outside,
): Promise<StudyRequest | null> {
  const title = fileStem(source.path).replace(/\.experiment$/, "");
  // Also where another model is the default.
  const start = await startOf(source, { model: { kind: "network" } }, outside);
  return start && { ...start, title, choices: { activations, seeds, initializer, epochs } };
}

/**
 * What to start of an experiment as it stands in the editor, or of a dataset with `options`; null when the person does not
 * allow a file to be read.
 */
export async function startOf(
  source: StudyStart["source"],
  options: Partial<ExperimentInput>,
  { places, outside }: Outside,
): Promise<StartRequest | null> {
  const { path } = source;
  try {
    // A page may name the file: what is not in the workspace is asked for like any other file.
    await outside.confirm([path]);
    const experiment = await experimentOf(source, options);
    await outside.confirm(namedFiles(experiment.text).map((named) => absolutePath(experiment.folder, named)));
    return { ...(await places.forRunsOf(path)), experiment };
  } catch (error) {
    if (error instanceof Declined) return null;
    throw error;
  }
}

async function experimentOf(
  { path, kind }: StudyStart["source"],
  options: Partial<ExperimentInput>,
): Promise<ExperimentRequest> {
  const folder = folderOf(path);
  if (kind === "dataset") return { text: JSON.stringify({ dataset: path, ...options }), file: null, folder };
  const document = await workspace.openTextDocument(Uri.file(path));
  return { text: document.getText(), file: path, folder };
}
