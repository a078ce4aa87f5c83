import * as z from "zod";

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
] as const;

const hiddenLayer = z
  .strictObject({
    units: z.int().min(1).max(100_000).describe("How many hidden units the layer has."),
    activation: z
      .enum(activationNames)
      .meta({
        description: "The function each unit applies to its weighted sum.",
        enumDescriptions: [
          "max(0, x): the usual choice.",
          "Like relu, with a slope of 0.01 below 0, so that no unit dies.",
          "Like relu, bending to −1 below 0: e^x − 1.",
          "A scaled elu that keeps mean 0 and deviation 1 from layer to layer; with normal initial weights.",
          "x times the normal distribution function: smooth, used in language models.",
          "gelu in its approximate form with tanh.",
          "x times sigmoid, also called swish: smooth.",
          "x times tanh of softplus: smooth.",
          "ln(1 + e^x): a smooth relu that is never 0.",
          "1 / (1 + e^−x): between 0 and 1, saturates at both ends.",
          "Between −1 and 1, saturates at both ends.",
          "sigmoid in three straight lines.",
          "tanh in three straight lines.",
          "The weighted sum itself.",
        ],
      })
      .default("relu"),
  })
  .describe("One hidden layer.");

const normalInitializer = z
  .strictObject({
    kind: z.literal("normal").describe("Normally distributed weights of one deviation."),
    deviation: z.number().gt(0).max(1000).default(0.01).describe("The standard deviation of the initial weights."),
  })
  .describe("Normally distributed initial weights.");

const scaledInitializers = ["xavierUniform", "xavierNormal", "heUniform", "heNormal", "pytorchLinear"] as const;

const initializer = z
  .union([
    z.enum(["normal", ...scaledInitializers]).meta({
      description: "The initializer by name.",
      enumDescriptions: [
        "Normally distributed with deviation 0.01.",
        "Uniform, scaled by the numbers of inputs and outputs (Glorot).",
        "Normally distributed, scaled by the numbers of inputs and outputs (Glorot).",
        "Uniform, scaled by the number of inputs (He), for relu.",
        "Normally distributed, scaled by the number of inputs (He), for relu.",
        "Uniform as PyTorch initialises linear layers, biases too.",
      ],
    }),
    normalInitializer,
    z
      .strictObject({ kind: z.enum(scaledInitializers).describe("The initializer by name.") })
      .describe("An initializer scaled by the size of the layer."),
  ])
  .describe("How the initial weights are drawn; xavierUniform when left out.");

const network = z
  .strictObject({
    kind: z.literal("network").describe("A feed-forward network, trained by gradient descent."),
    hidden: z
      .array(hiddenLayer)
      .max(100)
      .describe("The hidden layers from input to output; one of 32 relu units when left out (100 for word vectors).")
      .optional(),
    initializer: initializer.default("xavierUniform"),
  })
  .describe("A feed-forward network.");

const logisticRegression = z
  .strictObject({
    kind: z.literal("logisticRegression").describe("One linear layer with softmax: fast and a strong baseline."),
  })
  .describe("Logistic regression.");

export const model = z
  .discriminatedUnion("kind", [network, logisticRegression])
  .describe("What is fitted; logisticRegression for tfidf and counts, else a network with one hidden layer.");

export type InitializerSpec = z.output<typeof initializer>;
