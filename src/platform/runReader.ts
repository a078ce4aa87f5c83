import { join } from "node:path";
import { UserError } from "../base/errors.ts";
import type { RunAnnotations, RunRecord } from "../experiment/record.ts";
import type { EpochMetrics } from "../experiment/metrics.ts";
import { type StepColumn, stepColumns } from "../protocol/frames.ts";
import type { NamedArray } from "../models/classifier.ts";
import type { RunReader } from "../worker/ports.ts";
import { decodeStored, readFeatures } from "./featureStore.ts";
import { isMissing, readBounded, readTextBounded } from "./fileIo.ts";
import { parseNdjson } from "./ndjson.ts";
import { decodeNpy } from "./npy.ts";
import { isActive } from "../experiment/status.ts";
import { isEpochMetrics, parseAnnotations, parseRecord } from "../experiment/recordIo.ts";
import { runFile, sizeLimit } from "./storage.ts";
import { readCheckpoint } from "./storedCheckpoint.ts";
import { wholeSteps } from "./wholeSteps.ts";

/** Reads a run folder, whoever wrote it; what is damaged is a UserError that names the file. */
export function openRunReader(folder: string): RunReader {
  return {
    record: () => readRecord(folder),
    async array(name) {
      const file = join(folder, `${name}.npy`);
      const bytes = await readBounded(file, sizeLimit.array).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
        throw new UserError(`The run has no file ${name}.npy.`, "It is written when a run ends well.", { file });
      });
      try {
        return decodeNpy(bytes);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new UserError(`The array cannot be read: ${reason}.`, "Restore it from a copy.", { file });
      }
    },
    weights: () => readWeights(folder),
    features: (fingerprint) => readFeatures(folder, fingerprint),
    steps: () => readSteps(folder),
    epochs: () => readEpochs(folder),
    checkpoint: () => readCheckpoint(folder),
  };
}

/** run.json of a folder. */
export async function readRecord(folder: string): Promise<RunRecord> {
  const file = join(folder, runFile.record);
  return parseRecord(await readTextBounded(file, sizeLimit.record), file);
}

/** user.json of a run folder; empty annotations when there is none. A damaged one is a UserError. */
export async function readAnnotations(folder: string): Promise<RunAnnotations> {
  const file = join(folder, runFile.annotations);
  try {
    return parseAnnotations(await readTextBounded(file, sizeLimit.annotations), file);
  } catch (error) {
    if (isMissing(error)) return { schemaVersion: 1 };
    throw error;
  }
}

/** The epochs of metrics.ndjson in order, without a torn last line; none when there is no such file yet. */
export async function readEpochs(folder: string): Promise<readonly EpochMetrics[]> {
  try {
    return parseNdjson(await readTextBounded(join(folder, runFile.metrics), sizeLimit.metrics)).filter(isEpochMetrics);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function readWeights(folder: string): Promise<readonly NamedArray[]> {
  const file = join(folder, runFile.model);
  const bytes = await readBounded(file, sizeLimit.array).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    throw new UserError(
      "The run has no model.",
      "One is written when a run ends well, or is stopped after its first epoch.",
      { file },
    );
  });
  return decodeStored(bytes, file).map(({ name, shape, values }) => {
    if (values instanceof Float32Array) return { name, shape, values };
    throw new UserError("The model holds numbers of another type.", "Restore it from a copy.", { file });
  });
}

/** One column of the rows of steps. */
export function stepColumn(rows: Float32Array, column: StepColumn): Float32Array {
  const at = stepColumns.indexOf(column);
  return rows.filter((_, index) => index % stepColumns.length === at);
}

async function readSteps(folder: string): Promise<Float32Array> {
  try {
    const bytes = await readBounded(join(folder, runFile.steps), sizeLimit.steps);
    const rowBytes = stepColumns.length * Float32Array.BYTES_PER_ELEMENT;
    // A row that was being written when its writer died is left out.
    const whole = bytes.length - (bytes.length % rowBytes);
    const rows = new Float32Array(bytes.buffer, 0, whole / Float32Array.BYTES_PER_ELEMENT);
    return (await hasEnded(folder)) ? rows : wholeSteps(rows);
  } catch (error) {
    if (isMissing(error)) return new Float32Array(0);
    throw error;
  }
}

/** Whether a run's record says that it ended, so that its whole curve was synced before. */
async function hasEnded(folder: string): Promise<boolean> {
  try {
    return !isActive((await readRecord(folder)).status);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
