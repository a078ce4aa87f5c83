import { liesInGlobs, matchesGlobs, type PathTest } from "../../base/glob.ts";
import { fileName, isInside, joinPath, pathFrom, separator as sep } from "../../platform/vscode/paths.ts";
import type { DatasetCandidate, DatasetSearch } from "../../protocol/datasetSearch.ts";
import type { FoundPlace } from "./found.ts";

/** A workspace folder in which datasets are looked for. */
export interface SearchRoot {
  /** Absolute. */
  readonly folder: string;
  /** Stands before locations where there are several roots; else "". */
  readonly name: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Whether links that lead out of it are followed. */
  readonly links: boolean;
}

/** The names of places in a root, and which of them are looked at. */
export class Root {
  readonly folder: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly links: boolean;
  readonly #name: string;
  readonly #beginning: string;
  readonly #isWanted: PathTest;
  readonly #isOut: PathTest;

  constructor({ folder, name, include, exclude, links }: SearchRoot) {
    this.folder = folder;
    this.include = include;
    this.exclude = exclude;
    this.links = links;
    this.#name = name;
    this.#beginning = joinPath(folder, sep);
    this.#isWanted = matchesGlobs(include);
    this.#isOut = liesInGlobs(exclude);
  }

  /** What a worker is asked for. */
  search(folded = true): DatasetSearch {
    const { folder, include, exclude, links } = this;
    return { root: folder, include, exclude, links, folded };
  }

  holds(path: string): boolean {
    return isInside(this.folder, path);
  }

  /** The way from the root to a path in it, with forward slashes. */
  way(path: string): string {
    return pathFrom(this.folder, path);
  }

  /** Whether nothing there is looked at. */
  leavesOut(way: string): boolean {
    return this.#isOut(way);
  }

  wants(way: string): boolean {
    return this.#isWanted(way);
  }

  place({ way, kind }: DatasetCandidate): FoundPlace {
    // Of thousands at once: what paths are made of is known.
    const path = way === "" ? this.folder : `${this.#beginning}${sep === "/" ? way : way.replaceAll("/", sep)}`;
    const slash = way.lastIndexOf("/");
    const above = slash < 0 ? "" : way.slice(0, slash);
    const location = this.#name === "" || above === "" ? `${this.#name}${above}` : `${this.#name}/${above}`;
    return { path, kind, name: way === "" ? fileName(path) : way.slice(slash + 1), location };
  }
}
