import { commands, Uri, window, workspace } from "vscode";
import { UserError } from "../../base/errors.ts";
import { fileName, joinPath } from "../../platform/vscode/paths.ts";
import { isThere } from "../files.ts";
import { openAt } from "../messages.ts";
import { documentAt } from "./dataDocuments.ts";

/** A picture or a table that a panel saves; more is not its work. */
const largestFile = 64 * 1024 * 1024;

/** Opens a data file at a line, beside the panel; of a Parquet file its rows as text, where a row is a line. */
export async function openData(path: string, line: number): Promise<void> {
  if (!(await isThere(Uri.file(path))))
    throw new UserError(
      "This file is not there any more.",
      "Put it back, or train again on the file where it is now.",
      { file: path },
    );
  const shown = documentAt(path, line);
  try {
    await openAt(shown.uri, shown.line, { beside: true });
  } catch (error) {
    if (shown.uri.scheme !== "file") throw error;
    // The editor hands extensions no text above 50 MB, but shows it.
    await commands.executeCommand("vscode.open", Uri.file(path), { selection: lineRange(line) });
  }
}

function lineRange(line: number) {
  const at = Math.max(0, line - 1);
  return { start: { line: at, character: 0 }, end: { line: at, character: 0 } };
}

/** Asks where, and writes what a panel made. */
export async function savePanelFile(name: string, bytes: Uint8Array): Promise<void> {
  if (bytes.length > largestFile)
    throw new UserError("This is too large to be saved from a panel.", "Choose fewer points.");
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  const file = fileName(name);
  const target = await window.showSaveDialog({
    ...(folder !== undefined && { defaultUri: Uri.file(joinPath(folder, file)) }),
    title: `Save ${file}`,
  });
  if (target !== undefined) await workspace.fs.writeFile(target, bytes);
}
