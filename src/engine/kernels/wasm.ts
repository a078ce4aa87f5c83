import type { SharedCalls } from "./crew.ts";
import type { Exports } from "./exports.ts";
import type { Kernels } from "./kernels.ts";
import { bagByCells } from "./bagKernels.ts";
import { skipGramByCells } from "./skipGramKernels.ts";
import { normsByCells } from "./wasmNorms.ts";

/** A step of an optimizer waits for memory: a number it visits counts as so many multiply-adds. */
const workOfStep = 4;
const entriesOfRow = 16;

/** The module counts addresses in bytes. Shifting a cell past 2 GiB turns the sign, and WebAssembly reads it unsigned. */
export function byCells(e: Exports, calls: SharedCalls): Kernels {
  return {
    ...normsByCells(e),
    ...bagByCells(e),
    ...skipGramByCells(e),
    fill: (target, count, value) => e.fill(target << 2, count, value),
    scale: (target, count, factor) => e.scale(target << 2, count, factor),
    transfer: (from, into, count, accumulate) => e.transfer(from << 2, into << 2, count, accumulate),
    descend: (target, gradient, count, rate, l2) => e.descend(target << 2, gradient << 2, count, rate, l2),
    denseMultiply(x, rows, inputs, xStride, w, stride, out) {
      if (!calls.worth(rows * inputs * stride))
        e.denseMultiply(x << 2, rows, inputs, xStride, w << 2, stride, out << 2, 0, stride);
      else calls.call("denseMultiply", [x << 2, rows, inputs, xStride, w << 2, stride, out << 2]);
    },
    denseUpdate(x, rows, inputs, xStride, g, stride, target, rate, l2, partials) {
      // One block of inputs is one share.
      if (inputs <= 64 || !calls.worth(rows * inputs * stride))
        e.denseUpdate(x << 2, rows, inputs, xStride, g << 2, stride, target << 2, rate, l2, partials << 2, 0, 1);
      else {
        const batch = [x << 2, rows, inputs, xStride, g << 2, stride];
        calls.call("denseUpdate", [...batch, target << 2, rate, l2, partials << 2]);
      }
      return e.sumPartials(partials << 2, e.blocksOf(inputs));
    },
    denseInputGradient(g, rows, stride, w, inputs, into, intoStride, accumulate) {
      if (!calls.worth(rows * inputs * stride))
        e.denseInputGradient(g << 2, rows, stride, w << 2, inputs, into << 2, intoStride, accumulate);
      else {
        const weights = [g << 2, rows, stride, w << 2, inputs];
        calls.call("denseInputGradient", [...weights, into << 2, intoStride, Number(accumulate)]);
      }
    },
    finishLinear: (out, rows, stride, factor, bias) => e.finishLinear(out << 2, rows, stride, factor, bias << 2),
    gatherRows: (list, count, table, stride, into) => e.gatherRows(list << 2, count, table << 2, stride, into << 2),
    sequenceMultiply(tokens, counts, positions, dimension, tokenStride, w, stride, out, rows) {
      const batch = [tokens << 2, counts << 2, positions, dimension, tokenStride] as const;
      // How long the texts are is not looked up; a third of what they may be is a fair guess.
      if (!calls.worth((rows * positions * dimension * stride) / 3))
        e.sequenceMultiply(...batch, w << 2, stride, out << 2, rows, 0, stride);
      else calls.call("sequenceMultiply", [...batch, w << 2, stride, out << 2, rows]);
    },
    sequenceUpdate(tokens, counts, positions, dimension, tokenStride, g, stride, target, rate, partials) {
      const batch = [tokens << 2, counts << 2, positions, dimension, tokenStride] as const;
      if (!calls.worth(4 * positions * dimension * stride))
        e.sequenceUpdate(...batch, g << 2, stride, target << 2, rate, partials << 2, 0, 1);
      else calls.call("sequenceUpdate", [...batch, g << 2, stride, target << 2, rate, partials << 2]);
      return e.sumPartials(partials << 2, e.positionsInUse(counts << 2, positions));
    },
    sparseMultiply(offsets, indices, values, rows, w, stride, out) {
      const batch = [offsets << 2, indices << 2, values << 2, rows, w << 2, stride, out << 2] as const;
      // How many entries the rows have is not looked up; a headline's worth is a cautious guess.
      if (!calls.worth(rows * entriesOfRow * stride)) e.sparseMultiply(...batch);
      else calls.call("sparseMultiply", batch);
    },
    sparseChain: (offsets, indices, rows, heads, next, rowOf, list) =>
      e.sparseChain(offsets << 2, indices << 2, rows, heads << 2, next << 2, rowOf << 2, list << 2),
    sparseUpdate(list, count, values, g, stride, target, rate, heads, next, rowOf, partials) {
      const batch = [list << 2, count, values << 2, g << 2, stride, target << 2, rate] as const;
      const room = [heads << 2, next << 2, rowOf << 2, partials << 2] as const;
      if (!calls.worth(workOfStep * count * stride)) e.sparseUpdate(...batch, ...room, 0, 1);
      else calls.call("sparseUpdate", [...batch, ...room]);
      return e.sumPartials(partials << 2, e.blocksOf(count));
    },
    sparseAdam(list, count, values, g, stride, target, mean, squares, ...rest) {
      const [rate, beta1, beta2, epsilon, root, heads, next, rowOf, partials] = rest;
      const batch = [list << 2, count, values << 2, g << 2, stride] as const;
      const moved = [target << 2, mean << 2, squares << 2, rate, beta1, beta2, epsilon, root] as const;
      const room = [heads << 2, next << 2, rowOf << 2, partials << 2] as const;
      if (!calls.worth(workOfStep * count * stride)) e.sparseAdam(...batch, ...moved, ...room, 0, 1);
      else calls.call("sparseAdam", [...batch, ...moved, ...room]);
      return e.sumPartials(partials << 2, e.blocksOf(count));
    },
    activate: (kind, z, a, count) => e.activate(kind, z << 2, a << 2, count),
    activationGradient: (kind, z, a, g, into, count, accumulate) =>
      e.activationGradient(kind, z << 2, a << 2, g << 2, into << 2, count, accumulate),
    softmaxCrossEntropy: (z, rows, classes, stride, labels, g, factor) =>
      e.softmaxCrossEntropy(z << 2, rows, classes, stride, labels << 2, g << 2, factor),
    lossGradient: (kind, z, rows, classes, stride, labels, g, factor, weights, smoothing) =>
      e.lossGradient(
        ...([kind, z << 2, rows, classes, stride, labels << 2, g << 2] as const),
        ...([factor, weights << 2, smoothing] as const),
      ),
    momentumStep(list, rows, stride, target, gradient, velocity, rate, factor, l2, l1, momentum, nesterov) {
      const at = [list << 2, rows, stride, target << 2, gradient << 2, velocity << 2] as const;
      if (list !== 0 || !calls.worth(workOfStep * rows * stride))
        e.momentumStep(...at, rate, factor, l2, l1, momentum, nesterov);
      else calls.call("momentumStep", [...at, rate, factor, l2, l1, momentum, Number(nesterov)]);
    },
    adagradStep(list, rows, stride, target, gradient, squares, rate, factor, l2, l1, epsilon) {
      const at = [list << 2, rows, stride, target << 2, gradient << 2, squares << 2] as const;
      if (list !== 0 || !calls.worth(workOfStep * rows * stride)) e.adagradStep(...at, rate, factor, l2, l1, epsilon);
      else calls.call("adagradStep", [...at, rate, factor, l2, l1, epsilon]);
    },
    rmspropStep(...args) {
      const [list, rows, stride, target, gradient, squares, velocity, ...numbers] = args;
      const at = [list << 2, rows, stride, target << 2, gradient << 2, squares << 2, velocity << 2] as const;
      if (list !== 0 || !calls.worth(workOfStep * rows * stride)) e.rmspropStep(...at, ...numbers);
      else calls.call("rmspropStep", [...at, ...numbers]);
    },
    adamStep(...args) {
      const [list, rows, stride, target, gradient, mean, squares, ...numbers] = args;
      const at = [list << 2, rows, stride, target << 2, gradient << 2, mean << 2, squares << 2] as const;
      if (list !== 0 || !calls.worth(workOfStep * rows * stride)) e.adamStep(...at, ...numbers);
      else calls.call("adamStep", [...at, ...numbers]);
    },
    clearRows: (list, rows, stride, target) => e.clearRows(list << 2, rows, stride, target << 2),
  };
}
