import { epochText } from "../base/epochText.ts";
import { visible } from "../base/visible.ts";
import { splitNames } from "../data/table.ts";
import { judgeOf, judgeTitle } from "../experiment/earlyStopping.ts";
import type { EpochMetrics, MetricId } from "../experiment/metrics.ts";
import { metricTable } from "../experiment/metricTable.ts";
import type { ConfusionCounts, RunRecord } from "../experiment/record.ts";
import { isTrainedSince, type ToldVerification } from "../protocol/verification.ts";
import { layerHints } from "../protocol/layerHints.ts";
import { memoryText } from "../protocol/memoryText.ts";
import { duration, figure } from "./figures.ts";
import { type Column, table } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { widthOf } from "./text.ts";

export interface RunToTell {
  readonly record: RunRecord;
  readonly title: string;
  readonly path: string;
  readonly epochs: readonly EpochMetrics[];
  /** What the last verification came to. */
  readonly verification?: ToldVerification | null;
}

/** Writes what a person wants to know of a run: how it ended, the curve's key points, metrics, confusion table, path. */
export function tellRun(run: RunToTell, terminal: Terminal): void {
  const { record, title, path, epochs, verification } = run;
  const out = (line: string): void => terminal.out(line);
  out(`${terminal.style("bold", visible(title))}  ${statusText(record, terminal)}  ${duration(record.seconds.total)}`);
  if (record.message !== null) out(visible(record.message));
  if (verification != null) out(verificationLine(verification, record));
  if (record.data !== null) {
    out(visible(`${record.data.featureSummary}; ${String(record.model?.parameters ?? 0)} parameters`));
    if (record.data.memory !== undefined) out(memoryText(record.data.memory));
    for (const note of record.data.notes) out(visible(note));
  }
  if (epochs.length > 0) tellCurve(record, epochs, terminal);
  for (const hint of layerHints(
    epochs.findLast(({ layers }) => layers !== undefined)?.layers ?? [],
    record.model?.layers ?? [],
  ))
    out(visible(hint));
  tellMetrics(record, terminal);
  tellMoreMetrics(record, terminal);
  const split = splitNames.findLast((name) => record.confusion[name] !== undefined);
  const counts = split && record.confusion[split];
  if (split !== undefined && counts !== undefined) tellConfusion(split, counts, record.data?.classes ?? [], terminal);
  out("");
  out(path);
}

/** When it was verified and with what result, and whether that is still about the run as it is. */
function verificationLine(verification: ToldVerification, record: RunRecord): string {
  const { at, words } = verification;
  const further = isTrainedSince(verification, record) ? " The run was trained further since." : "";
  return visible(`Verified ${at.slice(0, 16).replace("T", " ")} UTC: ${words[0] ?? ""}${further}`);
}

function statusText({ status, stalled }: RunRecord, terminal: Terminal): string {
  const text = stalled ? `${status} (stalled)` : status;
  if (status === "finished" && !stalled) return terminal.style("green", text);
  return terminal.style(status === "failed" || status === "diverged" ? "red" : "yellow", text);
}

const right = (title: string): Column => ({ title, align: "right" });
const mostPoints = 10;

function tellCurve(record: RunRecord, epochs: readonly EpochMetrics[], terminal: Terminal): void {
  const best = record.best?.epoch;
  const rows = keyPoints(epochs, best).map(({ epoch, metrics: { train, validation } }) => [
    epochText(epoch),
    figure(train, "loss"),
    figure(train, "accuracy"),
    figure(validation, "loss"),
    figure(validation, "accuracy"),
    epoch === best ? "best" : "",
  ]);
  const columns = [
    right("epoch"),
    right("train loss"),
    right("accuracy"),
    right("validation loss"),
    right("accuracy"),
    { title: "", align: "left" } as const,
  ];
  tellTable("Curve", columns, rows, terminal);
}

/** First, last and best, and in between evenly spread ones, ten at most. */
function keyPoints(epochs: readonly EpochMetrics[], best: number | undefined): readonly EpochMetrics[] {
  const wanted = new Set<number>();
  const count = Math.min(mostPoints, epochs.length);
  for (let at = 0; at < count; at++) wanted.add(Math.round((at * (epochs.length - 1)) / Math.max(1, count - 1)));
  return epochs.filter(({ epoch }, at) => wanted.has(at) || epoch === best);
}

function tellMetrics(record: RunRecord, terminal: Terminal): void {
  const rows = splitNames.flatMap((split) => {
    const metrics = record.metrics[split];
    if (metrics === undefined) return [];
    return [
      [
        split,
        String(metrics.examples),
        figure(metrics, "loss"),
        figure(metrics, "accuracy"),
        figure(metrics, "majorityAccuracy"),
        figure(metrics, "macroF1"),
      ],
    ];
  });
  if (rows.length === 0) return;
  const columns = [
    { title: "split", align: "left" } as const,
    right("examples"),
    right("loss"),
    right("accuracy"),
    right("majority"),
    right("macro F1"),
  ];
  const kept = record.experiment.training.keep === "best" ? record.best : record.last;
  tellTable(kept === null ? "Kept model" : `Kept model (${keptBecause(record, kept)})`, columns, rows, terminal);
}

/** `epoch 7, best validation macro F1` */
function keptBecause({ experiment }: RunRecord, { epoch, metrics }: EpochMetrics): string {
  const judge = judgeOf(experiment.training, metrics.validation !== undefined);
  const best = experiment.training.keep === "best" && metrics[judge.split] !== undefined;
  return `epoch ${epochText(epoch)}${best ? `, best ${judgeTitle(judge)}` : ""}`;
}

const toldAbove: ReadonlySet<MetricId> = new Set(["loss", "accuracy", "majorityAccuracy", "macroF1"]);

/** The metrics that the table of the kept model has no room for, a row each; not those that an older run does not have. */
function tellMoreMetrics({ metrics, model }: RunRecord, terminal: Terminal): void {
  const splits = splitNames.filter((split) => metrics[split] !== undefined);
  const rows = metricTable
    .filter(({ id }) => !toldAbove.has(id) && splits.some((split) => metrics[split]?.[id] !== undefined))
    .map(({ id, title, better }) => [
      title,
      ...splits.map((split) => figure(metrics[split], id)),
      better === "lower" ? "lower is better" : "",
    ]);
  if (rows.length === 0) return;
  const columns = [
    { title: "metric", align: "left" } as const,
    ...splits.map(right),
    { title: "", align: "left" } as const,
  ];
  tellTable("More metrics of the kept model", columns, rows, terminal);
  if (model?.outputs === "margins")
    terminal.out(
      "This model gives margins, not probabilities: log loss, Brier score and calibration error do not exist.",
    );
}

/** Rows are true classes, columns predicted ones. Where that is wider than the terminal, the columns go by number. */
export function tellConfusion(
  split: string,
  counts: ConfusionCounts,
  classes: readonly string[],
  terminal: Terminal,
): void {
  const named = classes.map((name, id) => ({ name: visible(name), short: String(id + 1) }));
  const draw = (titles: readonly string[], labels: readonly string[]): string[] =>
    table(
      [{ title: "true \\ predicted", align: "left" }, ...titles.map(right)],
      counts.map((row, id) => [labels[id] ?? String(id), ...row.map(String)]),
      Number.POSITIVE_INFINITY,
    );
  let lines = draw(
    named.map(({ name }) => name),
    named.map(({ name }) => name),
  );
  if (lines.some((line) => widthOf(line) > terminal.width)) {
    lines = draw(
      named.map(({ short }) => short),
      named.map(({ name, short }) => `${short} ${name}`),
    );
  }
  if (lines.some((line) => widthOf(line) > terminal.width)) {
    tellMistakes(
      split,
      counts,
      named.map(({ name }) => name),
      terminal,
    );
    return;
  }
  terminal.out("");
  terminal.out(terminal.style("bold", `Confusion on ${split}`));
  for (const line of lines) terminal.out(line);
}

/** For more classes than fit beside each other: the pairs that are mistaken most. */
function tellMistakes(split: string, counts: ConfusionCounts, classes: readonly string[], terminal: Terminal): void {
  const pairs = counts.flatMap((row, truth) =>
    row.flatMap((count, predicted) => (truth === predicted || count === 0 ? [] : [{ count, truth, predicted }])),
  );
  const rows = pairs
    .sort((a, b) => b.count - a.count)
    .slice(0, 20)
    .map(({ count, truth, predicted }) => [classes[truth] ?? "", classes[predicted] ?? "", String(count)]);
  const columns = [
    { title: "true class", align: "left" } as const,
    { title: "predicted class", align: "left" } as const,
    right("examples"),
  ];
  tellTable(`Commonest mistakes on ${split}`, columns, rows, terminal);
}

/** A titled table with an empty line before it. */
export function tellTable(
  title: string,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  terminal: Terminal,
): void {
  terminal.out("");
  terminal.out(terminal.style("bold", title));
  for (const line of table(columns, rows, terminal.width)) terminal.out(line);
}
