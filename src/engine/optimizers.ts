import type { Kernels } from "./kernels/kernels.ts";
import type { Parameter, ParameterUpdate } from "./layers/layer.ts";

export interface OptimizerOptions {
  readonly kind: "sgd";
  readonly learningRate: number;
}

/** One entry of the table of optimizers. */
export interface Optimizer {
  /** What backward does to each parameter as soon as its gradient is known, so that the gradient is never stored. */
  update(options: OptimizerOptions, l2: number): ParameterUpdate;
  /** The same step from a stored gradient. */
  step(kernels: Kernels, parameter: Parameter, options: OptimizerOptions, l2: number): void;
  readonly formula: string;
  readonly source: string;
}

export const optimizers: Readonly<Record<OptimizerOptions["kind"], Optimizer>> = {
  sgd: {
    update: ({ learningRate }, l2) => ({ kind: "descend", rate: learningRate, l2 }),
    step: (kernels, { value, gradient, penalised }, { learningRate }, l2) => {
      if (gradient === undefined) return;
      kernels.descend(value.start, gradient.start, value.cells(), learningRate, penalised ? l2 : 0);
    },
    formula: "W ← W − lr (∂W + λW), biases without λ",
    source: "torch.optim.SGD with momentum 0; Robbins and Monro, 1951",
  },
};
