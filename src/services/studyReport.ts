import type { FeatureOptions } from "../data/featurizer.ts";
import type { ResolvedExperiment } from "../experiment/resolved.ts";
import { describeSettings } from "../experiment/describe.ts";
import { type Chart, type ChartLine, svgChart } from "../experiment/report/svgChart.ts";
import type { Spread } from "../experiment/significance/spread.ts";
import { meanCurve, studyRows, type StudyOutcome, type StudyRow } from "../experiment/studies/outcome.ts";
import { counted, measured, type Table } from "./table.ts";
import { markdownText, tableFormats } from "./tableFormats.ts";
import { spreadText, studyWords } from "../experiment/studies/words.ts";

/** A file of a report, by its name in the report's folder. */
export interface ReportFile {
  readonly name: string;
  readonly text: string;
}

/** More curves than this in one picture are not told apart. */
const mostCurves = 9;

/** A study's report: `report.md`, its pictures and its table as CSV. The same outcomes give the same bytes. */
export function studyReport(outcomes: readonly StudyOutcome[]): readonly ReportFile[] {
  const [first] = outcomes;
  if (first === undefined) return [];
  const { study } = first;
  const parts = outcomes.map((outcome, at) => section(outcome, outcomes.length === 1 ? "" : `-${String(at + 1)}`));
  const text = [
    `# ${markdownText(study.title)}`,
    "",
    study.question,
    "",
    ...parts.flatMap(({ lines }) => lines),
    ...(outcomes.length > 1 ? together(outcomes) : []),
  ].join("\n");
  return [{ name: "report.md", text: `${text.trimEnd()}\n` }, ...parts.flatMap(({ files }) => files)];
}

function section(
  outcome: StudyOutcome,
  suffix: string,
): { readonly lines: readonly string[]; readonly files: readonly ReportFile[] } {
  const { study, title, seeds } = outcome;
  const rows = studyRows(outcome);
  const charts = [
    {
      name: `by-value${suffix}.svg`,
      caption: `Accuracy by ${study.varied}`,
      chart: valueChart(outcome, rows, "Accuracy"),
    },
    {
      name: `loss-by-value${suffix}.svg`,
      caption: `Loss by ${study.varied}`,
      chart: valueChart(outcome, rows, "Loss"),
    },
    {
      name: `loss${suffix}.svg`,
      caption: "Train and validation loss by epoch",
      chart: curveChart(outcome, rows, "loss"),
    },
    {
      name: `accuracy${suffix}.svg`,
      caption: "Train and validation accuracy by epoch",
      chart: curveChart(outcome, rows, "accuracy"),
    },
  ].filter(({ chart }) => chart.lines.some(({ points }) => points.length > 0));
  const lines = [
    `## ${markdownText(title)}`,
    "",
    ...studyWords(outcome, rows).map((sentence) => `- ${markdownText(sentence)}`),
    "",
    tableFormats.markdown(readable(rows, study.varied)).trimEnd(),
    "",
    `Means ± sample deviations over ${String(seeds)} ${seeds === 1 ? "seed" : "seeds"}, of the model that each run kept; gap: train accuracy less validation accuracy.`,
    "",
    ...charts.flatMap(({ name, caption }) => [`![${markdownText(caption)}](${name})`, ""]),
    "<details><summary>The experiment</summary>",
    "",
    ...describeSettings(named(outcome.base)).map(
      ({ group, name, value }) => `- ${markdownText(`${group}, ${name}: ${value}`)}`,
    ),
    "",
    "</details>",
    "",
  ];
  const files = charts.map(({ name, chart }) => ({ name, text: svgChart(chart) }));
  return {
    lines,
    files: [...files, { name: `table${suffix}.csv`, text: tableFormats.csv(inFull(rows, study.varied)) }],
  };
}

/** Its files by their names: a report is read elsewhere. */
function named(base: ResolvedExperiment): ResolvedExperiment {
  const short = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;
  const files = base.dataset.files.map((file) => ({ ...file, path: short(file.path) }));
  const part = <T extends FeatureOptions>(features: T): T =>
    "path" in features ? { ...features, path: short(features.path) } : features;
  const { features } = base;
  return {
    ...base,
    dataset: { ...base.dataset, files },
    features: features.kind === "union" ? { ...features, of: features.of.map(part) } : part(features),
  };
}

const columns: readonly {
  readonly title: string;
  readonly of: (row: StudyRow) => Spread | null;
  readonly digits?: number;
}[] = [
  { title: "train loss", of: ({ trainLoss }) => trainLoss },
  { title: "validation loss", of: ({ validationLoss }) => validationLoss },
  { title: "train accuracy", of: ({ trainAccuracy }) => trainAccuracy },
  { title: "validation accuracy", of: ({ validationAccuracy }) => validationAccuracy },
  { title: "gap", of: ({ gap }) => gap },
  { title: "test accuracy", of: ({ testAccuracy }) => testAccuracy },
  { title: "best epoch", of: ({ bestEpoch }) => bestEpoch, digits: 1 },
  { title: "seconds", of: ({ seconds }) => seconds, digits: 1 },
];

/** How many runs there are, and what befell them. */
function fate({ runs, diverged, stalled, unfinished }: StudyRow): string {
  const parts = [
    [diverged, "diverged"],
    [stalled, "stalled"],
    [unfinished, "failed or stopped"],
  ] as const;
  const told = parts.flatMap(([count, what]) => (count > 0 ? [`${String(count)} ${what}`] : []));
  return told.length === 0 ? String(runs) : `${String(runs)} (${told.join(", ")})`;
}

/** Validation accuracy of every value on every dataset, where there are several. */
function together(outcomes: readonly StudyOutcome[]): readonly string[] {
  const all = outcomes.map((outcome) => ({ title: outcome.title, rows: studyRows(outcome) }));
  const names = [...new Set(all.flatMap(({ rows }) => rows.map(({ name }) => name)))];
  const cell = (rows: readonly StudyRow[], name: string): string => {
    const row = rows.find((each) => each.name === name);
    return spreadOrDash(row?.testAccuracy ?? row?.validationAccuracy ?? null);
  };
  return [
    "## All datasets",
    "",
    `| ${["accuracy on test, else validation", ...names].map(markdownText).join(" | ")} |`,
    `| --- ${names.map(() => "| ---: ").join("")}|`,
    ...all.map(
      ({ title, rows }) => `| ${[title, ...names.map((name) => cell(rows, name))].map(markdownText).join(" | ")} |`,
    ),
    "",
  ];
}

function valueChart({ study, title }: StudyOutcome, rows: readonly StudyRow[], what: "Accuracy" | "Loss"): Chart {
  const numeric = rows.every(({ value }) => value !== null);
  const places = rows.map(({ value }, at) => (numeric ? (value ?? at) : at));
  const logarithmic = numeric && study.logarithmic && places.every((place) => place > 0);
  // A value of 0 has no place on a logarithmic axis: then all stand side by side.
  const sideBySide = !numeric || (study.logarithmic && !logarithmic);
  const at = (index: number): number => (sideBySide ? index : (places[index] ?? index));
  const line = (name: string, color: number, of: (row: StudyRow) => Spread | null): ChartLine => ({
    name,
    color,
    marks: true,
    points: rows.map((row, index) => [at(index), of(row)?.mean ?? NaN] as const),
    deviations: rows.map((row) => of(row)?.deviation ?? null),
  });
  return {
    description: `${what} on ${title} by ${study.varied}: train and validation, mean and deviation.`,
    x: { label: study.varied, logarithmic, ticks: rows.map(({ name }, index) => ({ at: at(index), text: name })) },
    y: { label: what.toLowerCase() },
    lines:
      what === "Accuracy"
        ? [
            line("train", 1, ({ trainAccuracy }) => trainAccuracy),
            line("validation", 0, ({ validationAccuracy }) => validationAccuracy),
          ]
        : [
            line("train", 1, ({ trainLoss }) => trainLoss),
            line("validation", 0, ({ validationLoss }) => validationLoss),
          ],
  };
}

function curveChart({ study, title, trials }: StudyOutcome, rows: readonly StudyRow[], id: "loss" | "accuracy"): Chart {
  const shown = trials.slice(0, mostCurves);
  return {
    description: `${id} on ${title} by epoch for each ${study.varied}: train dashed, validation solid, means over seeds.`,
    x: { label: "epoch (train dashed, validation solid)" },
    y: { label: id },
    lines: shown.flatMap(({ runs }, at) => [
      { name: "", color: at, dashed: true, points: meanCurve(runs, "train", id) },
      { name: rows[at]?.name ?? "", color: at, points: meanCurve(runs, "validation", id) },
    ]),
  };
}

/** For readers: each figure as mean ± deviation, those that no row has left out. */
function readable(rows: readonly StudyRow[], varied: string): Table {
  const shown = columns.filter(({ of }) => rows.some((row) => of(row) !== null));
  return {
    columns: [
      { title: varied, numeric: false },
      { title: "runs", numeric: false },
      ...shown.map(({ title }) => ({ title, numeric: true })),
    ],
    rows: rows.map((row) => ({
      cells: [row.name, fate(row), ...shown.map(({ of, digits }) => spreadOrDash(of(row), digits))],
      notes: [],
    })),
    notes: [],
  };
}

/** For programs: every figure in full, in columns of its own. */
function inFull(rows: readonly StudyRow[], varied: string): Table {
  const counts = ["runs", "diverged", "stalled", "unfinished"] as const;
  return {
    columns: [
      { title: varied, numeric: false },
      ...counts.map((title) => ({ title, numeric: true })),
      ...columns.flatMap(({ title }) => [title, `${title}, deviation`].map((each) => ({ title: each, numeric: true }))),
    ],
    rows: rows.map((row) => ({
      cells: [
        row.name,
        ...counts.map((key) => counted(row[key])),
        ...columns.flatMap(({ of }) => [measured(of(row)?.mean), measured(of(row)?.deviation)]),
      ],
      notes: [],
    })),
    notes: [],
  };
}

function spreadOrDash(spread: Spread | null, digits?: number): string {
  return spread === null ? "–" : spreadText(spread, digits);
}
