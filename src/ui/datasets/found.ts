import type { DatasetSummary } from "../../protocol/trainer.ts";

/** A file that the Datasets view lists or is about to. */
export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  /** The folder of the file as people see it: relative to its workspace folder, named after that where there are several. */
  readonly location: string;
  /** Milliseconds since 1970; with the size it tells whether the file changed. */
  readonly modified: number;
  readonly bytes: number;
  readonly state: FoundState;
}

export type FoundState =
  | { readonly kind: "checking" }
  | { readonly kind: "labelled" }
  | { readonly kind: "inspected"; readonly summary: DatasetSummary }
  | { readonly kind: "broken"; readonly reason: string };

/** Files in the order of the view: by folder, then by name. */
export function byPlace(a: FoundFile, b: FoundFile): number {
  return a.location.localeCompare(b.location) || a.name.localeCompare(b.name);
}

/** Names that several of the files carry, so that their folders must be shown. */
export function sharedNames(files: readonly FoundFile[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { name } of files) {
    if (seen.has(name)) shared.add(name);
    seen.add(name);
  }
  return shared;
}
