import type { DatasetCandidate, PlaceStamp } from "../../protocol/datasetSearch.ts";
import type { DatasetSummary } from "../../protocol/trainer.ts";

/** A file that the Datasets view may list, or a folder that is a dataset. */
export interface FoundPlace {
  /** Absolute. */
  readonly path: string;
  readonly kind: DatasetCandidate["kind"];
  readonly name: string;
  /** The folder of the file as people see it: relative to its workspace folder, named after that where there are several. */
  readonly location: string;
}

/** A place that the view lists. */
export interface FoundFile extends FoundPlace {
  /** Of the version that the state is of; null while it was not looked at. */
  readonly stamp: PlaceStamp | null;
  /** How much is to be read to count it, in bytes. */
  readonly weight: number;
  readonly state: FoundState;
}

export type FoundState =
  | { readonly kind: "checking" }
  /** `counting`: how far it is counted (0…1), or that the person stopped it; absent before anybody asked. */
  | { readonly kind: "labelled"; readonly counting?: number | "stopped" }
  | { readonly kind: "inspected"; readonly summary: DatasetSummary }
  | { readonly kind: "broken"; readonly reason: string };

// Asked for each comparison, it would be looked up each time.
const inOrder = new Intl.Collator().compare;

/** Files in the order of the view: by folder, then by name. */
export function byPlace(a: FoundPlace, b: FoundPlace): number {
  return inOrder(a.location, b.location) || inOrder(a.name, b.name);
}

/** Names that several of the files carry, so that their folders must be shown. */
export function sharedNames(files: readonly FoundPlace[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { name } of files) {
    if (seen.has(name)) shared.add(name);
    seen.add(name);
  }
  return shared;
}
