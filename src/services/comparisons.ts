import { UserError } from "../base/errors.ts";
import type { SplitName } from "../data/table.ts";
import { changedSettings } from "../experiment/comparison/changedSettings.ts";
import type { ComparedGroup, ComparedRun, Comparison, FiguresBySplit } from "../experiment/comparison/comparison.ts";
import type { FoldPool } from "../experiment/comparison/foldPools.ts";
import { foldSets } from "../experiment/comparison/foldSets.ts";
import { deltasOf, figuresOf } from "../experiment/comparison/figures.ts";
import type { PairResult } from "../experiment/comparison/pair.ts";
import { groupRepeats, testGroups } from "../experiment/comparison/repeats.ts";
import { runTitle } from "../experiment/describe.ts";
import type { MetricId } from "../experiment/metrics.ts";
import type { RunRecord } from "../experiment/record.ts";
import { holm } from "../experiment/significance/holm.ts";
import type { FlipsPage, FlipsQuery } from "../protocol/trainer.ts";
import type { CompareOptions, Comparisons, FlipsPart } from "./api.ts";
import type { RunFiles, StoredRun } from "./ports.ts";
import { RememberedPairs } from "./rememberedPairs.ts";
import type { UtilityWorker } from "./utilityWorker.ts";

export interface ComparisonPorts {
  readonly files: Pick<RunFiles, "epochs">;
  readonly worker: UtilityWorker;
}

const defaultMetric: MetricId = "accuracy";

/** Runs set beside a baseline. Predictions are read and resampled by the worker, a pair at a time. */
export class ComparisonService implements Comparisons {
  readonly #ports: ComparisonPorts;
  readonly #pairs = new RememberedPairs();

  constructor(ports: ComparisonPorts) {
    this.#ports = ports;
  }

  async compare(runs: readonly StoredRun[], options: CompareOptions = {}): Promise<Comparison> {
    const [baseline, ...others] = runs;
    if (baseline === undefined || others.length === 0)
      throw new UserError("One run alone cannot be compared.", "Name a baseline and at least one other run.");
    const records = runs.map(({ record }) => record);
    const chosen = chooseSplit(records, options.split);
    const metric = options.metric ?? defaultMetric;
    const pairs: PairResult[] = [];
    for (const run of others) {
      if (options.isStopped?.() === true)
        throw new UserError(
          "The comparison was stopped.",
          "What was computed is kept: comparing again goes on from there.",
        );
      pairs.push(await this.#pairs.of(baseline, run, chosen.split, () => this.#pair(baseline, run, chosen.split)));
      options.onPair?.(pairs.length, others.length);
    }
    const groups = comparedGroups(records, chosen.split, metric);
    return {
      ...chosen,
      metric,
      runs: await this.#compared(runs, pairs),
      settings: changedSettings(records.map(({ experiment }) => experiment)),
      groups,
      pools: await this.#pools(runs, groups),
    };
  }

  /** Those of folds, whose held-out examples are put together. */
  async #pools(runs: readonly StoredRun[], groups: readonly ComparedGroup[]): Promise<readonly FoldPool[]> {
    const records = runs.map(({ record }) => record);
    const pools: FoldPool[] = [];
    for (const members of groups.flatMap((group) => foldSets(records, group))) {
      const parts = members.flatMap((place) => runs[place] ?? []);
      const runFolders = parts.map(({ folder }) => folder);
      const splits = parts.map(({ record }) => record.experiment.split);
      pools.push({
        members,
        folds: splits.map(({ fold }) => fold ?? 0),
        of: splits[0]?.folds ?? members.length,
        result: await this.#ports.worker.ask((worker) => worker.pool({ runFolders })),
      });
    }
    return pools;
  }

  flips(baseline: StoredRun, run: StoredRun, query: FlipsPart): Promise<FlipsPage> {
    const whole: FlipsQuery = {
      ...query,
      baselineFolder: baseline.folder,
      runFolder: run.folder,
      baseFolder: baseline.baseFolder,
    };
    return this.#ports.worker.ask((worker) => worker.flips(whole));
  }

  #pair(baseline: StoredRun, run: StoredRun, split: SplitName): Promise<PairResult> {
    const folders = { baselineFolder: baseline.folder, runFolder: run.folder };
    return this.#ports.worker.ask((worker) => worker.comparePair({ ...folders, split }));
  }

  async #compared(runs: readonly StoredRun[], pairs: readonly PairResult[]): Promise<readonly ComparedRun[]> {
    const figures: FiguresBySplit[] = [];
    for (const { record, folder } of runs) figures.push(figuresOf(record, await this.#ports.files.epochs(folder)));
    const adjusted = adjustedOf(pairs.map((pair) => (pair.kind === "compared" ? pair.mcNemar : null)));
    const baseline = figures[0] ?? {};
    return runs.map(({ record, annotations, folder }, at) => ({
      id: record.id,
      letter: letterOf(at),
      title: runTitle(record, annotations),
      folder,
      status: record.status,
      bestEpoch: record.best?.epoch ?? null,
      seconds: record.seconds.total,
      parameters: record.model?.parameters ?? null,
      figures: figures[at] ?? {},
      deltas: deltasOf(figures[at] ?? {}, baseline),
      pair: pairs[at - 1] ?? null,
      adjusted: adjusted[at - 1] ?? null,
    }));
  }
}

/** Test when all runs that were evaluated have one, else validation, unless a split is asked for. */
function chooseSplit(
  records: readonly RunRecord[],
  asked: SplitName | undefined,
): Pick<Comparison, "split" | "splitReason"> {
  if (asked !== undefined) return { split: asked, splitReason: "asked" };
  const evaluated = records.filter(({ metrics }) => metrics.test !== undefined || metrics.validation !== undefined);
  return evaluated.length > 0 && evaluated.every(({ metrics }) => metrics.test !== undefined)
    ? { split: "test", splitReason: "allHaveTest" }
    : { split: "validation", splitReason: "someLackTest" };
}

function comparedGroups(records: readonly RunRecord[], split: SplitName, metric: MetricId): readonly ComparedGroup[] {
  const groups = groupRepeats(records, split, metric).flatMap((group) => {
    const record = records[group.members[0] ?? 0];
    return record === undefined ? [] : [{ group, record }];
  });
  const first = groups.find(({ group }) => group.members.includes(0));
  const tests = groups.map((one) => (first === undefined || one === first ? null : testGroups(first, one)));
  const adjusted = adjustedOf(
    tests.map((test) => (test === null || test.kind === "refused" ? null : (test.test?.p ?? null))),
  );
  return groups.map(({ group }, at) => ({ ...group, test: tests[at] ?? null, adjusted: adjusted[at] ?? null }));
}

/** Holm over those that have a p. */
function adjustedOf(values: readonly (number | null)[]): readonly (number | null)[] {
  const adjusted = [...holm(values.filter((value) => value !== null))];
  return values.map((value) => (value === null ? null : (adjusted.shift() ?? null)));
}

/** A … Z, AA, AB … */
function letterOf(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26));
  return at < 26 ? letter : letterOf(Math.floor(at / 26) - 1) + letter;
}
