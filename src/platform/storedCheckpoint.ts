import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { JournalLengths, StoredCheckpoint, StoredTensor } from "../worker/ports.ts";
import { isMissing, readBounded } from "./fileIo.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
import { runFile, sizeLimit } from "./storage.ts";

const metricsKey = "metricsBytes";
const stepsKey = "stepsBytes";
const checksumKey = "checksum";
const checksumKind = "sha256";
/** Its name as a tensor, the last of the file, whose bytes are the SHA-256 of all before it. */
const checksumTensor = "checksum";
const checksumBytes = 32;
/** A checksum of so many bytes takes about a millisecond: training goes on between two. */
const pieceBytes = 1024 * 1024;

/** The bytes of a checkpoint together with how long the run's files are that it goes with, and a checksum of it all. */
export function* checkpointPieces(
  tensors: readonly StoredTensor[],
  metadata: Readonly<Record<string, string>>,
  lengths: JournalLengths,
): Generator<Uint8Array> {
  const pieces = encodeSafetensors(
    [...tensors, { name: checksumTensor, shape: [checksumBytes / 4], values: new Uint32Array(checksumBytes / 4) }],
    {
      ...metadata,
      [metricsKey]: String(lengths.metrics),
      [stepsKey]: String(lengths.steps),
      [checksumKey]: checksumKind,
    },
  );
  const hash = createHash(checksumKind);
  for (const piece of pieces.slice(0, -1))
    for (let from = 0; from < piece.length; from += pieceBytes) {
      const part = piece.subarray(from, from + pieceBytes);
      hash.update(part);
      yield part;
    }
  yield hash.digest();
}

/**
 * The last checkpoint of a run folder that is whole; null where there is none that the run can go on from: they are
 * missing or damaged, or speak of more lines and rows than there are.
 */
export async function readCheckpoint(folder: string): Promise<StoredCheckpoint | null> {
  return (
    (await readWhole(folder, runFile.checkpoint, "last")) ??
    (await readWhole(folder, runFile.previousCheckpoint, "previous"))
  );
}

async function readWhole(folder: string, name: string, age: StoredCheckpoint["age"]): Promise<StoredCheckpoint | null> {
  try {
    const bytes = await readBounded(join(folder, name), sizeLimit.checkpoint);
    const { tensors, metadata } = decodeSafetensors(bytes);
    // One that was written before there were checksums has none.
    if (metadata[checksumKey] !== undefined) check(bytes);
    const lengths = { metrics: bytesIn(metadata[metricsKey]), steps: bytesIn(metadata[stepsKey]) };
    const isWhole =
      (await sizeOf(join(folder, runFile.metrics))) >= lengths.metrics &&
      (await sizeOf(join(folder, runFile.steps))) >= lengths.steps;
    if (!isWhole) return null;
    return {
      tensors: tensors.flatMap(({ name: tensor, shape, values }) =>
        values instanceof Uint32Array ? [] : [{ name: tensor, shape, values }],
      ),
      metadata,
      lengths,
      age,
    };
  } catch {
    return null;
  }
}

function check(bytes: Uint8Array): void {
  const end = bytes.length - checksumBytes;
  const sum = createHash(checksumKind).update(bytes.subarray(0, end)).digest();
  if (!sum.equals(bytes.subarray(end))) throw new Error("the checksum is another");
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
