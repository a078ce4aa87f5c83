import { Uri, window, workspace } from "vscode";
import { fileName, folderOf, joinPath, pathFrom } from "../../platform/vscode/paths.ts";

export const experimentSuffix = ".experiment.json";

/** How an experiment is written once its file's folder is known. */
export type WriteExperiment = (write: (path: string) => string) => string;

/**
 * Asks where an experiment file goes, writes it with paths that start from its folder, and opens it.
 * Returns whether it was saved.
 */
export async function saveExperimentFile(folder: string, stem: string, text: WriteExperiment): Promise<boolean> {
  const chosen = await window.showSaveDialog({
    title: "Save as an experiment file",
    saveLabel: "Save Experiment",
    defaultUri: Uri.file(joinPath(folder, `${safeStem(stem)}${experimentSuffix}`)),
    filters: { "Benchtop experiments": ["experiment.json"] },
  });
  if (chosen === undefined) return false;
  const target = withSuffix(chosen);
  if (target !== chosen && !(await mayReplace(target))) return false;
  const written = text((path) => pathFrom(folderOf(target.fsPath), path));
  await workspace.fs.writeFile(target, new TextEncoder().encode(written));
  await window.showTextDocument(target);
  return true;
}

/** Only a file named so is known as an experiment. */
function withSuffix(uri: Uri): Uri {
  const name = fileName(uri.fsPath);
  if (name.endsWith(experimentSuffix)) return uri;
  const stem = name.replace(/(\.experiment)?(\.jsonc?)?$/, "");
  return Uri.file(joinPath(folderOf(uri.fsPath), `${stem}${experimentSuffix}`));
}

/** The dialog asked about the name that was typed, not about the one with the suffix. */
async function mayReplace(target: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(target);
  } catch {
    return true;
  }
  const replace = "Replace";
  const question = `${fileName(target.fsPath)} exists already.`;
  return (await window.showWarningMessage(question, { modal: true }, replace)) === replace;
}

function safeStem(stem: string): string {
  const safe = stem
    .replaceAll(/[\\/:*?"<>|\p{Cc}]+/gu, "-")
    .slice(0, 80)
    .trim();
  return safe === "" ? "new" : safe;
}
