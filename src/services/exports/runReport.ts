import { splitNames } from "../../data/table.ts";
import { classMetrics } from "../../experiment/confusion.ts";
import { describeSettings, runTitle } from "../../experiment/describe.ts";
import type { EpochMetrics, SplitMetrics } from "../../experiment/metrics.ts";
import { metricTable } from "../../experiment/metricTable.ts";
import type { ConfusionCounts, RunRecord } from "../../experiment/record.ts";
import { type Chart, svgChart } from "../../experiment/report/svgChart.ts";
import { counted, measured, type Table } from "../table.ts";
import { markdownText, tableFormats } from "../tableFormats.ts";
import { type Exporter, textFile } from "./exporter.ts";

/** Of more classes the confusion table is wider than a page; the figures of each class stay. */
const mostColumns = 20;

/** `report.md` with pictures of the curves: what was trained on what, how well it does, where it errs, every setting. */
export const exportReport: Exporter = async (source) => {
  const { record, annotations } = source;
  const epochs = await source.epochs();
  const charts = [
    { name: "loss.svg", caption: "Loss by epoch", chart: curves(epochs, "loss") },
    { name: "accuracy.svg", caption: "Accuracy by epoch", chart: curves(epochs, "accuracy", majorityOf(record)) },
  ].filter(({ chart }) => chart.lines.some(({ points }) => points.filter(([, y]) => Number.isFinite(y)).length > 1));
  const lines = [
    `# ${markdownText(runTitle(record, annotations))}`,
    "",
    ...(annotations.note === undefined ? [] : [...annotations.note.split(/\r?\n/).map(markdownText), ""]),
    ...facts(record, annotations.tags ?? []).map(([name, value]) => `- ${markdownText(name)}: ${markdownText(value)}`),
    "",
    ...metricLines(record),
    ...charts.flatMap(({ name, caption }) => [`![${caption}](${name})`, ""]),
    ...classLines(record),
    "## Settings",
    "",
    ...describeSettings(record.experiment).map(
      ({ group, name, value }) => `- ${markdownText(`${group}, ${name}: ${value}`)}`,
    ),
  ];
  return [
    textFile("report.md", `${lines.join("\n").trimEnd()}\n`),
    ...charts.map(({ name, chart }) => textFile(name, svgChart(chart))),
  ];
};

function facts(record: RunRecord, tags: readonly string[]): readonly (readonly [string, string])[] {
  const { data, model, best, experiment, versions, seconds } = record;
  const files = experiment.dataset.files.map(({ role, path }) => (role === "all" ? path : `${path} (${role})`));
  const sizes = splitNames.flatMap((name) => {
    const counts = data?.counts[name];
    return counts === undefined ? [] : [`${String(counts.reduce((sum, count) => sum + count, 0))} ${name}`];
  });
  return [
    ["run", record.id],
    ...(tags.length === 0 ? [] : [["tags", tags.join(", ")] as const]),
    ["status", record.stalled ? `${record.status}, stalled` : record.status],
    ...(record.message === null ? [] : [["message", record.message] as const]),
    ["data", files.join(", ")],
    ...(data === null
      ? []
      : ([
          ["examples", sizes.join(", ")],
          ["classes", data.classes.join(", ")],
          ["features", data.featureSummary],
          ...data.notes.map((note) => ["note", note] as const),
        ] as const)),
    ...(model === null ? [] : [["parameters", String(model.parameters)] as const]),
    ...(best === null ? [] : [["kept epoch", String(best.epoch)] as const]),
    ["seconds", `${seconds.training.toFixed(2)} training, ${seconds.total.toFixed(2)} in all`],
    ["trained", `${record.created} with Benchtop ${versions.benchtop}`],
    ...(record.fingerprints.data === null ? [] : [["SHA-256 of the data", record.fingerprints.data] as const]),
  ];
}

function metricLines({ metrics }: RunRecord): readonly string[] {
  const present = splitNames.filter((name) => metrics[name] !== undefined);
  if (present.length === 0) return [];
  const of = (split: SplitMetrics | undefined, id: (typeof metricTable)[number]["id"]) => measured(split?.[id]);
  const rows = metricTable
    .map(({ id, title }) => ({ cells: [title, ...present.map((name) => of(metrics[name], id))], notes: [] }))
    .filter(({ cells }) => cells.slice(1).some((cell) => cell !== null));
  const table: Table = {
    columns: [{ title: "metric", numeric: false }, ...present.map((title) => ({ title, numeric: true }))],
    rows,
    notes: [],
  };
  return ["## Metrics", "", tableFormats.markdown(table).trimEnd(), "", "Of the model that the run kept.", ""];
}

function classLines({ confusion, data }: RunRecord): readonly string[] {
  const split = splitNames.findLast((name) => confusion[name] !== undefined);
  const counts = split && confusion[split];
  if (counts === undefined || data === null || split === undefined) return [];
  const { classes } = data;
  const figures: Table = {
    columns: ["class", "precision", "recall", "F1", "examples"].map((title, at) => ({ title, numeric: at > 0 })),
    rows: classMetrics(counts, classes).map(({ className, precision, recall, f1, support }) => ({
      cells: [className, measured(precision), measured(recall), measured(f1), counted(support)],
      notes: [],
    })),
    notes: [],
  };
  return [
    `## Classes, on ${split}`,
    "",
    tableFormats.markdown(figures).trimEnd(),
    "",
    ...(classes.length > mostColumns ? [] : confusionLines(counts, classes)),
  ];
}

function confusionLines(counts: ConfusionCounts, classes: readonly string[]): readonly string[] {
  const table: Table = {
    columns: [{ title: "true, by predicted", numeric: false }, ...classes.map((title) => ({ title, numeric: true }))],
    rows: classes.map((name, id) => ({ cells: [name, ...(counts[id] ?? []).map((n) => counted(n))], notes: [] })),
    notes: [],
  };
  return [tableFormats.markdown(table).trimEnd(), ""];
}

function majorityOf({ metrics }: RunRecord): number | null {
  return metrics.validation?.majorityAccuracy ?? null;
}

function curves(epochs: readonly EpochMetrics[], id: "loss" | "accuracy", majority: number | null = null): Chart {
  const points = (split: "train" | "validation") =>
    epochs.map(({ epoch, metrics }) => [epoch, metrics[split]?.[id] ?? NaN] as const);
  const last = epochs.at(-1)?.epoch ?? 0;
  return {
    description: `${id} by epoch: train dashed, validation solid.`,
    x: { label: "epoch" },
    y: { label: id },
    lines: [
      { name: "train", color: 1, dashed: true, points: points("train") },
      ...(epochs.some(({ metrics }) => metrics.validation !== undefined)
        ? [{ name: "validation", color: 0, points: points("validation") }]
        : []),
      ...(majority === null
        ? []
        : [
            {
              name: "always the commonest class",
              color: 7,
              points: [[0, majority] as const, [last, majority] as const],
            },
          ]),
    ],
  };
}
