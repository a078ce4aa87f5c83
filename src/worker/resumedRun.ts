import { UserError } from "../base/errors.ts";
import type { RunRecord } from "../experiment/record.ts";
import type { FrameProducer } from "../protocol/frameFlow.ts";
import { stepColumns } from "../protocol/frames.ts";
import { type RunState, unpackCheckpoint } from "./checkpoint.ts";
import type { ResumedFit } from "./fitRun.ts";
import type { RunReader, RunWriter, StoredCheckpoint } from "./ports.ts";
import type { RunControl } from "./runControl.ts";

/** The record of a run that can go on, as stopped however it ended; a UserError for any other. */
export async function stoppedRecord(reader: RunReader): Promise<RunRecord> {
  const record = await reader.record();
  if (record.status === "finished" || record.status === "diverged")
    throw new UserError(
      "The run has ended by itself; there is nothing left to train.",
      "To train longer, run its experiment again with more epochs.",
    );
  return { ...record, status: "stopped" };
}

/** Refuses to go on where the data or features are others than those that the run began with. */
export function checkSame(
  before: RunRecord["fingerprints"],
  now: { readonly data: string; readonly features?: string },
): void {
  if (before.data !== null && before.data !== now.data)
    throw new UserError(
      "The run cannot go on: its data file is not what it was when the run began.",
      "Put the file back as it was and resume, or run the experiment again on the new one.",
    );
  if (now.features !== undefined && before.features !== null && before.features !== now.features)
    throw new UserError(
      "The run cannot go on: its features are not what they were when the run began, though its data are.",
      "Put the word vectors back as they were, or use the Benchtop that began the run; else run the experiment again.",
    );
}

/**
 * What a run goes on from, its files cut back to that; null where there is nothing to go on from but the beginning, and
 * then its files are empty.
 */
export async function cutBackRun(reader: RunReader, writer: RunWriter): Promise<ResumedFit | null> {
  const stored = await reader.checkpoint();
  const state = stored === null ? null : stateIn(stored);
  await writer.cutBack(state === null ? null : stored);
  if (state === null) return null;
  const epochs = await reader.epochs();
  if (epochs.length > 0) return { state, epochs };
  // Its lines are damaged: a checkpoint alone does not know them.
  await writer.cutBack(null);
  return null;
}

function stateIn(stored: StoredCheckpoint): RunState | null {
  try {
    return unpackCheckpoint(stored);
  } catch {
    // Damaged, or of another version: the beginning is always there.
    return null;
  }
}

/** Hands the recorded steps to the screens, as if they had been trained just now. */
export async function replaySteps(
  rows: Float32Array,
  frames: FrameProducer,
  options: { readonly stride: number; readonly steps: number; readonly control: RunControl },
): Promise<void> {
  const { stride, steps, control } = options;
  const width = stepColumns.length;
  for (let step = 1; step <= steps; step++) {
    const row = Math.floor((step - 1) / stride) * width;
    // A model without losses by step has no rows.
    if (row + width > rows.length) return;
    frames.append(rows.subarray(row, row + width));
    await control.turn();
  }
}

/** What a record says of a run that begins anew. */
export function asBegun(record: RunRecord): Partial<RunRecord> {
  return {
    stalled: false,
    best: null,
    last: null,
    metrics: {},
    confusion: {},
    progress: { ...record.progress, epoch: 0, step: 0, examplesPerSecond: null },
  };
}
