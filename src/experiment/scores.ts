import { classMetrics, sum, totalOf } from "./confusion.ts";
import type { JsonNumber, SplitMetrics } from "./metrics.ts";
import type { ConfusionCounts } from "./record.ts";

/** What evaluating a whole split has added up. */
export interface SplitTotals {
  readonly counts: ConfusionCounts;
  /** Sum of the configured data loss over the examples. */
  readonly lossSum: number;
  /** Sum of −ln p(true class); not looked at for margins. */
  readonly logLossSum: number;
  readonly outputs: "probabilities" | "margins";
  /** Class id that is commonest in train. */
  readonly majorityClass: number;
}

/**
 * The metrics of a split that counts and losses give; macro averages run over all classes of the dataset, a loss that is
 * not finite becomes null and is named. Formulas and sources: `metricTable.ts`.
 */
export function splitMetrics(totals: SplitTotals): SplitMetrics {
  const { counts, majorityClass } = totals;
  const examples = totalOf(counts);
  const perClass = classMetrics(
    counts,
    counts.map((_, id) => String(id)),
  );
  const share = (part: number): number => (examples === 0 ? 0 : part / examples);
  const macro = (figures: readonly number[]): number => sum(figures) / counts.length;
  const hits = sum(counts.map((row, id) => row[id] ?? 0));
  const { matthews, kappa } = beyondChance(hits, counts);
  const undefinedFigures = [...(matthews === null ? ["matthews"] : []), ...(kappa === null ? ["kappa"] : [])];
  const { values, nonFinite } = toJsonNumbers({
    loss: totals.lossSum / examples,
    logLoss: totals.outputs === "margins" ? null : totals.logLossSum / examples,
  });
  return {
    examples,
    ...values,
    accuracy: share(hits),
    balancedAccuracy: macro(perClass.map(({ recall }) => recall)),
    macroF1: macro(perClass.map(({ f1 }) => f1)),
    majorityAccuracy: share(sum(counts[majorityClass] ?? [])),
    // One label and one prediction each: Σ false positives = Σ false negatives = examples − hits.
    microF1: share(hits),
    weightedF1: share(sum(perClass.map(({ f1, support }) => f1 * support))),
    matthews: matthews ?? 0,
    kappa: kappa ?? 0,
    ...(undefinedFigures.length > 0 && { undefinedFigures }),
    ...(nonFinite !== undefined && { nonFinite }),
  };
}

/** Agreement beyond chance, null where it is 0/0. The sums are whole numbers, exact up to 9 × 10⁷ examples. */
function beyondChance(hits: number, counts: ConfusionCounts): Readonly<Record<"matthews" | "kappa", JsonNumber>> {
  const examples = totalOf(counts);
  const truths = counts.map(sum);
  const predictions = counts.map((_, id) => sum(counts.map((row) => row[id] ?? 0)));
  const square = (totals: readonly number[]): number => sum(totals.map((total) => total * total));
  const all = examples * examples;
  const chance = sum(truths.map((total, id) => total * (predictions[id] ?? 0)));
  const above = hits * examples - chance;
  const spread = Math.sqrt((all - square(truths)) * (all - square(predictions)));
  return { matthews: spread === 0 ? null : above / spread, kappa: all === chance ? null : above / (all - chance) };
}

/** Numbers as JSON can hold them: one that is not finite becomes null and is named; null stays null, unnamed. */
export function toJsonNumbers<K extends string>(
  numbers: Readonly<Record<K, number | null>>,
): {
  readonly values: Readonly<Record<K, JsonNumber>>;
  readonly nonFinite: Readonly<Record<string, "nan" | "+inf" | "-inf">> | undefined;
} {
  const values: Record<K, JsonNumber> = { ...numbers };
  const nonFinite: Record<string, "nan" | "+inf" | "-inf"> = {};
  for (const name in numbers) {
    const value = numbers[name];
    if (value === null || Number.isFinite(value)) continue;
    values[name] = null;
    nonFinite[name] = Number.isNaN(value) ? "nan" : value > 0 ? "+inf" : "-inf";
  }
  return { values, nonFinite: Object.keys(nonFinite).length === 0 ? undefined : nonFinite };
}

/** Class id with the most examples; ties go to the lowest id. */
export function majorityClassOf(counts: readonly number[]): number {
  return counts.reduce((best, count, id) => (count > (counts[best] ?? 0) ? id : best), 0);
}
