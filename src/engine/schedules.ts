import { exp, log } from "../base/elementary.ts";
import type { PlateauOptions } from "./plateau.ts";

/** How the learning rate changes from step to step; epochs may be fractions. */
export type ScheduleOptions =
  | { readonly kind: "constant" }
  | { readonly kind: "step"; readonly epochs: number; readonly factor: number }
  | { readonly kind: "exponential"; readonly factor: number }
  | { readonly kind: "cosine"; readonly floor: number }
  | { readonly kind: "linear" }
  | { readonly kind: "oneCycle"; readonly warmUp: number; readonly start: number; readonly end: number }
  | { readonly kind: "rise"; readonly ratio: number; readonly steps: number }
  | ReduceOnPlateau;

/** Whoever drives the fit answers each epoch's report with the figure that it looks at. */
export interface ReduceOnPlateau extends PlateauOptions {
  readonly kind: "reduceOnPlateau";
}
type ScheduleKind = ScheduleOptions["kind"];

/** Where a step stands: `step` counts from 0 here. */
export interface SchedulePoint {
  readonly step: number;
  readonly steps: number;
  readonly stepsPerEpoch: number;
}

interface Schedule<Options> {
  /** What the learning rate is multiplied with. */
  factor(options: Options, point: SchedulePoint): number;
  readonly formula: string;
  readonly source: string;
}
type Schedules = { readonly [K in ScheduleKind]: Schedule<Extract<ScheduleOptions, { readonly kind: K }>> };

/** Learning-rate schedules, moved per step; t = steps taken, T = all steps, e = t in epochs. */
const schedules: Schedules = {
  constant: { factor: () => 1, formula: "1", source: "no schedule" },
  step: {
    factor: ({ epochs, factor }, { step, stepsPerEpoch }) => {
      let product = 1;
      for (let drops = Math.floor(step / stepsPerEpoch / epochs); drops > 0 && product > 0; drops--) product *= factor;
      return product;
    },
    formula: "factor^⌊e/epochs⌋",
    source: "torch.optim.lr_scheduler.StepLR",
  },
  exponential: {
    factor: ({ factor }, { step, stepsPerEpoch }) => (step === 0 ? 1 : exp(log(factor) * (step / stepsPerEpoch))),
    formula: "factor^e",
    source: "torch.optim.lr_scheduler.ExponentialLR, per step",
  },
  cosine: {
    factor: ({ floor }, { step, steps }) => floor + (1 - floor) * fall(step / steps),
    formula: "floor + (1 − floor)(1 + cos(πt/T))/2",
    source: "torch.optim.lr_scheduler.CosineAnnealingLR; Loshchilov and Hutter, 2017",
  },
  rise: {
    factor: ({ ratio, steps }, { step }) => exp(log(ratio) * (step / Math.max(1, steps - 1))),
    formula: "ratio^(t/(steps − 1)), for learning-rate range tests",
    source: "Smith, 2017",
  },
  reduceOnPlateau: {
    // The rate itself falls between epochs: plateau.ts.
    factor: () => 1,
    formula: "the rate times factor whenever the metric is no better for more than patience epochs",
    source: "torch.optim.lr_scheduler.ReduceLROnPlateau",
  },
  linear: {
    factor: (_, { step, steps }) => 1 - step / steps,
    formula: "1 − t/T",
    source: "torch.optim.lr_scheduler.LinearLR to 0",
  },
  oneCycle: {
    factor({ warmUp, start, end }, { step, steps }) {
      const top = warmUp * steps - 1;
      if (step <= top && top > 0) return start + (1 - start) * (1 - fall(step / top));
      const from = Math.max(top, 0);
      const last = steps - 1 - from;
      return end + (1 - end) * fall(last > 0 ? (step - from) / last : 1);
    },
    formula: "from start up to 1 at warmUp·T − 1, then down to end at T − 1, both along half a cosine",
    source: "torch.optim.lr_scheduler.OneCycleLR; Smith and Topin, 2018",
  },
};

/** The factor of a schedule at a point, preceded by `warmUpSteps` in which it rises linearly from 0: step t counts (t + 1)/warmUpSteps. */
export function scheduleFactor(options: ScheduleOptions, point: SchedulePoint, warmUpSteps: number): number {
  const rise = point.step < warmUpSteps ? (point.step + 1) / warmUpSteps : 1;
  return rise * factorOf(options, point);
}

function factorOf(options: ScheduleOptions, point: SchedulePoint): number {
  switch (options.kind) {
    case "constant":
      return schedules.constant.factor(options, point);
    case "step":
      return schedules.step.factor(options, point);
    case "exponential":
      return schedules.exponential.factor(options, point);
    case "cosine":
      return schedules.cosine.factor(options, point);
    case "linear":
      return schedules.linear.factor(options, point);
    case "rise":
      return schedules.rise.factor(options, point);
    case "reduceOnPlateau":
      return schedules.reduceOnPlateau.factor(options, point);
    case "oneCycle":
      return schedules.oneCycle.factor(options, point);
  }
}

/** (1 + cos πx)/2 for x in 0 … 1: the cosine by its Taylor series about the nearest of 0, ½ and 1. */
function fall(x: number): number {
  if (x <= 0.25) return 1 - halfVersine(x);
  if (x >= 0.75) return halfVersine(1 - x);
  return 0.5 - 0.5 * sineOfPi(x - 0.5);
}

/** (1 − cos πx)/2 = sin²(πx/2) */
function halfVersine(x: number): number {
  const sine = sineOfPi(x / 2);
  return sine * sine;
}

/** sin πx for |x| ≤ ¼. */
function sineOfPi(x: number): number {
  const angle = Math.PI * x;
  const square = angle * angle;
  let sum = 0;
  for (let n = 19; n > 1; n -= 2) sum = (-square * (1 + sum)) / (n * (n - 1));
  return angle * (1 + sum);
}
