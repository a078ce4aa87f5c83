import { UserError } from "../base/errors.ts";
import { type Featurizer, partsOf } from "../data/featurizer.ts";
import { restoreFeaturizer } from "../data/featurize.ts";
import { type ExampleInput, inputTable } from "../data/inputTable.ts";
import type { Backend } from "../engine/backend.ts";
import type { RunRecord } from "../experiment/record.ts";
import type { Classifier, LabelledMatrix, NamedArray } from "../models/classifier.ts";
import { createClassifier } from "../models/createClassifier.ts";
import { lossOfRun } from "../experiment/lossOfRun.ts";
import type { TrainerPorts } from "./ports.ts";
import type { RunControl } from "./runControl.ts";

/** Rows of a network's batch; more do not make single examples quicker. */
const batchRows = 64;

/** A run's kept model with its fitted features, able to classify new examples as the run classified its own. */
export class StoredModel {
  readonly record: RunRecord;
  readonly classes: readonly string[];
  readonly #backend: Backend;
  readonly #featurizer: Featurizer;
  readonly #weights: readonly NamedArray[];
  #classifier: Classifier | undefined;

  private constructor(record: RunRecord, featurizer: Featurizer, weights: readonly NamedArray[], backend: Backend) {
    this.record = record;
    this.classes = record.data?.classes ?? [];
    this.#featurizer = featurizer;
    this.#weights = weights;
    this.#backend = backend;
  }

  /** UserError where the run kept no model, or what it kept is damaged. */
  static async open(ports: Pick<TrainerPorts, "readRun">, folder: string, backend: Backend): Promise<StoredModel> {
    const reader = await ports.readRun(folder);
    const record = await reader.record();
    const fingerprint = record.fingerprints.features;
    if (record.data === null || record.model === null || fingerprint === null)
      throw new UserError("The run has no model yet.", "Wait until it has ended, or choose another run.");
    const weights = await reader.weights();
    const state = await reader.features(fingerprint);
    const featurizer = restoreFeaturizer(record.experiment.features, state);
    return new StoredModel(record, featurizer, weights, backend);
  }

  get outputs(): "probabilities" | "margins" {
    return this.record.model?.outputs ?? "probabilities";
  }

  /** The tokenizer of its first text features; undefined where no features read texts. */
  get tokenizer() {
    for (const part of partsOf(this.record.experiment.features)) if ("tokenizer" in part) return part.tokenizer;
    return undefined;
  }

  /** The columns beside the text that its features read. */
  get columns(): readonly string[] {
    const { layout } = this.record.experiment.dataset;
    return partsOf(this.record.experiment.features).flatMap((part) => {
      if (part.kind === "numeric") return layout.numeric;
      if (part.kind === "sparse") return layout.sparse ?? [];
      return part.kind === "oneHot" ? part.columns : [];
    });
  }

  /** Columns of its features. */
  get width(): number {
    return this.#featurizer.columns;
  }

  /** Features of examples, in slices; every label is `label`. */
  async featurize(inputs: readonly ExampleInput[], label: number, control: RunControl): Promise<LabelledMatrix> {
    const table = inputTable(inputs, this.record.experiment.dataset.layout, this.classes);
    const ids = Uint32Array.from(inputs, (_, at) => at);
    const { matrix } = await control.drive(this.#featurizer.transform(table, ids));
    return { features: matrix, labels: new Int32Array(inputs.length).fill(label) };
  }

  /** The model, ready for such features. */
  classifier({ features }: LabelledMatrix): Classifier {
    if (this.#classifier !== undefined) return this.#classifier;
    const { experiment, data } = this.record;
    const classifier = createClassifier({
      model: experiment.model,
      input: features,
      classes: this.classes.length,
      seed: experiment.training.seed,
      backend: this.#backend,
      loss: lossOfRun(experiment.training, this.classes, data?.counts.train ?? []),
      batchSize: batchRows,
    });
    try {
      fits(classifier, this.#weights);
      classifier.load(this.#weights);
    } catch (error) {
      classifier.dispose();
      throw error;
    }
    this.#classifier = classifier;
    return classifier;
  }

  dispose(): void {
    this.#classifier?.dispose();
    this.#classifier = undefined;
  }
}

/** Run folders may come from anywhere: weights of another shape are refused before they are loaded. */
function fits(classifier: Classifier, weights: readonly NamedArray[]): void {
  const wanted = classifier.parameters();
  const same =
    wanted.length === weights.length &&
    wanted.every(({ name, values }, at) => {
      const found = weights[at];
      return found?.name === name && found.values.length === values.length;
    });
  if (!same)
    throw new UserError("The model's weights do not fit its features and settings.", "Train the experiment again.");
}
