import { restoreFeaturizer } from "../../../data/featurize.ts";
import { type FeaturizerState, isSideBySide, isSparse } from "../../../data/featurizer.ts";
import { StateReader } from "../../../data/featurizerState.ts";
import type { RunRecord } from "../../../experiment/record.ts";
import { emptyFeatures, inferenceOf } from "../../../models/inferenceGraph.ts";
import { type Exporter, textFile, textPieces } from "../exporter.ts";
import { listedArrays } from "../listedArrays.ts";
import { modelFacts } from "../modelFacts.ts";
import { onnxFile } from "./onnxFile.ts";
import { onnxGraph, type OnnxInput } from "./onnxGraph.ts";

/**
 * `model.onnx`, which takes features (or rows of word vectors, which lie in it) and gives probabilities or margins;
 * `features.json`, by which a program makes its input; for texts `vocabulary.txt`, a word or term a line.
 */
export const exportOnnx: Exporter = async ({ record, weights: readWeights, features: readFeatures }) => {
  const weights = await readWeights();
  const state = await readFeatures();
  const facts = modelFacts(record, state);
  const { features, training } = record.experiment;
  const { columns } = restoreFeaturizer(features, state);
  const kind = isSideBySide(features) ? "sequence" : isSparse(features) ? "csr" : "dense";
  const empty = emptyFeatures(kind, columns);
  const inference = inferenceOf(record.experiment.model, weights, facts.classes.length, empty);
  const input = inputOf(record, state, columns);
  const graph = onnxGraph(inference, input, facts.outputs, facts.classes.length);
  const vocabulary = vocabularyOf(state);
  const about = {
    ...facts,
    input: describeInput(input),
    output: { name: facts.outputs, shape: ["examples", facts.classes.length] },
    ...(input.kind === "tokens" && { padding: input.vectors.length / input.dimension }),
  };
  const pieces = onnxFile(graph, {
    producer: record.versions.benchtop,
    metadata: { run: record.id, classes: JSON.stringify(facts.classes), loss: training.loss.kind },
  });
  const make = function* (): Iterable<string> {
    yield `{\n"about": ${JSON.stringify(about, null, 2)},\n"featureArrays": [`;
    // The vectors lie in the model itself.
    yield* listedArrays([...state.arrays].filter(([name]) => input.kind !== "tokens" || name === "idf"));
    yield "]\n}\n";
  };
  return [
    { name: "model.onnx", pieces },
    textPieces("features.json", make),
    ...(vocabulary === undefined ? [] : [textFile("vocabulary.txt", `${vocabulary.join("\n")}\n`)]),
  ];
};

/** Features of word vectors alone are looked up by the model itself. */
function inputOf({ experiment }: RunRecord, state: FeaturizerState, columns: number): OnnxInput {
  const { features } = experiment;
  if (features.kind !== "wordVectors") return { kind: "features", columns };
  const reader = new StateReader(state);
  const dimension = reader.count("dimension");
  const rows = reader.strings("words").length + 1;
  return {
    kind: "tokens",
    dimension,
    vectors: reader.floats32("vectors", rows * dimension),
    positions: features.combine === "concat" ? features.maxTokens : null,
    weights: features.combine === "tfidfMean" ? reader.floats64("idf", rows) : undefined,
  };
}

function describeInput(input: OnnxInput): object {
  return input.kind === "features"
    ? { name: "features", type: "float32", shape: ["examples", input.columns] }
    : { name: "tokens", type: "int64", shape: ["examples", input.positions ?? "tokens"] };
}

/** The words or terms of features that stand alone, one for each column, or each row of vectors but row 0. */
function vocabularyOf({ json }: FeaturizerState): readonly string[] | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  const list = "terms" in json ? json.terms : "words" in json ? json.words : undefined;
  // A character of a term may be a line's end; then a line is no term, and features.json alone has them.
  const isWhole = (term: unknown): term is string => typeof term === "string" && !/[\n\r]/.test(term);
  return Array.isArray(list) && list.every(isWhole) ? list : undefined;
}
