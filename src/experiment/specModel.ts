import * as z from "zod";
import { activationNames, activationSentences } from "./activationSentences.ts";
import { embedding, embeddingBag, naiveBayes, perceptron } from "./specClassic.ts";

const normKind = z.enum(["batch", "layer"]).meta({
  description: "Over which values a layer normalises.",
  enumDescriptions: [
    "Each unit over the examples of the batch; running statistics stand in when the model is evaluated.",
    "All units of one example: the same in training and evaluation, and for any batch size.",
  ],
});

const place = z
  .enum(["input", "weightedSum", "output"])
  .meta({
    description: "What is normalised.",
    enumDescriptions: [
      "What the layer reads, before its weights; a residual connection passes by: the pre-norm block.",
      "The weighted sum, before the activation: the usual place in a plain network.",
      "What the layer hands on, after a residual connection is added: the post-norm block.",
    ],
  })
  .default("weightedSum");
const epsilon = z
  .number()
  .gt(0)
  .max(1)
  .default(1e-5)
  .describe("Added to the variance, so that constant values do no harm.");

const norm = z
  .union([
    normKind,
    z
      .strictObject({
        kind: z.literal("batch").describe("Each unit over the examples of the batch."),
        place,
        epsilon,
        momentum: z
          .number()
          .gt(0)
          .max(1)
          .default(0.1)
          .describe("What share of the running mean and variance each batch replaces."),
      })
      .describe("Batch norm with its options."),
    z
      .strictObject({
        kind: z.literal("layer").describe("All units of one example."),
        place,
        epsilon,
      })
      .describe("Layer norm with its options."),
  ])
  .describe("Whether and how values are brought to mean 0 and deviation 1, then scaled as learned; off when left out.");

const hiddenLayer = z
  .strictObject({
    units: z.int().min(1).max(100_000).describe("How many hidden units the layer has."),
    activation: z
      .enum(activationNames)
      .meta({
        description: "The function each unit applies to its weighted sum.",
        enumDescriptions: activationNames.map((name) => activationSentences[name]),
      })
      .default("relu"),
    norm: norm.optional(),
    dropout: z
      .number()
      .min(0)
      .lt(1)
      .describe("The share of outputs set to 0 at random in every training step, against overfitting; 0 when left out.")
      .optional(),
    residual: z
      .union([z.boolean(), z.int().min(1).max(100)])
      .describe(
        "Adds the layer's input to its output; a number spans that many layers, this one the last. Widths must agree.",
      )
      .optional(),
  })
  .describe("One hidden layer: linear, norm, activation, dropout, residual connection, as far as asked for.");

const normalInitializer = z
  .strictObject({
    kind: z.literal("normal").describe("Normally distributed weights of one deviation."),
    deviation: z.number().gt(0).max(1000).default(0.01).describe("The standard deviation of the initial weights."),
  })
  .describe("Normally distributed initial weights.");

const scaledInitializers = [
  "xavierUniform",
  "xavierNormal",
  "heUniform",
  "heNormal",
  "lecunNormal",
  "pytorchLinear",
] as const;

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
        "Normally distributed, scaled by the number of inputs (LeCun), for selu.",
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
    embedding: embedding.optional(),
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

const linearSvm = z
  .strictObject({
    kind: z
      .literal("linearSvm")
      .describe("One linear layer trained for a margin around its borders: strong on words, gives no probabilities."),
  })
  .describe("A linear support vector machine.");

export const model = z
  .discriminatedUnion("kind", [network, logisticRegression, linearSvm, embeddingBag, naiveBayes, perceptron])
  .describe("What is fitted; logisticRegression for tfidf and counts, else a network with one hidden layer.");

export type HiddenLayerSpec = z.output<typeof hiddenLayer>;
export type InitializerSpec = z.output<typeof initializer>;
