import { placeInFile } from "../base/filePlace.ts";
import { thousands } from "../data/phrases.ts";
import type { ExampleTable } from "../data/table.ts";
import type { ResolvedExperiment } from "../experiment/resolved.ts";
import type { LabelledMatrix } from "../models/classifier.ts";

/** What a person should know of the files that were read. */
export function tableNotes(table: ExampleTable, shown: (path: string) => string): string[] {
  return table.files.flatMap((file) => {
    const name = shown(file.path);
    const notes = (file.notes ?? []).map((note) => `${name}: ${note}`);
    const { skippedCount = 0 } = file;
    if (skippedCount > 0) notes.push(`${name}: ${thousands(skippedCount)} rows were skipped, as chosen.`);
    if (file.invalidBytes > 0)
      notes.push(`${name}: ${thousands(file.invalidBytes)} byte sequences are not UTF-8 and show as �.`);
    const first = file.broken[0];
    if (first !== undefined)
      notes.push(
        `${name}: ${thousands(file.brokenCount)} rows were left out; the first is ${placeInFile(file.path, first.line)}: ${first.reason}.`,
      );
    return notes;
  });
}

/** What the figures of a fold stand for. */
export function foldNotes({ split, training }: ResolvedExperiment, inner: LabelledMatrix | undefined): string[] {
  if (split.folds === undefined) return [];
  const fold = `Fold ${String(split.fold)} of ${String(split.folds)} is held out and evaluated once, with the kept model.`;
  if (inner !== undefined)
    return [
      `${fold} The validation figures of each epoch, which choose the model that is kept, are measured on ${thousands(inner.labels.length)} training examples set aside (an inner tenth).`,
    ];
  const why = training.keep === "best" ? ": there are too few training examples to set a tenth aside" : "";
  return [`${fold} The model of the last epoch is kept${why}.`];
}

/** Where the train figures of an epoch are not of all examples. */
export function watchedNotes(watched: LabelledMatrix, train: LabelledMatrix): string[] {
  if (watched === train) return [];
  const [part, all] = [watched, train].map(({ labels }) => thousands(labels.length));
  return [`The train figures of each epoch are measured on ${part} fixed examples of ${all}; the final ones on all.`];
}
