import type { OpenVectorShelf } from "../data/featurePorts.ts";
import type { FeaturizerState } from "../data/featurizer.ts";
import type { ByteSource } from "../data/table.ts";
import type { EpochMetrics } from "../experiment/metrics.ts";
import type { HelperThreads } from "../engine/kernels/crew.ts";
import type { RunRecord } from "../experiment/record.ts";
import type { ExportOutcome, ExportQuery } from "../protocol/exports.ts";
import type { Reproductions } from "../protocol/reproduction.ts";
import type { NamedArray } from "../models/classifier.ts";

/** What the trainer session needs of the outside; the worker's entry in src/platform makes it real. */
export interface TrainerPorts {
  readonly files: DataFiles;
  /** Where datasets are looked for. */
  readonly folders: Folders;
  readonly clock: SessionClock;
  readonly versions: RunRecord["versions"];
  readonly kernels: KernelBytes;
  /** Absent where a trainer has but its own thread. */
  readonly kernelThreads?: HelperThreads;
  /** Where rows of vectors files that were read for the runs beside this one are found again. */
  readonly vectorCache?: (runFolder: string) => OpenVectorShelf;
  /** Replaces a file atomically with the given pieces. */
  readonly replaceFile?: (path: string, pieces: Iterable<Uint8Array>) => Promise<void>;
  /** Takes runs to other machines and back. */
  readonly reproductions?: (kernelFlavour: string) => Promise<Reproductions>;
  openRun(folder: string): Promise<RunWriter>;
  readRun(folder: string): Promise<RunReader>;
  exportRun(query: ExportQuery): Promise<ExportOutcome>;
}

/** The compiled WebAssembly modules; an absent one is not tried. */
export interface KernelBytes {
  readonly simd?: Uint8Array<ArrayBuffer>;
  readonly relaxedSimd?: Uint8Array<ArrayBuffer>;
}

export interface DataFiles {
  /** Opens a regular file; a folder, a missing or unreadable file is a UserError that names it. */
  open(path: string): Promise<ByteSource>;
  /** The text of a small file, null where there is none. */
  textOf(path: string): Promise<string | null>;
  /** Joins and normalises a path given relative to a folder. */
  resolve(folder: string, path: string): string;
  /** The path relative to the folder when it lies inside, else the absolute path; always with forward slashes. */
  relative(folder: string, path: string): string;
}

/** Folders as they are looked through; paths may be written with forward slashes. What may not be read is not there. */
export interface Folders {
  /** Files and folders in a folder, links followed. */
  entries(folder: string): readonly FolderEntry[];
  /** The path with its links followed, with forward slashes; null of what is not there. */
  real(path: string): string | null;
  /** Null of what is not there; of a folder the number of its entries in the place of bytes. */
  stamp(path: string): { readonly bytes: number; readonly modified: number } | null;
  /** The first bytes of a regular file, so many at most; null of anything else. */
  head(path: string, most: number): Uint8Array | null;
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: "file" | "folder";
  readonly isLink: boolean;
}

export interface SessionClock {
  /** Monotonic milliseconds. */
  ticks(): number;
  /** ISO 8601 in UTC, for records. */
  timestamp(): string;
  /** Lets waiting messages be handled. */
  breathe(): Promise<void>;
}

/** The only writer of a run folder while it holds the lock. */
export interface RunWriter {
  /** Replaces run.json atomically, after what was asked before once the run has ended; else other writes do not wait for it. */
  record(record: RunRecord): Promise<void>;
  epoch(line: EpochMetrics): Promise<void>;
  /** Appends rows of step columns (row-major, stepColumns wide). */
  steps(rows: Float32Array): Promise<void>;
  /** NumPy .npy files: predictions, labels, rows. These and the weights are written beside each other; what is asked later waits for them. */
  array(name: string, shape: readonly number[], values: Float32Array | Int32Array): Promise<void>;
  /** The kept model as safetensors, tensors in the given order. */
  weights(tensors: readonly NamedArray[], metadata: Readonly<Record<string, string>>): Promise<void>;
  /**
   * Replaces the checkpoint, together with how long metrics.ndjson and steps.f32 are by what was asked before; settles
   * when all of it would outlast a power cut. The one before it is kept beside it. Other writes do not wait for it.
   */
  checkpoint(tensors: readonly StoredTensor[], metadata: Readonly<Record<string, string>>): Promise<void>;
  /** Cuts metrics.ndjson and steps.f32 back to what goes with a checkpoint, null: to nothing; later ones are removed. */
  cutBack(to: Pick<StoredCheckpoint, "lengths" | "age"> | null): Promise<void>;
  removeCheckpoints(): Promise<void>;
  /** A fitted featurizer under features/<fingerprint>, shared by runs. */
  features(
    fingerprint: string,
    json: unknown,
    arrays: ReadonlyMap<string, Float32Array | Float64Array | Uint32Array>,
  ): Promise<void>;
  /** Flushes, releases the lock, closes. */
  close(): Promise<void>;
}

/** Bytes of metrics.ndjson and steps.f32. */
export interface JournalLengths {
  readonly metrics: number;
  readonly steps: number;
}

export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array;
}

export interface StoredCheckpoint {
  readonly tensors: readonly StoredTensor[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Of the files when it was made. */
  readonly lengths: JournalLengths;
  /** `previous`: the one before the last, which is damaged. */
  readonly age: "last" | "previous";
}

export interface RunReader {
  record(): Promise<RunRecord>;
  array(name: string): Promise<{ readonly shape: readonly number[]; readonly values: Float32Array | Int32Array }>;
  /** The kept model's arrays in their order; a UserError where there is no model. */
  weights(): Promise<readonly NamedArray[]>;
  /** A fitted featurizer that was stored for this run and others; a UserError where it is not there. */
  features(fingerprint: string): Promise<FeaturizerState>;
  /** Step rows as written, row-major; empty when there are none. */
  steps(): Promise<Float32Array>;
  /** The lines of metrics.ndjson. */
  epochs(): Promise<readonly EpochMetrics[]>;
  /** The last one that is whole; null where there is none that the run can go on from. */
  checkpoint(): Promise<StoredCheckpoint | null>;
}
