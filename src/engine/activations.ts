import { sigmoid, tanh } from "../base/elementary.ts";

export type ActivationName = "relu" | "sigmoid" | "tanh" | "identity";

/** One entry of the table of activations. */
export interface Activation {
  /** What kernels know it by. */
  readonly code: number;
  forward(z: number): number;
  /** f′ from the activated value a = f(z): no activation here needs z again. */
  backward(a: number): number;
  readonly formula: string;
  readonly source: string;
}

/** To add an activation: one entry here, its code in kernels/assembly/activations.ts; every test over the table covers it. */
export const activations: Readonly<Record<ActivationName, Activation>> = {
  identity: {
    code: 0,
    forward: (z) => z,
    backward: () => 1,
    formula: "f(z) = z, f′ = 1",
    source: "no activation",
  },
  relu: {
    code: 1,
    // Written so that NaN stays NaN.
    forward: (z) => (z <= 0 ? 0 : z),
    backward: (a) => (a > 0 ? 1 : 0),
    formula: "f(z) = max(z, 0), f′ = [z > 0]",
    source: "Nair and Hinton, Rectified linear units improve restricted Boltzmann machines, 2010",
  },
  sigmoid: {
    code: 2,
    forward: sigmoid,
    backward: (a) => a * (1 - a),
    formula: "f(z) = 1/(1 + e^−z), f′ = f(1 − f)",
    source: "Rumelhart, Hinton and Williams, Learning representations by back-propagating errors, 1986",
  },
  tanh: {
    code: 3,
    forward: tanh,
    backward: (a) => 1 - a * a,
    formula: "f(z) = tanh z, f′ = 1 − f²",
    source: "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998",
  },
};

/** Activations by the codes that kernels use. */
export const activationsByCode: readonly Activation[] = Object.values(activations).sort((a, b) => a.code - b.code);
