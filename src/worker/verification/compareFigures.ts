import { UserError } from "../../base/errors.ts";
import { float32Text } from "../../base/float32Text.ts";
import { splitNames } from "../../data/table.ts";
import type { EpochMetrics } from "../../experiment/metrics.ts";
import type { RunRecord } from "../../experiment/record.ts";
import type { NamedArray } from "../../models/classifier.ts";
import { stepColumns } from "../../protocol/frames.ts";
import type { ComparedFigures, FigureDifference } from "../../protocol/verification.ts";
import type { RunReader } from "../ports.ts";
import { stepStride } from "../stepLog.ts";
import { firstDifference } from "./firstDifference.ts";
import { firstUnequal, type Numbers } from "./firstUnequal.ts";

/** A difference and the step that it belongs to; an epoch's figures come after those of its last step. */
type InTime = FigureDifference & { readonly step: number };

/**
 * Sets a repetition beside the run it repeats, bit for bit: fitted features, steps, epochs, metrics, weights, predictions.
 * @param isPart whether the run's process ended before it had evaluated what it kept: its curve is all there is.
 */
export async function compareFigures(
  before: RunReader,
  now: RunReader,
  { isPart }: { readonly isPart: boolean },
): Promise<ComparedFigures> {
  const [old, fresh] = [await before.record(), await now.record()];
  const [oldEpochs, epochs] = [await before.epochs(), await now.epochs()];
  const [oldSteps, steps] = [await before.steps(), await now.steps()];
  const { stepsPerEpoch, epochs: planned } = old.progress;
  const curve = [
    stepDifference(oldSteps, steps, { stride: stepStride(stepsPerEpoch * planned), isPart }),
    epochDifference(oldEpochs, epochs, isPart),
  ];
  const model = isPart ? { weights: 0, left: [], difference: null } : await compareWeights(before, now, old);
  const predictions = isPart ? { examples: 0, difference: null } : await comparePredictions(before, now, old);
  const left = isPart
    ? ["Its process ended before it had evaluated a model: there are no weights and predictions to compare."]
    : model.left;
  return {
    differences: [
      featuresDifference(old, fresh),
      ...curve.filter((one) => one !== null).sort((a, b) => a.step - b.step),
      isPart ? null : resultDifference({ ...resultOf(old) }, fresh),
      model.difference,
      predictions.difference,
    ].filter((one) => one !== null),
    epochs: oldEpochs.length,
    steps: oldSteps.length / stepColumns.length,
    weights: model.weights,
    predictions: predictions.examples,
    left,
  };
}

function featuresDifference({ fingerprints: old }: RunRecord, { fingerprints }: RunRecord): FigureDifference | null {
  if (old.features === null || old.features === fingerprints.features) return null;
  return { what: "features", place: "fitted features", before: old.features, now: fingerprints.features };
}

/** Of rows of step columns, one for every `stride` steps. */
function stepDifference(
  before: Float32Array,
  now: Float32Array,
  { stride, isPart }: { readonly stride: number; readonly isPart: boolean },
): InTime | null {
  const at = firstUnequal(isPart ? now.subarray(0, before.length) : now, before);
  if (at < 0) return null;
  const width = stepColumns.length;
  const step = 1 + Math.floor(at / width) * stride;
  const place = `step ${String(step)}, ${stepColumns[at % width] ?? ""}`;
  return { what: "step", step, place, before: numberAt(before, at), now: numberAt(now, at) };
}

/** Of the recorded epochs in their order. */
export function epochDifference(
  before: readonly EpochMetrics[],
  now: readonly EpochMetrics[],
  isPart: boolean,
): InTime | null {
  for (const [index, epoch] of before.entries()) {
    const difference = firstDifference(epoch, now[index] ?? null);
    if (difference === null) continue;
    const name = `epoch ${String(epoch.epoch)}`;
    // Half a step later: what a step did is looked at after it.
    const place = now[index] === undefined ? name : `${name}, ${difference.path}`;
    return { what: "epoch", ...difference, step: epoch.step + 0.5, place };
  }
  const more = now[before.length];
  if (isPart || more === undefined) return null;
  return {
    ...{ what: "epoch", step: more.step + 0.5, place: `epoch ${String(more.epoch)}` },
    ...{ before: null, now: "trained" },
  };
}

/** What a record says came out. */
type RunResult = Pick<RunRecord, "status" | "stalled" | "model" | "best" | "last" | "metrics" | "confusion"> & {
  readonly data: Pick<NonNullable<RunRecord["data"]>, "classes" | "counts" | "majorityClass" | "coverage"> | null;
};

export function resultOf({ status, stalled, data, model, best, last, metrics, confusion }: RunRecord): RunResult {
  return {
    data: data && {
      ...{ classes: data.classes, counts: data.counts },
      ...{ majorityClass: data.majorityClass, coverage: data.coverage },
    },
    ...{ model, status, stalled, best, last, metrics, confusion },
  };
}

/**
 * `before`: as much of a result as is known. The flag `stalled` follows from the epochs, which are compared themselves,
 * by a rule that once was another (decision record 19).
 */
export function resultDifference(before: Readonly<Record<string, unknown>>, now: RunRecord): FigureDifference | null {
  const difference = firstDifference({ ...before, stalled: now.stalled }, resultOf(now));
  return difference && { what: "result", place: difference.path, before: difference.before, now: difference.now };
}

async function compareWeights(
  before: RunReader,
  now: RunReader,
  record: RunRecord,
): Promise<{ weights: number; left: readonly string[]; difference: FigureDifference | null }> {
  const nothing = { weights: 0, left: [], difference: null };
  if (record.best === null) return nothing;
  const old = await before.weights().catch(problemOf);
  if (old instanceof UserError) {
    // A sweep keeps those of its best trials.
    if (record.sweep !== undefined)
      return {
        ...nothing,
        left: [`Its weights were not compared: ${old.what} A sweep keeps those of its best trials.`],
      };
    const difference = { what: "weights", place: "the stored weights", before: old.what, now: "trained" } as const;
    return { ...nothing, difference };
  }
  const fresh = await now.weights().catch(problemOf);
  const weights = old.reduce((sum, { values }) => sum + values.length, 0);
  return { ...nothing, weights, difference: weightDifference(old, fresh instanceof UserError ? [] : fresh) };
}

function weightDifference(before: readonly NamedArray[], now: readonly NamedArray[]): FigureDifference | null {
  for (const [index, { name, shape, values }] of before.entries()) {
    const other = now[index];
    const [old, fresh] = [`${name} [${shape.join(", ")}]`, other && `${other.name} [${other.shape.join(", ")}]`];
    if (old !== fresh) return { what: "weights", place: "arrays", before: old, now: fresh ?? null };
    const at = firstUnequal(values, other?.values ?? values);
    if (at < 0) continue;
    const place = `${name}[${placeIn(shape, at).join(", ")}]`;
    return { what: "weights", place, before: numberAt(values, at), now: numberAt(other?.values ?? values, at) };
  }
  return null;
}

async function comparePredictions(
  before: RunReader,
  now: RunReader,
  { metrics, data }: RunRecord,
): Promise<{ examples: number; difference: FigureDifference | null }> {
  let examples = 0;
  let first: FigureDifference | null = null;
  for (const split of splitNames) {
    if (metrics[split] === undefined) continue;
    for (const name of [`labels.${split}`, `predictions.${split}`]) {
      const [old, fresh] = [await before.array(name).catch(problemOf), await now.array(name).catch(problemOf)];
      if (old instanceof UserError || fresh instanceof UserError) {
        const [was, is] = [old, fresh].map((one) => (one instanceof UserError ? one.what : "stored"));
        first ??= { what: "predictions", place: name, before: was ?? null, now: is ?? null };
        continue;
      }
      const at = firstUnequal(old.values, fresh.values);
      const width = old.shape[1] ?? 1;
      if (width > 1 || name.startsWith("predictions")) examples += old.shape[0] ?? 0;
      if (at < 0) continue;
      const place =
        `${split} example ${String(Math.floor(at / width) + 1)}` +
        (name.startsWith("labels") ? ", label" : `, output for ${data?.classes[at % width] ?? "a class"}`);
      first ??= { what: "predictions", place, before: numberAt(old.values, at), now: numberAt(fresh.values, at) };
    }
  }
  return { examples, difference: first };
}

function numberAt(values: Numbers, at: number): string | null {
  const value = values[at];
  if (value === undefined) return null;
  return Object.is(value, -0) ? "-0" : float32Text(value);
}

/** Where the number at a place in memory stands in an array of that shape, from 0. */
function placeIn(shape: readonly number[], at: number): readonly number[] {
  const place: number[] = [];
  for (const size of [...shape].reverse()) {
    place.unshift(at % size);
    at = Math.floor(at / size);
  }
  return place;
}

/** What is missing or damaged is told; a defect is thrown. */
function problemOf(error: unknown): UserError {
  if (error instanceof UserError) return error;
  throw error;
}
