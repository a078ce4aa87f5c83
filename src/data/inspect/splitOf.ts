import { type SplitName, type Splits, splitNames } from "../table.ts";

/** Stands for an example that is in no split. */
export const noSplit = 255;

/** Per example the index of its split in `splitNames`, or `noSplit`. */
export function splitOfExamples(splits: Splits, size: number): Uint8Array {
  const of = new Uint8Array(size).fill(noSplit);
  splitNames.forEach((name, index) => {
    for (const id of splits[name] ?? []) of[id] = index;
  });
  return of;
}

/** The name of a split by its index; null for an example that is in none. */
export function splitNameOf(index: number): SplitName | null {
  return splitNames[index] ?? null;
}
