import { UserError } from "../../base/errors.ts";
import type { CountedFile } from "../../data/exampleCounter.ts";
import type { TokenizerOptions } from "../../data/featurizer.ts";
import type { FileLayout } from "../../data/layout.ts";
import { readTable, type TableSource } from "../../data/readTable.ts";
import { splitTable } from "../../data/split.ts";
import { columnsOfSplit } from "../../data/splitColumn.ts";
import type { ExampleTable, SplitOptions, Splits } from "../../data/table.ts";
import type { DatasetSource } from "../../protocol/datasets.ts";
import { choicesFor } from "../datasetLayout.ts";
import { defaultSplitOf, defaultTokenizer, sniffAndCount } from "../inspectDataset.ts";
import { pacedSource } from "../pacedSource.ts";
import type { DataFiles } from "../ports.ts";
import { folderPlaces, type FolderPlaces } from "./folderPlaces.ts";
import { driven, type Steps } from "./steps.ts";

/** What word vectors cut texts at unless told otherwise, as the schema's default says too. */
const defaultMaxTokens = 300;

/** A dataset in memory, split as it would be for training. */
export interface ReadDataset {
  readonly table: ExampleTable;
  /** Where the examples of each of its files stand that is a folder. */
  readonly places: readonly (FolderPlaces | null)[];
  readonly layout: FileLayout;
  readonly reasons: readonly string[];
  readonly split: SplitOptions;
  /** null: they cannot be made, and why. */
  readonly splits: Splits | null;
  readonly splitProblem: string | null;
  readonly tokenizer: TokenizerOptions;
  /** All examples of a file of which the table holds a sample; null where it holds all. */
  readonly counted: CountedFile | null;
  readonly cutAt: number;
  readonly isCut: boolean;
}

/** Reads and splits, of a large file an even sample; files that cannot be read are UserErrors, a split that cannot be made is told beside. */
export async function readDataset(
  source: DatasetSource,
  files: DataFiles,
  steps: Steps,
  limits: HoldLimits = holdLimits,
): Promise<ReadDataset> {
  const { sources, layout, reasons, split, counted } = await located(source, files, steps);
  const { control, tell } = steps;
  const paced = sources.map(({ role, source: bytes }) => ({ role, source: pacedSource(bytes, control) }));
  const table = await readTable(paced, layout, {
    ...columnsOfSplit(split),
    every: counted === null ? 1 : oneInSoMany(counted, layout, limits),
    onProgress: (fraction) => tell(0.2 + 0.4 * fraction),
  });
  const places = [];
  for (const each of paced) places.push(await folderPlaces(each.source, layout));
  await control.breathe();
  const { splits, splitProblem } = await splitOrWhyNot(table, split, steps);
  const experiment = source.kind === "experiment" ? source : undefined;
  return {
    table,
    places,
    layout,
    reasons,
    split,
    splits,
    splitProblem,
    tokenizer: experiment?.tokenizer ?? defaultTokenizer,
    counted: counted?.examples === table.size ? null : counted,
    cutAt: experiment?.maxTokens ?? defaultMaxTokens,
    isCut: (experiment?.maxTokens ?? null) !== null,
  };
}

interface Located {
  readonly sources: readonly TableSource[];
  readonly layout: FileLayout;
  readonly reasons: readonly string[];
  readonly split: SplitOptions;
  /** Of a file that need not be held whole. */
  readonly counted: CountedFile | null;
}

/** Bytes of text that are held whole, and about how many of a larger file are. */
export interface HoldLimits {
  readonly whole: number;
  readonly sampled: number;
}
export const holdLimits: HoldLimits = { whole: 256 * 2 ** 20, sampled: 16 * 2 ** 20 };
/** Parquet packs what it holds. */
const parquetPacks = 4;

function oneInSoMany({ bytes }: CountedFile, { format }: FileLayout, { whole, sampled }: HoldLimits): number {
  const held = format === "parquet" ? parquetPacks * bytes : bytes;
  return held > whole ? Math.ceil(held / sampled) : 1;
}

async function located(source: DatasetSource, files: DataFiles, { control, tell }: Steps): Promise<Located> {
  if (source.kind === "file") {
    const opened = await files.open(source.path);
    const { choices } = await choicesFor(files, source.path, source.choices);
    const { sniffed, counted } = await sniffAndCount(opened, choices, { control, tell: (done) => tell(0.2 * done) });
    const { layout, reasons } = sniffed;
    return {
      sources: [{ role: "all", source: opened }],
      layout,
      reasons,
      split: defaultSplitOf(layout),
      counted: source.whole === true ? null : counted,
    };
  }
  const { dataset, split } = source;
  const sources = [];
  for (const { role, path } of dataset.files) sources.push({ role, source: await files.open(path) });
  return { sources, layout: dataset.layout, reasons: [], split, counted: null };
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
