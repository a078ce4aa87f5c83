import { exp, expm1, log1p, normalDensity, normalDistribution, sigmoid, tanh } from "../base/elementary.ts";

export type ActivationName =
  | "relu"
  | "leakyRelu"
  | "elu"
  | "selu"
  | "gelu"
  | "geluTanh"
  | "silu"
  | "mish"
  | "softplus"
  | "sigmoid"
  | "tanh"
  | "hardSigmoid"
  | "hardTanh"
  | "identity";

/** One entry of the table of activations. */
export interface Activation {
  /** What kernels know it by. */
  readonly code: number;
  forward(z: number): number;
  /** f′(z), given z and the activated value a = f(z). */
  backward(z: number, a: number): number;
  readonly formula: string;
  readonly source: string;
}

const leak = 0.01;
// The fixed point of mean 0 and deviation 1 (Klambauer et al., 2017).
const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;
const rootTwoOverPi = 0.7978845608028654;
const geluCubic = 0.044715;

/** 2u of the tanh form of gelu; Φ(z) is taken as σ(2u) = (1 + tanh u)/2. */
function geluArgument(z: number): number {
  return 2 * rootTwoOverPi * (z + geluCubic * z * z * z);
}

/** tanh(softplus(z)) and its derivative, from e^−|z| so that nothing overflows. */
function mishGate(z: number): { readonly gate: number; readonly slope: number } {
  const q = exp(-Math.abs(z));
  if (z > 0) {
    const below = 1 + 2 * q + 2 * q * q;
    return { gate: (1 + 2 * q) / below, slope: (4 * q * q * (1 + q)) / (below * below) };
  }
  const n = q * (q + 2);
  return { gate: n / (n + 2), slope: (4 * q * (q + 1)) / ((n + 2) * (n + 2)) };
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
    backward: (z) => (z > 0 ? 1 : 0),
    formula: "f(z) = max(z, 0), f′ = [z > 0]",
    source: "Nair and Hinton, Rectified linear units improve restricted Boltzmann machines, 2010",
  },
  sigmoid: {
    code: 2,
    forward: sigmoid,
    backward: (_, a) => a * (1 - a),
    formula: "f(z) = σ(z) = 1/(1 + e^−z), f′ = f(1 − f)",
    source: "Rumelhart, Hinton and Williams, Learning representations by back-propagating errors, 1986",
  },
  tanh: {
    code: 3,
    forward: tanh,
    backward: (_, a) => 1 - a * a,
    formula: "f(z) = tanh z, f′ = 1 − f²",
    source: "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998",
  },
  leakyRelu: {
    code: 4,
    forward: (z) => (z <= 0 ? leak * z : z),
    backward: (z) => (z > 0 ? 1 : leak),
    formula: "f(z) = z for z > 0, else 0.01 z; f′ = 1 or 0.01",
    source: "Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic models, 2013",
  },
  elu: {
    code: 5,
    forward: (z) => (z <= 0 ? expm1(z) : z),
    backward: (z) => (z > 0 ? 1 : exp(z)),
    formula: "f(z) = z for z > 0, else e^z − 1; f′ = 1 or e^z",
    source:
      "Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by exponential linear units, 2016",
  },
  selu: {
    code: 6,
    forward: (z) => seluScale * (z <= 0 ? seluAlpha * expm1(z) : z),
    backward: (z) => seluScale * (z > 0 ? 1 : seluAlpha * exp(z)),
    formula: "f(z) = λ z for z > 0, else λα(e^z − 1), λ = 1.0507, α = 1.6733; f′ = λ or λα e^z",
    source: "Klambauer, Unterthiner, Mayr and Hochreiter, Self-normalizing neural networks, 2017",
  },
  gelu: {
    code: 7,
    forward: (z) => z * normalDistribution(z),
    backward: (z) => normalDistribution(z) + z * normalDensity(z),
    formula: "f(z) = z Φ(z), f′ = Φ(z) + z φ(z)",
    source: "Hendrycks and Gimpel, Gaussian error linear units, 2016",
  },
  geluTanh: {
    code: 8,
    forward: (z) => z * sigmoid(geluArgument(z)),
    backward: (z) => {
      const s = sigmoid(geluArgument(z));
      return s + z * s * (1 - s) * 2 * rootTwoOverPi * (1 + 3 * geluCubic * z * z);
    },
    formula: "f(z) = z (1 + tanh u)/2, u = √(2/π)(z + 0.044715 z³); f′ = s + z s(1 − s)·2u′, s = σ(2u)",
    source: "Hendrycks and Gimpel, Gaussian error linear units, 2016, section 2",
  },
  silu: {
    code: 9,
    forward: (z) => z * sigmoid(z),
    backward: (z) => {
      const s = sigmoid(z);
      return s * (1 + z * (1 - s));
    },
    formula: "f(z) = z σ(z), f′ = σ(1 + z(1 − σ))",
    source: "Elfwing, Uchibe and Doya, Sigmoid-weighted linear units, 2018; Ramachandran, Zoph and Le (swish), 2017",
  },
  mish: {
    code: 10,
    forward: (z) => z * mishGate(z).gate,
    backward: (z) => {
      const { gate, slope } = mishGate(z);
      return gate + z * slope;
    },
    formula: "f(z) = z w, w = tanh(ln(1 + e^z)) = n/(n + 2), n = e^2z + 2e^z; f′ = w + z·4e^z(e^z + 1)/(n + 2)²",
    source: "Misra, Mish: a self regularized non-monotonic activation function, 2020",
  },
  softplus: {
    code: 11,
    forward: (z) => (z <= 0 ? 0 : z) + log1p(exp(-Math.abs(z))),
    backward: (z) => sigmoid(z),
    formula: "f(z) = ln(1 + e^z), f′ = σ(z)",
    source: "Dugas, Bengio, Bélisle, Nadeau and Garcia, Incorporating second-order functional knowledge, 2001",
  },
  hardSigmoid: {
    code: 12,
    forward: (z) => (z <= -3 ? 0 : z >= 3 ? 1 : z / 6 + 0.5),
    backward: (z) => (z > -3 && z < 3 ? 1 / 6 : 0),
    formula: "f(z) = min(max(z/6 + 1/2, 0), 1), f′ = 1/6 for −3 < z < 3, else 0",
    source: "Howard et al., Searching for MobileNetV3, 2019",
  },
  hardTanh: {
    code: 13,
    forward: (z) => (z <= -1 ? -1 : z >= 1 ? 1 : z),
    backward: (z) => (z > -1 && z < 1 ? 1 : 0),
    formula: "f(z) = min(max(z, −1), 1), f′ = [−1 < z < 1]",
    source: "Collobert, Large scale machine learning, 2004",
  },
};

/** Activations by the codes that kernels use. */
export const activationsByCode: readonly Activation[] = Object.values(activations).sort((a, b) => a.code - b.code);
