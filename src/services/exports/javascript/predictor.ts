import { finish } from "../../../base/work.ts";
import { type FeatureOptions, isSideBySide, isSparse } from "../../../data/featurizer.ts";
import { restoreFeaturizer } from "../../../data/featurize.ts";
import { inputTable } from "../../../data/inputTable.ts";
import type { FileLayout } from "../../../data/layout.ts";
import { emptyFeatures, inferenceOf } from "../../../models/inferenceGraph.ts";
import type { ModelOptions } from "../../../models/modelOptions.ts";
import { forward } from "./forward.ts";

/** Bundled as it is into every module that a run is exported to, with the model behind it. */

/** A run's kept model as the module holds it; arrays are the base64 of their little-endian bytes. */
export interface StoredModule {
  readonly classes: readonly string[];
  readonly outputs: "probabilities" | "margins";
  readonly model: ModelOptions;
  readonly features: FeatureOptions;
  readonly featureState: unknown;
  readonly layout: FileLayout;
  readonly parameters: readonly StoredArray[];
  readonly featureArrays: readonly StoredArray[];
}

interface StoredArray {
  readonly name: string;
  readonly type: "float32" | "float64" | "uint32";
  readonly shape: readonly number[];
  readonly base64: string;
}

/** The class of the largest output, and the output of every class by its name. */
export interface ModulePrediction {
  readonly label: string;
  readonly outputs: Readonly<Record<string, number>>;
}

/** What classifies: a text, or the cells of a table's row by their columns. */
export function createPredictor(stored: StoredModule): (input: unknown) => ModulePrediction {
  const { classes, outputs, model, features, layout } = stored;
  const arrays = new Map(stored.featureArrays.map((array) => [array.name, decode(array)]));
  const featurizer = restoreFeaturizer(features, { json: stored.featureState, arrays });
  const parameters = stored.parameters.map((array) => {
    const values = decode(array);
    if (values instanceof Float32Array) return { name: array.name, shape: array.shape, values };
    throw new Error(`${array.name} holds numbers of another type`);
  });
  const kind = isSideBySide(features) ? "sequence" : isSparse(features) ? "csr" : "dense";
  const inference = inferenceOf(model, parameters, classes.length, emptyFeatures(kind, featurizer.columns));
  return (input) => {
    const table = inputTable([inputOf(input, layout.text)], layout, classes);
    const { matrix } = finish(featurizer.transform(table, Uint32Array.of(0)));
    const values = forward(inference, matrix, outputs);
    const best = values.reduce((top, value, id) => (value > (values[top] ?? NaN) ? id : top), 0);
    return {
      label: classes[best] ?? "",
      // A class may be called like a part of every object.
      outputs: Object.fromEntries(classes.map((name, id) => [name, values[id] ?? NaN])),
    };
  };
}

function inputOf(input: unknown, textColumn: string | undefined) {
  if (typeof input === "string") return { text: input, columns: {} };
  if (typeof input !== "object" || input === null)
    throw new TypeError("give a text, or an object of a table's columns");
  const cells = Object.entries(input).map(([name, cell]) => [name, cellText(cell)] as const);
  const text = cells.find(([name]) => name === textColumn)?.[1] ?? null;
  return { text, columns: Object.fromEntries(cells) };
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "number" && Number.isNaN(cell)) return "";
  if (typeof cell === "string" || typeof cell === "number" || typeof cell === "boolean") return String(cell);
  throw new TypeError("a cell is a text, a number or nothing");
}

function decode({ type, base64 }: StoredArray): Float32Array | Float64Array | Uint32Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  if (type === "float32") return new Float32Array(bytes.buffer);
  return type === "float64" ? new Float64Array(bytes.buffer) : new Uint32Array(bytes.buffer);
}
