import { type Uri, workspace } from "vscode";

/** Whether a file or folder exists. */
export async function isThere(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
