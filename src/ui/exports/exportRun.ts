import { commands, env, ProgressLocation, UIKind, Uri, window, workspace } from "vscode";
import { UserError } from "../../base/errors.ts";
import { fileName, folderOf, joinPath } from "../../platform/vscode/paths.ts";
import type { StoredRun } from "../../services/ports.ts";
import { peerNames } from "../../services/exports/scripts/refusals.ts";
import { type ExportFormat, exportFormats, exportName } from "../../services/exports/formats.ts";
import { isThere } from "../files.ts";
import type { Places } from "../places.ts";
import type { ServicesDoor } from "../services.ts";
import type { OutsidePaths } from "../train/outsidePaths.ts";

export interface ExportParts {
  readonly services: ServicesDoor;
  readonly places: Places;
  readonly outside: Pick<OutsidePaths, "confirmFilesOf" | "confirmDataOf">;
}

/** A place to write to, and whether the person said that what is there may go. */
interface Target {
  readonly path: string;
  readonly replace: boolean;
}

/** `Export Run…`: a format, a file or a folder, and what was written at hand. */
export async function exportRun(id: string, { services, places, outside }: ExportParts): Promise<void> {
  const run = await services().runs.get(id);
  if (run === undefined) throw new UserError("This run is not in its folder any more.", "Refresh the Runs view.");
  const format = await pickFormat();
  if (format === undefined) return;
  // Of all exports only scripts and bundles read the data again; a bundle tells what word vectors hold, too.
  if (format.id === "bundle") await outside.confirmFilesOf(run);
  else if (peerNames.some((peer) => peer === format.id)) await outside.confirmDataOf(run);
  const withData = format.id === "bundle" ? await askData() : false;
  if (withData === undefined) return;
  const folder = places.workspaceFolderOf(run.baseFolder) ?? places.workspaceFolders[0] ?? run.baseFolder;
  const target =
    format.makes.kind === "file" ? await askFile(format, run, folder) : await askFolder(format, run, folder);
  if (target === undefined) return;
  const outcome = await window.withProgress(
    { location: ProgressLocation.Window, title: `Exporting to ${format.title}` },
    () => services().exports.export(run, { to: format.id, ...target, ...(withData && { withData }) }),
  );
  offer(outcome.path, outcome.files);
}

async function pickFormat(): Promise<ExportFormat | undefined> {
  const items = exportFormats.map((format) => ({ label: format.title, detail: format.detail, format }));
  const chosen = await window.showQuickPick(items, {
    title: "Benchtop: Export Run",
    placeHolder: "What to write",
    matchOnDetail: true,
  });
  return chosen?.format;
}

/** Data are given away only by whoever says so. */
async function askData(): Promise<boolean | undefined> {
  const items = [
    {
      label: "Without data",
      detail: "Who imports it needs the same data file; its SHA-256 tells which.",
      withData: false,
    },
    {
      label: "With the run's data",
      detail: "The data files go along. Make sure that you may pass them on.",
      withData: true,
    },
  ];
  return (await window.showQuickPick(items, { title: "Benchtop: Export Bundle", placeHolder: "What goes into it" }))
    ?.withData;
}

async function askFile(format: ExportFormat, run: StoredRun, folder: string): Promise<Target | undefined> {
  const ending = format.makes.kind === "file" ? format.makes.ending : "";
  const chosen = await window.showSaveDialog({
    title: `Export to ${format.title}`,
    saveLabel: "Export",
    defaultUri: Uri.file(joinPath(folder, exportName(format, run.record, run.annotations))),
    // By their last part: a dialog would put an ending of two behind a name that has it.
    filters: { [format.title]: [ending.slice(ending.lastIndexOf(".") + 1)] },
  });
  // The dialog has asked about a file that is there.
  return chosen === undefined ? undefined : { path: chosen.fsPath, replace: true };
}

/** The folder to put it in; the export gets a folder of its own there, of a name that is free. */
async function askFolder(format: ExportFormat, run: StoredRun, folder: string): Promise<Target | undefined> {
  const [chosen] =
    (await window.showOpenDialog({
      title: `Export to ${format.title}: where to put the folder ${exportName(format, run.record, run.annotations)}`,
      openLabel: "Export Here",
      canSelectFolders: true,
      canSelectFiles: false,
      defaultUri: Uri.file(folder),
    })) ?? [];
  if (chosen === undefined) return undefined;
  const name = exportName(format, run.record, run.annotations);
  for (let number = 1; ; number++) {
    const path = joinPath(chosen.fsPath, number === 1 ? name : `${name}-${String(number)}`);
    if (number === 1000 || !(await isThere(Uri.file(path)))) return { path, replace: false };
  }
}

/** What a person looks at first, where an editor can show it. */
const firstToOpen = /^(report\.md|[\w.-]+\.(?:md|py|mjs|csv|json))$/;

function offer(path: string, files: readonly string[]): void {
  const isFolder = !(files.length === 1 && files[0] === fileName(path));
  const first = files.find((name) => firstToOpen.test(name));
  const toOpen = isFolder ? first && joinPath(path, first) : firstToOpen.test(fileName(path)) ? path : undefined;
  const [open, reveal] = ["Open", "Reveal"];
  const choices = toOpen === undefined ? [reveal] : [open, reveal];
  void window.showInformationMessage(`Exported to ${fileName(path)}.`, ...choices).then(async (choice) => {
    if (choice === open && toOpen !== undefined) await openFile(toOpen);
    if (choice === reveal) await revealFile(path);
  });
}

async function openFile(path: string): Promise<void> {
  if (path.endsWith(".md")) await commands.executeCommand("markdown.showPreview", Uri.file(path));
  else await window.showTextDocument(Uri.file(path));
}

async function revealFile(path: string): Promise<void> {
  // A remote window has no folder of this machine to show.
  if (env.remoteName === undefined && env.uiKind === UIKind.Desktop)
    await commands.executeCommand("revealFileInOS", Uri.file(path));
  else if (workspace.getWorkspaceFolder(Uri.file(path)) !== undefined)
    await commands.executeCommand("revealInExplorer", Uri.file(path));
  else await window.showInformationMessage(`It lies in ${folderOf(path)}.`);
}
