import { exp, log1p } from "../../base/elementary.ts";
import type { Cells } from "../memory.ts";
import type { SkipGramKernels } from "./skipGramKernels.ts";

/** The reference kernel of skip-gram with negative sampling: what is right. */
export function referenceSkipGram(cells: () => Cells): SkipGramKernels {
  return {
    skipGramSteps(rowOffsets, rows, pairOffsets, targets, negatives, rates, centres, input, output, stride) {
      const { floats, integers } = cells();
      const hidden = new Float64Array(stride);
      const gradient = new Float64Array(stride);
      let total = 0;
      for (let centre = 0; centre < centres; centre++) {
        const [from, to] = [integers[rowOffsets + centre]!, integers[rowOffsets + centre + 1]!];
        const rate = floats[rates + centre]!;
        hidden.fill(0);
        gradient.fill(0);
        for (let at = from; at < to; at++) {
          const start = input + integers[rows + at]! * stride;
          for (let d = 0; d < stride; d++) hidden[d]! += floats[start + d]! / (to - from);
        }
        for (let pair = integers[pairOffsets + centre]!; pair < integers[pairOffsets + centre + 1]!; pair++) {
          for (let i = 0; i <= negatives; i++) {
            const start = output + integers[targets + pair * (negatives + 1) + i]! * stride;
            let margin = 0;
            for (let d = 0; d < stride; d++) margin += hidden[d]! * floats[start + d]!;
            if (i === 0) margin = -margin;
            // softplus and its derivative, by e to the power of what is below 0.
            const e = exp(-Math.abs(margin));
            total += Math.max(0, margin) + log1p(e);
            const share = margin > 0 ? 1 / (1 + e) : e / (1 + e);
            const slope = i === 0 ? -share : share;
            for (let d = 0; d < stride; d++) {
              const weight = floats[start + d]!;
              gradient[d]! += slope * weight;
              floats[start + d] = weight - rate * slope * hidden[d]!;
            }
          }
        }
        for (let at = from; at < to; at++) {
          const start = input + integers[rows + at]! * stride;
          for (let d = 0; d < stride; d++) floats[start + d] = floats[start + d]! - rate * gradient[d]!;
        }
      }
      return total;
    },
  };
}
