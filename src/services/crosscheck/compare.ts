import { UserError } from "../../base/errors.ts";
import type { EpochMetrics } from "../../experiment/metrics.ts";
import type { RunRecord } from "../../experiment/record.ts";

/** Figures of one split after an epoch; null: not finite. */
interface SplitFigures {
  readonly loss: number | null;
  readonly accuracy: number | null;
}
type Figures = Readonly<Partial<Record<"train" | "validation", SplitFigures>>>;

/** What a script wrote of its training. */
export interface PeerResult {
  /** Such as `PyTorch 2.4.0`. */
  readonly peer: string;
  /** Loss of every step before its update; none of a model that has no steps there. */
  readonly steps: readonly (number | null)[];
  /** From epoch 0 on; of a model that is fitted at once only the end. */
  readonly epochs: readonly Figures[];
  readonly secondsPerEpoch: number;
  readonly test: { readonly accuracy: number } | null;
  /** Between the test outputs of both. */
  readonly largestDifference: number | null;
}

/** A run beside another program that trained the same. */
export interface CrossCheck {
  readonly peer: string;
  /** Largest relative difference of a step's loss among the first hundred, and of all; null where there are no steps. */
  readonly firstSteps: number | null;
  readonly allSteps: number | null;
  readonly steps: number;
  /** Epoch by epoch; empty where the other fits at once. */
  readonly epochs: readonly EpochPair[];
  readonly accuracy: Readonly<Record<"run" | "peer", Readonly<Record<"train" | "validation" | "test", number | null>>>>;
  readonly secondsPerEpoch: { readonly run: number; readonly peer: number };
  readonly largestDifference: number | null;
}

interface EpochPair {
  readonly epoch: number;
  readonly run: Figures;
  readonly peer: Figures;
  /** The largest relative difference of a loss. */
  readonly deviation: number | null;
}

const firstSteps = 100;

/** Reads what a script wrote; a UserError where it is not what it should be. */
export function parsePeerResult(text: string): PeerResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  if (!isObject(value)) throw damaged();
  const { peer, steps, epochs, secondsPerEpoch, test, largestDifference } = value;
  if (typeof peer !== "string" || !isList(steps, isNumber) || !isList(epochs, isFigures) || !isNumber(secondsPerEpoch))
    throw damaged();
  return {
    peer: peer.slice(0, 80),
    steps,
    epochs,
    secondsPerEpoch: secondsPerEpoch ?? Number.NaN,
    test: isObject(test) && typeof test["accuracy"] === "number" ? { accuracy: test["accuracy"] } : null,
    largestDifference: typeof largestDifference === "number" ? largestDifference : null,
  };
}

/** @param losses of every step as the run recorded them. */
export function crossCheck(
  record: RunRecord,
  epochs: readonly EpochMetrics[],
  losses: ArrayLike<number>,
  result: PeerResult,
): CrossCheck {
  const differences = result.steps.map((loss, at) => relative(loss, losses[at] ?? null));
  const whole = epochs.filter(({ epoch }) => Number.isInteger(epoch));
  const fitsAtOnce = result.epochs.length === 1 && whole.length > 1;
  const pairs = fitsAtOnce
    ? []
    : whole.slice(0, result.epochs.length).map(({ epoch, metrics }, at): EpochPair => {
        const run = {
          train: metrics.train,
          ...(metrics.validation !== undefined && { validation: metrics.validation }),
        };
        const peer = result.epochs[at] ?? {};
        return { epoch, run, peer, deviation: largest(deviations(run, peer)) };
      });
  const kept = fitsAtOnce ? 0 : Math.min(result.epochs.length - 1, Math.floor(record.best?.epoch ?? 0));
  const end = result.epochs[kept];
  const own = record.best?.metrics;
  return {
    peer: result.peer,
    firstSteps: largest(differences.slice(0, firstSteps)),
    allSteps: largest(differences),
    steps: differences.length,
    epochs: pairs,
    accuracy: {
      run: {
        train: own?.train.accuracy ?? null,
        validation: own?.validation?.accuracy ?? null,
        test: record.metrics.test?.accuracy ?? null,
      },
      peer: {
        train: end?.train?.accuracy ?? null,
        validation: end?.validation?.accuracy ?? null,
        test: result.test?.accuracy ?? null,
      },
    },
    secondsPerEpoch: {
      run: record.seconds.training / Math.max(1, record.last?.epoch ?? 1),
      peer: result.secondsPerEpoch,
    },
    largestDifference: result.largestDifference,
  };
}

function deviations(run: Figures, peer: Figures): readonly (number | null)[] {
  return (["train", "validation"] as const).flatMap((split) => {
    const [a, b] = [run[split], peer[split]];
    return a === undefined || b === undefined ? [] : [relative(b.loss, a.loss)];
  });
}

/** |a − b| / |b|, 0 where both are not finite. */
function relative(a: number | null, b: number | null): number | null {
  const isLost = (value: number | null): boolean => value === null || !Number.isFinite(value);
  if (isLost(a) && isLost(b)) return 0;
  if (a === null || b === null || isLost(a) || isLost(b)) return Number.POSITIVE_INFINITY;
  // Losses near 0 are rounding.
  return Math.abs(a - b) / Math.max(Math.abs(b), 1e-6);
}

function largest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((most, value) => Math.max(most, value), 0);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNumber(value: unknown): value is number | null {
  return value === null || typeof value === "number";
}

function isList<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}

function isFigures(value: unknown): value is Figures {
  const isSplit = (split: unknown): boolean =>
    split === undefined || (isObject(split) && isNumber(split["loss"]) && isNumber(split["accuracy"]));
  return isObject(value) && isSplit(value["train"]) && isSplit(value["validation"]);
}

function damaged(): UserError {
  return new UserError("The script did not write what it should.", "Run the cross-check again.");
}
