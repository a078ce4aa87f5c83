/** Looking for the labelled files of a folder. */

export interface DatasetSearch {
  /** Absolute. */
  readonly root: string;
  /** Globs relative to the root: files that may be datasets, and where none are looked for. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** The folder in the root to start from, and how many folders deep to go; all when absent. */
  readonly under?: string;
  readonly depth?: number;
  /** Whether links that lead out of the root are followed. */
  readonly links: boolean;
  /** Whether folders that look like datasets stand for their files. */
  readonly folded: boolean;
}

/** What may be a dataset by its name. */
export interface DatasetsFound {
  /** Relative to the root, with forward slashes, what promises much first; the way of a folder ends with one. */
  readonly ways: readonly string[];
  /** Whether there are more than were told. */
  readonly isPartial: boolean;
}

/** What may be a dataset by its name. */
export interface DatasetCandidate {
  /** Relative to the root, with forward slashes; "" is the root itself. */
  readonly way: string;
  readonly kind: "file" | "folder";
}

export function candidateOf(way: string): DatasetCandidate {
  return way.endsWith("/") ? { way: way.slice(0, -1), kind: "folder" } : { way, kind: "file" };
}

/** A place to look at, and what was known of it before. */
export interface PlaceToLook {
  /** Absolute. */
  readonly path: string;
  readonly kind: DatasetCandidate["kind"];
  /** The folder that must hold it, links followed; anywhere when null. */
  readonly within: string | null;
  /** Null: nothing. */
  readonly known: PlaceStamp | null;
}

/** What tells versions of a file apart; of a folder those of its own list and the lists of the folders in it. */
export interface PlaceStamp {
  /** Bytes. */
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** What was seen at a place; `labelled` is absent where the stamp is the known one. */
export interface PlaceSeen extends PlaceStamp {
  readonly labelled?: boolean;
  /** How much is to be read to count it, in bytes. */
  readonly weight?: number;
}
