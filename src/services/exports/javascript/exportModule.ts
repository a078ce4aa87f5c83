import { type Exporter, textFile, textPieces } from "../exporter.ts";
import { modelFacts } from "../modelFacts.ts";

/** Bytes that become base64 at a time, a multiple of three so that the texts join. */
const blockBytes = 3 * 8192;

/**
 * `model.mjs`, a module without dependencies that exports `predict` and `classes`, and `model.d.mts` with its types. It runs the very
 * code that reads texts and tables here, with the layers computed in float64.
 */
export const exportModule: Exporter = async ({ record, weights: readWeights, features: readFeatures }, tools) => {
  const weights = await readWeights();
  const state = await readFeatures();
  const code = await tools.predictorCode();
  const { run, ...facts } = modelFacts(record, state);
  const { layout } = record.experiment.dataset;
  const make = function* (): Iterable<string> {
    yield `// A classifier of Benchtop, run ${run}: import { predict } from "./model.mjs"; see model.d.mts.\n`;
    // The bundle's only export is what follows builds on.
    yield code.replace(/export \{\s*createPredictor\s*\};?\s*$/, "").trimEnd();
    yield `\n\nconst stored = ${scriptJson({ ...facts, layout }).slice(0, -1)},"parameters":[`;
    yield* stored(weights);
    yield `],"featureArrays":[`;
    yield* stored([...state.arrays].map(([name, values]) => ({ name, shape: [values.length], values })));
    yield `]};\nconst predictor = createPredictor(stored);\nexport const classes = stored.classes;\n`;
    yield `export function predict(input) {\n  return predictor(input);\n}\n`;
  };
  return [textPieces("model.mjs", make), textFile("model.d.mts", declaration(layout.text !== undefined))];
};

function declaration(readsTexts: boolean): string {
  const input = readsTexts ? "string" : "Readonly<Record<string, string | number | null>>";
  return `/** The classes that the model tells apart. */
export declare const classes: readonly string[];

export interface Prediction {
  /** The class of the largest output. */
  readonly label: string;
  /** Of every class: its probability, or its margin where the model has no probabilities. */
  readonly outputs: Readonly<Record<string, number>>;
}

/** Classifies ${readsTexts ? "a text" : "a row of a table, its cells by their columns"}. */
export declare function predict(input: ${input}): Prediction;
`;
}

interface ModuleArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Uint32Array;
}

function* stored(arrays: readonly ModuleArray[]): Iterable<string> {
  for (const [at, { name, shape, values }] of arrays.entries()) {
    const type = values instanceof Float32Array ? "float32" : values instanceof Float64Array ? "float64" : "uint32";
    yield `${at === 0 ? "" : ","}\n${scriptJson({ name, type, shape }).slice(0, -1)},"base64":"`;
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    for (let from = 0; from < bytes.length; from += blockBytes)
      yield btoa(String.fromCharCode(...bytes.subarray(from, from + blockBytes)));
    yield '"}';
  }
}

/** JSON that is the same in a script, also within a page: no text in it ends an element or a line. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
