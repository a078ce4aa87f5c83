import { activationNames } from "../../experiment/activationSentences.ts";
import { experimentDocument } from "../../experiment/document.ts";
import { experimentJsonSchema, schemaAt } from "../../experiment/jsonSchema.ts";
import { readJsonText } from "../../experiment/jsonText.ts";
import { applyOverrides, type Override } from "../../experiment/overrides.ts";
import type { ResolvedExperiment } from "../../experiment/resolved.ts";
import { experimentSchema } from "../../experiment/spec.ts";
import type { SweepRange } from "../../experiment/specSweep.ts";
import { trainingWithoutUse } from "../../experiment/resolveClassic.ts";

/** A value that has a name on screens. */
export interface NamedValue {
  readonly label: string;
  readonly value: unknown;
}

/** An option that a sweep may vary, with values that make sense to begin with. */
export interface SweepOption {
  /** Dotted, as `--set` takes it. */
  readonly path: string;
  readonly label: string;
  /** What the option is, one plain sentence; empty where the schema has none. */
  readonly sentence: string;
  /** The values of a grid. */
  readonly values: readonly unknown[];
  /** What methods draw from that can draw from a range. */
  readonly range?: SweepRange;
  /** The values to choose from, where they are a closed set. */
  readonly known?: readonly NamedValue[];
  /** Whether it is what one would vary first. */
  readonly usual: boolean;
}

/** An experiment whose options are to be varied. */
export interface SweptExperiment {
  readonly text: string;
  readonly resolved: ResolvedExperiment;
  /** Other features to try, as an experiment file of the same folder writes them. */
  readonly features: readonly NamedValue[];
}

/**
 * What must be written into the experiment before an option below `model` can be varied: the model itself, where the
 * file leaves it, or its hidden layers, to the default.
 */
export function modelWrittenOut({ text, resolved }: Pick<SweptExperiment, "text" | "resolved">): readonly Override[] {
  const written = readJsonText(text).value as { readonly model?: { readonly hidden?: unknown } } | null;
  const { model } = experimentDocument(resolved);
  const lacksLayers = model?.kind === "network" && !Array.isArray(written?.model?.hidden);
  return written?.model === undefined || lacksLayers ? [["model", model]] : [];
}

/** The options that fit an experiment, in the order in which one would try them. */
export function sweepOptions(experiment: SweptExperiment): readonly SweepOption[] {
  const { text, resolved } = experiment;
  const schema = experimentJsonSchema();
  const document = experimentDocument(resolved);
  const base = modelWrittenOut(experiment);
  const written = readJsonText(text).value;
  const fits = ({ path, values }: Draft): boolean =>
    values.some((value) => isExperiment(applyOverrides(written, [...base, [path, value]])));
  return drafts(experiment)
    .filter(fits)
    .map((draft) => {
      const keys = draft.path.split(".").map((key) => (/^\d+$/.test(key) ? Number(key) : key));
      const description = draft.path === "features" ? "" : schemaAt(schema, document, keys)?.description;
      return { ...draft, sentence: draft.sentence ?? description ?? "", usual: draft.usual === true };
    });
}

/** As `checkExperiment`, which also says what is wrong and takes long over it. */
function isExperiment(document: unknown): boolean {
  return experimentSchema.safeParse(document).success && trainingWithoutUse(document).length === 0;
}

type Draft = Omit<SweepOption, "sentence" | "usual"> & { readonly sentence?: string; readonly usual?: boolean };

function drafts(experiment: SweptExperiment): readonly Draft[] {
  const { model, training } = experiment.resolved;
  const trains = model.kind !== "naiveBayes" && model.kind !== "perceptron";
  const inBatches = trains && training.optimizer.kind !== "lbfgs";
  return [
    ...(inBatches ? rates(experiment.resolved) : []),
    ...modelDrafts(experiment.resolved),
    ...(trains && model.kind !== "embeddingBag"
      ? [
          {
            path: "training.l2",
            label: "l2",
            values: [0, 0.0001, 0.001, 0.01],
            range: log(0.000001, 0.1),
            usual: model.kind !== "network",
          },
        ]
      : []),
    ...featureDrafts(experiment),
    ...(inBatches ? [{ path: "training.batchSize", label: "batch size", values: [16, 32, 64, 128] }] : []),
    ...(model.kind === "naiveBayes"
      ? []
      : [{ path: "training.epochs", label: "epochs", values: [10, 20, 40], range: whole(5, 60) }]),
    ...(model.kind === "network" && inBatches
      ? [{ ...named("training.optimizer.kind", "optimizer", optimizers) }]
      : []),
  ];
}

const optimizers = ["sgd", "adam", "rmsprop", "adagrad"];
const tried = ["relu", "tanh", "sigmoid", "gelu"];

/** Two powers of ten around the rate that the experiment has. */
function rates({ training }: ResolvedExperiment): readonly Draft[] {
  const rate = "learningRate" in training.optimizer ? training.optimizer.learningRate : 0.01;
  const power = 10 ** Math.round(Math.log10(rate));
  const around = [0.1, 1, 10].map((factor) => digits(power * factor));
  const range = log(digits(power * 0.1), digits(power * 10));
  return [{ path: "training.optimizer.learningRate", label: "learning rate", values: around, range, usual: true }];
}

function modelDrafts({ model }: ResolvedExperiment): readonly Draft[] {
  switch (model.kind) {
    case "network": {
      const layers = model.hidden.slice(0, 3);
      const of = (name: string, at: number): string =>
        layers.length === 1 ? name : `${name}, layer ${String(at + 1)}`;
      return [
        ...layers.map((_, at) => ({
          path: `model.hidden.${String(at)}.units`,
          label: of("hidden units", at),
          values: [8, 16, 32, 64, 128],
          range: { ...log(4, 256), integer: true },
          usual: at === 0,
        })),
        ...layers.map((_, at) => ({
          ...named(`model.hidden.${String(at)}.activation`, of("activation", at), activationNames),
          values: tried,
        })),
        ...layers.map((_, at) => ({
          path: `model.hidden.${String(at)}.dropout`,
          label: of("dropout", at),
          values: [0, 0.2, 0.5],
          range: linear(0, 0.6),
        })),
        ...initializerDraft(model.hidden.length > 0),
      ];
    }
    case "naiveBayes":
      return model.variant === "gaussian"
        ? [
            {
              path: "model.varianceSmoothing",
              label: "variance smoothing",
              values: [1e-9, 1e-6, 1e-3, 0.1],
              range: log(1e-9, 1),
              usual: true,
            },
          ]
        : [
            {
              path: "model.smoothing",
              label: "smoothing",
              values: [0.01, 0.1, 0.5, 1, 2],
              range: log(0.001, 10),
              usual: true,
            },
          ];
    case "embeddingBag":
      return [
        {
          path: "model.dimension",
          label: "dimension",
          values: [10, 50, 100],
          range: { ...log(5, 200), integer: true },
          usual: true,
        },
      ];
    case "perceptron":
      return [{ ...named("model.averaged", "averaged", [true, false]), usual: true }];
    case "logisticRegression":
    case "linearSvm":
      return [];
  }
}

function initializerDraft(hasLayers: boolean): readonly Draft[] {
  const initializers = ["xavierUniform", "heNormal", "lecunNormal", "normal"];
  return hasLayers ? [named("model.initializer", "initializer", initializers)] : [];
}

function featureDrafts({ features, resolved }: SweptExperiment): readonly Draft[] {
  if (features.length < 2) return [];
  const usual = resolved.model.kind !== "network";
  const sentence = "What the model sees of an example.";
  return [
    {
      path: "features",
      label: "features",
      sentence,
      values: features.map(({ value }) => value),
      known: features,
      usual,
    },
  ];
}

function named(path: string, label: string, values: readonly unknown[]): Draft {
  return { path, label, values, known: values.map((value) => ({ label: String(value), value })) };
}

function log(from: number, to: number): SweepRange {
  return { from, to, scale: "log", integer: false };
}

function linear(from: number, to: number): SweepRange {
  return { from, to, scale: "linear", integer: false };
}

function whole(from: number, to: number): SweepRange {
  return { from, to, scale: "linear", integer: true };
}

function digits(value: number): number {
  return Number(value.toPrecision(6));
}
