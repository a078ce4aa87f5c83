import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { JournalLengths, StoredCheckpoint } from "../worker/ports.ts";
import { isMissing, readBounded } from "./fileIo.ts";
import { decodeSafetensors } from "./safetensors.ts";
import { runFile, sizeLimit } from "./storage.ts";

const metricsKey = "metricsBytes";
const stepsKey = "stepsBytes";

/** A checkpoint's metadata together with how long the run's files are that it goes with. */
export function withLengths(
  metadata: Readonly<Record<string, string>>,
  lengths: JournalLengths,
): Readonly<Record<string, string>> {
  return { ...metadata, [metricsKey]: String(lengths.metrics), [stepsKey]: String(lengths.steps) };
}

/**
 * The checkpoint of a run folder; null where there is none that the run can go on from: it is missing or damaged, or it
 * speaks of more lines and rows than there are.
 */
export async function readCheckpoint(folder: string): Promise<StoredCheckpoint | null> {
  try {
    const { tensors, metadata } = decodeSafetensors(
      await readBounded(join(folder, runFile.checkpoint), sizeLimit.checkpoint),
    );
    const lengths = { metrics: bytesIn(metadata[metricsKey]), steps: bytesIn(metadata[stepsKey]) };
    const isWhole =
      (await sizeOf(join(folder, runFile.metrics))) >= lengths.metrics &&
      (await sizeOf(join(folder, runFile.steps))) >= lengths.steps;
    if (!isWhole) return null;
    return {
      tensors: tensors.flatMap(({ name, shape, values }) =>
        values instanceof Uint32Array ? [] : [{ name, shape, values }],
      ),
      metadata,
      lengths,
    };
  } catch {
    return null;
  }
}

function bytesIn(text: string | undefined): number {
  const bytes = Number(text);
  if (text === undefined || !Number.isSafeInteger(bytes) || bytes < 0) throw new Error("the lengths are damaged");
  return bytes;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}
