import type { ActivationName } from "../engine/activations.ts";

/** In the order in which they are offered. */
export const activationNames = [
  "relu",
  "leakyRelu",
  "elu",
  "selu",
  "gelu",
  "geluTanh",
  "silu",
  "mish",
  "softplus",
  "sigmoid",
  "tanh",
  "hardSigmoid",
  "hardTanh",
  "identity",
] as const satisfies readonly ActivationName[];

/** What each activation is, one plain sentence wherever it is chosen or shown. */
export const activationSentences: Readonly<Record<ActivationName, string>> = {
  relu: "max(0, x): the usual choice.",
  leakyRelu: "Like relu, with a slope of 0.01 below 0, so that no unit dies.",
  elu: "Like relu, bending to −1 below 0: e^x − 1.",
  selu: "A scaled elu that keeps mean 0 and deviation 1 from layer to layer; with normal initial weights.",
  gelu: "x times the normal distribution function: smooth, used in language models.",
  geluTanh: "gelu in its approximate form with tanh.",
  silu: "x times sigmoid, also called swish: smooth.",
  mish: "x times tanh of softplus: smooth.",
  softplus: "ln(1 + e^x): a smooth relu that is never 0.",
  sigmoid: "1 / (1 + e^−x): between 0 and 1, saturates at both ends.",
  tanh: "Between −1 and 1, saturates at both ends.",
  hardSigmoid: "sigmoid in three straight lines.",
  hardTanh: "tanh in three straight lines.",
  identity: "The weighted sum itself.",
};
