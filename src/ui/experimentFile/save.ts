import { Uri, window } from "vscode";
import { replaceOwnedFile } from "../../platform/ownedFile.ts";
import { fileName, folderOf, joinPath, pathFrom } from "../../platform/vscode/paths.ts";
import { isThere } from "../files.ts";
import { experimentSuffix } from "./suffix.ts";

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
    defaultUri: await freeName(folder, safeStem(stem)),
    filters: { "Benchtop experiments": ["json"] },
  });
  if (chosen === undefined) return false;
  const target = withSuffix(chosen);
  if (target !== chosen && !(await mayReplace(target))) return false;
  const written = text((path) => pathFrom(folderOf(target.fsPath), path));
  await replaceOwnedFile(target.fsPath, written);
  await window.showTextDocument(target);
  return true;
}

function withSuffix(uri: Uri): Uri {
  const name = fileName(uri.fsPath);
  if (name.endsWith(experimentSuffix)) return uri;
  const stem = name.replace(/(\.experiment)?(\.jsonc?)?$/, "");
  return Uri.file(joinPath(folderOf(uri.fsPath), `${stem}${experimentSuffix}`));
}

/** The dialog asked about the name that was typed, not about the one with the suffix. */
async function mayReplace(target: Uri): Promise<boolean> {
  if (!(await isThere(target))) return true;
  const replace = "Replace";
  const question = `${fileName(target.fsPath)} exists already.`;
  return (await window.showWarningMessage(question, { modal: true }, replace)) === replace;
}

/** A name that no file of the folder has, numbered where it must be. */
async function freeName(folder: string, stem: string): Promise<Uri> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? stem : `${stem}-${String(number)}`;
    const uri = Uri.file(joinPath(folder, `${name}${experimentSuffix}`));
    if (number === 1000 || !(await isThere(uri))) return uri;
  }
}

function safeStem(stem: string): string {
  const safe = stem
    .replaceAll(/[\\/:*?"<>|\p{Cc}]+/gu, "-")
    .slice(0, 80)
    .trim();
  return safe === "" ? "new" : safe;
}
