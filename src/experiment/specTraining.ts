import * as z from "zod";
import { earlyStopping, epochMetric, evaluateEvery, keepBy } from "./specEvaluation.ts";
import { seed } from "./specKeys.ts";

const optimizer = z
  .strictObject({
    kind: z
      .enum(["sgd", "adagrad", "rmsprop", "adam", "lbfgs"])
      .meta({
        description:
          "How a step is taken from the gradient of one batch, or of all examples (lbfgs). sgd when left out; adam for an embedding in a network and for word vectors beside other features.",
        enumDescriptions: [
          "Gradient descent: moves against the gradient, with momentum if asked.",
          "Smaller steps for parameters that have moved much.",
          "Steps scaled by the recent size of each parameter's gradient.",
          "Steps scaled by the recent mean and size of each parameter's gradient.",
          "Looks at all examples in each epoch and finds its own step length: logistic regression to its optimum.",
        ],
      })
      .optional(),
    learningRate: z
      .number()
      .gt(0)
      .max(1e9)
      .describe("How far each step moves; when left out a rate that suits features and model.")
      .optional(),
    momentum: z
      .number()
      .min(0)
      .lt(1)
      .describe("For sgd and rmsprop: the share of the last step that is taken again; 0 when left out.")
      .optional(),
    nesterov: z
      .boolean()
      .describe("For sgd with momentum: whether the gradient is taken as if the momentum's step was done.")
      .optional(),
    decay: z
      .number()
      .gt(0)
      .lt(1)
      .describe("For rmsprop: how slowly the running mean of squared gradients moves; 0.99 when left out.")
      .optional(),
    beta1: z
      .number()
      .min(0)
      .lt(1)
      .describe("For adam: how slowly the running mean of gradients moves; 0.9 when left out.")
      .optional(),
    beta2: z
      .number()
      .min(0)
      .lt(1)
      .describe("For adam: how slowly the running mean of squared gradients moves; 0.999 when left out.")
      .optional(),
    epsilon: z
      .number()
      .gt(0)
      .max(1)
      .describe("For adagrad, rmsprop and adam: keeps the step finite where gradients are 0.")
      .optional(),
    history: z
      .int()
      .min(1)
      .max(100)
      .describe("For lbfgs: how many of the latest steps shape the next one; 10 when left out.")
      .optional(),
    tolerance: z
      .number()
      .min(0)
      .max(1)
      .describe("For lbfgs: training ends when no part of the gradient is larger; 0.0001 when left out.")
      .optional(),
  })
  .describe("How the parameters are updated.")
  .prefault({});

const schedule = z
  .discriminatedUnion("kind", [
    z
      .strictObject({ kind: z.literal("constant").describe("The learning rate stays.") })
      .describe("The learning rate stays."),
    z
      .strictObject({
        kind: z.literal("step").describe("The learning rate drops every few epochs."),
        epochs: z.number().gt(0).max(1_000_000).describe("How many epochs lie between two drops."),
        factor: z.number().gt(0).max(1).default(0.1).describe("What each drop multiplies the learning rate with."),
      })
      .describe("The learning rate drops every few epochs."),
    z
      .strictObject({
        kind: z.literal("exponential").describe("The learning rate shrinks a little with each step."),
        factor: z.number().gt(0).max(1).describe("What is left of the learning rate after an epoch."),
      })
      .describe("The learning rate shrinks a little with each step."),
    z
      .strictObject({
        kind: z.literal("cosine").describe("The learning rate falls along half a cosine to the end of the run."),
        floor: z.number().min(0).max(1).default(0).describe("What share of the learning rate is left at the end."),
      })
      .describe("The learning rate falls along half a cosine to the end of the run."),
    z
      .strictObject({ kind: z.literal("linear").describe("The learning rate falls evenly to 0.") })
      .describe("The learning rate falls evenly to 0."),
    z
      .strictObject({
        kind: z.literal("oneCycle").describe("The learning rate rises, then falls to almost 0."),
        warmUp: z.number().min(0).max(1).default(0.3).describe("The share of the run in which it rises."),
        start: z.number().gt(0).max(1).default(0.04).describe("What share of the learning rate it starts at."),
        end: z.number().min(0).max(1).default(0.000004).describe("What share of the learning rate it ends at."),
      })
      .describe("The learning rate rises, then falls to almost 0."),
    z
      .strictObject({
        kind: z.literal("reduceOnPlateau").describe("The learning rate is cut when a metric no longer gets better."),
        metric: epochMetric("The metric of validation that is watched; of train where there is no validation.").default(
          "loss",
        ),
        factor: z.number().gt(0).lt(1).default(0.1).describe("What each cut multiplies the learning rate with."),
        patience: z
          .int()
          .min(0)
          .max(1_000_000)
          .default(10)
          .describe("How many epochs in a row may be no better before a cut."),
        minChange: z
          .number()
          .min(0)
          .lt(1)
          .default(0.0001)
          .describe("By more than what share the best so far must be beaten to count as better."),
        minimumRate: z.number().min(0).max(1e9).default(0).describe("The learning rate is never cut below this."),
      })
      .describe("The learning rate is cut when a metric no longer gets better."),
  ])
  .describe("How the learning rate changes from step to step; constant when left out.");

const loss = z
  .strictObject({
    kind: z
      .enum(["crossEntropy", "hinge", "squaredHinge", "meanSquaredError"])
      .meta({
        description: "The loss of one example; crossEntropy when left out, squaredHinge for a linear SVM.",
        enumDescriptions: [
          "The negative logarithm of the probability of the true class.",
          "How far the true class is from leading every other by 1; gives margins.",
          "Each class against the rest, how far it is from its side by 1, squared; gives margins.",
          "The mean squared distance of the outputs from 1 for the true class and 0 for the others; gives margins.",
        ],
      })
      .optional(),
    labelSmoothing: z
      .number()
      .min(0)
      .lt(1)
      .describe(
        "For crossEntropy: the share of each label that is spread evenly over all classes, against overconfidence; 0 when left out.",
      )
      .optional(),
  })
  .describe("What training makes small.")
  .prefault({});

const classWeights = z
  .union([
    z.literal("balanced").describe("Rare classes count as much as common ones."),
    z
      .record(z.string().min(1).max(10_000), z.number().gt(0).max(1e6))
      .describe("What the loss of each class's examples is multiplied with, by class; 1 for those left out."),
  ])
  .describe("How much the examples of each class count in the loss; all the same when left out.");

export const training = z
  .strictObject({
    loss,
    classWeights: classWeights.optional(),
    optimizer,
    batchSize: z
      .int()
      .min(1)
      .max(1_000_000)
      .describe("How many examples each step looks at. 32 when left out; lbfgs looks at all.")
      .optional(),
    epochs: z
      .int()
      .min(1)
      .max(1_000_000)
      .describe("How many passes over the training examples; when left out a number that suits features and model.")
      .optional(),
    l2: z
      .number()
      .min(0)
      .max(1e6)
      .default(0)
      .describe("How strongly large weights are penalised: l2 / 2 times their squares is added to the objective."),
    l1: z
      .number()
      .min(0)
      .max(1e6)
      .describe("How strongly weights are drawn to 0: l1 times their sizes is added to the objective; 0 when left out.")
      .optional(),
    weightDecay: z
      .number()
      .min(0)
      .max(1e6)
      .describe("What share of every weight, times the learning rate, is taken away beside each step; 0 when left out.")
      .optional(),
    clipNorm: z
      .number()
      .gt(0)
      .max(1e9)
      .describe("The longest that the gradient of a step may be: a longer one is shortened; no limit when left out.")
      .optional(),
    schedule: schedule.optional(),
    warmUpEpochs: z
      .number()
      .min(0)
      .max(1_000_000)
      .describe("For how many epochs the learning rate rises from 0 first; 0 when left out.")
      .optional(),
    keep: z
      .enum(["best", "last"])
      .meta({
        description: "Which epoch's model is kept and evaluated on test.",
        enumDescriptions: [
          "The best epoch by keepBy on validation, the earliest of equals; the last one where there is no validation.",
          "The last epoch.",
        ],
      })
      .default("best"),
    keepBy: keepBy.optional(),
    earlyStopping: earlyStopping.optional(),
    evaluateEvery: evaluateEvery.optional(),
    seed: seed("Fixes the initial weights and the order of the batches; the same seed gives the same model."),
  })
  .describe("How the model is trained.");
