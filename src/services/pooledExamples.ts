import type { PooledPage, PooledPart } from "../protocol/comparePanel.ts";
import type { ExamplesPage, ExamplesQuery } from "../protocol/trainer.ts";
import type { StoredRun } from "./ports.ts";

/**
 * A page of the held-out examples behind a cell of the table of several folds: those of the first fold, then those of the
 * next. Every fold is asked, since the total counts them all.
 */
export async function pooledExamples(
  folds: readonly StoredRun[],
  { trueClass, predictedClass, offset, limit }: PooledPart,
  ask: (query: ExamplesQuery) => Promise<ExamplesPage>,
): Promise<PooledPage> {
  let total = 0;
  const examples: PooledPage["examples"][number][] = [];
  const warnings = new Set<string>();
  for (const { record, folder, baseFolder } of folds) {
    const missing = limit - examples.length;
    const page = await ask({
      runFolder: folder,
      baseFolder,
      split: "validation",
      trueClass,
      predictedClass,
      offset: Math.max(0, offset - total),
      limit: Math.max(1, missing),
    });
    const fold = record.experiment.split.fold ?? 0;
    for (const row of page.examples.slice(0, missing)) examples.push({ ...row, run: record.id, fold });
    total += page.total;
    if (page.warning !== null) warnings.add(page.warning);
  }
  return { total, examples, warning: warnings.size === 0 ? null : [...warnings].join(" ") };
}
