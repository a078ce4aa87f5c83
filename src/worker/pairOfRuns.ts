import {
  type Mismatch,
  mismatchOfRecords,
  type PairResult,
  rowSettings,
  flipOf,
  type FlipKind,
} from "../experiment/comparison/pair.ts";
import { pairRows } from "../experiment/comparison/pairRows.ts";
import type { RunRecord } from "../experiment/record.ts";
import { agreement, confusionDifference, jointOutcomes } from "../experiment/significance/jointOutcomes.ts";
import { mcNemarExact } from "../experiment/significance/mcNemar.ts";
import { pairedBootstrap } from "../experiment/significance/pairedBootstrap.ts";
import type { FlipsCell, FlipsPage, FlipsQuery, PairQuery } from "../protocol/trainer.ts";
import { readExcerpts } from "./excerpts.ts";
import { pageOf } from "./pages.ts";
import { placesOfRun, type Predictions, predictionsOfRun } from "./predictionsOfRun.ts";
import type { TrainerPorts } from "./ports.ts";
import { RunControl } from "./runControl.ts";

type Ports = Pick<TrainerPorts, "files" | "readRun" | "clock">;

/** Sets a run's predictions against a baseline's, in slices; nothing but the reason where their examples are not the same. */
export async function comparePair(ports: Ports, query: PairQuery): Promise<PairResult> {
  const { split } = query;
  const read = await readPair(ports, query);
  if ("part" in read) return { kind: "refused", split, why: read };
  const { baseline, predicted, classes } = read;
  const outcomes = jointOutcomes(baseline.truths, baseline.predicted, predicted, classes);
  const counts = agreement(outcomes);
  return {
    kind: "compared",
    split,
    examples: outcomes.examples,
    agreement: counts,
    mcNemar: mcNemarExact(counts.onlyFirst, counts.onlySecond),
    intervals: await new RunControl(ports.clock).drive(pairedBootstrap(outcomes)),
    confusionDifference: confusionDifference(outcomes),
  };
}

/** The examples that two runs predict differently, with their lines read from the data files as they are now. */
export async function flipsOfPair(ports: Ports, query: FlipsQuery): Promise<FlipsPage> {
  const read = await readPair(ports, query);
  if ("part" in read) return { kind: "refused", why: read };
  const { baseline, predicted, record } = read;
  const flips = Array.from(baseline.truths, (trueClass, example) => {
    const [before, after] = [baseline.predicted[example] ?? 0, predicted[example] ?? 0];
    const kind = flipOf(trueClass, before, after);
    return { example, trueClass, before, after, kind };
  }).filter((flip): flip is typeof flip & { kind: FlipKind } => flip.kind !== undefined);
  const inCell = flips.filter((flip) => query.cell === null || touches(flip, query.cell));
  const counts: Record<FlipKind, number> = { rightToWrong: 0, wrongToRight: 0, wrongToWrong: 0 };
  for (const { kind } of inCell) counts[kind]++;
  const wanted = inCell.filter(({ kind }) => query.kind === null || kind === query.kind);
  const page = pageOf(wanted, query);
  const source = { record, baseFolder: query.baseFolder };
  const placeOf = await placesOfRun(await ports.readRun(query.baselineFolder), query.split);
  const placed = page.map(({ example, ...flip }) => ({ ...placeOf(example), flip }));
  const { rows, warning } = await readExcerpts(ports, source, placed, ({ flip }, found) => ({ ...flip, ...found }));
  return { kind: "flips", total: wanted.length, counts, flips: rows, warning };
}

function touches(
  { trueClass, before, after }: { readonly trueClass: number; readonly before: number; readonly after: number },
  cell: FlipsCell,
): boolean {
  const { predictedClass } = cell;
  if (cell.trueClass !== null && trueClass !== cell.trueClass) return false;
  return predictedClass === null || before === predictedClass || after === predictedClass;
}

interface Pair {
  readonly record: RunRecord;
  readonly classes: number;
  readonly baseline: Predictions;
  /** The run's predictions in the order of the baseline's examples. */
  readonly predicted: Int32Array;
}

async function readPair(
  ports: Ports,
  { baselineFolder, runFolder, split }: Pick<PairQuery, "baselineFolder" | "runFolder" | "split">,
): Promise<Pair | Mismatch> {
  const readers = await Promise.all([ports.readRun(baselineFolder), ports.readRun(runFolder)]);
  const [record, other] = await Promise.all([readers[0].record(), readers[1].record()]);
  const mismatch = mismatchOfRecords(record, other, split);
  if (mismatch !== null) return mismatch;
  const classes = record.data?.classes.length ?? 0;
  const [baseline, run] = await Promise.all([
    predictionsOfRun(readers[0], split, classes),
    predictionsOfRun(readers[1], split, classes),
  ]);
  const { order, shared } = pairRows(baseline.rows, run.rows);
  if (order === null) return rowMismatch(record, other, [baseline, run], shared);
  if (order.some((place, at) => run.truths[place] !== baseline.truths[at])) return { part: "labels" };
  return { record, classes, baseline, predicted: Int32Array.from(order, (place) => run.predicted[place] ?? 0) };
}

function rowMismatch(
  record: RunRecord,
  other: RunRecord,
  [baseline, run]: readonly [Predictions, Predictions],
  shared: number,
): Mismatch {
  const settings = rowSettings(record, other);
  if (settings.length > 0) return { part: "split", settings };
  return { part: "rows", baseline: baseline.truths.length, run: run.truths.length, shared };
}
