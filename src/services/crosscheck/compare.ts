import type { EpochMetrics } from "../../experiment/metrics.ts";
import type { RunRecord } from "../../experiment/record.ts";
import type { Accuracies, CrossCheck, Deviation, EpochFigures, EpochPair } from "../../protocol/crossChecks.ts";
import type { PeerResult } from "./peerResult.ts";

const firstSteps = 100;

/** What a run recorded of its own training. */
export interface RunCurves {
  readonly record: RunRecord;
  readonly epochs: readonly EpochMetrics[];
  /** Of every step. */
  readonly losses: ArrayLike<number>;
}

/**
 * Sets a run beside another program.
 * @param result of a training from the run's initial weights, or of a model that has none.
 * @param own of one from initial weights of the other's own.
 */
export function crossCheck({ record, epochs, losses }: RunCurves, result: PeerResult, own?: PeerResult): CrossCheck {
  const deviations = result.steps.map((loss, at) => deviationOf(loss, losses[at] ?? null));
  const whole = epochs.filter(({ epoch }) => Number.isInteger(epoch));
  const fitsAtOnce = result.epochs.length === 1 && whole.length > 1;
  const pairs = fitsAtOnce
    ? []
    : whole.slice(0, result.epochs.length).map(({ epoch, metrics }, at): EpochPair => {
        const run = { train: figuresOf(metrics.train), ...splitOf("validation", metrics.validation) };
        const peer = result.epochs[at] ?? {};
        const other = own?.epochs[at];
        return { epoch, run, peer, ...(other && { own: other }), deviation: largest(lossDeviations(run, peer)) };
      });
  const kept = fitsAtOnce ? 0 : Math.floor(record.best?.epoch ?? 0);
  const best = record.best?.metrics;
  const trained = record.seconds.training / Math.max(1, record.last?.epoch ?? 1);
  return {
    schemaVersion: 1,
    peer: result.peer,
    firstSteps: largest(deviations.slice(0, firstSteps)),
    allSteps: largest(deviations),
    steps: deviations.length,
    epochs: pairs,
    accuracy: {
      run: {
        train: best?.train.accuracy ?? null,
        validation: best?.validation?.accuracy ?? null,
        test: record.metrics.test?.accuracy ?? null,
      },
      peer: accuraciesOf(result, kept),
      ...(own && { own: accuraciesOf(own, kept) }),
    },
    secondsPerEpoch: { run: trained, peer: result.secondsPerEpoch, ...(own && { own: own.secondsPerEpoch }) },
    largestDifference: result.largestDifference,
  };
}

function splitOf(name: "validation", metrics: EpochMetrics["metrics"]["validation"]): EpochFigures {
  return metrics === undefined ? {} : { [name]: figuresOf(metrics) };
}

function figuresOf({ loss, accuracy }: { readonly loss: number | null; readonly accuracy: number | null }) {
  return { loss, accuracy };
}

function accuraciesOf({ epochs, test }: PeerResult, kept: number): Accuracies {
  const end = epochs[Math.min(epochs.length - 1, kept)];
  return {
    train: end?.train?.accuracy ?? null,
    validation: end?.validation?.accuracy ?? null,
    test: test?.accuracy ?? null,
  };
}

function lossDeviations(run: EpochFigures, peer: EpochFigures): readonly Deviation[] {
  return (["train", "validation"] as const).flatMap((split) => {
    const [a, b] = [run[split], peer[split]];
    return a === undefined || b === undefined ? [] : [deviationOf(b.loss, a.loss)];
  });
}

/** 0 where both are not finite. */
function deviationOf(a: number | null, b: number | null): Deviation {
  const [known, expected] = [finite(a), finite(b)];
  if (known === null && expected === null) return 0;
  if (known === null || expected === null) return "infinite";
  // Losses near 0 are rounding.
  return Math.abs(known - expected) / Math.max(Math.abs(expected), 1e-6);
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

function largest(values: readonly Deviation[]): Deviation | null {
  let most: number | null = null;
  for (const value of values) {
    if (value === "infinite") return value;
    most = Math.max(most ?? 0, value);
  }
  return most;
}
