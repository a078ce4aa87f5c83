import { type FileStat, RelativePattern, type Uri, workspace, type WorkspaceFolder } from "vscode";
import { fileName, folderOf, pathFrom } from "../../platform/vscode/paths.ts";
import type { Settings } from "../../platform/vscode/settings.ts";
import type { FoundFile } from "./found.ts";
import { anyOf } from "./globs.ts";

/** More candidates than this are not looked at; the view says so. */
export const mostCandidates = 2000;

/** The files of all workspace folders that the settings' globs match, not yet checked. */
export async function findCandidates(settings: Settings): Promise<readonly FoundFile[]> {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  const byFolder = await Promise.all(folders.map((folder) => urisOf(folder, settings)));
  const several = folders.length > 1;
  const found = new Map<string, { readonly uri: Uri; readonly folder: WorkspaceFolder }>();
  for (const [at, uris] of byFolder.entries()) {
    const folder = folders[at];
    if (folder !== undefined) for (const uri of uris) found.set(uri.fsPath, { uri, folder });
  }
  const files = await Promise.all(
    [...found.values()].slice(0, mostCandidates).map(({ uri, folder }) => candidate(uri, folder, several)),
  );
  return files.filter((file) => file !== null);
}

async function urisOf(folder: WorkspaceFolder, settings: Settings): Promise<readonly Uri[]> {
  const exclude = anyOf(settings.datasetsExclude(folder.uri));
  const searches = settings
    .datasetsInclude(folder.uri)
    .map((include) => workspace.findFiles(new RelativePattern(folder, include), exclude, mostCandidates));
  return (await Promise.all(searches)).flat();
}

async function candidate(uri: Uri, folder: WorkspaceFolder, several: boolean): Promise<FoundFile | null> {
  let stat: FileStat;
  try {
    stat = await workspace.fs.stat(uri);
  } catch {
    return null;
  }
  const way = pathFrom(folder.uri.fsPath, folderOf(uri.fsPath));
  return {
    path: uri.fsPath,
    name: fileName(uri.fsPath),
    location: [several ? folder.name : "", way].filter((part) => part !== "").join("/"),
    modified: stat.mtime,
    bytes: stat.size,
    state: { kind: "checking" },
  };
}
