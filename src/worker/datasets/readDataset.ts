import { UserError } from "../../base/errors.ts";
import type { TokenizerOptions } from "../../data/featurizer.ts";
import type { FileLayout } from "../../data/layout.ts";
import { readTable, type TableSource } from "../../data/readTable.ts";
import { splitTable } from "../../data/split.ts";
import type { ExampleTable, SplitOptions, Splits } from "../../data/table.ts";
import type { DatasetSource } from "../../protocol/datasets.ts";
import { choicesFor } from "../datasetLayout.ts";
import { defaultSplit, defaultTokenizer, sniffAndCount } from "../inspectDataset.ts";
import { pacedSource } from "../pacedSource.ts";
import type { DataFiles } from "../ports.ts";
import { driven, type Steps } from "./steps.ts";

/** What word vectors cut texts at unless told otherwise, as the schema's default says too. */
const defaultMaxTokens = 300;

/** A dataset in memory, split as it would be for training. */
export interface ReadDataset {
  readonly table: ExampleTable;
  readonly layout: FileLayout;
  readonly reasons: readonly string[];
  readonly split: SplitOptions;
  /** null: they cannot be made, and why. */
  readonly splits: Splits | null;
  readonly splitProblem: string | null;
  readonly tokenizer: TokenizerOptions;
  readonly cutAt: number;
  readonly isCut: boolean;
}

/** Reads and splits; files that cannot be read are UserErrors, a split that cannot be made is told beside. */
export async function readDataset(source: DatasetSource, files: DataFiles, steps: Steps): Promise<ReadDataset> {
  const { sources, layout, reasons, split } = await located(source, files);
  const { control, tell } = steps;
  const paced = sources.map(({ role, source: bytes }) => ({ role, source: pacedSource(bytes, control) }));
  const table = await readTable(paced, layout, {
    ...(split.groupColumn !== undefined && { groupColumn: split.groupColumn }),
    onProgress: (fraction) => tell(0.6 * fraction),
  });
  await control.breathe();
  const { splits, splitProblem } = await splitOrWhyNot(table, split, steps);
  const experiment = source.kind === "experiment" ? source : undefined;
  return {
    table,
    layout,
    reasons,
    split,
    splits,
    splitProblem,
    tokenizer: experiment?.tokenizer ?? defaultTokenizer,
    cutAt: experiment?.maxTokens ?? defaultMaxTokens,
    isCut: (experiment?.maxTokens ?? null) !== null,
  };
}

interface Located {
  readonly sources: readonly TableSource[];
  readonly layout: FileLayout;
  readonly reasons: readonly string[];
  readonly split: SplitOptions;
}

async function located(source: DatasetSource, files: DataFiles): Promise<Located> {
  if (source.kind === "file") {
    const opened = await files.open(source.path);
    const { choices } = await choicesFor(files, source.path, source.choices);
    const { layout, reasons } = (await sniffAndCount(opened, choices)).sniffed;
    return { sources: [{ role: "all", source: opened }], layout, reasons, split: defaultSplit };
  }
  const { dataset, split } = source;
  const sources = [];
  for (const { role, path } of dataset.files) sources.push({ role, source: await files.open(path) });
  return { sources, layout: dataset.layout, reasons: [], split };
}

async function splitOrWhyNot(table: ExampleTable, split: SplitOptions, steps: Steps) {
  try {
    const splits = await driven(steps, splitTable(table, split), 2 * table.size, [0.6, 0.8]);
    return { splits, splitProblem: null };
  } catch (error) {
    if (error instanceof UserError) return { splits: null, splitProblem: error.message };
    throw error;
  }
}
