import { type Uri, workspace } from "vscode";
import type { Settings } from "../../platform/vscode/settings.ts";
import type { SearchRoot } from "./roots.ts";

/** The workspace folders on disk, and where in them datasets are looked for. */
export function searchRoots(settings: Settings): readonly SearchRoot[] {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  return folders.map(({ uri, name }) => ({
    folder: uri.fsPath,
    name: folders.length > 1 ? name : "",
    include: settings.datasetsInclude(uri),
    // What lies outside is never read before the workspace is trusted.
    links: workspace.isTrusted,
    exclude: [...settings.datasetsExclude(uri), ...excludedBy("files", uri), ...excludedBy("search", uri)],
  }));
}

/** The globs that are switched on without a condition. */
function excludedBy(section: "files" | "search", folder: Uri): readonly string[] {
  const globs = workspace.getConfiguration(section, folder).get<unknown>("exclude");
  if (typeof globs !== "object" || globs === null) return [];
  return Object.entries(globs).flatMap(([glob, value]) => (value === true ? [glob] : []));
}

/** Where so much changes that it is not even kept in mind: whatever the settings say, no dataset lies there. */
export function liesInTools(path: string): boolean {
  return /[\\/](?:node_modules|\.git)(?:[\\/]|$)/u.test(path);
}
