import { UserError } from "../../base/errors.ts";
import { partsOf } from "../../data/featurizer.ts";
import { experimentDocument } from "../document.ts";
import type { ResolvedExperiment } from "../resolved.ts";
import type { ExperimentInput } from "../spec.ts";

export const studyIds = [
  "learningRate",
  "hiddenUnits",
  "l2",
  "activations",
  "maxTokens",
  "trainingSize",
  "models",
] as const;
type StudyId = (typeof studyIds)[number];

type Sweep = NonNullable<ExperimentInput["sweep"]>;

/** A ready-made sweep with a written report. */
export interface Study {
  readonly id: StudyId;
  readonly title: string;
  /** What it asks, one plain sentence. */
  readonly question: string;
  /** What is varied, as axes and tables call it. */
  readonly varied: string;
  /** Whether values lie on a logarithmic axis where they are numbers above 0. */
  readonly logarithmic: boolean;
  /** How a larger value of it is read in a sentence; null where values have no order. */
  readonly larger: string | null;
  /** What is varied of an experiment; a UserError where it has nothing of the kind. */
  readonly over: (base: ResolvedExperiment) => NonNullable<Sweep["over"]>;
  /** What of the experiment is left to suit each value. */
  readonly leaves?: readonly (keyof ExperimentInput)[];
}

/** In the order in which they are offered. */
export const studies: readonly Study[] = [
  {
    id: "learningRate",
    title: "Learning rate",
    question: "Which learning rates learn, which stall and which diverge?",
    varied: "learning rate",
    logarithmic: true,
    larger: "a larger learning rate",
    over: (base) => {
      if (!("learningRate" in base.training.optimizer) || modelHasNoRate(base))
        throw noneOf(base, "learning rate", "a network or logistic regression trained with sgd or adam");
      return { "training.optimizer.learningRate": [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.9] };
    },
  },
  {
    id: "hiddenUnits",
    title: "Hidden units",
    question: "How many hidden units does the first hidden layer need?",
    varied: "hidden units",
    logarithmic: true,
    larger: "more hidden units",
    over: (base) => {
      hiddenOf(base);
      return { "model.hidden.0.units": [10, 20, 50, 100] };
    },
  },
  {
    id: "l2",
    title: "L2 penalty",
    question: "Does a penalty on large weights close the gap between train and validation?",
    varied: "l2",
    logarithmic: true,
    larger: "a larger penalty",
    over: (base) => {
      if (!["network", "logisticRegression", "linearSvm"].includes(base.model.kind))
        throw noneOf(base, "penalty", "a network or logistic regression");
      return { "training.l2": [0, 0.01, 0.05, 0.1, 0.5] };
    },
  },
  {
    id: "activations",
    title: "Activations and initialisers",
    question: "Which activation learns with which initial weights?",
    varied: "activation, initialiser",
    logarithmic: false,
    larger: null,
    over: (base) => {
      hiddenOf(base);
      return {
        "model.hidden.0.activation": ["relu", "sigmoid", "tanh"],
        "model.initializer": ["normal", "xavierUniform", "heUniform"],
      };
    },
  },
  {
    id: "maxTokens",
    title: "Tokens that are read",
    question: "How much of a text does the model need to see?",
    varied: "tokens read",
    logarithmic: true,
    larger: "longer texts",
    over: ({ features, ...base }) => {
      if (features.kind !== "wordVectors") throw noneOf(base, "maxTokens", "features of kind wordVectors");
      return { "features.maxTokens": [50, 100, 200, 300, 1000] };
    },
  },
  {
    id: "trainingSize",
    title: "Size of the training set",
    question: "Would more labels help?",
    varied: "share of the training examples",
    logarithmic: false,
    larger: "more examples",
    over: () => ({ "split.trainShare": [0.1, 0.2, 0.4, 0.6, 0.8, 1] }),
  },
  {
    id: "models",
    title: "Models",
    question: "Which kind of model suits the data, all with the same features?",
    varied: "model",
    logarithmic: false,
    larger: null,
    leaves: ["model", "training"],
    over: ({ features, ...base }) => {
      if (partsOf(features).some((part) => part.kind === "wordVectors" && part.combine === "concat"))
        throw noneOf(base, "row of features for naive Bayes and the perceptron", "words, numbers or averaged vectors");
      const hidden = base.model.kind === "network" ? base.model.hidden : [{ units: 32, activation: "relu" as const }];
      const units = hidden.map((layer) => ({ units: layer.units, activation: layer.activation }));
      return {
        model: [
          { kind: "naiveBayes" },
          { kind: "perceptron" },
          { kind: "logisticRegression" },
          { kind: "linearSvm" },
          { kind: "network", hidden: units },
        ],
      };
    },
  },
];

/** A study by its id; a UserError names all there are. */
export function studyNamed(id: string): Study {
  const study = studies.find((each) => each.id === id);
  if (study !== undefined) return study;
  throw new UserError(`There is no study "${id}".`, `Choose from ${studyIds.join(", ")}.`, { field: "study" });
}

/** The experiment file of a study: the base, all written out, with its sweep. */
export function studyDocument(study: Study, base: ResolvedExperiment, seeds: number): ExperimentInput {
  const written = Object.entries(experimentDocument(base)).filter(
    ([key]) => study.leaves?.includes(key as keyof ExperimentInput) !== true,
  );
  const seed = base.training.seed;
  const document = Object.fromEntries(written) as ExperimentInput;
  return {
    ...document,
    ...(document.training === undefined && { training: { seed } }),
    sweep: { method: "grid", over: study.over(base), repeat: seeds, metric: "validation.accuracy" },
  };
}

function hiddenOf(base: ResolvedExperiment): void {
  if (base.model.kind === "network" && base.model.hidden.length > 0) return;
  throw noneOf(base, "hidden layer", "a network with hidden layers");
}

function modelHasNoRate({ model }: ResolvedExperiment): boolean {
  return model.kind === "naiveBayes" || model.kind === "perceptron";
}

function noneOf({ model }: Pick<ResolvedExperiment, "model">, what: string, remedy: string): UserError {
  return new UserError(
    `This experiment (${model.kind}) has no ${what} to vary.`,
    `Choose an experiment with ${remedy}, or another study.`,
    { field: "model" },
  );
}
