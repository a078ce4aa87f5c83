import { basename } from "node:path";
import { UserError } from "../base/errors.ts";
import type { SplitName } from "../data/table.ts";
import type { Comparison } from "../experiment/comparison/comparison.ts";
import { groupSentences } from "../experiment/comparison/groupWords.ts";
import { poolSentences } from "../experiment/comparison/poolWords.ts";
import { pairSentences, splitSentence } from "../experiment/comparison/words.ts";
import type { MetricId } from "../experiment/metrics.ts";
import type { FlipsPage } from "../protocol/trainer.ts";
import type { Comparisons, Runs } from "../services/api.ts";
import { comparisonTable } from "../services/comparisonTable.ts";
import { flipsTable } from "../services/flipsTable.ts";
import type { Log, StoredRun } from "../services/ports.ts";
import { type TableFormat, tableFormats } from "../services/tableFormats.ts";
import { openServices, terminalLog } from "./context.ts";
import { exit } from "./exit.ts";
import { findRun, folderOf, listedOnce, type RunsFolderOption } from "./findRuns.ts";
import { tellComparison, tellFlips } from "./tellComparison.ts";
import type { Terminal } from "./terminal.ts";
import { jsonLine } from "./text.ts";

export interface CompareOptions extends RunsFolderOption {
  readonly split?: SplitName;
  readonly metric?: MetricId;
  readonly format?: "text" | TableFormat;
  readonly json?: boolean;
  readonly flips?: boolean;
}

/** Flipped examples that a person is shown of each run; the other formats have all. */
const shownFlips = 20;
const pageLength = 1000;

/** What flipped between the baseline and one run. */
interface RunFlips {
  readonly letter: string;
  readonly page: FlipsPage;
}

/** Compares runs with the first of them; the result is the exit code. */
export async function compare(names: readonly string[], options: CompareOptions, terminal: Terminal): Promise<number> {
  const services = openServices(folderOf(options), terminal);
  try {
    const runs = await findAll(names, services.runs, options, terminalLog(terminal));
    const comparison = await services.comparisons.compare(runs, {
      ...(options.split !== undefined && { split: options.split }),
      ...(options.metric !== undefined && { metric: options.metric }),
      onPair: (done, total) => terminal.progress(`compared ${String(done)} of ${String(total)}`),
    });
    const isText = options.json !== true && (options.format ?? "text") === "text";
    const flips =
      options.flips === true
        ? await flipsOf(services.comparisons, runs, comparison, isText ? shownFlips : Number.POSITIVE_INFINITY)
        : null;
    terminal.progress("");
    tell(comparison, { runs, flips, options, terminal });
    return exit.done;
  } finally {
    await services.shutdown();
  }
}

interface Outcome {
  readonly runs: readonly StoredRun[];
  readonly flips: readonly RunFlips[] | null;
  readonly options: CompareOptions;
  readonly terminal: Terminal;
}

function tell(comparison: Comparison, { runs, flips, options, terminal }: Outcome): void {
  const classes = runs[0]?.record.data?.classes ?? [];
  if (options.json === true) {
    for (const line of jsonLines(comparison, flips)) terminal.out(jsonLine(line));
    return;
  }
  const format = options.format ?? "text";
  if (format === "text") {
    tellComparison(comparison, classes, terminal);
    if (flips !== null) tellFlips(flips, classes, terminal);
    return;
  }
  const listed = (flips ?? []).map(({ letter, page }) => ({ letter, flips: page.kind === "flips" ? page.flips : [] }));
  const table = flips === null ? comparisonTable(comparison) : flipsTable(listed, classes);
  for (const { page } of flips ?? []) if (page.kind === "flips" && page.warning !== null) terminal.err(page.warning);
  // The last line's end is the terminal's.
  terminal.out(tableFormats[format](table).replace(/\r?\n$/, ""));
}

function jsonLines(comparison: Comparison, flips: readonly RunFlips[] | null): readonly object[] {
  const { runs, groups, pools, ...shared } = comparison;
  return [
    { event: "comparison", ...shared, sentence: splitSentence(comparison) },
    ...runs.map((run) => ({ event: "run", ...run, sentences: pairSentences(comparison, run) })),
    ...groups.map((group) => ({ event: "group", ...group, sentences: groupSentences(comparison, group) })),
    ...pools.map((pool) => ({ event: "pool", ...pool, sentences: poolSentences(comparison, pool) })),
    ...(flips ?? []).map(({ letter, page }) => ({ event: "flips", letter, ...page })),
  ];
}

async function findAll(
  names: readonly string[],
  runs: Pick<Runs, "list" | "get">,
  options: CompareOptions,
  log: Log,
): Promise<readonly StoredRun[]> {
  const folder = folderOf(options);
  const listed = listedOnce(runs);
  const found: StoredRun[] = [];
  for (const name of names) {
    const run = await findRun(name, listed, folder, log);
    if (found.some((other) => other.folder === run.folder))
      throw new UserError(`The run ${basename(run.folder)} is named twice.`, "Name each run once.");
    found.push(run);
  }
  return found;
}

async function flipsOf(
  comparisons: Comparisons,
  runs: readonly StoredRun[],
  comparison: Comparison,
  most: number,
): Promise<readonly RunFlips[]> {
  const [baseline, ...others] = runs;
  const all: RunFlips[] = [];
  for (const [at, run] of others.entries()) {
    if (baseline === undefined) continue;
    const ask = (offset: number): Promise<FlipsPage> => {
      const limit = Math.min(pageLength, most - offset);
      return comparisons.flips(baseline, run, {
        split: comparison.split,
        kind: null,
        cell: null,
        offset,
        limit,
      });
    };
    let page = await ask(0);
    while (page.kind === "flips" && page.flips.length < Math.min(page.total, most)) {
      const next = await ask(page.flips.length);
      if (next.kind !== "flips" || next.flips.length === 0) break;
      page = { ...page, flips: [...page.flips, ...next.flips] };
    }
    all.push({ letter: comparison.runs[at + 1]?.letter ?? "", page });
  }
  return all;
}
