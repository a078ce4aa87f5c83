import { flattenExperiment } from "../experiment/comparison/changedSettings.ts";
import { runTitle, verifiedWord } from "../experiment/describe.ts";
import type { ResolvedExperiment } from "../experiment/resolved.ts";
import type { MetricId, SplitMetrics } from "../experiment/metrics.ts";
import { metricTable } from "../experiment/metricTable.ts";
import type { SplitName } from "../data/table.ts";
import type { CellValue, ColumnCells, CompareColumn, RunTable } from "../protocol/comparePanel.ts";
import type { ListedRun } from "./ports.ts";

interface Column extends CompareColumn {
  readonly cell: (run: ListedRun) => CellValue;
}

interface FilledColumn {
  readonly column: CompareColumn;
  readonly cells: readonly CellValue[];
}

const splits: readonly SplitName[] = ["validation", "test", "train"];

/** Runs as a table with a column for every setting, metric, time and fact of the data that any of them has. */
export function runTable(runs: readonly ListedRun[]): RunTable {
  const columns = [
    ...[...ownColumns, ...metricColumns, ...timeColumns, ...dataColumns].map((column): FilledColumn => ({
      column,
      cells: runs.map((run) => column.cell(run)),
    })),
    ...settingColumns(runs),
  ].filter(({ column, cells }) => column.group === "run" || cells.some((cell) => cell !== null));
  return {
    ids: runs.map(({ record }) => record.id),
    columns: columns.map(({ column }) => shownOf(column)),
    cells: columns.map(({ cells }) => packed(cells)),
  };
}

function packed(cells: readonly CellValue[]): ColumnCells {
  const [first = null] = cells;
  return cells.length > 1 && cells.every((cell) => cell === first) ? { same: first } : cells;
}

function shownOf({ id, title, group, kind, better, sentence }: CompareColumn): CompareColumn {
  return { id, title, group, kind, better, sentence };
}

const neutral = { better: "neither" } as const;
const ofRun = { ...neutral, group: "run" } as const;

const ownColumns: readonly Column[] = [
  {
    ...ofRun,
    id: "title",
    title: "run",
    kind: "text",
    sentence: "What the run is called.",
    cell: ({ record, annotations }) => runTitle(record, annotations),
  },
  {
    ...ofRun,
    id: "star",
    title: "star",
    kind: "text",
    sentence: "Runs with a star stay on top.",
    cell: ({ annotations }) => annotations.star === true,
  },
  {
    ...ofRun,
    id: "status",
    title: "status",
    kind: "text",
    sentence: "How the run stands.",
    cell: ({ record }) => (record.stalled ? `${record.status}, stalled` : record.status),
  },
  {
    ...ofRun,
    id: "verification",
    title: "verification",
    kind: "text",
    sentence: "Whether the run came out the same when it was trained again; empty where it was not, or went on since.",
    cell: ({ record }) => verifiedWord(record),
  },
  {
    ...ofRun,
    id: "tags",
    title: "tags",
    kind: "text",
    sentence: "Words that a person put on the run.",
    cell: ({ annotations: { tags = [] } }) => (tags.length === 0 ? null : tags.join(", ")),
  },
  {
    ...ofRun,
    id: "note",
    title: "note",
    kind: "text",
    sentence: "What a person wrote about the run.",
    cell: ({ annotations: { note } }) => (note === undefined || note === "" ? null : note),
  },
];

const metricColumns: readonly Column[] = [
  ...splits.flatMap((split) =>
    metricTable.map(({ id, title, description, better, share }): Column => ({
      id: `${split}.${id}`,
      title: `${split} ${title}`,
      group: "metric",
      kind: share ? "share" : "number",
      better,
      sentence: `${description} Of the kept model.`,
      cell: ({ record }) => figure(record.metrics[split], id),
    })),
  ),
  ...(["train", "validation"] as const).flatMap((split) =>
    (["loss", "accuracy"] as const).map((id): Column => ({
      id: `last.${split}.${id}`,
      title: `last ${split} ${id}`,
      group: "metric",
      kind: id === "accuracy" ? "share" : "number",
      better: id === "accuracy" ? "higher" : "lower",
      sentence: `The ${id} on ${split} at the last epoch, whichever model was kept.`,
      cell: ({ record }) => figure(record.last?.metrics[split], id),
    })),
  ),
  {
    ...neutral,
    id: "bestEpoch",
    title: "best epoch",
    group: "metric",
    kind: "number",
    sentence: "The epoch whose model was kept.",
    cell: ({ record }) => record.best?.epoch ?? null,
  },
  {
    ...neutral,
    id: "epochs",
    title: "epochs",
    group: "metric",
    kind: "number",
    sentence: "Epochs trained.",
    cell: ({ record }) => record.progress.epoch,
  },
];

function figure(metrics: Partial<SplitMetrics> | undefined, id: MetricId): number | null {
  return metrics?.[id] ?? null;
}

const timeColumns: readonly Column[] = [
  {
    ...neutral,
    id: "created",
    title: "started",
    group: "time",
    kind: "date",
    sentence: "When the run was started.",
    cell: ({ record }) => record.started ?? record.created,
  },
  ...(["total", "training", "evaluation", "features", "read"] as const).map((phase): Column => ({
    id: `seconds.${phase}`,
    title: phase === "total" ? "time" : `${phase} time`,
    group: "time",
    kind: "seconds",
    better: "lower",
    sentence: phase === "total" ? "Time of the whole run, pauses left out." : `Time spent on ${phase}.`,
    cell: ({ record }) => record.seconds[phase],
  })),
  {
    id: "examplesPerSecond",
    title: "examples per second",
    group: "time",
    kind: "count",
    better: "higher",
    sentence: "Training examples per second of training.",
    cell: ({ record }) => record.progress.examplesPerSecond,
  },
];

const dataColumns: readonly Column[] = [
  {
    ...neutral,
    id: "parameters",
    title: "parameters",
    group: "data",
    kind: "count",
    sentence: "Numbers that training moves: the model's size.",
    cell: ({ record }) => record.model?.parameters ?? null,
  },
  ...splits.map((split): Column => ({
    ...neutral,
    id: `examples.${split}`,
    title: `${split} examples`,
    group: "data",
    kind: "count",
    sentence: `Examples in ${split}.`,
    cell: ({ record }) => record.data?.counts[split]?.reduce((sum, count) => sum + count, 0) ?? null,
  })),
  {
    ...neutral,
    id: "experimentFile",
    title: "experiment file",
    group: "data",
    kind: "text",
    sentence: "The file that the run was trained from.",
    cell: ({ record }) => record.experimentFile,
  },
  {
    ...neutral,
    id: "kernelFlavour",
    title: "kernels",
    group: "data",
    kind: "text",
    sentence: "The flavour of the engine's kernels: within one, the same experiment gives the same bits.",
    cell: ({ record }) => record.kernelFlavour,
  },
];

/** Every option that some run has, defaults written out; numbers as numbers. */
function settingColumns(runs: readonly ListedRun[]): readonly FilledColumn[] {
  const flat = runs.map((run) => settingsOf(run.record.experiment));
  const paths = [...new Set(flat.flatMap((settings) => [...settings.keys()]))];
  const titles = settingTitles(paths);
  return paths.map((path, at) => {
    const texts = flat.map((settings) => settings.get(path));
    // Thousands of runs have few values of an option.
    const cellOf = settingCells(new Set(texts));
    return {
      column: {
        ...neutral,
        id: `setting.${path}`,
        title: titles[at] ?? path,
        group: "setting",
        kind: cellOf.numeric ? "number" : "text",
        sentence: `The option ${path} of the experiment.`,
      },
      cells: texts.map((text) => cellOf.cells.get(text) ?? null),
    };
  });
}

/** What the values of an option show as: numbers if all of them are. */
function settingCells(texts: ReadonlySet<string | undefined>): {
  readonly numeric: boolean;
  readonly cells: ReadonlyMap<string | undefined, CellValue>;
} {
  const values = [...texts].filter((text) => text !== undefined);
  const numeric = values.length > 0 && values.every((value) => value !== "" && Number.isFinite(Number(value)));
  return { numeric, cells: new Map(values.map((value) => [value, numeric ? Number(value) : value])) };
}

/** Of experiments that were listed before: a record that did not change is the same object. */
const flattened = new WeakMap<ResolvedExperiment, ReadonlyMap<string, string>>();

function settingsOf(experiment: ResolvedExperiment): ReadonlyMap<string, string> {
  const known = flattened.get(experiment);
  if (known !== undefined) return known;
  const settings = flattenExperiment(experiment);
  flattened.set(experiment, settings);
  return settings;
}

/** The end of each path that no other path has, in words: `training.optimizer.learningRate` is "learning rate". */
function settingTitles(paths: readonly string[]): readonly string[] {
  return paths.map((path) => {
    const keys = path.split(".");
    for (let from = keys.length - 1; from > 0; from--) {
      const end = keys.slice(from).join(".");
      // A number alone is the place in a list.
      if (/^\d/.test(end) || paths.some((other) => other !== path && other.endsWith(`.${end}`))) continue;
      return spaced(end);
    }
    return spaced(path);
  });
}

function spaced(path: string): string {
  return path
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .replaceAll(".", " ")
    .toLowerCase();
}
