import type { SplitName, SplitOptions } from "../data/table.ts";
import type { MetricsBySplit, SplitMetrics } from "./metrics.ts";
import type { RunData, RunRecord } from "./record.ts";

/** What lists and tables of runs show of a record: all but what is drawn of one run alone. */
export interface ListedRecord extends Omit<
  RunRecord,
  "confusion" | "data" | "model" | "best" | "last" | "versions" | "fingerprints"
> {
  readonly data: Pick<RunData, "counts"> | null;
  readonly fingerprints: Pick<RunRecord["fingerprints"], "data">;
  readonly model: { readonly parameters: number } | null;
  /** What every row of a list asks of the experiment, which it then need not unpack. */
  readonly outline?: ExperimentOutline;
  /** What the last verification of the run as it is came to; undefined where there was none. */
  readonly reproduced?: boolean | undefined;
  /** The kept epoch; its metrics are empty where the kept model's own are known. */
  readonly best: { readonly epoch: number; readonly metrics: MetricsBySplit } | null;
  /** The last epoch; where the kept model's metrics are known, only what tables show of it. */
  readonly last: { readonly epoch: number; readonly metrics: PartialMetrics } | null;
}

export interface ExperimentOutline {
  readonly dataPath: string;
  readonly split: Pick<SplitOptions, "folds" | "fold">;
}

type PartialMetrics = Readonly<Partial<Record<SplitName, Partial<SplitMetrics>>>>;

/** Of the record itself where it has one: the experiment of a stored run is parsed when it is looked at. */
export function outlineOf(record: Pick<ListedRecord, "experiment" | "outline">): ExperimentOutline {
  if (record.outline !== undefined) return record.outline;
  const { dataset, split } = record.experiment;
  const { folds, fold } = split;
  return {
    dataPath: dataset.files[0]?.path ?? "",
    split: folds === undefined || fold === undefined ? {} : { folds, fold },
  };
}

/** The part of a record that lists show, a third of a small one and a twentieth of a large one. */
export function listedRecord(record: RunRecord, reproduced?: boolean): ListedRecord {
  const { data, model, best, last, fingerprints } = record;
  const known = Object.keys(record.metrics).length > 0;
  return {
    ...record,
    // Not the type alone: what is spread in stays in memory and in the database.
    ...{ confusion: undefined, versions: undefined },
    outline: outlineOf(record),
    // Also where undefined: run.json may hold a word of this name, and has no say.
    reproduced,
    fingerprints: { data: fingerprints.data },
    data: data && { counts: data.counts },
    model: model && { parameters: model.parameters },
    best: best && { epoch: best.epoch, metrics: known ? {} : best.metrics },
    last: last && { epoch: last.epoch, metrics: known ? inBrief(last.metrics) : last.metrics },
  };
}

function inBrief(metrics: MetricsBySplit): PartialMetrics {
  return Object.fromEntries(
    Object.entries(metrics).map(([split, { loss, accuracy }]) => [split, { loss, accuracy }] as const),
  );
}
