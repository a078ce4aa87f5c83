import type { TokenizerOptions } from "../data/featurizer.ts";
import type { ColumnFacts } from "../data/inspect/columns.ts";
import type { DuplicateFacts } from "../data/inspect/duplicates.ts";
import type { LengthFacts } from "../data/inspect/lengths.ts";
import type { TellingWord } from "../data/inspect/tellingWords.ts";
import type { VectorCoverage } from "../data/inspect/vectorCoverage.ts";
import type { FileLayout, LayoutChoices } from "../data/layout.ts";
import type { SplitName, SplitOptions, TableFile } from "../data/table.ts";
import type { ResolvedDataset } from "../experiment/resolved.ts";

/** What is opened to be looked at: a file as it would be trained on by default, or the dataset of an experiment. */
export type DatasetSource =
  | {
      readonly kind: "file";
      readonly path: string;
      readonly choices: LayoutChoices;
      /** Holds all examples in memory, of however large a file; else of one beyond 256 MB an even sample. */
      readonly whole?: boolean;
    }
  | {
      readonly kind: "experiment";
      readonly dataset: ResolvedDataset;
      readonly split: SplitOptions;
      /** Of its features, where they read texts. */
      readonly tokenizer: TokenizerOptions | null;
      /** Most tokens of a text that its word vectors look at. */
      readonly maxTokens: number | null;
    };

/** A dataset that a worker holds in memory under an id, until it is closed. */
export interface OpenDataset {
  readonly id: string;
  readonly source: DatasetSource;
}

/** What is known once a dataset has been read. */
export interface DatasetOverview {
  readonly files: readonly TableFile[];
  readonly layout: FileLayout;
  /** Why the file was taken to be laid out so; empty where an experiment says it. */
  readonly reasons: readonly string[];
  readonly examples: number;
  /** How many of them are held: all, or of a large file an even sample. Lengths, columns, words, duplicates and lists are of these. */
  readonly held: number;
  readonly classes: readonly string[];
  /** Examples per class id in each split there is, and in all. */
  readonly counts: Readonly<Partial<Record<SplitName, readonly number[]>>>;
  readonly allCounts: readonly number[];
  readonly split: SplitOptions;
  /** Why the examples cannot be split as asked; no split has any then. */
  readonly splitProblem: string | null;
  readonly tokenizer: TokenizerOptions;
  /** Null for a dataset without texts. */
  readonly lengths: LengthFacts | null;
  /** Whether the features really cut texts there; else it is what word vectors cut at by default. */
  readonly isCut: boolean;
  readonly columns: readonly ColumnFacts[];
}

export interface DuplicateReport {
  readonly facts: DuplicateFacts;
  /** How long the lists are. */
  readonly lists: Readonly<Record<LikenessList, number>>;
  /** Least similarity of near duplicates; null where only exact ones were looked for (datasets without texts). */
  readonly nearEnough: number | null;
  /** Whether there may be more near duplicates than were found. */
  readonly isPartial: boolean;
}

/** Across splits, within a split, or with different labels. */
export type LikenessList = "leaks" | "repeats" | "conflicts";

export interface WordReport {
  /** The most telling words of each class id, counted on the training split (on all without one). */
  readonly telling: readonly (readonly TellingWord[])[];
  readonly countedOn: "train" | "all";
}

export interface VectorReport {
  readonly path: string;
  readonly dimension: number;
  readonly rows: number;
  readonly coverage: VectorCoverage;
}

export interface DatasetFilter {
  /** null = any; "none": in no split. */
  readonly classId: number | null;
  readonly split: SplitName | "none" | null;
  /** Found in the text, or in the columns as `name = value`, whatever the case; "" = all. */
  readonly text: string;
}
export interface DatasetExamplesQuery {
  readonly id: string;
  readonly filter: DatasetFilter;
  readonly offset: number;
  readonly limit: number;
}
export interface DatasetExamplesPage {
  /** Examples that the filter lets through, in the order of the files. */
  readonly total: number;
  readonly examples: readonly DatasetExample[];
}
export interface DatasetExample {
  /** Its place in the dataset, from 0. */
  readonly example: number;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly split: SplitName | null;
  readonly classId: number;
  /** The text on one line, or the columns as `name = value`, cut to 500 characters. */
  readonly excerpt: string;
}

export interface LikenessesQuery {
  readonly id: string;
  readonly list: LikenessList;
  readonly offset: number;
  readonly limit: number;
}
export interface LikenessesPage {
  readonly total: number;
  readonly likenesses: readonly LikenessRow[];
}
interface LikenessRow {
  readonly similarity: number;
  readonly isExact: boolean;
  /** The first ten. */
  readonly examples: readonly DatasetExample[];
  /** How many there are. */
  readonly size: number;
}

/** Work on an open dataset that may take long and can be stopped. */
export type DatasetPart = "overview" | "duplicates" | "words" | "vectors";

/** Requests to a worker about datasets it holds. What was stopped has null for its result. */
export interface DatasetRequests {
  openDataset: [OpenDataset, { readonly overview: DatasetOverview | null }];
  duplicates: [{ readonly id: string }, { readonly report: DuplicateReport | null }];
  words: [{ readonly id: string }, { readonly report: WordReport | null }];
  vectorCoverage: [{ readonly id: string; readonly path: string }, { readonly report: VectorReport | null }];
  datasetExamples: [DatasetExamplesQuery, DatasetExamplesPage];
  likenesses: [LikenessesQuery, LikenessesPage];
  stopDataset: [{ readonly id: string; readonly part: DatasetPart }, null];
  closeDataset: [{ readonly id: string }, null];
}

export interface DatasetNotifications {
  /** At most ten times a second. */
  datasetProgress: DatasetProgress;
}
export interface DatasetProgress {
  readonly id: string;
  readonly part: DatasetPart;
  /** 0…1. */
  readonly fraction: number;
}
