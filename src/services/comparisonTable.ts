import type { ComparedRun, Comparison, MetricFigures } from "../experiment/comparison/comparison.ts";
import { groupSentences } from "../experiment/comparison/groupWords.ts";
import { poolSentences } from "../experiment/comparison/poolWords.ts";
import { metricTitle, pairSentences, splitSentence } from "../experiment/comparison/words.ts";
import type { DifferenceInterval } from "../experiment/significance/pairedBootstrap.ts";
import { type Cell, counted, difference, measured, type Table } from "./table.ts";

interface ColumnOf {
  readonly title: string;
  readonly numeric: boolean;
  readonly cell: (run: ComparedRun, at: number) => Cell;
}

/** The table of a comparison, a row a run, the baseline first: metric, difference, significance, what differs, with the sentences as notes. */
export function comparisonTable(comparison: Comparison): Table {
  const { runs } = comparison;
  const columns = [...figureColumns(comparison), ...settingColumns(comparison)].filter(({ cell }) =>
    runs.some((run, at) => cell(run, at) !== null),
  );
  return {
    columns: columns.map(({ title, numeric }) => ({ title, numeric })),
    rows: runs.map((run, at) => ({
      cells: columns.map(({ cell }) => cell(run, at)),
      notes: pairSentences(comparison, run),
    })),
    notes: [
      splitSentence(comparison),
      ...comparison.groups.flatMap((group) => groupSentences(comparison, group)),
      ...comparison.pools.flatMap((pool) => poolSentences(comparison, pool)),
    ],
  };
}

function figureColumns(comparison: Comparison): readonly ColumnOf[] {
  const { split, metric } = comparison;
  const title = `${split} ${metricTitle(comparison)}`;
  const figures = (run: ComparedRun): MetricFigures | undefined => run.figures[split]?.[metric];
  const deltas = (run: ComparedRun): MetricFigures | undefined => run.deltas[split]?.[metric];
  const interval = ({ pair }: ComparedRun): DifferenceInterval | undefined =>
    pair?.kind === "compared" && (metric === "accuracy" || metric === "macroF1") ? pair.intervals[metric] : undefined;
  const agreement = ({ pair }: ComparedRun) => (pair?.kind === "compared" ? pair.agreement : undefined);
  const number = (name: string, cell: ColumnOf["cell"]): ColumnOf => ({ title: name, numeric: true, cell });
  const text = (name: string, cell: ColumnOf["cell"]): ColumnOf => ({ title: name, numeric: false, cell });
  return [
    text("", ({ letter }) => letter),
    text("run", ({ id }) => id),
    text("title", (run) => run.title),
    text("status", ({ status }) => status),
    number(title, (run) => measured(figures(run)?.kept)),
    number("difference", (run, at) => (at === 0 ? null : difference(deltas(run)?.kept))),
    number("majority", ({ figures: each }) =>
      metric === "accuracy" ? measured(each[split]?.majorityAccuracy?.kept) : null,
    ),
    number("95 % from", (run) => difference(interval(run)?.low)),
    number("95 % to", (run) => difference(interval(run)?.high)),
    number("p (McNemar)", ({ pair }) => measured(pair?.kind === "compared" ? pair.mcNemar : null)),
    number("p (Holm)", ({ adjusted }) => measured(adjusted)),
    number("only A right", (run) => counted(agreement(run)?.onlyFirst)),
    number("only this right", (run) => counted(agreement(run)?.onlySecond)),
    number(`best ${title}`, (run) => measured(figures(run)?.best)),
    number(`last ${title}`, (run) => measured(figures(run)?.last)),
    number("parameters", ({ parameters }) => counted(parameters)),
    number("seconds", ({ seconds }) => measured(seconds, 1)),
  ];
}

function settingColumns({ settings }: Comparison): readonly ColumnOf[] {
  return settings.map(({ path, values }) => ({ title: path, numeric: false, cell: (_, at) => values[at] ?? null }));
}
