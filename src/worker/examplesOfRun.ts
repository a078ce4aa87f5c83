import { examplesOfBin } from "../experiment/errors/confidence.ts";
import type { ExamplesPage, ExamplesQuery } from "../protocol/trainer.ts";
import { readExcerpts } from "./excerpts.ts";
import { pageOf } from "./pages.ts";
import { placesOfRun, predictionsOfRun } from "./predictionsOfRun.ts";
import type { TrainerPorts } from "./ports.ts";
import { RunControl } from "./runControl.ts";

/** The examples behind a cell of a run's confusion table, with their lines read from the data files as they are now. */
export async function examplesOfRun(
  ports: Pick<TrainerPorts, "files" | "readRun" | "clock">,
  query: ExamplesQuery,
): Promise<ExamplesPage> {
  const reader = await ports.readRun(query.runFolder);
  const record = await reader.record();
  const classes = record.data?.classes.length ?? 0;
  const predictions = await predictionsOfRun(reader, query.split, classes);
  const { outputs, truths: labels } = predictions;
  const split = { outputs, labels, classes, kind: record.model?.outputs ?? "probabilities" } as const;
  const found =
    query.part === undefined ? null : await new RunControl(ports.clock).drive(examplesOfBin(split, query.part));
  const matching = Array.from(predictions.truths, (trueClass, example) => ({
    example,
    trueClass,
    predictedClass: predictions.predicted[example] ?? 0,
    confidence: (found?.values ?? predictions.confidence)[example] ?? NaN,
  })).filter(
    ({ example, trueClass, predictedClass }) =>
      found?.isIn[example] !== 0 &&
      (query.trueClass ?? trueClass) === trueClass &&
      (query.predictedClass ?? predictedClass) === predictedClass &&
      (query.answers === undefined || (query.answers === "right") === (trueClass === predictedClass)),
  );
  if (query.order === "confidence") matching.sort(surerFirst);
  const page = pageOf(matching, query);
  const source = { record, baseFolder: query.baseFolder };
  const placeOf = await placesOfRun(reader, query.split);
  const placed = page.map((row) => ({ ...placeOf(row.example), row }));
  const { rows, warning } = await readExcerpts(ports, source, placed, ({ row }, found) => ({ ...row, ...found }));
  return { total: matching.length, examples: rows, warning };
}

/** By confidence, the highest first; a NaN comes last, it is no confidence at all. Of equal ones the order stays. */
function surerFirst(
  { confidence: one }: { confidence: number },
  { confidence: other }: { confidence: number },
): number {
  if (Number.isNaN(one) || Number.isNaN(other)) return Number(Number.isNaN(one)) - Number(Number.isNaN(other));
  return other - one;
}
