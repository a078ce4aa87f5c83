import * as z from "zod";

/** Models that learn without batches: by counting, from mistakes, or from one example at a time. */

const naiveBayesVariants = ["multinomial", "complement", "bernoulli", "gaussian"] as const;

export const naiveBayes = z
  .strictObject({
    kind: z.literal("naiveBayes").describe("Counts how features and classes go together, in one pass: in an instant."),
    variant: z
      .enum(naiveBayesVariants)
      .meta({
        description:
          "How features are distributed in a class; multinomial for tfidf and counts, gaussian for numbers when left out.",
        enumDescriptions: [
          "Every occurrence of a term counts: the usual choice for texts.",
          "Goes by the terms of all other classes: better where classes differ much in size.",
          "Only whether a term occurs counts, and its absence too: for short texts.",
          "Numbers spread normally around the mean of their class: for columns of numbers and mean word vectors.",
        ],
      })
      .optional(),
    smoothing: z
      .number()
      .min(1e-10)
      .max(1e6)
      .describe("For all but gaussian: what is added to every count, against terms never seen; 1 when left out.")
      .optional(),
    varianceSmoothing: z
      .number()
      .min(1e-12)
      .max(1e6)
      .describe("For gaussian: what share of the largest variance is added to every variance; 1e-9 when left out.")
      .optional(),
    prior: z
      .enum(["fitted", "uniform"])
      .meta({
        description:
          "For all but complement: how likely each class is before its features are seen; fitted when left out.",
        enumDescriptions: ["As its share of the training examples.", "All the same."],
      })
      .optional(),
  })
  .describe("Naive Bayes.");

const embeddingOptions = {
  dimension: z.int().min(1).max(10_000).default(50).describe("How many numbers the vector of a word has."),
  combine: z
    .enum(["mean", "sum"])
    .meta({
      description: "How the vectors of a text become one.",
      enumDescriptions: ["Averaged, as in fastText.", "Added up: long texts weigh more."],
    })
    .default("mean"),
};

export const embeddingBag = z
  .strictObject({
    kind: z
      .literal("embeddingBag")
      .describe(
        "fastText's model: learns a vector for each word and sequence and goes by their mean; quick on long texts.",
      ),
    ...embeddingOptions,
  })
  .describe("An embedding bag, the model of fastText.");

/** The embedding bag as the first layer of a network. */
export const embedding = z
  .strictObject(embeddingOptions)
  .describe(
    "An embedding bag before the hidden layers: a vector for each word and sequence, learned with the rest; the features are read as they are when left out.",
  );

export const perceptron = z
  .strictObject({
    kind: z.literal("perceptron").describe("A linear model that learns from one mistake at a time; gives margins."),
    averaged: z
      .boolean()
      .default(true)
      .describe("Whether the mean of the weights after every example is kept: steadier than the last ones."),
  })
  .describe("The perceptron, one class against the rest.");
