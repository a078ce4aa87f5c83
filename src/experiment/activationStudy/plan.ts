import { UserError } from "../../base/errors.ts";
import type { ActivationName } from "../../engine/activations.ts";
import type { ResolvedExperiment } from "../resolved.ts";

/** The initialisers that suit activations: the spread of a layer's outputs stays as it is from layer to layer. */
export type SuitedInitializer = "heUniform" | "xavierUniform" | "lecunNormal";

/** Half of what goes in is cut off by rectifiers: He; through bounded functions it passes near 0 as it is: Xavier. */
const suited: Readonly<Record<ActivationName, SuitedInitializer>> = {
  relu: "heUniform",
  leakyRelu: "heUniform",
  elu: "heUniform",
  selu: "lecunNormal",
  gelu: "heUniform",
  geluTanh: "heUniform",
  silu: "heUniform",
  mish: "heUniform",
  softplus: "heUniform",
  sigmoid: "xavierUniform",
  tanh: "xavierUniform",
  hardSigmoid: "xavierUniform",
  hardTanh: "xavierUniform",
  identity: "xavierUniform",
};

export function suitedInitializer(activation: ActivationName): SuitedInitializer {
  return suited[activation];
}

/** "same": the experiment's own for all, so that all begin with the same weights; "suited": to each what suits it. */
type InitializerChoice = "same" | "suited";

export interface StudyChoices {
  readonly activations: readonly ActivationName[];
  /** How many seeds, from that of the experiment on. */
  readonly seeds: number;
  readonly initializer: InitializerChoice;
  /** Null: as many as the experiment says. */
  readonly epochs: number | null;
}

/** One run of a study before it is started. */
export interface PlannedRun {
  readonly activation: ActivationName;
  readonly seed: number;
  readonly experiment: ResolvedExperiment;
}

/** More could neither be told apart nor be waited for. */
export const studyLimits = { runs: 60, epochs: 1000 } as const;

/**
 * An experiment for each activation and seed, equal in everything but the activation of the hidden layers and, if each
 * gets what suits it, the initialiser. Weights and the order of batches come from the seed by the name of what they
 * are for, so that equal seeds begin alike. Seed by seed, so that a first comparison is there early.
 */
export function planActivationStudy(base: ResolvedExperiment, choices: StudyChoices): readonly PlannedRun[] {
  const { model, training } = base;
  const { activations, seeds, initializer, epochs } = choices;
  if (model.kind !== "network" || model.hidden.length === 0)
    throw new UserError(
      model.kind === "network"
        ? "This experiment's network has no hidden layer, so that there is no activation to compare."
        : `This experiment's model is ${model.kind}, which has no activation to compare.`,
      "Choose an experiment whose model is a network with hidden layers, or its dataset.",
    );
  const names = [...new Set(activations)];
  if (names.length === 0) throw new UserError("No activation is chosen.", "Tick at least one function.");
  const count = names.length * seeds;
  if (!Number.isInteger(seeds) || seeds < 1 || count > studyLimits.runs)
    throw new UserError(
      `${String(names.length)} activations with ${String(seeds)} seeds each are ${String(count)} runs.`,
      `Choose fewer: from 1 to ${String(studyLimits.runs)} runs can be compared at once.`,
    );
  if (epochs !== null && (!Number.isInteger(epochs) || epochs < 1 || epochs > studyLimits.epochs))
    throw new UserError(`${String(epochs)} is no number of epochs.`, `Write 1 to ${String(studyLimits.epochs)}.`);
  return Array.from({ length: seeds }, (_, at) => training.seed + at).flatMap((seed) =>
    names.map((activation) => ({
      activation,
      seed,
      experiment: {
        ...base,
        model: {
          ...model,
          hidden: model.hidden.map((layer) => ({ ...layer, activation })),
          initializer: initializer === "same" ? model.initializer : { kind: suited[activation] },
        },
        training: { ...training, seed, ...(epochs !== null && { epochs }) },
      },
    })),
  );
}
