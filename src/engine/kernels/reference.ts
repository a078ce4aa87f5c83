import { exp, log1p } from "../../base/elementary.ts";
import { activationsByCode } from "../activations.ts";
import type { Cells } from "../memory.ts";
import type { Kernels } from "./kernels.ts";
import { referenceBag } from "./referenceBag.ts";
import { referenceLosses } from "./referenceLosses.ts";
import { referenceLinear } from "./referenceLinear.ts";
import { referenceNorms } from "./referenceNorms.ts";
import { referenceOptimizers } from "./referenceOptimizers.ts";
import { referenceSkipGram } from "./referenceSkipGram.ts";
import { referenceSparse } from "./referenceSparse.ts";

/**
 * The kernels in plain TypeScript: what is right. Sums are float64; results take the precision of the memory, so that
 * over a Float64Array everything is float64.
 */
export function referenceKernels(cells: () => Cells): Kernels {
  return {
    ...referenceLinear(cells),
    ...referenceSparse(cells),
    ...referenceOptimizers(cells),
    ...referenceNorms(cells),
    ...referenceLosses(cells),
    ...referenceBag(cells),
    ...referenceSkipGram(cells),
    fill(target, count, value) {
      cells().floats.fill(value, target, target + count);
    },
    scale(target, count, factor) {
      const { floats } = cells();
      for (let at = target; at < target + count; at++) floats[at]! *= factor;
    },
    transfer(from, into, count, accumulate) {
      const { floats } = cells();
      for (let at = 0; at < count; at++) floats[into + at] = floats[from + at]! + (accumulate ? floats[into + at]! : 0);
    },
    descend(target, gradient, count, rate, l2) {
      const { floats } = cells();
      for (let at = 0; at < count; at++) {
        const value = floats[target + at]!;
        floats[target + at] = value - rate * (floats[gradient + at]! + l2 * value);
      }
    },
    activate(kind, z, a, count) {
      const { floats } = cells();
      const activation = activationsByCode[kind]!;
      for (let at = 0; at < count; at++) floats[a + at] = activation.forward(floats[z + at]!);
    },
    activationGradient(kind, z, a, g, into, count, accumulate) {
      const { floats } = cells();
      const activation = activationsByCode[kind]!;
      for (let at = 0; at < count; at++) {
        const gradient = floats[g + at]! * activation.backward(floats[z + at]!, floats[a + at]!);
        floats[into + at] = gradient + (accumulate ? floats[into + at]! : 0);
      }
    },
    softmaxCrossEntropy(z, rows, classes, stride, labels, g, factor) {
      const { floats, integers } = cells();
      let total = 0;
      for (let row = 0; row < rows; row++) {
        const from = z + row * stride;
        const into = g + row * stride;
        const label = integers[labels + row]!;
        let top = 0;
        for (let j = 1; j < classes; j++) if (floats[from + j]! > floats[from + top]!) top = j;
        const highest = floats[from + top]!;
        let rest = 0;
        for (let j = 0; j < classes; j++) if (j !== top) rest += exp(floats[from + j]! - highest);
        total += highest - floats[from + label]! + log1p(rest);
        const share = factor / (1 + rest);
        for (let j = 0; j < classes; j++) {
          const e = j === top ? 1 : exp(floats[from + j]! - highest);
          // 1 − p(label) is the share of the others; subtracting 1 from p would lose it.
          if (j !== label) floats[into + j] = e * share;
          else floats[into + j] = label === top ? -rest * share : (e - 1 - rest) * share;
        }
        floats.fill(0, into + classes, into + stride);
      }
      return total;
    },
  };
}
