import { createHash } from "node:crypto";
import { posix } from "node:path";
import { UserError } from "../../../src/base/errors.ts";
import type { FeaturizerState } from "../../../src/data/featurizer.ts";
import type { ByteSource, Digest } from "../../../src/data/table.ts";
import type { EpochMetrics } from "../../../src/experiment/metrics.ts";
import type { RunRecord } from "../../../src/experiment/record.ts";
import type { NamedArray } from "../../../src/models/classifier.ts";
import type { RunReader, RunWriter, StoredCheckpoint, TrainerPorts } from "../../../src/worker/ports.ts";

interface StoredArray {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/** What a run folder holds, in memory. */
export class MemoryRun {
  open = false;
  records: RunRecord[] = [];
  epochs: EpochMetrics[] = [];
  readonly arrays = new Map<string, StoredArray>();
  steps = new Float32Array(0);
  model: Uint8Array | null = null;
  weights: readonly NamedArray[] = [];
  checkpoint: StoredCheckpoint | null = null;
  /** How many checkpoints were written. */
  checkpoints = 0;

  /** Bytes of what would be metrics.ndjson and steps.f32. */
  get lengths() {
    return {
      metrics: this.epochs.map(lengthOf).reduce((sum, length) => sum + length, 0),
      steps: this.steps.byteLength,
    };
  }

  get record(): RunRecord {
    const last = this.records.at(-1);
    if (last === undefined) throw new Error("nothing was recorded");
    return last;
  }

  /** SHA-256 of all that is saved of the weights. */
  get modelDigest(): string {
    if (this.model === null) throw new Error("no weights were saved");
    return createHash("sha256").update(this.model).digest("hex");
  }
}

/** As files on disk have it: the one of src/base took a fifth of the tests that read a dataset again and again. */
function sha256(): Digest {
  const hash = createHash("sha256");
  return { update: (bytes) => hash.update(bytes), digestHex: () => hash.digest("hex") };
}

/** A file system and a clock in memory: every look at the clock takes a millisecond, and messages come when it breathes. */
export class MemoryPorts implements TrainerPorts {
  readonly disk = new Map<string, Uint8Array>();
  readonly runs = new Map<string, MemoryRun>();
  readonly features = new Map<string, FeaturizerState>();
  readonly versions = { benchtop: "0.0.0", node: "24.0.0" };
  readonly kernels = {};
  /** How often the trainer let messages in. */
  breaths = 0;
  /** Called at every breath, with its number from 1. */
  onBreath: (breath: number) => void = () => undefined;
  now = 0;
  /** Milliseconds that pass with every look at the clock. */
  pace = 1;

  readonly clock = {
    ticks: () => (this.now += this.pace),
    timestamp: () => `2026-01-01T00:00:00.${String(this.now % 1000).padStart(3, "0")}Z`,
    breathe: async () => {
      this.breaths++;
      this.onBreath(this.breaths);
      await Promise.resolve();
    },
  };

  readonly files = {
    open: (path: string): Promise<ByteSource> => {
      const bytes = this.disk.get(path);
      if (bytes === undefined)
        return Promise.reject(new UserError("There is no such file.", "Check the path.", { file: path }));
      return Promise.resolve({
        path,
        size: bytes.length,
        sha256,
        async *chunks() {
          for (let from = 0; from < bytes.length; from += 1000) {
            await Promise.resolve();
            yield bytes.subarray(from, from + 1000);
          }
        },
      });
    },
    textOf: (path: string) => {
      const bytes = this.disk.get(path);
      return Promise.resolve(bytes === undefined ? null : new TextDecoder().decode(bytes));
    },
    resolve: (folder: string, path: string) => posix.resolve(folder, path),
    relative: (folder: string, path: string) => {
      const relative = posix.relative(folder, path);
      return relative.startsWith("..") ? path : relative;
    },
  };

  readonly folders = {
    entries: () => [],
    real: () => null,
    stamp: () => null,
    head: () => null,
  };

  write(path: string, text: string): void {
    this.disk.set(path, new TextEncoder().encode(text));
  }

  /** Writes files whole, as they are when all their pieces have come. */
  readonly replaceFile = (path: string, pieces: Iterable<Uint8Array>): Promise<void> => {
    this.disk.set(path, new Uint8Array(Buffer.concat([...pieces])));
    return Promise.resolve();
  };

  run(folder: string): MemoryRun {
    const run = this.runs.get(folder);
    if (run === undefined) throw new Error(`no run in ${folder}`);
    return run;
  }

  openRun(folder: string): Promise<RunWriter> {
    const run = this.runs.get(folder) ?? new MemoryRun();
    if (run.open) return Promise.reject(new UserError("Another window trains this run.", "Wait for it."));
    run.open = true;
    this.runs.set(folder, run);
    const write = (change: () => void): Promise<void> => {
      if (!run.open) return Promise.reject(new Error("the run folder is closed"));
      change();
      return Promise.resolve();
    };
    return Promise.resolve({
      // As a file would be: what is written does not change afterwards and holds JSON only.
      record: (record) => write(() => run.records.push(JSON.parse(JSON.stringify(record)) as RunRecord)),
      epoch: (line) => write(() => run.epochs.push(JSON.parse(JSON.stringify(line)) as EpochMetrics)),
      steps: (rows) =>
        write(() => {
          const joined = new Float32Array(run.steps.length + rows.length);
          joined.set(run.steps);
          joined.set(rows, run.steps.length);
          run.steps = joined;
        }),
      array: (name, shape, values) => write(() => run.arrays.set(name, { shape: [...shape], values: values.slice() })),
      weights: (tensors, metadata) =>
        write(() => {
          run.model = weightBytes(tensors, metadata);
          run.weights = tensors.map((tensor) => ({ ...tensor, values: tensor.values.slice() }));
        }),
      checkpoint: (tensors, metadata) =>
        write(() => {
          run.checkpoints++;
          run.checkpoint = {
            tensors: tensors.map((tensor) => ({ ...tensor, values: tensor.values.slice() })),
            metadata: JSON.parse(JSON.stringify(metadata)) as Record<string, string>,
            lengths: run.lengths,
            age: "last",
          };
        }),
      cutBack: (to) =>
        write(() => {
          const { metrics, steps } = to?.lengths ?? { metrics: 0, steps: 0 };
          if (to === null) run.checkpoint = null;
          let length = 0;
          run.epochs = run.epochs.filter((epoch) => (length += lengthOf(epoch)) <= metrics);
          run.steps = run.steps.slice(0, steps / Float32Array.BYTES_PER_ELEMENT);
        }),
      removeCheckpoints: () => write(() => (run.checkpoint = null)),
      features: (fingerprint, json, arrays) => write(() => this.features.set(fingerprint, { json, arrays })),
      close: () => write(() => (run.open = false)),
    });
  }

  exportRun(): Promise<never> {
    return Promise.reject(new Error("an export needs real files"));
  }

  readRun(folder: string): Promise<RunReader> {
    const run = this.run(folder);
    return Promise.resolve({
      record: () => Promise.resolve(run.record),
      array: (name) => {
        const array = run.arrays.get(name);
        if (array === undefined)
          return Promise.reject(new UserError(`There is no ${name}.npy.`, "Train it to the end."));
        return Promise.resolve(array);
      },
      weights: () =>
        run.model === null
          ? Promise.reject(new UserError("The run has no model.", "Train it to the end."))
          : Promise.resolve(run.weights),
      features: (fingerprint) => {
        const stored = this.features.get(fingerprint);
        if (stored === undefined) return Promise.reject(new UserError("The features are not there.", "Train again."));
        // As a file would give it back.
        const { state } = JSON.parse(JSON.stringify(stored.json)) as { state: unknown };
        return Promise.resolve({ json: state, arrays: stored.arrays });
      },
      steps: () => Promise.resolve(run.steps),
      epochs: () => Promise.resolve(run.epochs),
      checkpoint: () => Promise.resolve(run.checkpoint),
    });
  }
}

function lengthOf(epoch: EpochMetrics): number {
  return JSON.stringify(epoch).length + 1;
}

/** Names, shapes, metadata and bits of all tensors in one piece. */
function weightBytes(tensors: readonly NamedArray[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const header = JSON.stringify([metadata, tensors.map(({ name, shape }) => [name, shape])]);
  return Buffer.concat([
    Buffer.from(header),
    ...tensors.map(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  ]);
}
