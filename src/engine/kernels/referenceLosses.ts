import { exp, log1p } from "../../base/elementary.ts";
import type { Cells } from "../memory.ts";
import type { Kernels } from "./kernels.ts";

/** The reference kernels of losses but for plain cross-entropy; formulas stand in losses.ts. */
export function referenceLosses(cells: () => Cells): Pick<Kernels, "lossGradient"> {
  return {
    lossGradient(kind, z, rows, classes, stride, labels, g, factor, weights, smoothing) {
      const { floats, integers } = cells();
      let total = 0;
      for (let row = 0; row < rows; row++) {
        const logits = floats.subarray(z + row * stride, z + row * stride + classes);
        const into = floats.subarray(g + row * stride, g + (row + 1) * stride);
        const label = integers[labels + row]!;
        const weightOf = floats.subarray(weights, weights + classes);
        into.fill(0);
        // A number that is not finite must show, also where the loss would not look at it.
        let sum = 0;
        for (const logit of logits) sum += logit - logit;
        if (kind === 0) sum += crossEntropy(logits, label, into, factor, weightOf, smoothing);
        else sum += margins[kind]!(logits, label, into, factor * weightOf[label]!) * weightOf[label]!;
        total += sum;
      }
      return total;
    },
  };
}

type Numbers = Float32Array | Float64Array;

/** With targets q_j = (ε/K) w_j, and (1 − ε) w_y more at y: Σ_j q_j · −ln p_j; its gradient is p_k Σ q − q_k. */
function crossEntropy(
  z: Numbers,
  label: number,
  into: Numbers,
  factor: number,
  weights: Numbers,
  smoothing: number,
): number {
  const classes = z.length;
  const target = (j: number): number => ((j === label ? 1 - smoothing : 0) + smoothing / classes) * (weights[j] ?? NaN);
  let top = 0;
  for (let j = 1; j < classes; j++) if (z[j]! > z[top]!) top = j;
  let rest = 0;
  for (let j = 0; j < classes; j++) if (j !== top) rest += exp(z[j]! - z[top]!);
  const spread = log1p(rest);
  let loss = 0;
  let targets = 0;
  for (let j = 0; j < classes; j++) {
    loss += target(j) * (z[top]! - z[j]! + spread);
    targets += target(j);
  }
  for (let k = 0; k < classes; k++) {
    const e = k === top ? 1 : exp(z[k]! - z[top]!);
    const p = e / (1 + rest);
    // 1 − p is the share of the others; subtracting p from 1 would lose it.
    const others = (k === top ? rest : 1 + rest - e) / (1 + rest);
    into[k] = factor * (p * (targets - target(k)) - target(k) * others);
  }
  return loss;
}

type MarginLoss = (z: Numbers, label: number, into: Numbers, factor: number) => number;

const above0 = (value: number): number => (value <= 0 ? 0 : value);

/** By code. */
const margins: Readonly<Record<number, MarginLoss>> = {
  1: (z, label, into, factor) => {
    let rival = label === 0 ? 1 : 0;
    for (let j = rival + 1; j < z.length; j++) if (j !== label && z[j]! > z[rival]!) rival = j;
    const loss = above0(1 + z[rival]! - z[label]!);
    if (loss > 0) {
      into[rival] = factor;
      into[label] = -factor;
    }
    return loss;
  },
  2: (z, label, into, factor) => {
    let loss = 0;
    for (let j = 0; j < z.length; j++) {
      const t = j === label ? 1 : -1;
      const short = above0(1 - t * z[j]!);
      loss += short * short;
      into[j] = -2 * t * factor * short;
    }
    return loss;
  },
  3: (z, label, into, factor) => {
    let loss = 0;
    for (let j = 0; j < z.length; j++) {
      const off = z[j]! - (j === label ? 1 : 0);
      loss += off * off;
      into[j] = ((2 * factor) / z.length) * off;
    }
    return loss / z.length;
  },
};
