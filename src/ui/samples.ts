import { commands, FileType, Uri, window, workspace } from "vscode";
import { UserError } from "../base/errors.ts";
import { isThere } from "./files.ts";

const folderName = "benchtop-samples";

/** `Benchtop: Open Sample Workspace`: copies the samples into a folder the person picks, and opens the copy. */
export async function openSamples(samples: Uri): Promise<void> {
  const [first] = workspace.workspaceFolders ?? [];
  const chosen = await window.showOpenDialog({
    title: `Choose where to put the folder ${folderName}`,
    openLabel: "Copy Samples Here",
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    ...(first !== undefined && { defaultUri: Uri.joinPath(first.uri, "..") }),
  });
  const parent = chosen?.[0];
  if (parent === undefined) return;
  const target = Uri.joinPath(parent, folderName);
  if (await isThere(target)) {
    const open = "Open It";
    const anew = "Restore the Samples";
    const answer = await window.showWarningMessage(
      `${folderName} is in this folder already.`,
      { modal: true, detail: "Open it as it is, or write the samples' own files anew? Other files and all runs stay." },
      open,
      anew,
    );
    if (answer === undefined) return;
    if (answer === anew) await copySamples(samples, target);
  } else await copySamples(samples, target);
  await commands.executeCommand("vscode.openFolder", target, {
    forceReuseWindow: workspace.workspaceFolders === undefined,
  });
}

async function copySamples(samples: Uri, target: Uri): Promise<void> {
  try {
    await copyFolder(samples, target);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "it cannot be written to";
    throw new UserError(`The samples could not be copied: ${reason}.`, "Choose another folder.", {
      file: target.fsPath,
    });
  }
}

async function copyFolder(from: Uri, to: Uri): Promise<void> {
  await workspace.fs.createDirectory(to);
  for (const [name, type] of await workspace.fs.readDirectory(from)) {
    const source = Uri.joinPath(from, name);
    if (type === FileType.Directory) await copyFolder(source, Uri.joinPath(to, name));
    else await workspace.fs.copy(source, Uri.joinPath(to, name), { overwrite: true });
  }
}
