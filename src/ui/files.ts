import { commands, FileType, Uri, workspace } from "vscode";
import { documentAt } from "./panels/dataDocuments.ts";

/** Whether a file or folder exists. */
export async function isThere(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** Opens a data file as the text that it is, holds or tells of; a folder is shown among the others. */
export async function showFile(path: string): Promise<void> {
  const uri = Uri.file(path);
  const isFolder = ((await workspace.fs.stat(uri)).type & FileType.Directory) !== 0;
  await commands.executeCommand(
    isFolder ? "revealInExplorer" : "vscode.open",
    isFolder ? uri : documentAt(path, 1).uri,
  );
}
