import { numberOf, type PartState, type StateNumbers } from "./fitState.ts";
import type { Kernels } from "./kernels/kernels.ts";
import type { SparseGradient } from "./layers/layer.ts";

/** An optimizer with nothing left to guess; what is absent is off. */
export type OptimizerOptions = SgdOptions | AdagradOptions | RmspropOptions | AdamOptions;
interface SgdOptions {
  readonly kind: "sgd";
  readonly learningRate: number;
  readonly momentum?: number;
  readonly nesterov?: boolean;
}
interface AdagradOptions {
  readonly kind: "adagrad";
  readonly learningRate: number;
  readonly epsilon: number;
}
interface RmspropOptions {
  readonly kind: "rmsprop";
  readonly learningRate: number;
  readonly decay: number;
  readonly epsilon: number;
  readonly momentum?: number;
}
interface AdamOptions {
  readonly kind: "adam";
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** The rows of one parameter that a step moves; gradient and state have the parameter's shape. */
export interface StepTarget {
  /** Address of a list of row numbers; 0 stands for rows 0 to `rows` − 1. */
  readonly list: number;
  readonly rows: number;
  readonly stride: number;
  readonly value: number;
  readonly gradient: number;
  /** Addresses of state tensors, of which a stepper uses `slots`. */
  readonly first: number;
  readonly second: number;
}

/** What is the same for all parameters in a step: the gradient counts as factor · gradient + l2 · W + l1 · sign W. */
interface StepSettings {
  readonly rate: number;
  /** Below 1 where the gradient is clipped. */
  readonly factor: number;
  readonly l2: number;
  readonly l1: number;
}

/** An optimizer at work. */
export interface Stepper {
  /** State tensors that each parameter needs. */
  readonly slots: 0 | 1 | 2;
  /** Whether a row moves in a step whose gradient there is 0. */
  readonly movesUntouched: boolean;
  /** What it remembers besides the state tensors. */
  numbers(): StateNumbers;
  resume(state: PartState): void;
  /** Begins the next step, before its parameters are moved one by one. */
  begin(): void;
  move(kernels: Kernels, target: StepTarget, settings: StepSettings): void;
  /** `move` by a sparse gradient that is not stored, without penalties; returns its sum of squares. */
  moveSparse?(kernels: Kernels, target: StepTarget, gradient: SparseGradient, rate: number): number;
}

interface Optimizer<Options> {
  create(options: Options): Stepper;
  readonly formula: string;
  readonly source: string;
}
type Optimizers = {
  readonly [K in OptimizerOptions["kind"]]: Optimizer<Extract<OptimizerOptions, { readonly kind: K }>>;
};

/** For optimizers that remember nothing besides their state tensors. */
const nothing = { begin: () => undefined, numbers: () => ({}), resume: () => undefined };

/** To add an optimizer: its options, one entry here, one line in `createStepper`, and a kernel. */
const optimizers: Optimizers = {
  sgd: {
    create({ momentum = 0, nesterov = false }) {
      const plain = momentum === 0;
      return {
        slots: plain ? 0 : 1,
        movesUntouched: !plain,
        ...nothing,
        move(kernels, { list, rows, stride, value, gradient, first }, { rate, factor, l2, l1 }) {
          // Without momentum the velocity is the gradient and need not be kept.
          const velocity = plain ? gradient : first;
          kernels.momentumStep(list, rows, stride, value, gradient, velocity, rate, factor, l2, l1, momentum, nesterov);
        },
      };
    },
    formula: "W ← W − lr·∂W; with momentum v ← μv + ∂W, W ← W − lr·v (Nesterov: lr·(∂W + μv))",
    source: "torch.optim.SGD; Robbins and Monro, 1951; Sutskever, Martens, Dahl and Hinton, 2013",
  },
  adagrad: {
    create: ({ epsilon }) => ({
      slots: 1,
      movesUntouched: false,
      ...nothing,
      move(kernels, { list, rows, stride, value, gradient, first }, { rate, factor, l2, l1 }) {
        kernels.adagradStep(list, rows, stride, value, gradient, first, rate, factor, l2, l1, epsilon);
      },
    }),
    formula: "s ← s + ∂W², W ← W − lr·∂W/(√s + ε)",
    source: "torch.optim.Adagrad; Duchi, Hazan and Singer, 2011",
  },
  rmsprop: {
    create: ({ decay, epsilon, momentum = 0 }) => ({
      slots: 2,
      movesUntouched: true,
      ...nothing,
      move(kernels, { list, rows, stride, value, gradient, first, second }, { rate, factor, l2, l1 }) {
        kernels.rmspropStep(
          ...([list, rows, stride, value, gradient, first, second] as const),
          ...([rate, factor, l2, l1, decay, epsilon, momentum] as const),
        );
      },
    }),
    formula: "s ← αs + (1 − α)∂W², v ← μv + ∂W/(√s + ε), W ← W − lr·v",
    source: "torch.optim.RMSprop; Tieleman and Hinton, lecture 6.5, 2012",
  },
  adam: {
    create({ beta1, beta2, epsilon }) {
      // β^t by repeated product: the same bits everywhere.
      let power1 = 1;
      let power2 = 1;
      return {
        slots: 2,
        // Sparse features: rows without a gradient rest, as in torch.optim.SparseAdam.
        movesUntouched: false,
        begin() {
          power1 *= beta1;
          power2 *= beta2;
        },
        numbers: () => ({ power1, power2 }),
        resume(state) {
          power1 = numberOf(state, "power1");
          power2 = numberOf(state, "power2");
        },
        move(kernels, { list, rows, stride, value, gradient, first, second }, { rate, factor, l2, l1 }) {
          kernels.adamStep(
            ...([list, rows, stride, value, gradient, first, second] as const),
            ...([rate / (1 - power1), factor, l2, l1, beta1, beta2, epsilon, Math.sqrt(1 - power2)] as const),
          );
        },
        moveSparse(kernels, { value, first, second }, gradient, rate) {
          const { list, count, values, output, stride, heads, next, rowOf, partials } = gradient;
          return kernels.sparseAdam(
            ...([list, count, values, output, stride, value, first, second] as const),
            ...([rate / (1 - power1), beta1, beta2, epsilon, Math.sqrt(1 - power2)] as const),
            ...([heads, next, rowOf, partials] as const),
          );
        },
      };
    },
    formula:
      "m ← β₁m + (1 − β₁)∂W, s ← β₂s + (1 − β₂)∂W², W ← W − lr·(m/(1 − β₁^t))/(√(s/(1 − β₂^t)) + ε); AdamW with weightDecay",
    source: "torch.optim.Adam, AdamW, SparseAdam; Kingma and Ba, 2015; Loshchilov and Hutter, 2019",
  },
};

/** An optimizer at its first step. */
export function createStepper(options: OptimizerOptions): Stepper {
  switch (options.kind) {
    case "sgd":
      return optimizers.sgd.create(options);
    case "adagrad":
      return optimizers.adagrad.create(options);
    case "rmsprop":
      return optimizers.rmsprop.create(options);
    case "adam":
      return optimizers.adam.create(options);
  }
}
