import { isFormula } from "../base/formulaText.ts";
import { visible } from "../base/visible.ts";
import type { LabelledPart, LabelProblem } from "../protocol/labelling.ts";
import type { LabelReport, LabelSource } from "./api.ts";
import type { StoredRun, TrainerWorker } from "./ports.ts";

/** Problems kept in detail. */
const mostProblems = 100;
const labellingId = "file";

/** Hands a file to a worker piece by piece and its answers on, each before the next piece is read: memory stays bounded. */
export async function labelWith(
  worker: Pick<TrainerWorker, "label" | "labelPart">,
  { folder }: Pick<StoredRun, "folder">,
  source: LabelSource,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<LabelReport> {
  const { name, format, textColumn, asJson = false } = source;
  const { classes } = await worker.label({
    ...{ labellingId, runFolder: folder, name, format, asJson },
    ...(textColumn !== undefined && { textColumn }),
  });
  const counts = classes.map(() => 0);
  const problems: LabelProblem[] = [];
  let [bytes, examples, problemCount] = [0, 0, 0];
  const take = async (part: LabelledPart): Promise<void> => {
    if (part.bytes.length > 0) await write(part.bytes);
    examples += part.examples;
    part.counts.forEach((count, id) => (counts[id] = (counts[id] ?? 0) + count));
    problemCount += part.problemCount;
    problems.push(...part.problems.slice(0, mostProblems - problems.length));
    source.onProgress?.(bytes, examples);
  };
  const report = (whole: boolean): LabelReport => ({
    ...{ whole, examples, problemCount, problems },
    counts: classes.map((label, id) => ({ label, examples: counts[id] ?? 0 })),
    warning: asJson || format === "jsonl" ? null : formulaWarning(classes.filter((_, id) => (counts[id] ?? 0) > 0)),
  });
  for await (const piece of source.chunks()) {
    if (source.isStopped?.() === true) return report(false);
    bytes += piece.length;
    await take(await worker.labelPart({ labellingId, bytes: piece, last: false }));
  }
  if (source.isStopped?.() === true) return report(false);
  await take(await worker.labelPart({ labellingId, bytes: new Uint8Array(0), last: true }));
  return report(true);
}

/** Labels are written as the data has them, so that they can be compared with it; a spreadsheet would compute some. */
function formulaWarning(labels: readonly string[]): string | null {
  const label = labels.find(isFormula);
  return label === undefined
    ? null
    : `A spreadsheet would take the label "${visible(label)}" for a formula: import the columns as text there.`;
}
