import type { Cells } from "../memory.ts";
import type { Kernels } from "./kernels.ts";

type OptimizerKernels = Pick<Kernels, "momentumStep" | "adagradStep" | "rmspropStep" | "adamStep" | "clearRows">;

/** The reference kernels of optimizers, element by element in float64. */
export function referenceOptimizers(cells: () => Cells): OptimizerKernels {
  /** Calls `act` with each cell's offset from the start of the parameter. */
  function eachCell(list: number, rows: number, stride: number, act: (offset: number) => void): void {
    const { integers } = cells();
    for (let index = 0; index < rows; index++) {
      const row = list === 0 ? index : integers[list + index]!;
      for (let j = 0; j < stride; j++) act(row * stride + j);
    }
  }

  function penalised(value: number, gradient: number, factor: number, l2: number, l1: number): number {
    return factor * gradient + l2 * value + l1 * Math.sign(value);
  }

  return {
    clearRows(list, rows, stride, target) {
      const { floats } = cells();
      eachCell(list, rows, stride, (at) => {
        floats[target + at] = 0;
      });
    },
    momentumStep(list, rows, stride, target, gradient, velocity, rate, factor, l2, l1, momentum, nesterov) {
      const { floats } = cells();
      eachCell(list, rows, stride, (at) => {
        const value = floats[target + at]!;
        const g = penalised(value, floats[gradient + at]!, factor, l2, l1);
        const v = momentum === 0 ? g : momentum * floats[velocity + at]! + g;
        if (momentum !== 0) floats[velocity + at] = v;
        floats[target + at] = value - rate * (nesterov ? g + momentum * v : v);
      });
    },
    adagradStep(list, rows, stride, target, gradient, squares, rate, factor, l2, l1, epsilon) {
      const { floats } = cells();
      eachCell(list, rows, stride, (at) => {
        const value = floats[target + at]!;
        const g = penalised(value, floats[gradient + at]!, factor, l2, l1);
        const s = floats[squares + at]! + g * g;
        floats[squares + at] = s;
        floats[target + at] = value - (rate * g) / (Math.sqrt(s) + epsilon);
      });
    },
    rmspropStep(
      ...[list, rows, stride, target, gradient, squares, velocity, rate, factor, l2, l1, decay, epsilon, momentum]
    ) {
      const { floats } = cells();
      eachCell(list, rows, stride, (at) => {
        const value = floats[target + at]!;
        const g = penalised(value, floats[gradient + at]!, factor, l2, l1);
        const s = decay * floats[squares + at]! + (1 - decay) * g * g;
        const v = momentum * floats[velocity + at]! + g / (Math.sqrt(s) + epsilon);
        floats[squares + at] = s;
        floats[velocity + at] = v;
        floats[target + at] = value - rate * v;
      });
    },
    adamStep(
      ...[list, rows, stride, target, gradient, mean, squares, rate, factor, l2, l1, beta1, beta2, epsilon, root]
    ) {
      const { floats } = cells();
      eachCell(list, rows, stride, (at) => {
        const value = floats[target + at]!;
        const g = penalised(value, floats[gradient + at]!, factor, l2, l1);
        const m = beta1 * floats[mean + at]! + (1 - beta1) * g;
        const s = beta2 * floats[squares + at]! + (1 - beta2) * g * g;
        floats[mean + at] = m;
        floats[squares + at] = s;
        floats[target + at] = value - (rate * m) / (Math.sqrt(s) / root + epsilon);
      });
    },
  };
}
