import type { FeaturizerState } from "../../data/featurizer.ts";
import type { SplitName } from "../../data/table.ts";
import type { EpochMetrics } from "../../experiment/metrics.ts";
import type { Reproduction } from "../../experiment/reproduction.ts";
import type { RunAnnotations, RunRecord } from "../../experiment/record.ts";
import type { LabelledMatrix, NamedArray } from "../../models/classifier.ts";

/** A file of an export, by its name in the export's folder; a name may lie in one folder below, such as `data/order.npy`. */
export interface ExportedFile {
  readonly name: string;
  /** Its bytes, made as they are written. */
  readonly pieces: Iterable<Uint8Array>;
}

interface StoredArray {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/** Arrays of a safetensors file. */
interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Uint32Array;
}

/** Everything that is kept of a run, read when it is asked for; what is missing or damaged is a UserError. */
export interface ExportSource {
  /** Paths in it are relative to the run's workspace folder. */
  readonly record: RunRecord;
  readonly annotations: RunAnnotations;
  readonly epochs: () => Promise<readonly EpochMetrics[]>;
  /** The kept model's arrays in their order. */
  readonly weights: () => Promise<readonly NamedArray[]>;
  readonly features: () => Promise<FeaturizerState>;
  /** Such as `predictions.test`: examples × classes. */
  readonly array: (name: string) => Promise<StoredArray>;
  /** The learning rate of every step, as far as recorded. */
  readonly rates: () => Promise<Float32Array>;
  /** The features of every split, made again from the data files, which must be those of the run. */
  readonly described: () => Promise<DescribedSource>;
  /** A file's bytes as they are; a UserError where there are too many. */
  readonly bytesOf: (path: string) => Promise<Uint8Array>;
  readonly matrices: () => Promise<Readonly<Partial<Record<SplitName, LabelledMatrix>>>>;
}

/** What others need to train the run again, and where its files lie, by their names in it. */
interface DescribedSource {
  readonly reproduction: Reproduction;
  readonly paths: ReadonlyMap<string, string>;
}

/** Ways to write arrays. */
export interface ArrayFormats {
  npy(shape: readonly number[], values: Float32Array | Int32Array): Iterable<Uint8Array>;
  safetensors(tensors: readonly NamedTensor[], metadata: Readonly<Record<string, string>>): Iterable<Uint8Array>;
}

interface ExportTools {
  readonly arrays: ArrayFormats;
  /** JavaScript that defines `createPredictor`: javascript/predictor.ts, bundled. */
  predictorCode(): Promise<string>;
  /** Whether the run's data files go along. */
  readonly withData: boolean;
}

/** Makes the files of one format. A run that the format cannot hold is a UserError that says why. */
export type Exporter = (source: ExportSource, tools: ExportTools) => Promise<readonly ExportedFile[]>;

/** A small text file in UTF-8. */
export function textFile(name: string, text: string): ExportedFile {
  return { name, pieces: [new TextEncoder().encode(text)] };
}

/** A text file that is made piece by piece. */
export function textPieces(name: string, make: () => Iterable<string>): ExportedFile {
  const pieces = function* (): Iterable<Uint8Array> {
    const encoder = new TextEncoder();
    for (const text of make()) yield encoder.encode(text);
  };
  return { name, pieces: { [Symbol.iterator]: () => pieces()[Symbol.iterator]() } };
}
