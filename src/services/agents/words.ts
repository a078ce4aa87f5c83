import { visible } from "../../base/visible.ts";
import { splitNames } from "../../data/table.ts";
import { runTitle, verifiedWord } from "../../experiment/describe.ts";
import type { MetricId, MetricsBySplit, SplitMetrics } from "../../experiment/metrics.ts";
import { metricNamed } from "../../experiment/metricTable.ts";
import type { ListedRun, StoredRun } from "../ports.ts";

const told: readonly MetricId[] = ["accuracy", "macroF1", "loss"];

/** `test: accuracy 0.8510, macro F1 0.8503, loss 0.4412; always guessing the commonest class: 0.2537; 1000 examples` */
function splitWords(split: string, metrics: SplitMetrics): string {
  const figures = told.map((id) => `${metricNamed(id)?.title ?? id} ${figure(metrics[id])}`).join(", ");
  return `${split}: ${figures}; always guessing the commonest class: ${figure(metrics.majorityAccuracy)}; ${String(metrics.examples)} examples`;
}

function metricsWords(metrics: MetricsBySplit): readonly string[] {
  return splitNames.flatMap((split) => {
    const one = metrics[split];
    return one === undefined ? [] : [splitWords(split, one)];
  });
}

/** A run on one line. */
export function runLine({ record, annotations }: ListedRun): string {
  const metrics = { ...record.best?.metrics, ...record.metrics };
  const figures = (["validation", "test"] as const).flatMap((split) => {
    const one = metrics[split];
    return one === undefined ? [] : [`${split} accuracy ${figure(one.accuracy)}, macro F1 ${figure(one.macroF1)}`];
  });
  const verified = verifiedWord(record);
  const marks = [
    ...(annotations.star === true ? ["starred"] : []),
    ...(verified === null ? [] : [verified]),
    ...(annotations.tags ?? []).map((tag) => `#${tag}`),
  ];
  return visible([`${record.id}: ${runTitle(record, annotations)}`, record.status, ...figures, ...marks].join("; "));
}

/** All that is worth knowing of a run. */
export function runWords({ record, annotations, folder }: StoredRun): string {
  const lines = [
    `${record.id}: ${runTitle(record, annotations)}`,
    `status: ${record.status}${record.stalled ? " (stalled)" : ""}`,
  ];
  if (record.message !== null) lines.push(`message: ${record.message}`);
  const { best, last, data, model } = record;
  if (last !== null)
    lines.push(
      `epochs: ${String(last.epoch)} of ${String(record.experiment.training.epochs)}; best epoch ${String(best?.epoch ?? last.epoch)}`,
    );
  const shown = Object.keys(record.metrics).length > 0 ? record.metrics : (best?.metrics ?? last?.metrics ?? {});
  lines.push(...metricsWords(shown));
  if (data !== null)
    lines.push(
      `classes: ${data.classes.slice(0, 50).join(", ")}${data.classes.length > 50 ? ", …" : ""}`,
      `features: ${data.featureSummary}`,
      ...data.notes,
    );
  if (model !== null) lines.push(`parameters: ${String(model.parameters)}; outputs: ${model.outputs}`);
  lines.push(...worstMistakes(record), `seconds: ${figure(record.seconds.total)}`);
  if (annotations.note !== undefined) lines.push(`note: ${annotations.note}`);
  lines.push(`folder: ${folder}`);
  return lines.map(visible).join("\n");
}

function worstMistakes({ confusion, data }: StoredRun["record"]): readonly string[] {
  const split = splitNames.findLast((name) => confusion[name] !== undefined);
  const counts = split === undefined ? undefined : confusion[split];
  if (split === undefined || counts === undefined || data === null) return [];
  const pairs = counts
    .flatMap((row, truth) => row.map((count, predicted) => ({ count, truth, predicted })))
    .filter(({ count, truth, predicted }) => count > 0 && truth !== predicted)
    .sort((a, b) => b.count - a.count)
    .slice(0, 5)
    .map(
      ({ count, truth, predicted }) =>
        `${data.classes[truth] ?? ""} taken for ${data.classes[predicted] ?? ""} ${String(count)} times`,
    );
  return pairs.length === 0 ? [] : [`commonest mistakes on ${split}: ${pairs.join("; ")}`];
}

export function figure(value: number | null | undefined): string {
  return value === null || value === undefined ? "not defined" : value.toFixed(4);
}
