import { workspace } from "vscode";
import { absolutePath, canWriteInto, followLinks, isInside, joinPath } from "../platform/vscode/paths.ts";
import type { Settings } from "../platform/vscode/settings.ts";

/** Where runs are kept and what the paths in their records start from. Both absolute. */
export interface Place {
  readonly baseFolder: string;
  readonly runsFolder: string;
}

/** The workspace folders, each with its folder of runs, and the extension's storage for what belongs to none of them. */
export class Places {
  readonly #settings: Settings;
  readonly #storage: string;

  constructor(settings: Settings, storageFolder: string) {
    this.#settings = settings;
    this.#storage = storageFolder;
  }

  /** Every place that may hold runs. */
  get all(): readonly Place[] {
    return [...this.#workspacePlaces(), this.#storagePlace()];
  }

  get workspaceFolders(): readonly string[] {
    return fileFolders().map(({ uri }) => uri.fsPath);
  }

  /** The innermost workspace folder that holds the path. */
  workspaceFolderOf(path: string): string | undefined {
    const holding = this.workspaceFolders.filter((folder) => isInside(folder, path));
    return holding.sort((a, b) => b.length - a.length)[0];
  }

  /** Where runs of a file go: its workspace folder's place, else the first one's; storage where those cannot be written. */
  async forRunsOf(path: string): Promise<Place> {
    const folder = this.workspaceFolderOf(path);
    const places = this.#workspacePlaces();
    const place = places.find(({ baseFolder }) => baseFolder === folder) ?? places[0];
    return place !== undefined && (await canWriteInto(place.runsFolder)) ? place : this.#storagePlace();
  }

  /** Whether a file, links followed, lies in a workspace folder. */
  async holds(path: string): Promise<boolean> {
    const real = await followLinks(path);
    const folders = await Promise.all(this.workspaceFolders.map(followLinks));
    return folders.some((folder) => isInside(folder, real));
  }

  #workspacePlaces(): Place[] {
    return fileFolders().map(({ uri }) => ({
      baseFolder: uri.fsPath,
      runsFolder: absolutePath(uri.fsPath, this.#settings.runsFolder(uri)),
    }));
  }

  // No data lies in storage, so that records kept there name their files by absolute paths.
  #storagePlace(): Place {
    return { baseFolder: this.#storage, runsFolder: joinPath(this.#storage, "runs") };
  }
}

function fileFolders() {
  return (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
}
