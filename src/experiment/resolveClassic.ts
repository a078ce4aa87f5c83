import { UserError } from "../base/errors.ts";
import { type FeatureOptions, isSideBySide, isSparse } from "../data/featurizer.ts";
import type { NaiveBayesOptions, PerceptronOptions } from "../models/modelOptions.ts";
import { metricNamed } from "./metricTable.ts";
import { givesProbabilities } from "./resolveLoss.ts";
import type { ResolvedModel, ResolvedTraining } from "./resolved.ts";
import type { ExperimentInput, ExperimentSpec } from "./spec.ts";

type ModelSpec = NonNullable<ExperimentSpec["model"]>;
type NaiveBayesSpec = Extract<ModelSpec, { kind: "naiveBayes" }>;
type Variant = NaiveBayesOptions["variant"];

/** The variant that suits the features and all that it has; what the features or the variant do not allow is a UserError. */
export function resolveNaiveBayes(spec: NaiveBayesSpec, features: FeatureOptions): NaiveBayesOptions {
  const { kind } = spec;
  refuseSideBySide("Naive Bayes", features);
  const negative = negativeFeatures(features);
  const variant = spec.variant ?? (isSparse(features) && negative === null ? "multinomial" : "gaussian");
  if (variant !== "gaussian" && negative !== null)
    throw new UserError(`${variant} naive Bayes counts features, and ${negative.what}.`, negative.remedy, {
      field: "model.variant",
    });
  refuseForeignOptions(spec, variant);
  const prior = spec.prior ?? "fitted";
  switch (variant) {
    case "gaussian":
      return { kind, variant, varianceSmoothing: spec.varianceSmoothing ?? 1e-9, prior };
    case "complement":
      return { kind, variant, smoothing: spec.smoothing ?? 1 };
    case "multinomial":
    case "bernoulli":
      return { kind, variant, smoothing: spec.smoothing ?? 1, prior };
  }
}

/** Why features can be below 0, and what would not be; null where they cannot, or only if the data is. */
function negativeFeatures(features: FeatureOptions): { readonly what: string; readonly remedy: string } | null {
  switch (features.kind) {
    case "wordVectors":
      return {
        what: "word vectors can be below 0",
        remedy: 'Write "gaussian" or leave variant out, or choose features.kind "counts" or "tfidf".',
      };
    case "numeric":
      if (features.scale !== "standard") return null;
      return {
        what: "standardised numbers can be below 0",
        remedy: 'Write "gaussian" or leave variant out, or write features.scale: "minMax".',
      };
    case "union":
      return features.of.map(negativeFeatures).find((found) => found !== null) ?? null;
    case "tfidf":
    case "counts":
    case "oneHot":
    case "sparse":
    case "hashedNgrams":
      return null;
  }
}

const lacking: Readonly<Record<Variant, Partial<Record<"smoothing" | "varianceSmoothing" | "prior", string>>>> = {
  multinomial: { varianceSmoothing: "Write smoothing, which is added to its counts, or leave this out." },
  bernoulli: { varianceSmoothing: "Write smoothing, which is added to its counts, or leave this out." },
  complement: {
    varianceSmoothing: "Write smoothing, which is added to its counts, or leave this out.",
    prior: 'Leave it out: the shares of the classes play no part; with "multinomial" they do.',
  },
  gaussian: { smoothing: "Write varianceSmoothing, or leave this out." },
};

function refuseForeignOptions(spec: NaiveBayesSpec, variant: Variant): void {
  for (const key of ["smoothing", "varianceSmoothing", "prior"] as const) {
    const remedy = lacking[variant][key];
    if (remedy === undefined || spec[key] === undefined) continue;
    throw new UserError(`${variant} naive Bayes has no option "${key}".`, remedy, { field: `model.${key}` });
  }
}

/** The perceptron with all that it has; features that it cannot read are a UserError. */
export function resolvePerceptron(
  { kind, averaged }: Extract<ModelSpec, { kind: "perceptron" }>,
  features: FeatureOptions,
): PerceptronOptions {
  refuseSideBySide("The perceptron", features);
  return { kind, averaged };
}

function refuseSideBySide(model: string, features: FeatureOptions): void {
  if (!isSideBySide(features)) return;
  throw new UserError(
    `${model} cannot read word vectors side by side.`,
    'Write features.combine: "mean", or choose a network or logistic regression.',
    { field: "model.kind" },
  );
}

/** The keys of `training` that mean something to a model without a gradient; undefined: all do. */
const meaningful: Readonly<Partial<Record<ResolvedModel["kind"], readonly (keyof ResolvedTraining)[]>>> = {
  naiveBayes: ["seed"],
  embeddingBag: ["optimizer", "epochs", "keep", "keepBy", "earlyStopping", "evaluateEvery", "seed"],
  perceptron: ["epochs", "keep", "keepBy", "earlyStopping", "evaluateEvery", "seed"],
};

const reasons: Readonly<Partial<Record<ResolvedModel["kind"], string>>> = {
  naiveBayes: "Naive Bayes counts the training examples once and takes no steps down a gradient",
  embeddingBag: "An embedding bag takes a step for each example in turn, its rate falling evenly to 0",
  perceptron: "The perceptron moves by one example at each mistake and follows no gradient",
};

/** A key that is written though the chosen model has no use for it, with what to tell the person. */
export interface KeyWithoutUse {
  readonly path: readonly string[];
  readonly what: string;
  readonly remedy: string;
}

/** Of an experiment as written, defaults not yet in place. */
export function trainingWithoutUse(written: unknown): readonly KeyWithoutUse[] {
  const kind = member(member(written, "model"), "kind") as ResolvedModel["kind"];
  const training = member(written, "training");
  const keys = typeof kind === "string" && Object.hasOwn(meaningful, kind) ? meaningful[kind] : undefined;
  if (keys === undefined || typeof training !== "object" || training === null) return [];
  return Object.keys(training)
    .filter((key) => !(keys as readonly string[]).includes(key))
    .map((key) => ({
      path: ["training", key],
      what: `${reasons[kind] ?? ""}: it has no use for ${key}.`,
      remedy: `Leave it out, or choose logisticRegression; with this model training has ${keys.join(", ")}.`,
    }));
}

function member(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

/** What the model has of `training`, as a file writes it and screens list it. */
export function writeTraining({
  model,
  training,
}: {
  readonly model: ResolvedModel;
  readonly training: ResolvedTraining;
}): NonNullable<ExperimentInput["training"]> {
  const keys = meaningful[model.kind];
  if (keys === undefined) return training;
  return Object.fromEntries(Object.entries(training).filter(([key]) => (keys as readonly string[]).includes(key)));
}

/** Puts right what follows from the model: one pass for naive Bayes, and for margins epochs judged without probabilities. */
export function trainingOfModel(training: ResolvedTraining, model: ResolvedModel): ResolvedTraining {
  if (model.kind === "naiveBayes") return { ...training, epochs: 1, keep: "last" };
  if (givesProbabilities(model, training.loss)) return training;
  for (const [field, metric] of [
    ["training.keepBy", training.keepBy],
    ["training.earlyStopping.metric", training.earlyStopping?.metric],
  ] as const)
    if (metric === "logLoss")
      throw new UserError(
        `This model gives margins, not probabilities: it has no ${metricNamed(metric)?.title ?? metric}.`,
        'Write "accuracy", for example.',
        { field },
      );
  if (model.kind !== "perceptron") return training;
  const judged = training.keep === "best" && training.earlyStopping === undefined;
  // Its loss is the share of mistakes: the same epoch is best by either.
  return judged ? { ...training, keepBy: training.keepBy ?? "accuracy" } : training;
}
